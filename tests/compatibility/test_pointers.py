"""Pointers of a difference: into the schemas as they were given, of any draft."""

from typing import Any

import pytest

from pactfuzz.compatibility import compare
from pactfuzz.compatibility.pointers import pointer_in
from pactfuzz.shapes import Shape

D7 = "http://json-schema.org/draft-07/schema#"
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def given(draft: str, at: str, leaf: dict[str, Any]) -> dict[str, Any]:
    """Make a schema that refers to a definition where its draft, or its user, keeps them."""
    outer, inner = at.split("/")
    definition = {"type": "object", "properties": {"x": leaf}, "required": ["x"]}
    return {
        "$schema": draft,
        "type": "object",
        "properties": {"order": {"$ref": f"#/{at}"}},
        outer: {inner: definition},
    }


@pytest.mark.parametrize("at", ["definitions/Order", "components/Order"])
def test_a_definition_is_where_it_stands(at: str) -> None:
    writer, reader = given(D7, at, TEXT), given(D7, at, NUMBER)
    (found,) = compare(Shape.from_schema(writer), Shape.from_schema(reader)).differences
    expected = f"/{at}/properties/x"
    assert (found.writer_at, found.reader_at) == (expected, expected)


def test_a_dependency_is_where_its_draft_has_it() -> None:
    plain = {"$schema": D7, "type": "object", "properties": {"a": NUMBER, "b": NUMBER}}
    reader = {**plain, "dependencies": {"a": ["b"]}}
    (found,) = compare(Shape.from_schema(plain), Shape.from_schema(reader)).differences
    assert (found.rule, found.reader_at) == ("dependent-field-required", "/dependencies/a")


def test_a_fixed_item_is_where_its_draft_has_it() -> None:
    writer, reader = (
        {"$schema": D7, "type": "array", "items": [each], "minItems": 1} for each in (TEXT, NUMBER)
    )
    (found,) = compare(Shape.from_schema(writer), Shape.from_schema(reader)).differences
    assert (found.writer_at, found.reader_at) == ("/items/0", "/items/0")


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", ""),
        ("/properties/a", "/properties/a"),
        ("/properties/a~1b/type", "/properties/a~1b/type"),
        ("/properties/none/type", "/properties"),
        ("/$defs/None/type", ""),
    ],
)
def test_a_pointer_leads_as_far_as_there_is_something(pointer: str, expected: str) -> None:
    schema = {"properties": {"a": {}, "a/b": {"type": "string"}}}
    assert pointer_in(schema, pointer) == expected
