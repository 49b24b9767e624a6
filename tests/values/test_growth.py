"""Growth: what today's shape refuses and tomorrow's may allow, one place and one kind at a time."""

import json
import os
import subprocess
import sys
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, reject, settings
from made_up import models, plain_schemas
from market_data_core.telemetry import AuditEnvelope, FeedbackEvent, HealthStatus
from pydantic import BaseModel, Field

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Location, Shape
from pactfuzz.values.growth import Growth, GrowthKind, growths

ENUM, UNION, WIDER, NULL = (
    GrowthKind.ENUM_MEMBER,
    GrowthKind.UNION_BRANCH,
    GrowthKind.WIDER_TYPE,
    GrowthKind.NULL,
)
EVENT = {"coordinator_id": "text", "queue_size": 10, "capacity": 10, "level": "ok", "ts": 1.5}

many_shapes = settings(
    max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def growths_of(source: Any) -> tuple[Growth, ...]:
    return growths(Shape.of(source))


def kinds_at(source: Any, place: str) -> list[tuple[GrowthKind, str, Any]]:
    return [
        (each.kind, each.words, each.document)
        for each in growths_of(source)
        if str(each.location) == place
    ]


def test_a_feedback_event_grows_in_all_its_members():
    found = growths_of(FeedbackEvent)
    assert [(each.kind, str(each.location), each.words) for each in found] == [
        (WIDER, "$", "document as a list"),
        (NULL, "$", "document as null"),
        (WIDER, "$.coordinator_id", "coordinator_id as a list"),
        (NULL, "$.coordinator_id", "coordinator_id as null"),
        (WIDER, "$.queue_size", "queue_size with a fraction"),
        (NULL, "$.queue_size", "queue_size as null"),
        (WIDER, "$.capacity", "capacity with a fraction"),
        (NULL, "$.capacity", "capacity as null"),
        (ENUM, "$.level", "adding a level"),
        (WIDER, "$.level", "level as a list"),
        (NULL, "$.level", "level as null"),
        (WIDER, "$.ts", "ts as a text"),
        (NULL, "$.ts", "ts as null"),
        (WIDER, "$.source", "source as a list"),
        (NULL, "$.source", "source as null"),
    ]


def test_the_document_is_the_simplest_that_has_grown():
    assert Growth(
        ENUM, Location(("level",)), "adding a level", EVENT | {"level": "new_level"}
    ) in growths_of(FeedbackEvent)
    assert kinds_at(FeedbackEvent, "$.source")[0][2] == EVENT | {"source": ["text"]}


def test_a_place_deep_inside_grows_once_in_the_first_item_or_entry():
    assert [each[:2] for each in kinds_at(HealthStatus, "$.components[0].state")] == [
        (ENUM, "adding a state"),
        (WIDER, "state as a list"),
        (NULL, "state as null"),
    ]
    places = [str(each.location) for each in growths_of(HealthStatus)]
    assert not [each for each in places if "[1]" in each]
    assert "$.components[0].details.key" in places


class Bar(BaseModel):
    kind: Literal["bar"]
    close: float


class Tick(BaseModel):
    kind: Literal["tick"]
    price: float


class Quote(BaseModel):
    data: Annotated[Bar | Tick, Field(discriminator="kind")]


class Note(BaseModel):
    body: Bar | list[str]


BAR = {"kind": "bar", "close": 1.5}


def test_a_tagged_union_grows_by_a_tag():
    grown = {"data": {"kind": "new_kind", "close": 1.5}}
    assert kinds_at(Quote, "$.data") == [
        (UNION, "adding a kind of data", grown),
        (NULL, "data as null", {"data": None}),
    ]
    assert [each[0] for each in kinds_at(Quote, "$.data.kind")] == [WIDER, NULL]
    assert kinds_at(Quote, "$.data.price"), "the other branch grows too"


def test_a_union_without_a_tag_grows_by_a_value_of_another_kind():
    assert kinds_at(Note, "$.body")[0] == (
        UNION,
        "adding a kind of body",
        {"body": {"unknown": None}},
    )
    assert kinds_at(int | str, "$")[0][2] is True


@pytest.mark.parametrize(
    ("source", "grown"),
    [
        (Literal["OK", "HARD"], "NEW_DOCUMENT"),
        (Literal["ok", "Hard"], "new_document"),
        (Literal[1, 5], 6),
        (Literal[True], False),
        ({"enum": ["new_document", "x"]}, "new_document_"),
        ({"const": None}, True),
    ],
)
def test_an_enumeration_grows_in_the_way_that_its_members_are_written(source, grown):
    assert [each.document for each in growths_of(source) if each.kind is ENUM] == [grown]


@pytest.mark.parametrize(
    ("source", "wider"),
    [
        (int, 10.5),
        (float, "1.5"),
        (bool, "unknown"),
        (str, ["text"]),
        (list[int], {"items": []}),
        (dict[str, int], [{}]),
    ],
)
def test_a_type_grows_to_the_next(source, wider):
    assert next(each.document for each in growths_of(source) if each.kind is WIDER) == wider


@pytest.mark.parametrize(
    "source", [Any, True, {}, {"type": ["null", "array", "object", "boolean"]}]
)
def test_what_is_allowed_today_is_no_growth(source):
    shape = Shape.from_schema({}) if source is True else Shape.of(source)
    assert not [each for each in growths(shape) if each.kind in (WIDER, NULL)]


def test_null_is_no_growth_where_it_is_allowed():
    assert NULL not in [each[0] for each in kinds_at(AuditEnvelope, "$.result.detail")]


def is_grown(shape: Shape, growth: Growth) -> bool:
    """Whether a document is refused, and for nothing that lies elsewhere."""
    depth = len(growth.location.parts)
    problems = shape.problems(growth.document)
    return bool(problems) and all(
        each.location.parts[:depth] == growth.location.parts for each in problems
    )


@pytest.mark.parametrize("model", [FeedbackEvent, HealthStatus, AuditEnvelope])
def test_every_growth_is_refused_today_for_its_place_alone(model):
    shape = Shape.from_model(model)
    assert all(is_grown(shape, each) for each in growths(shape))


@many_shapes
@given(models)
def test_every_growth_of_any_model_is_refused_today(model):
    shape = Shape.from_model(model)
    assert not any(shape.accepts(each.document) for each in growths(shape))


@many_shapes
@given(plain_schemas)
def test_every_growth_of_any_schema_is_refused_today(schema):
    shape = Shape.from_schema({} if schema is True else schema)
    try:
        found = growths(shape)
    except UnsatisfiableShape:
        reject()
    assert not any(shape.accepts(each.document) for each in found)
    assert len({(each.kind, each.location) for each in found}) == len(found)


SHOWN_ELSEWHERE = """
import json, sys
from pactfuzz.shapes import Shape
from pactfuzz.values.growth import growths
for each in growths(Shape.from_schema(json.load(sys.stdin))):
    print(ascii(each))
"""


def test_a_shape_grows_in_the_same_ways_in_every_process():
    schema = Shape.from_model(HealthStatus).reader
    elsewhere = subprocess.run(
        [sys.executable, "-c", SHOWN_ELSEWHERE],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        input=json.dumps(schema),
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert elsewhere.splitlines() == [ascii(each) for each in growths_of(schema)]
