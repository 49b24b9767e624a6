"""Schemas that apply to a value again and again are refused before anything hangs."""

from typing import Any

import pytest

from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Shape
from pactfuzz.shapes.work import AT_ONE_PLACE, Work

LEVELS = 12


def chain(name: str, referring: Any, leaf: Any, levels: int = LEVELS) -> dict[str, Any]:
    """Definitions of which each refers ten times to the next: ``referring`` gives the schema."""
    definitions = {f"d{each}": referring(f"d{each}", f"d{each + 1}") for each in range(levels)}
    return {"$defs": {**definitions, f"d{levels}": leaf}, "$ref": name}


def listed(keyword: str, own: str, prefix: str, referring: str = "$ref") -> dict[str, Any]:
    def definition(name: str, following: str) -> dict[str, Any]:
        named = {own: f"{'https://example.com/' if own == '$id' else ''}{name}"} if own else {}
        return {**named, keyword: [{referring: f"{prefix}{following}"}] * 10}

    leaf = definition(f"d{LEVELS}", "")
    return chain(f"{prefix}d0", definition, {**leaf, keyword: [{}]})


BOMBS = {
    "all of": listed("allOf", "", "#/$defs/"),
    "any of": listed("anyOf", "", "#/$defs/"),
    "one of": listed("oneOf", "", "#/$defs/"),
    "by an anchor": listed("allOf", "$anchor", "#"),
    "by a dynamic anchor": listed("allOf", "$dynamicAnchor", "#", "$dynamicRef"),
    "by an address": listed("allOf", "$id", "https://example.com/"),
    "by a relative address": {**listed("allOf", "$id", ""), "$id": "https://example.com/"},
    "not": chain(
        "#/$defs/d0", lambda _, to: {"not": {"allOf": [{"$ref": f"#/$defs/{to}"}] * 10}}, {}
    ),
    "conditions": chain(
        "#/$defs/d0",
        lambda _, to: {key: {"$ref": f"#/$defs/{to}"} for key in ("if", "then", "else")},
        {},
        20,
    ),
    "dependent schemas": chain(
        "#/$defs/d0",
        lambda _, to: {"dependentSchemas": {str(n): {"$ref": f"#/$defs/{to}"} for n in range(10)}},
        {},
    ),
}


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_schema_that_multiplies_itself_at_one_place_is_no_shape(
    bomb: dict[str, Any], *, inside: bool
) -> None:
    root = {key: value for key, value in bomb.items() if key != "$ref"}
    schema = {**root, "properties": {"a": {"$ref": bomb["$ref"]}}} if inside else bomb
    words = "^a bomb: not a usable JSON Schema: its references to references apply to one value"
    with pytest.raises(ShapeError, match=words):
        Shape.from_schema(schema, "a bomb")


def nested(depth: int) -> Any:
    document: Any = "x"
    for _ in range(depth):
        document = {"a": document}
    return document


GROWING = {
    "properties": chain(
        "#/$defs/d0",
        lambda _, to: {"allOf": [{"properties": {"a": {"$ref": f"#/$defs/{to}"}}}] * 10},
        {"type": "integer"},
    ),
    "recursion": {
        "$defs": {"n": {"allOf": [{"additionalProperties": {"$ref": "#/$defs/n"}}] * 10}},
        "$ref": "#/$defs/n",
    },
    "patterns": {"allOf": [{"patternProperties": {".": {"$ref": "#"}}}] * 10},
    "items": {"allOf": [{"items": {"$ref": "#"}, "additionalProperties": {"$ref": "#"}}] * 10},
    "unevaluated": {"anyOf": [{"unevaluatedProperties": {"$ref": "#"}}] * 10},
}


@pytest.mark.parametrize("schema", GROWING.values(), ids=GROWING)
def test_a_schema_that_multiplies_with_the_depth_is_asked_only_of_what_it_can_judge(
    schema: dict[str, Any],
) -> None:
    shape = Shape.from_schema(schema)
    assert shape.is_judged_in_time(nested(2))
    assert not shape.is_judged_in_time(nested(10))


def union(models: int, fields: int) -> dict[str, Any]:
    """As an API description has it: each model refers to others, and to itself."""
    definitions: dict[str, Any] = {
        f"M{each}": {
            "type": "object",
            "properties": {
                "kind": {"const": f"M{each}"},
                "next": {"$ref": "#/$defs/Any"},
                **{
                    f"f{n}": {"anyOf": [{"type": "string"}, {"type": "null"}]}
                    for n in range(fields)
                },
                "other": {"$ref": f"#/$defs/M{(each + 1) % models}"},
            },
        }
        for each in range(models)
    }
    definitions["Any"] = {"oneOf": [{"$ref": f"#/$defs/M{each}"} for each in range(models)]}
    return {"$defs": definitions, "items": {"$ref": "#/$defs/Any"}}


def test_a_large_schema_of_the_ordinary_kind_is_a_shape() -> None:
    schema = union(1000, 30)
    assert Work(schema).at_one_place() < AT_ONE_PLACE / 10
    shape = Shape.from_schema(schema)
    assert shape.is_judged_in_time([{"kind": "M7", "f0": "x", "other": {"kind": "M8"}}] * 20)


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({"$ref": "#"}, 5),
        ({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"a": 1}),
        ({"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"}, [[[[[]]]]]),
        ({"$ref": "#/nowhere"}, {}),
        ({"allOf": True, "properties": 5, "items": [5], "$ref": 7}, [{}]),
        (True, {}),
    ],
)
def test_work_is_counted_whatever_the_schema_is(schema: Any, document: Any) -> None:
    assert Work(schema).at_one_place() < 10
    assert Work(schema).is_bounded(document)


def test_a_long_document_is_no_reason_and_a_deep_one_neither() -> None:
    leaf = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    schema = {"items": {"$ref": "#"}, "properties": {"a": leaf}}
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    assert Work(schema).is_bounded([{"a": "x"}] * 10_000)
    assert Work(schema).is_bounded(deep)
