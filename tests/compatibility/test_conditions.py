"""Rules that hold under a condition: told by the keyword and the place that state them."""

import json
from typing import Any

import pytest

from pactfuzz.compatibility import Answer, Difference, compare
from pactfuzz.compatibility.rules import RULES
from pactfuzz.shapes import Location, Shape

PLAIN: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}, "c/d": {"type": "integer"}},
}
IS_ONE = {"properties": {"a": {"const": 1}}, "required": ["a"]}
B = {"required": ["b"]}

RULED: list[tuple[dict[str, Any], str, str, Location]] = [
    ({"dependentRequired": {"a": ["b"]}}, "dependent-field-required", "/a", Location(("b",))),
    ({"dependentRequired": {"c/d": ["b"]}}, "dependent-field-required", "/c~1d", Location(("b",))),
    ({"dependentSchemas": {"a": B}}, "condition-added", "/a", Location()),
    ({"if": IS_ONE, "then": B}, "condition-added", "/then", Location()),
    ({"if": IS_ONE, "else": B}, "condition-added", "/else", Location()),
    ({"if": {"required": ["a"]}, "then": {"properties": {"b": {"minimum": 1}}}}, "condition-added",
     "/then", Location()),
    ({"not": {"required": ["a", "b"]}}, "value-forbidden", "", Location()),
]  # fmt: skip


def difference(writer: dict[str, Any], reader: dict[str, Any]) -> Difference:
    verdict = compare(Shape.from_schema(writer), Shape.from_schema(reader))
    assert verdict.answer is Answer.BREAKING
    (found,) = verdict.differences
    return found


@pytest.mark.parametrize(("more", "rule", "end", "location"), RULED)
@pytest.mark.parametrize("path", [(), ("inner",)])
def test_the_rule_and_the_pointer_are_those_that_are_there(
    more: dict[str, Any], rule: str, end: str, location: Location, path: tuple[str, ...]
) -> None:
    writer, reader = PLAIN, {**PLAIN, **more}
    for name in path:
        writer, reader = ({"type": "object", "properties": {name: it}} for it in (writer, reader))
    found = difference(writer, reader)
    assert (found.rule, found.location.parts) == (rule, (*path, *location.parts))
    assert rule in RULES
    assert found.reader_at.endswith(end)
    assert at(reader, found.reader_at) is not None
    assert not Shape.from_schema(reader).accepts(found.witness.document)
    assert "anything" not in found.reader_says


def test_each_field_that_is_asked_for_is_told() -> None:
    reader = {**PLAIN, "dependentRequired": {"a": ["b", "c/d"]}}
    verdict = compare(Shape.from_schema(PLAIN), Shape.from_schema(reader))
    told = {each.location.parts: each for each in verdict.differences}
    assert set(told) == {("b",), ("c/d",)}
    assert told["b",].writer_says == '"b" may be left out'
    assert told["b",].reader_says == '"b" is required where "a" is there'
    assert all("a" in each.witness.document for each in told.values())


@pytest.mark.parametrize(
    "kept",
    [
        {"dependentRequired": {"a": ["b"]}},
        {"dependentSchemas": {"a": B}},
        {"if": IS_ONE, "then": B, "else": {"maxProperties": 1}},
        {"required": ["b"]},
    ],
)
def test_a_condition_that_is_kept_is_no_difference(kept: dict[str, Any]) -> None:
    reader = Shape.from_schema({**PLAIN, **kept})
    writer = Shape.from_schema({**PLAIN, **kept, "description": "the same", "minProperties": 0})
    assert compare(writer, reader).answer is Answer.COMPATIBLE


def at(schema: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        schema = schema[part.replace("~1", "/").replace("~0", "~")]
    return json.loads(json.dumps(schema))
