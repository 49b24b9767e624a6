"""What the symbolic engine is believed, and what it is not."""

import pytest

from pactfuzz.compatibility import Answer, Policy, compare, engine
from pactfuzz.shapes import Shape

DATE = {"format": "date"}
AB = {"enum": ["a", "b"]}
NAMED = {
    "type": "object",
    "properties": {"a": {"type": "null"}},
    "additionalProperties": False,
}


def within(schema):
    return {"properties": {"x": schema}}


BREAKING = {
    "beside an enumeration of names": ({"propertyNames": AB}, {"propertyNames": AB | DATE}),
    "beside listed names": (NAMED, NAMED | {"propertyNames": DATE}),
    "beside an enumeration": (within(AB), within(AB | DATE)),
    "beside a constant": (within({"const": "a"}), within({"const": "a"} | DATE)),
    "joined by allOf": (within(AB), within({"allOf": [AB, DATE]})),
    "joined by anyOf": (within(AB), within({**DATE, "anyOf": [AB, {"type": "null"}]})),
    "joined by a reference": (
        within(AB),
        within({"$ref": "#/$defs/x", **AB}) | {"$defs": {"x": DATE}},
    ),
    "joined by a pattern of names": (within(AB), within(AB) | {"patternProperties": {"x": DATE}}),
    "joined by a condition": (within(AB), within({**AB, "if": True, "then": DATE})),
    "joined by contains": (
        {"type": "array", "items": AB, "minItems": 1},
        {"type": "array", "items": AB, "contains": DATE},
    ),
    "refused by the writer": (
        within({"not": {"allOf": [AB, DATE]}}),
        within({"not": {"enum": ["a"]}}),
    ),
}


@pytest.mark.parametrize(("writer", "reader"), BREAKING.values(), ids=BREAKING)
def test_a_constant_that_is_no_date_is_not_taken_for_one(writer, reader):
    assert engine.is_covered(writer, reader) is not True
    shapes = map(Shape.from_schema, (writer, reader))
    verdict = compare(*shapes, policy=Policy.STRICT, formats=True)
    assert verdict.answer is Answer.BREAKING


def test_an_enumeration_that_is_no_date_does_not_make_a_schema_empty():
    assert not engine.is_empty({"allOf": [AB, {"not": {"allOf": [AB, DATE]}}]})


@pytest.mark.parametrize("constants", [["2026-01-01"], [5, "2026-01-01", None]])
def test_constants_that_are_dates_are_left(constants):
    writer = within({"enum": constants})
    assert engine.is_covered(writer, within({"enum": constants} | DATE)) is True
