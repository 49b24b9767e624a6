"""Extensions: a later producer says the same, and a reader of today understands the same."""

import json
import os
import re
import subprocess
import sys
from typing import Annotated

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from later_producers import (
    EVENT,
    compact,
    examples,
    examples_of,
    extensions,
    few,
    has_all_of,
    many_shapes,
    smallest,
)
from made_up import models, plain_schemas
from market_data_core.telemetry import AuditEnvelope, FeedbackEvent, HealthStatus
from pydantic import BaseModel, Field, model_validator

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Refused, Shape, parse_document
from pactfuzz.values import covering_examples
from pactfuzz.values.extensions import Extension, extended

REAL = [FeedbackEvent, HealthStatus, AuditEnvelope]


@pytest.mark.parametrize(
    ("shape", "strategy"),
    [(Shape.from_model(each), extensions(each)) for each in REAL],
    ids=[each.__name__ for each in REAL],
)
@settings(max_examples=60)
@given(data=st.data())
def test_a_reader_of_today_understands_the_same(shape, strategy, data):
    drawn = data.draw(strategy)
    assert drawn.words
    assert shape.accepts(drawn.plain)
    assert shape.accepts(drawn.document)
    assert parse_document(drawn.text) == drawn.document
    assert has_all_of(drawn.document, drawn.plain)
    assert shape.parse(drawn.text) == shape.parse(json.dumps(drawn.plain))


@many_shapes
@given(models, st.data())
def test_any_model_understands_the_same(model, data):
    shape = Shape.from_model(model)
    drawn = data.draw(extended(shape, examples(shape)))
    assert shape.accepts(drawn.document)
    assert has_all_of(drawn.document, drawn.plain)
    assert shape.parse(drawn.text) == shape.parse(json.dumps(drawn.plain))


@many_shapes
@given(plain_schemas, st.data())
def test_any_schema_accepts_its_extensions(schema, data):
    shape = Shape.from_schema({} if schema is True else schema)
    try:
        drawn = data.draw(extended(shape, examples(shape)))
    except UnsatisfiableShape:
        reject()
    assert shape.accepts(drawn.plain)
    assert shape.accepts(drawn.document)
    assert has_all_of(drawn.document, drawn.plain)
    assert drawn.words or drawn.text == compact(drawn.plain)


@given(extended(EVENT))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_without_documents_all_that_the_shape_allows_are_extended(drawn):
    assert EVENT.accepts(drawn.document)
    assert has_all_of(drawn.document, drawn.plain)


DRAWN_ELSEWHERE = """
import json, sys
from hypothesis import given, settings, strategies as st
from pactfuzz.shapes import Shape
from pactfuzz.values.extensions import extended
schema, documents = json.load(sys.stdin)
@settings(database=None, derandomize=True, deadline=None, max_examples=15)
@given(extended(Shape.from_schema(schema), st.sampled_from(documents)))
def show(drawn):
    print(ascii(drawn))
show()
"""


def test_one_seed_gives_the_same_extensions_in_every_process():
    schema = Shape.from_model(AuditEnvelope).reader
    documents = [each.document for each in covering_examples(schema)]
    drawn = [
        subprocess.run(
            [sys.executable, "-c", DRAWN_ELSEWHERE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            input=json.dumps([schema, documents]),
            capture_output=True,
            check=True,
            text=True,
        ).stdout.splitlines()
        for seed in ("1", "2")
    ]
    assert len(drawn[0]) >= 15
    assert drawn[0] == drawn[1]


@given(extensions(FeedbackEvent, Extension.ORDER))
@few
def test_another_order_changes_nothing_else(drawn):
    assert drawn.document == drawn.plain
    assert drawn.words == "the members of $ in another order"


@given(extensions(FeedbackEvent, Extension.WHITE_SPACE, Extension.ESCAPES))
@few
def test_another_spelling_changes_only_the_text(drawn):
    assert drawn.document == drawn.plain
    assert list(drawn.document) == list(drawn.plain)
    assert drawn.text != compact(drawn.plain)


@given(extensions(FeedbackEvent, Extension.NUMBER_SPELLING))
@few
def test_only_a_number_that_need_be_no_integer_is_written_as_another(drawn):
    assert drawn.document == drawn.plain
    assert compact(drawn.document | {"ts": 1}) == compact(drawn.plain | {"ts": 1})
    assert drawn.words.startswith("$.ts written ")


@given(extensions(HealthStatus, Extension.LONGER_LIST, Extension.LARGER_NUMBER))
@few
def test_longer_lists_and_larger_numbers_are_known_to_the_plain_document(drawn):
    assert drawn.document == drawn.plain
    assert re.search(r"of \d+ items|\$.ts is ", drawn.words)


@given(extended(EVENT, examples_of(FeedbackEvent), kinds=[Extension.OPTIONAL_MEMBER]))
@few
def test_an_optional_member_is_left_out_or_appears(drawn):
    assert drawn.document == drawn.plain
    assert drawn.words == f"$.source {'present' if 'source' in drawn.plain else 'left out'}"


BOUNDED = Shape.from_schema(
    {
        "properties": {
            "few": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
            "small": {"type": "integer", "minimum": -1, "maximum": 70_000},
            "set": {"type": "array", "uniqueItems": True},
        },
        "additionalProperties": False,
    }
)


@given(extended(BOUNDED, st.just({"few": [1], "small": 5, "set": [1]})))
@few
def test_bounds_hold(drawn):
    assert BOUNDED.accepts(drawn.document)


def test_bounds_are_reached():
    longer = extended(BOUNDED, st.just({"few": [1]}), kinds=[Extension.LONGER_LIST])
    assert smallest(longer, lambda drawn: len(drawn.plain["few"]) == 3)
    larger = extended(BOUNDED, st.just({"small": 5}), kinds=[Extension.LARGER_NUMBER])
    assert smallest(larger, lambda drawn: drawn.plain["small"] == 70_000)


class Queue(BaseModel):
    size: int = Field(ge=0)
    capacity: int = Field(ge=0)

    @model_validator(mode="after")
    def _fits(self) -> "Queue":
        if self.size > self.capacity:
            msg = "fuller than full"
            raise ValueError(msg)
        return self


@few
@given(
    extended(
        Shape.from_model(Queue),
        st.just({"size": 1, "capacity": 40_000}),
        kinds=[Extension.LARGER_NUMBER],
    )
)
def test_what_a_model_demands_beyond_its_schema_holds(drawn):
    assert Queue.model_validate_json(drawn.text)


class Strict(BaseModel):
    size: Annotated[int, Field(strict=True)]


STRICT = Shape.from_model(Strict)


@given(extended(STRICT, st.just({"size": 1})))
@few
def test_an_integer_stays_an_integer(drawn):
    STRICT.parse(drawn.text)


@given(extended(STRICT, st.just({"size": 1}), kinds=[Extension.INTEGER_SPELLING]))
@few
def test_unless_one_written_as_a_float_is_asked_for_by_name(drawn):
    assert drawn.document == {"size": 1}
    assert STRICT.accepts(drawn.document)
    with pytest.raises(Refused):
        STRICT.parse(drawn.text)
