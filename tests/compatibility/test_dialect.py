"""Schemas of older drafts, said as of 2020-12: they accept and refuse the same documents."""

import jsonschema
import pytest

from pactfuzz.compatibility.side import Side

DOCUMENTS = [
    *(None, True, 0, 1, 5, 5.5, 10, "a", "ab", [], [1], [1, "a"], [1, "a", None], ["a"], {}),
    *({"a": 1}, {"a": 1, "b": 2}, {"b": 2}, {"c": "a"}, {"const": 1}, {"definitions": "x"}),
]

CASES = {
    "exclusive bounds are flags": ("draft-04", {"minimum": 5, "exclusiveMinimum": True}),
    "a flag without its bound": ("draft-04", {"exclusiveMaximum": True}),
    "const is not known": ("draft-04", {"const": 1}),
    "a list of items, others of a kind": (
        "draft-07",
        {"items": [{"type": "integer"}], "additionalItems": {"type": "string"}},
    ),
    "a list of items, no others": ("draft-06", {"items": [{}, {}], "additionalItems": False}),
    "others without a list": ("draft-07", {"items": {}, "additionalItems": False}),
    "names that depend on others": ("draft-07", {"dependencies": {"a": ["b"]}}),
    "schemas that depend on names": ("draft-07", {"dependencies": {"a": {"maxProperties": 1}}}),
    "what stands beside a reference": (
        "draft-07",
        {"$ref": "#/definitions/a", "type": "string", "definitions": {"a": {"type": "integer"}}},
    ),
    "a condition": ("draft-07", {"if": {"type": "integer"}, "then": {"minimum": 5}}),
    "a condition that is not known": ("draft-06", {"if": {"type": "integer"}, "then": False}),
    "members that are called as keywords are": (
        "2020-12",
        {
            "properties": {
                "const": {"$ref": "#/$defs/text"},
                "definitions": {"type": "integer"},
                "a": {"$ref": "#/$defs/text"},
            },
            "$defs": {"text": {"type": "string"}},
        },
    ),
}

VALIDATORS = {
    "draft-04": jsonschema.Draft4Validator,
    "draft-06": jsonschema.Draft6Validator,
    "draft-07": jsonschema.Draft7Validator,
    "2020-12": jsonschema.Draft202012Validator,
}


@pytest.mark.parametrize(("draft", "schema"), CASES.values(), ids=CASES.keys())
def test_nothing_is_accepted_or_refused_that_was_not(draft, schema):
    validator = VALIDATORS[draft]
    stated = {"$schema": validator.META_SCHEMA.get("$id", validator.META_SCHEMA.get("id"))}
    side = Side.of({**stated, **schema}, formats=True)
    assert not side.is_opaque
    expected = [each for each in DOCUMENTS if validator(schema).is_valid(each)]
    assert [each for each in DOCUMENTS if side.as_shape.accepts(each)] == expected
