"""Schemas that refer to themselves."""

import json

import pytest
from drawn import collected, documents_of, smallest
from pydantic import BaseModel

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.strategies import strategy

TREE = {
    "$ref": "#/$defs/tree",
    "$defs": {
        "tree": {
            "type": "object",
            "properties": {
                "value": {"type": "integer"},
                "left": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]},
                "right": {"$ref": "#/$defs/tree"},
                "more": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
            },
            "required": ["value", "left"],
        }
    },
}


def depth(document) -> int:
    match document:
        case {"left": left, **rest}:
            inner = [left, rest.get("right"), *rest.get("more", [])]
            return 1 + max(map(depth, inner))
        case _:
            return 0


@pytest.mark.parametrize("least", [1, 2, 3, 5])
def test_documents_are_flat_and_deep(least):
    assert any(depth(each) == least for each in documents_of(TREE, 100))


def test_a_deep_document_shrinks_to_nothing_but_its_depth():
    found = smallest(TREE, lambda document: depth(document) >= 3)
    assert depth(found) == 3
    assert json.dumps(found).count('"value": 0') == 3


class Expression(BaseModel):
    parts: "dict[str, Expression] | list[Expression] | bool"


def test_a_union_that_recurs_in_all_branches_but_one_ends():
    shape = Shape.from_model(Expression)
    documents = collected(strategy(shape), 100)
    assert all(map(shape.accepts, documents))
    kinds = {type(each["parts"]) for each in documents}
    assert kinds == {dict, list, bool}


def test_a_document_that_would_never_end_is_none():
    endless = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/a"}}}
    with pytest.raises(UnsatisfiableShape, match="a document of a would never end"):
        strategy(Shape.from_schema({"$ref": "#/$defs/a", "$defs": {"a": endless}}))


def test_what_need_not_be_there_may_be_endless():
    schema = {
        "type": "object",
        "properties": {"ok": {"type": "boolean"}, "endless": {"$ref": "#/$defs/endless"}},
        "required": ["ok"],
        "$defs": {
            "endless": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/endless"}}
        },
    }
    assert {str(each) for each in documents_of(schema)} == {"{'ok': False}", "{'ok': True}"}


def reference(name):
    return {"$ref": f"#/$defs/{name}"}


def record(**members):
    return {"type": "object", "properties": members}


ROUND = range(12)
MANY = {
    "every definition in every other": {
        **reference("d0"),
        "$defs": {f"d{i}": record(**{f"m{j}": reference(f"d{j}") for j in ROUND}) for i in ROUND},
    },
    "lists of each in every other": {
        **reference("d0"),
        "$defs": {
            f"d{i}": record(
                **{f"m{j}": {"type": "array", "items": reference(f"d{j}")} for j in ROUND}
            )
            for i in ROUND
        },
    },
    "many ways down": {
        **reference("a0"),
        "$defs": {
            **{
                f"{side}{i}": record(x=reference(f"a{i + 1}"), y=reference(f"b{i + 1}"))
                for i in range(25)
                for side in "ab"
            },
            "a25": {"type": "integer"},
            "b25": {"type": "null"},
        },
    },
    "many branches": {
        **reference("node"),
        "$defs": {
            "node": {"anyOf": [{"type": "null"}, *(reference(f"d{i}") for i in ROUND)]},
            **{
                f"d{i}": {
                    **record(kind={"const": i}, left=reference("node"), right=reference("node")),
                    "required": ["kind", "left", "right"],
                }
                for i in ROUND
            },
        },
    },
}


# Built a way at a time, or drawn without an end in sight, each of these would take for ever.
@pytest.mark.parametrize("schema", MANY.values(), ids=MANY)
def test_definitions_that_refer_to_each_other_in_very_many_ways(schema):
    documents = documents_of(schema, 20)
    assert all(map(Shape.from_schema(schema).accepts, documents))
    assert len({str(each) for each in documents}) > 5
