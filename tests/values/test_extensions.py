"""Extensions: a later producer says the same, and a reader of today understands the same."""

import json
import os
import random
import re
import subprocess
import sys
from functools import cache
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, find, given, reject, settings
from hypothesis import strategies as st
from made_up import models, plain_schemas
from market_data_core.telemetry import AuditEnvelope, ControlResult, FeedbackEvent, HealthStatus
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, model_validator

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Refused, Shape, parse_document
from pactfuzz.values import covering_examples
from pactfuzz.values.extensions import COMPATIBLE, Extended, Extension, extended
from pactfuzz.values.extensions_members import VALUES
from pactfuzz.values.extensions_names import names_read, unknown_names

EVENT = Shape.from_model(FeedbackEvent)
REAL = [FeedbackEvent, HealthStatus, AuditEnvelope]

many_shapes = settings(
    max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
few = settings(max_examples=25)


def examples(shape: Shape) -> st.SearchStrategy[Any]:
    return st.sampled_from([each.document for each in covering_examples(shape.reader)])


@cache
def examples_of(model: Any) -> st.SearchStrategy[Any]:
    return examples(Shape.from_model(model))


def extensions(model: Any, *kinds: Extension) -> st.SearchStrategy[Extended]:
    return extended(Shape.from_model(model), examples_of(model), kinds=kinds or COMPATIBLE)


def smallest(strategy, is_failing) -> Extended:
    """Find the smallest extension that fails, as a property's failure would show it."""
    quiet = settings(database=None, deadline=None, derandomize=True, max_examples=2_000)
    return find(strategy, is_failing, settings=quiet, random=random.Random(0))  # noqa: S311


def has_all_of(document: Any, plain: Any) -> bool:
    """Whether a document says all that a plain one says, whatever else it says."""
    match document, plain:
        case dict(), dict():
            return all(
                name in document and has_all_of(document[name], value)
                for name, value in plain.items()
            )
        case list(), list():
            return len(document) == len(plain) and all(map(has_all_of, document, plain))
        case _:
            return document == plain and isinstance(document, bool) == isinstance(plain, bool)


def depth(document: Any) -> int:
    inner = document.values() if isinstance(document, dict) else document
    if not isinstance(document, dict | list):
        return 0
    return 1 + max(map(depth, inner), default=0)


# What an extension is


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


def compact(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


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


# Unknown members


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    level: str
    inner: ControlResult
    labels: dict[str, str] = {}
    anything: Any = None


CLOSED = {
    "level": "ok",
    "inner": {"status": "ok"},
    "labels": {"a": "b"},
    "anything": {"a": 1},
}


@given(extended(Shape.from_model(Closed), st.just(CLOSED), kinds=[Extension.UNKNOWN_MEMBER]))
@few
def test_unknown_members_stand_only_where_they_are_allowed_and_mean_nothing(drawn):
    assert drawn.plain == CLOSED
    assert drawn.document | {"inner": CLOSED["inner"]} == CLOSED
    assert len(drawn.document["inner"]) > 1
    assert drawn.words.startswith("$.inner")


@given(
    extended(Shape.from_model(dict[str, int]), st.just({"a": 1}), kinds=[Extension.UNKNOWN_MEMBER])
)
@few
def test_where_nothing_can_be_extended_there_are_no_words(drawn):
    assert (drawn.document, drawn.text, drawn.words) == ({"a": 1}, b'{"a":1}', "")


HOSTILE = [
    *["LEVEL", "Level", "level ", "_level", "levels", "lеvеl", "level\u200b"],  # noqa: RUF001
    *["queueSize", "queuesize", "queue-size", "QUEUE_SIZE"],
    *[
        "details",
        "",
        "__class__",
        "model_config",
        "model_fields",
        "copy",
        "self",
        "__proto__",
        "$ref",
    ],
    *["\x00", "a.b", "你好", "x" * 10_000],
]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:20]))
def test_names_are_hostile(name):
    known = frozenset({"level", "queue_size", "type"})
    names = unknown_names(known, frozenset({"details", "level"}))
    assert name in names
    assert known.isdisjoint(names)
    assert names[0] == "unknown"


VALUE = {
    "null": lambda value: value is None,
    "a boolean": lambda value: value is True,
    "an integer that 64 bits do not hold": lambda value: type(value) is int and value >= 2**64,
    "a negative number": lambda value: type(value) is float and value < 0,
    "a text": lambda value: type(value) is str and value > "",
    "a long text": lambda value: type(value) is str and len(value) > 5_000,
    "an array": lambda value: type(value) is list and value,
    "a long array": lambda value: type(value) is list and len(value) > 500,
    "an object": lambda value: type(value) is dict and value,
    "a large object": lambda value: type(value) is dict and len(value) > 500,
    "a deep array": lambda value: type(value) is list and depth(value) > 90,
    "a deep object": lambda value: type(value) is dict and depth(value) > 90,
}


@pytest.mark.parametrize("is_meant", VALUE.values(), ids=VALUE)
def test_values_are_of_every_kind(is_meant):
    assert is_meant(smallest(VALUES, is_meant))


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    queue_size: int = Field(1, alias="queueSize")
    level: int = Field(1, validation_alias=AliasChoices("level", "lvl", AliasPath("meta", "level")))


