"""What a writer declares: closed where it names members, open where it says so."""

import pytest

from pactfuzz.compatibility.side import Side

ORDER = {"type": "object", "properties": {"id": {"type": "string"}}}
NOTE = {"type": "object", "properties": {"note": {"type": "string"}}}

CASES = {
    "a member that is not named is not sent": (ORDER, [{"id": "1"}, {}], [{"id": "1", "x": 0}]),
    "an object without named members stays a map": ({"type": "object"}, [{"x": 0}], []),
    "who allows extras sends them": (
        {**ORDER, "additionalProperties": True},
        [{"id": "1", "x": 0}],
        [],
    ),
    "members inside are closed too": (
        {"type": "object", "properties": {"order": ORDER}},
        [{"order": {"id": "1"}}],
        [{"order": {"x": 0}}],
    ),
    "each branch of a union is closed by itself": (
        {"anyOf": [ORDER, NOTE, {"type": "null"}]},
        [{"id": "1"}, {"note": "n"}, None],
        [{"id": "1", "note": "n"}],
    ),
    "of schemas that hold together all names are declared": (
        {"allOf": [ORDER, NOTE]},
        [{"id": "1", "note": "n"}],
        [{"id": "1", "x": 0}],
    ),
    "an envelope around a reference is closed": (
        {"allOf": [{"$ref": "#/$defs/Order"}], "$defs": {"Order": ORDER}},
        [{"id": "1"}],
        [{"x": 0}],
    ),
    "a reference with members beside it declares both": (
        {"$ref": "#/$defs/Order", **NOTE, "$defs": {"Order": ORDER}},
        [{"id": "1", "note": "n"}],
        [{"x": 0}],
    ),
    "a union beside members declares the names of all branches": (
        {**ORDER, "anyOf": [{"required": ["id"]}, NOTE]},
        [{"id": "1"}, {"note": "n"}],
        [{"x": 0}],
    ),
    "a condition stays as it is": (
        {**ORDER, "not": {"properties": {"id": {"const": "no"}}, "required": ["id"]}},
        [{"id": "1"}],
        [{"id": "no"}, {"x": 0}],
    ),
    "a schema that refers to itself is closed all the way": (
        {
            "$ref": "#/$defs/Node",
            "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
        },
        [{"next": {"next": {}}}],
        [{"next": {"next": {"x": 0}}}],
    ),
}


@pytest.mark.parametrize(("schema", "sent", "not_sent"), CASES.values(), ids=CASES.keys())
def test_what_is_declared(schema, sent, not_sent):
    shape = Side.of(schema, formats=True).declared().as_shape
    assert [each for each in sent if not shape.accepts(each)] == []
    assert [each for each in not_sent if shape.accepts(each)] == []


WITHOUT_EXTRAS = {
    "an object that allows extras sends none": (
        {**ORDER, "additionalProperties": True},
        [{"id": "1"}],
        [{"id": "1", "x": 0}],
    ),
    "nor does one inside": (
        {"type": "array", "items": {**ORDER, "additionalProperties": {}}},
        [[{"id": "1"}]],
        [[{"x": 0}]],
    ),
    "extras of a kind are declared": (
        {**ORDER, "additionalProperties": {"type": "integer"}},
        [{"id": "1", "x": 0}],
        [{"x": ""}],
    ),
    "an object that names no member stays a map": (
        {"type": "object", "properties": {}, "additionalProperties": True},
        [{"x": 0}],
        [],
    ),
}


@pytest.mark.parametrize(
    ("schema", "sent", "not_sent"), WITHOUT_EXTRAS.values(), ids=WITHOUT_EXTRAS.keys()
)
def test_what_is_declared_without_extras(schema, sent, not_sent):
    shape = Side.of(schema, formats=True).declared(extras=False).as_shape
    assert [each for each in sent if not shape.accepts(each)] == []
    assert [each for each in not_sent if shape.accepts(each)] == []
