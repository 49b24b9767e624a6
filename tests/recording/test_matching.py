"""A shape in Pact's words: an example that is of the shape, and rules that accept what it does."""

from typing import Any

import pytest

from pactfuzz.errors import DeclarationError, UnsatisfiableShape
from pactfuzz.recording.matching import ANYTHING, body_of
from pactfuzz.shapes import Shape

TEXT = {"type": "string"}
COUNT = {"type": "integer"}
PART = {"type": "object", "properties": {"n": COUNT, "x": TEXT}, "required": ["n"]}


def required(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def matchers(schema: Any, **promises: Any) -> dict[str, Any]:
    body = body_of(schema, promises)
    return {path: rule["matchers"] for path, rule in body.rules.items()}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (TEXT, [{"match": "type"}]),
        (COUNT, [{"match": "integer"}]),
        ({"type": "number"}, [{"match": "number"}]),
        ({"type": "boolean"}, [{"match": "boolean"}]),
        ({"enum": ["a", "b.c"]}, [{"match": "type"}, {"match": "regex", "regex": r"^(a|b\.c)$"}]),
        ({"enum": ["a", 1]}, [ANYTHING]),
        ({"anyOf": [COUNT, {"type": "null"}]}, [{"match": "integer"}, {"match": "null"}]),
        ({"type": ["string", "null"]}, [{"match": "type"}, {"match": "null"}]),
        ({"anyOf": [COUNT, TEXT]}, [ANYTHING]),
        ({"anyOf": [PART, {"type": "null"}]}, [ANYTHING]),
        ({}, [ANYTHING]),
    ],
)
def test_a_required_member_gets_the_narrowest_rule_that_holds(schema: Any, expected: Any) -> None:
    assert matchers(required(it=schema)) == {"$.it": expected}


def test_a_shape_may_be_no_object() -> None:
    body = body_of({"type": "integer", "minimum": 3}, {})
    assert body.example >= 3
    assert body.rules == {"$": {"combine": "AND", "matchers": [{"match": "integer"}]}}


def test_a_constant_needs_no_rule() -> None:
    body = body_of(required(kind={"const": "event"}), {})
    assert body.example == {"kind": "event"}
    assert body.rules == {}


def test_elements_and_values_have_rules_below_them() -> None:
    schema = required(parts={"type": "array", "items": PART, "minItems": 2})
    assert matchers(schema) == {
        "$.parts": [{"match": "type", "min": 2}],
        "$.parts[*].n": [{"match": "integer"}],
    }
    schema = required(by_name={"type": "object", "additionalProperties": PART})
    assert matchers(schema) == {
        "$.by_name": [{"match": "values"}],
        "$.by_name.*.n": [{"match": "integer"}],
    }


def test_optional_members_are_left_out_unless_the_state_promises_them() -> None:
    assert body_of(PART, {}).example.keys() == {"n"}
    body = body_of(PART, {"x": "now"})
    assert body.example["x"] == "now"
    assert "$.x" not in body.rules


def test_a_promised_member_is_expected_as_it_is() -> None:
    body = body_of(PART, {"n": 7})
    assert body.example == {"n": 7}
    assert body.rules == {}


def test_a_promise_may_lie_within_a_member() -> None:
    schema = required(payload=required(level=TEXT, size=COUNT), id=TEXT)
    body = body_of(schema, {"payload": {"level": "hard"}})
    assert body.example["payload"]["level"] == "hard"
    assert body.rules.keys() == {"$.payload.size", "$.id"}


def test_elements_of_several_kinds_are_left_to_the_shape() -> None:
    schema = required(parts={"type": "array", "items": {"anyOf": [PART, required(other=TEXT)]}})
    body = body_of(schema, {})
    assert body.example == {"parts": []}
    assert matchers(schema) == {"$.parts": [{"match": "type"}]}


def test_a_shape_may_contain_itself() -> None:
    tree = {
        "$defs": {
            "Tree": required(children={"type": "array", "items": {"$ref": "#/$defs/Tree"}}, n=COUNT)
        },
        "$ref": "#/$defs/Tree",
    }
    assert Shape.from_schema(tree).accepts(body_of(tree, {}).example)


def test_a_shape_that_requires_itself_is_refused() -> None:
    endless = {"$defs": {"E": required(e={"$ref": "#/$defs/E"})}, "$ref": "#/$defs/E"}
    with pytest.raises(UnsatisfiableShape):
        body_of(endless, {})


@pytest.mark.parametrize("name", ["", "it's"])
def test_a_name_that_pact_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(DeclarationError, match="Pact has no path"):
        body_of(required(**{name: TEXT}), {})


@pytest.mark.parametrize("name", ["a b", "ä", "a.b", "a-b", "1", '"', "class"])
def test_other_names_are_quoted_where_needed(name: str) -> None:
    (path,) = matchers(required(**{name: TEXT}))
    assert path in (f"$.{name}", f"$['{name}']")


def test_an_integer_that_the_core_takes_for_a_number_has_the_rule_of_numbers() -> None:
    body = body_of({"type": "integer", "minimum": 2**64}, {})
    assert body.rules["$"]["matchers"] == [{"match": "number"}]
    assert body_of({"type": "integer"}, {}).rules["$"]["matchers"] == [{"match": "integer"}]


@pytest.mark.parametrize(
    ("names", "name"),
    [({"maxLength": 3}, "tex"), ({"enum": ["a", "b"]}, "a"), ({"minLength": 5}, "textt")],
)
def test_the_entry_of_a_map_has_a_name_that_is_allowed(names: Any, name: str) -> None:
    schema = {"type": "object", "additionalProperties": COUNT, "propertyNames": names}
    assert body_of(schema, {}).example == {name: 10}