class Hidden(BaseModel):
    queue_size: int = Field(1, alias="queueSize")


@given(extended(Shape.from_model(Aliased), st.just({}), kinds=[Extension.UNKNOWN_MEMBER]))
@few
def test_a_name_that_the_parser_reads_is_not_unknown(drawn):
    assert drawn.document.keys().isdisjoint({"queue_size", "queueSize", "level", "lvl", "meta"})
    assert Aliased.model_validate_json(drawn.text) == Aliased()


def test_a_name_that_a_field_has_only_in_python_is_unknown():
    read, named = names_read(Shape.from_model(Hidden))
    assert (read, named) == ({"queueSize"}, {"queue_size"})
    assert Hidden.model_validate_json('{"queue_size": 5}') == Hidden()


# The other ways to extend


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


@given(extended(Shape.from_model(Queue), st.just({"size": 1, "capacity": 40_000})))
@few
def test_what_a_model_demands_beyond_its_schema_holds(drawn):
    Queue.model_validate_json(drawn.text)


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


# The smallest extension that fails


def is_failing(read):
    """A property: what a reader makes of the later producer's text is what it made of today's."""

    def fails(drawn: Extended) -> bool:
        try:
            return bool(read(drawn.text) != read(compact(drawn.plain)))
        except (AttributeError, KeyError, ValueError, TypeError, IndexError):
            return True

    return fails


SIMPLEST = covering_examples(EVENT.reader)[0].document


def test_smallest_for_a_reader_that_makes_attributes_of_members():
    class Event:
        def read(self, text: bytes) -> dict[str, Any]:
            for name, value in json.loads(text).items():
                if hasattr(Event, name):
                    raise AttributeError(name)
                setattr(self, name, value)
            return {name: getattr(self, name) for name in SIMPLEST}

    found = smallest(extensions(FeedbackEvent), is_failing(lambda text: Event().read(text)))
    assert found.plain == SIMPLEST
    (name,) = found.document.keys() - found.plain.keys()
    assert hasattr(Event, name)
    assert found.document[name] is None
    assert found.words == f"$.{name} added"


def test_smallest_for_a_reader_that_ignores_case():
    def read(text: bytes) -> Any:
        folded = {name.lower(): value for name, value in json.loads(text).items()}
        return {name: folded[name] for name in SIMPLEST}

    found = smallest(extensions(FeedbackEvent), is_failing(read))
    assert found.document == SIMPLEST | {"CAPACITY": None}
    assert found.words == "$.CAPACITY added"


def test_smallest_for_a_reader_that_knows_no_escapes():
    def read(text: bytes) -> str:
        return re.search(rb'"level"\s*:\s*"([^"]*)"', text)[1].decode()

    found = smallest(
        extensions(FeedbackEvent, *set(COMPATIBLE) - {Extension.UNKNOWN_MEMBER}),
        is_failing(read),
    )
    assert found.document == found.plain == SIMPLEST
    assert found.text.count(b"\\u") in (len("ok"), len("level"))
    assert found.words in (
        r"$.level with \u escapes for every character",
        r"the name of $.level with \u escapes for every character",
    )


def test_smallest_for_a_reader_that_goes_by_the_order():
    def read(text: bytes) -> Any:
        return next(iter(json.loads(text).values()))

    found = smallest(extensions(FeedbackEvent), is_failing(read))
    assert found.document == found.plain
    assert found.words == "the members of $ in another order"
    moved = [a for a, b in zip(found.plain, found.document, strict=True) if a != b]
    assert len(moved) == 2


def test_smallest_for_a_reader_that_skips_no_white_space():
    def read(text: bytes) -> list[bytes]:
        return re.findall(rb'"level":"(\w+)"', text)

    found = smallest(
        extensions(FeedbackEvent, Extension.WHITE_SPACE, Extension.ORDER),
        is_failing(read),
    )
    assert found.words == "every token with a space around it"


def test_smallest_for_a_reader_of_one_page():
    component = {"name": "database", "state": "healthy"}
    status = {"service": "a", "state": "healthy", "components": [component], "version": "", "ts": 1}

    def read(text: bytes) -> int:
        return len(json.loads(text)["components"][:5])

    def fails(drawn: Extended) -> bool:
        components = drawn.document.get("components", [])
        return len(components) > 5 and read(drawn.text) < len(components)

    found = smallest(extended(Shape.from_model(HealthStatus), st.just(status)), fails)
    assert found.words == "$.components of 11 items"
    assert found.document == found.plain == status | {"components": [component] * 11}


def test_smallest_for_a_reader_of_32_bits():
    def read(text: bytes) -> int:
        return json.loads(text)["queue_size"].to_bytes(4, "big", signed=True)[0]

    def fails(drawn: Extended) -> bool:
        try:
            return read(drawn.text) < 0
        except OverflowError:
            return True

    found = smallest(extensions(FeedbackEvent), fails)
    assert found.document == SIMPLEST | {"queue_size": 2**31}
    assert found.words == "$.queue_size is 2147483648"
