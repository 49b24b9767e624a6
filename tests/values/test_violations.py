"""Violations: near misses, each refused by the schema, for one rule wherever that can be."""

import json
import math
import os
import subprocess
import sys
from collections import Counter
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, reject, settings
from made_up import models, plain_schemas, tangled_schemas
from market_data_core.telemetry import AuditEnvelope, FeedbackEvent, HealthStatus
from pydantic import BaseModel, ConfigDict, Field, field_validator

from pactfuzz.errors import DocumentError, UnsatisfiableShape
from pactfuzz.shapes import ABSENT, Shape, parse_document
from pactfuzz.values.violations import JSON, Violation, violations

many_shapes = settings(
    max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
EVENT = {"coordinator_id": "text", "queue_size": 10, "capacity": 10, "level": "ok", "ts": 1.5}


def violations_of(source: Any) -> tuple[Violation, ...]:
    return violations(Shape.of(source))


def is_refused(shape: Shape, violation: Violation) -> bool:
    if violation.rule != JSON:
        return not shape.accepts(parse_document(violation.text))
    with pytest.raises(DocumentError):
        parse_document(violation.text)
    return True


NUMBERS = ["NaN", "Infinity", "-Infinity"]
TAKEN = "which the parser takes"


def test_a_feedback_event_is_violated_in_every_rule_of_every_member():
    assert [
        (str(each.location), each.rule, each.words, *[TAKEN][: each.is_parsed])
        for each in violations_of(FeedbackEvent)
    ] == [
        *[(f"$.{name}", "required", "missing") for name in EVENT],
        ("$", "type", "an array in the place of an object"),
        ("$", "type", "null"),
        ("$", "json", "empty"),
        ("$", "json", "cut short by a byte"),
        ("$", "json", "not UTF-8"),
        ("$.coordinator_id", "type", "a number in the place of a text"),
        ("$.coordinator_id", "type", "null"),
        ("$.queue_size", "minimum", "below 0"),
        ("$.queue_size", "type", "an integer with a fraction"),
        ("$.queue_size", "type", "a number written as a text", TAKEN),
        ("$.queue_size", "type", "null"),
        *[("$.queue_size", "json", number) for number in NUMBERS],
        ("$.capacity", "exclusiveMinimum", "the excluded bound 0"),
        ("$.capacity", "type", "an integer with a fraction"),
        ("$.capacity", "type", "a number written as a text", TAKEN),
        ("$.capacity", "type", "null"),
        *[("$.capacity", "json", number) for number in NUMBERS],
        ("$.level", "enum", "not listed"),
        ("$.level", "type", "a number in the place of a text"),
        ("$.level", "type", "null"),
        ("$.ts", "type", "a number written as a text", TAKEN),
        ("$.ts", "type", "null"),
        *[("$.ts", "json", number, TAKEN) for number in NUMBERS],
        ("$.source", "type", "a number in the place of a text"),
        ("$.source", "type", "null"),
    ]


def test_the_document_differs_from_the_simplest_in_one_place():
    by_words = {(str(each.location), each.words): each for each in violations_of(FeedbackEvent)}
    assert by_words["$.queue_size", "below 0"].document == EVENT | {"queue_size": -1}
    assert by_words["$.level", "not listed"].document == EVENT | {"level": "OK"}
    assert by_words["$.source", "null"].document == EVENT | {"source": None}
    assert by_words["$.ts", "Infinity"].document == EVENT | {"ts": math.inf}
    assert by_words["$.ts", "Infinity"].text.endswith(b'"ts":Infinity}')
    assert by_words["$", "empty"].document is ABSENT


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Literal["red", "blue"]


NEAREST = [
    ({"type": "integer", "minimum": 5}, "minimum", 4),
    ({"type": "integer", "maximum": 5}, "maximum", 6),
    ({"type": "number", "minimum": 0}, "minimum", -5e-324),
    ({"type": "number", "maximum": 1}, "maximum", 1.0000000000000002),
    ({"type": "number", "exclusiveMinimum": 0}, "exclusiveMinimum", 0),
    ({"type": "number", "exclusiveMaximum": 1}, "exclusiveMaximum", 1),
    ({"type": "integer", "multipleOf": 5}, "multipleOf", 11),
    ({"type": "integer", "multipleOf": 5, "maximum": 20}, "maximum", 25),
    ({"type": "string", "minLength": 3}, "minLength", "te"),
    ({"type": "string", "maxLength": 4}, "maxLength", "textt"),
    ({"type": "string", "pattern": "^[A-Z]+$"}, "pattern", "A\n"),
    ({"type": "string", "format": "date"}, "format", "2024-01-3"),
    (UUID, "format", "12345678-1234-4234-8234-123456789ab"),
    ({"const": 1}, "const", 2),
    ({"enum": ["a", "A"]}, "enum", "a "),
    ({"enum": [True]}, "enum", "true"),
    ({"enum": [[1]]}, "enum", []),
    (Colour, "required", {}),
    (Colour, "additionalProperties", {"name": "red", "unknown": None}),
    ({"type": "object", "minProperties": 1}, "minProperties", {}),
    (
        {"type": "object", "maxProperties": 1, "additionalProperties": {"type": "null"}},
        "maxProperties",
        {"key": None, "unknown0": None},
    ),
    (dict[Literal["x"], Literal[1]], "propertyNames", {"X": 1}),
    (
        {
            "type": "object",
            "required": ["a"],
            "dependentRequired": {"a": ["c"]},
            "properties": {"a": {"const": 1}, "c": {"const": 2}},
        },
        "dependentRequired",
        {"a": 1},
    ),
    ({"type": "array", "minItems": 1, "items": {"const": 1}}, "minItems", []),
    ({"type": "array", "maxItems": 1, "items": {"const": 1}}, "maxItems", [1, 1]),
    (
        {
            "type": "array",
            "maxItems": 1,
            "uniqueItems": True,
            "items": {"type": "integer", "minimum": 1, "maximum": 2},
        },
        "maxItems",
        [1, 2],
    ),
    (set[Literal["a"]], "uniqueItems", ["a", "a"]),
    (tuple[Literal[1], Literal["a"]], "maxItems", [1, "a", "a"]),
    (
        {"properties": {"a": {"const": 1}}, "unevaluatedProperties": False},
        "unevaluatedProperties",
        {"unknown": None},
    ),
]


@pytest.mark.parametrize(("source", "rule", "nearest"), NEAREST, ids=lambda each: str(each)[:30])
def test_a_rule_is_broken_by_the_nearest_value_and_alone(source, rule, nearest):
    broken = [each for each in violations_of(source) if each.rule == rule]
    assert nearest in [each.document for each in broken]
    (problem,) = next(each for each in broken if each.document == nearest).problems
    assert problem.rule == ("required" if rule == "dependentRequired" else rule)


def test_a_bound_too_far_to_be_overstepped_is_left_out():
    long = {"type": "string", "maxLength": 10**9}
    assert "maxLength" not in {each.rule for each in violations_of(long)}


def test_what_breaks_a_rule_only_as_another_does_is_left_out():
    bounded = {"type": "integer", "minimum": 0, "exclusiveMinimum": -1}
    assert [each.rule for each in violations_of(bounded) if each.document == -1] == ["minimum"]


class Picky(BaseModel):
    size: int
    name: str

    @field_validator("size")
    @classmethod
    def _is_even(cls, size: int) -> int:
        return {0: size}[size % 2]


def test_a_parser_that_crashes_has_not_taken_a_violation():
    found = {(each.rule, each.words): each.is_parsed for each in violations_of(Picky)}
    assert found["type", "a number written as a text"]
    assert not found["type", "an integer with a fraction"]


def test_without_a_model_nothing_is_parsed():
    schema = Shape.from_model(FeedbackEvent).reader
    assert not any(each.is_parsed for each in violations_of(schema))
    assert len(violations_of(schema)) == len(violations_of(FeedbackEvent))


def test_a_place_in_an_item_or_entry_is_violated_once():
    counted = Counter(
        (each.location, each.rule, each.words) for each in violations_of(HealthStatus)
    )
    assert set(counted.values()) == {1}
    places = {str(each) for each, _, _ in counted}
    assert {"$.components[0].name", "$.components[0].details.key"} <= places
    assert not [each for each in places if "[1]" in each]


def test_a_union_is_violated_by_way_of_its_branches():
    found = violations_of(Annotated[int, Field(ge=0)] | Annotated[str, Field(max_length=2)])
    broken = {each.rule: each.document for each in found}
    assert broken["minimum"] == -1
    assert len(broken["maxLength"]) == 3


# Laws


@pytest.mark.parametrize("model", [FeedbackEvent, HealthStatus, AuditEnvelope])
def test_every_violation_is_refused_for_one_rule_but_for_those_of_enumerations(model):
    shape = Shape.from_model(model)
    for each in violations(shape):
        assert is_refused(shape, each)
        assert {problem.location for problem in each.problems} == {each.location}
        assert {problem.rule for problem in each.problems} - {"enum", "anyOf"} <= {each.rule}


@many_shapes
@given(models)
def test_every_violation_of_any_model_is_refused_and_says_what_the_parser_thinks(model):
    shape = Shape.from_model(model)
    for each in violations(shape):
        assert is_refused(shape, each)
        assert each.is_parsed == (shape.adapter is not None and parses(model, each.text))


def parses(model: type[BaseModel], text: bytes) -> bool:
    try:
        model.model_validate_json(text)
    except ValueError:
        return False
    return True


@many_shapes
@given(plain_schemas | tangled_schemas)
def test_every_violation_of_any_schema_is_refused(schema):
    shape = Shape.from_schema({} if schema is True else schema)
    try:
        found = violations(shape)
    except UnsatisfiableShape:
        reject()
    assert all(is_refused(shape, each) for each in found)
    assert len({each.text for each in found}) == len(found)


SHOWN_ELSEWHERE = """
import json, sys
from pactfuzz.shapes import Shape
from pactfuzz.values.violations import violations
for each in violations(Shape.from_schema(json.load(sys.stdin))):
    print(ascii(each))
"""


def test_a_shape_is_violated_in_the_same_ways_in_every_process():
    schema = Shape.from_model(HealthStatus).reader
    elsewhere = subprocess.run(
        [sys.executable, "-c", SHOWN_ELSEWHERE],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        input=json.dumps(schema),
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert elsewhere.splitlines() == [ascii(each) for each in violations_of(schema)]
