"""The simplest document: valid, small, and with the members that are asked for."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv6Network
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given, reject, settings
from made_up import models, plain_schemas, tangled_schemas
from market_data_core import telemetry
from pydantic import (
    UUID4,
    AnyUrl,
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    Field,
    HttpUrl,
    IPvAnyAddress,
    Json,
    PostgresDsn,
    SecretStr,
    TypeAdapter,
)

from pactfuzz.errors import PactfuzzError, ShapeError, UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values import simplest_document


class Severity(Enum):
    LOW = 1
    HIGH = 2


@given(plain_schemas | tangled_schemas)
def test_it_is_valid(schema):
    mapping = schema if isinstance(schema, dict) else {}
    try:
        document = simplest_document(schema)
    except UnsatisfiableShape:
        reject()
    assert Shape.from_schema(mapping).accepts(document)


@settings(max_examples=50)
@given(models)
def test_a_model_reads_it(model):
    model.model_validate_json(json.dumps(simplest_document(model.model_json_schema())))


@pytest.mark.parametrize(
    "kind",
    [
        datetime,
        date,
        time,
        timedelta,
        Decimal,
        Annotated[Decimal, Field(gt=0, max_digits=5, decimal_places=2)],
        UUID,
        UUID4,
        AwareDatetime,
        IPv4Address,
        IPv6Network,
        IPvAnyAddress,
        AnyUrl,
        HttpUrl,
        PostgresDsn,
        bytes,
        Base64Bytes,
        SecretStr,
        Severity,
        Literal["a"],
        Json[list[int]],
        Annotated[Json[Any], Field()],
        tuple[int, str, bool],
        set[int],
        Annotated[set[int], Field(min_length=3)],
        Annotated[dict[str, UUID], Field(min_length=2)],
        Annotated[str, Field(pattern=r"^\d{4}-[A-Z]{2}$")],
        Annotated[float, Field(gt=0, lt=1e-6)],
        complex,
    ],
    ids=str,
)
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_what_pydantic_writes_of_a_type_is_understood(kind, mode):
    adapter = TypeAdapter(kind)
    document = simplest_document(adapter.json_schema(mode=mode))
    # Of a complex number the schema says no more than that it is a text.
    if mode == "validation" and kind is not complex:
        adapter.validate_json(json.dumps(document))


class TestSize:
    def test_optional_members_are_left_out(self):
        document = simplest_document(telemetry.HealthStatus.model_json_schema())
        assert document == {"service": "text", "state": "healthy", "version": "text", "ts": 1.5}

    def test_plain_values_are_preferred_to_empty_ones(self):
        document = simplest_document(telemetry.FeedbackEvent.model_json_schema())
        assert document == {
            "coordinator_id": "text",
            "queue_size": 10,
            "capacity": 10,
            "level": "ok",
            "ts": 1.5,
        }

    def test_values_are_preferred_to_null(self):
        assert simplest_document({"anyOf": [{"type": "null"}, {"type": "boolean"}]}) is False

    def test_null_ends_a_recursion(self):
        class Node(BaseModel):
            following: "Node | None"

        assert simplest_document(Node.model_json_schema()) == {"following": None}

    def test_an_example_that_the_schema_states_is_taken(self):
        class Quote(BaseModel):
            symbol: Annotated[str, Field(examples=["AAPL"], pattern="^[A-Z]+$")]
            price: Annotated[float, Field(examples=[189.5], gt=0)]

        assert simplest_document(Quote.model_json_schema()) == {"symbol": "AAPL", "price": 189.5}

    def test_an_example_that_is_none_is_not_taken(self):
        assert simplest_document({"type": "integer", "minimum": 20, "examples": [3]}) >= 20


class Push(BaseModel):
    kind: Literal["push"]
    size: int


class Pull(BaseModel):
    kind: Literal["pull"]
    source: str | None = None


class TestFixedMembers:
    SCHEMA = telemetry.FeedbackEvent.model_json_schema()

    def test_have_their_values(self):
        document = simplest_document(self.SCHEMA, fixed={"level": "hard", "source": "store"})
        assert document == simplest_document(self.SCHEMA) | {"level": "hard", "source": "store"}

    def test_choose_the_branch_that_they_fit(self):
        schema = TypeAdapter(Annotated[Push | Pull, Field(discriminator="kind")]).json_schema()
        assert simplest_document(schema, fixed={"kind": "pull"}) == {"kind": "pull"}
        assert simplest_document(schema, fixed={"source": "x"}) == {"kind": "pull", "source": "x"}

    def test_may_have_names_that_the_schema_does_not_know(self):
        assert simplest_document(self.SCHEMA, fixed={"utilization": 0.5})["utilization"] == 0.5

    def test_may_not_where_the_schema_forbids_it(self):
        schema = {"type": "object", "properties": {}, "additionalProperties": False}
        with pytest.raises(
            UnsatisfiableShape, match=r"'utilization': 0.5.*additionalProperties|no such member"
        ):
            simplest_document(schema, fixed={"utilization": 0.5})

    def test_with_values_that_do_not_fit_are_refused_by_name(self):
        with pytest.raises(UnsatisfiableShape, match=r'\$\.level: "HARD" is not one of'):
            simplest_document(self.SCHEMA, fixed={"level": "HARD"})

    def test_obey_what_a_schema_says_across_members(self):
        schema = {
            "type": "object",
            "properties": {"state": {"enum": ["up", "down"]}, "reason": {"type": "string"}},
            "required": ["state"],
            "if": {"properties": {"state": {"const": "down"}}},
            "then": {"required": ["reason"]},
        }
        assert simplest_document(schema) == {"state": "up"}
        assert simplest_document(schema, fixed={"state": "down"}) == {
            "state": "down",
            "reason": "text",
        }


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        "schema",
        [
            False,
            {"not": {}},
            {"type": "integer", "minimum": 3, "maximum": 2},
            {"type": "integer", "multipleOf": 10, "minimum": 1, "maximum": 9},
            {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1},
            {"type": "string", "enum": [1, 2]},
            {"type": "string", "minLength": 3, "maxLength": 2},
            {"type": "string", "pattern": "a^"},
            {"type": "array", "minItems": 1, "items": False},
            {"type": "array", "minItems": 2, "maxItems": 1},
            {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}},
            {"type": "object", "required": ["a"], "additionalProperties": False},
            {"type": "object", "required": ["a"], "properties": {"a": False}},
            {"type": "object", "minProperties": 2, "propertyNames": {"enum": ["a"]}},
            {"allOf": [{"type": "string"}, {"type": "integer"}]},
            {"$ref": "#"},
        ],
        ids=str,
    )
    def test_is_unsatisfiable(self, schema):
        with pytest.raises(UnsatisfiableShape):
            simplest_document(schema)

    @pytest.mark.parametrize(
        "schema",
        [
            {"type": "string", "minLength": 10**12},
            {"type": "array", "minItems": 10**9},
            {"type": "object", "minProperties": 10**9},
        ],
        ids=str,
    )
    def test_is_too_large_to_be_built(self, schema):
        with pytest.raises(UnsatisfiableShape, match="are built"):
            simplest_document(schema)

    def test_multiplies_beyond_all_bounds(self):
        levels = {
            f"level{index}": {
                "type": "object",
                "properties": {
                    name: {"$ref": f"#/$defs/level{index + 1}"} for name in ("left", "right")
                },
                "required": ["left", "right"],
            }
            for index in range(40)
        }
        schema = {"$ref": "#/$defs/level0", "$defs": {**levels, "level40": {"type": "boolean"}}}
        with pytest.raises(UnsatisfiableShape, match="too large"):
            simplest_document(schema)

    def test_is_no_schema(self):
        with pytest.raises(ShapeError):
            simplest_document({"type": "strnig"})

    def test_refers_to_another_document(self):
        with pytest.raises(PactfuzzError, match="never fetched"):
            simplest_document({"$ref": "https://schemas.example/event.json"})


class TestReferences:
    @pytest.mark.parametrize(
        "schema",
        [
            {"$ref": "#/$defs/a", "$defs": {"a": {"const": 7}}},
            {"$ref": "#/definitions/a", "definitions": {"a": {"const": 7}}},
            {"$ref": "#/$defs/a~1b%25", "$defs": {"a/b%": {"const": 7}}},
            {"$ref": "#seven", "$defs": {"a": {"$anchor": "seven", "const": 7}}},
            {"$ref": "#/$defs/a/anyOf/0", "$defs": {"a": {"anyOf": [{"const": 7}]}}},
            {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"const": 7}}},
            {
                "$id": "https://schemas.example/own",
                "$ref": "https://schemas.example/own#/$defs/a",
                "$defs": {"a": {"const": 7}},
            },
            {"$ref": "#/$defs/a", "maximum": 7, "$defs": {"a": {"enum": [8, 7]}}},
            {"$ref": "#/$defs/a", "$defs": {"a": {"const": 7, "default": {"$ref": "nowhere"}}}},
        ],
        ids=str,
    )
    def test_are_followed(self, schema):
        assert simplest_document(schema) == 7

    def test_to_the_whole_document_are_followed(self):
        schema = {
            "type": "object",
            "properties": {"inner": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
            "required": ["inner"],
        }
        assert simplest_document(schema) == {"inner": None}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            {
                "$schema": "http://json-schema.org/draft-04/schema#",
                "type": "integer",
                "minimum": 20,
                "exclusiveMinimum": True,
            },
            31,
        ),
        (
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "array",
                "items": [{"type": "integer"}, {"type": "string"}],
                "minItems": 2,
                "additionalItems": False,
            },
            [10, "text"],
        ),
        (
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"const": 1}, "b": {"const": 2}},
                "dependencies": {"a": ["b"]},
            },
            {"a": 1, "b": 2},
        ),
    ],
)
def test_other_drafts_are_understood_where_stated(schema, expected):
    assert simplest_document(schema) == expected


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 50}},
        {"type": "array", "items": {"type": "string"}, "contains": {"const": "a"}, "minItems": 3},
        {
            "type": "object",
            "allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}],
            "properties": {"b": {"type": "string"}},
            "unevaluatedProperties": False,
        },
        {
            "type": "object",
            "properties": {"a": {"type": "string", "format": "uuid"}},
            "required": ["a"],
            "not": {"required": ["b"]},
        },
        {"oneOf": [{"type": "number"}, {"type": "integer"}]},
        {"allOf": [{"type": "string", "format": "email"}, {"maxLength": 20}]},
        {
            "type": "object",
            "patternProperties": {"^x-": {"type": "integer"}},
            "minProperties": 2,
            "additionalProperties": False,
        },
    ],
    ids=str,
)
def test_keywords_that_reach_across_a_document_are_met(schema):
    assert Shape.from_schema(schema).accepts(simplest_document(schema))
