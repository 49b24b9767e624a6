"""Covering examples: valid, few, the same everywhere, and every two choices together."""

import json
import os
import subprocess
import sys
from itertools import combinations, product
from typing import Annotated, Literal, Optional, Union

import jsonschema_rs
import pytest
from choices_shown import every_document, pairs_shown, small_schemas
from hypothesis import assume, given, reject, settings
from made_up import models, plain_schemas, tangled_schemas
from market_data_core import telemetry
from pydantic import BaseModel, Field, ValidationError, model_validator

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values import covering_examples, simplest_document

REAL = [telemetry.FeedbackEvent, telemetry.RateAdjustment, telemetry.HealthStatus]

ABSENT = object()


def equals(*values):
    return [lambda value, each=each: value is each or value == each for each in values]


def has_length(*lengths):
    return [lambda value, each=each: value is not ABSENT and len(value) == each for each in lengths]


def _is_absent(value) -> bool:
    return value is ABSENT


def has_component(name: str, value):
    return lambda components: components not in (ABSENT, []) and components[0].get(name) == value


def _details(components) -> dict:
    return components[0].get("details", {}) if components not in (ABSENT, []) else {}


TEXT = equals("", "text")
SIGNS = [
    lambda value: value < 0,
    lambda value: value == 0,
    lambda value: value > 0,
]
STATES = equals("healthy", "degraded", "unhealthy")

# What the models say, written down by hand: of each member, the choices that it leaves open.
MEMBERS = {
    telemetry.FeedbackEvent: {
        "coordinator_id": TEXT,
        "queue_size": [*equals(0), lambda value: value > 0],
        "capacity": [*equals(1), lambda value: value > 1],
        "level": equals("ok", "soft", "hard"),
        "source": [*TEXT, _is_absent],
        "ts": SIGNS,
    },
    telemetry.RateAdjustment: {
        "provider": TEXT,
        "scale": equals(0, 1),
        "reason": equals("ok", "soft", "hard"),
        "ts": SIGNS,
    },
    telemetry.HealthStatus: {
        "service": TEXT,
        "state": STATES,
        "version": TEXT,
        "ts": SIGNS,
        "components": [
            _is_absent,
            *has_length(0, 1, 2),
            *(has_component("state", state) for state in ("healthy", "degraded", "unhealthy")),
            *(has_component("name", name) for name in ("", "text")),
            has_component("details", None),
            has_component("details", {}),
            lambda value: len(_details(value)) == 1,
            lambda value: len(_details(value)) == 2,
            lambda value: _details(value).get("key") == "",
            lambda value: _details(value).get("key") == "text",
        ],
    },
}


def is_valid(schema, document) -> bool:
    return jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        if isinstance(schema, dict)
        else schema,
        offline=True,
        validate_formats=True,
    ).is_valid(document)


def may_be_empty(schema) -> bool:
    canonical = jsonschema_rs.canonicalize(
        schema, draft=jsonschema_rs.Draft202012, offline=True, validate_formats=True
    )
    return str(canonical.satisfiability()) != "yes"


def documents(schema) -> list:
    return [example.document for example in covering_examples(schema)]


class TestEverySchema:
    @given(plain_schemas | tangled_schemas)
    def test_has_valid_examples_that_are_named_apart_unless_it_may_be_empty(self, schema):
        try:
            examples = covering_examples(schema)
        except UnsatisfiableShape:
            assert may_be_empty(schema)
            return
        assert all(is_valid(schema, example.document) for example in examples)
        assert len({example.id for example in examples}) == len(examples)
        assert all(example.id.isprintable() for example in examples)

    @settings(max_examples=50)
    @given(plain_schemas | tangled_schemas)
    def test_has_its_simplest_document_as_the_first_example(self, schema):
        try:
            simplest = simplest_document(schema)
        except UnsatisfiableShape:
            with pytest.raises(UnsatisfiableShape):
                covering_examples(schema)
        else:
            first = covering_examples(schema)[0]
            assert (first.id, first.document) == ("simplest", simplest)

    @settings(max_examples=30)
    @given(plain_schemas)
    def test_has_the_same_examples_again_whatever_became_of_the_first(self, schema):
        try:
            examples, text = documents(schema), json.dumps(documents(schema), allow_nan=False)
        except UnsatisfiableShape:
            reject()
        for document in examples:
            if isinstance(document, list | dict):
                document.clear()
        assert json.dumps(documents(schema)) == text


class TestEveryPair:
    @given(small_schemas)
    def test_of_choices_that_any_document_shows_is_shown_by_an_example(self, schema):
        everything = every_document(schema)
        assume(len(everything) <= 2_000)
        examples = documents(schema)
        assert pairs_shown(schema, examples) >= pairs_shown(schema, everything)

    @given(small_schemas)
    def test_is_shown_by_no_more_examples_than_there_are_documents(self, schema):
        assert len(documents(schema)) <= len(every_document(schema))

    @pytest.mark.parametrize("model", REAL, ids=lambda model: model.__name__)
    def test_of_choices_in_the_real_models_is_shown(self, model):
        schema = model.model_json_schema()
        examples = documents(schema)
        for first, second in combinations(MEMBERS[model], 2):
            for choice, other in product(MEMBERS[model][first], MEMBERS[model][second]):
                assert any(
                    choice(each.get(first, ABSENT)) and other(each.get(second, ABSENT))
                    for each in examples
                )


class TestEveryModel:
    @settings(max_examples=50)
    @given(models)
    def test_reads_its_examples(self, model):
        for document in documents(model.model_json_schema()):
            model.model_validate_json(json.dumps(document))

    @settings(max_examples=30)
    @given(models)
    def test_writes_documents_like_the_examples_of_what_it_writes(self, model):
        schema = model.model_json_schema(mode="serialization")
        assert all(is_valid(schema, document) for document in documents(schema))


class TestTheRealModels:
    @pytest.mark.parametrize("model", REAL, ids=lambda model: model.__name__)
    def test_read_their_examples(self, model):
        for document in documents(model.model_json_schema()):
            model.model_validate_json(json.dumps(document))

    def test_have_as_few_examples_as_there_can_be(self):
        # Three levels and three sources, signs of ts and states: nine is the least.
        assert len(covering_examples(telemetry.FeedbackEvent.model_json_schema())) == 9
        assert len(covering_examples(telemetry.RateAdjustment.model_json_schema())) == 9

    def test_have_about_as_few_examples_as_there_can_be(self):
        # Absent and empty components with three states each, filled ones with four details by
        # three component states: eighteen is the least.
        assert 18 <= len(covering_examples(telemetry.HealthStatus.model_json_schema())) <= 20


class TestAnId:
    def ids(self, schema) -> list[str]:
        return [example.id for example in covering_examples(schema)]

    def test_says_what_differs_from_the_simplest(self):
        schema = {
            "type": "object",
            "properties": {"level": {"enum": ["ok", "hard"]}, "source": {"type": "string"}},
            "required": ["level"],
        }
        assert set(self.ids(schema)) == {
            "simplest",
            "level=hard",
            "source=text",
            'level=hard, source=""',
            "level=hard, source=text",
            'source=""',
        }

    def test_names_places_inside(self):
        inner = {"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]}
        schema = {"type": "object", "properties": {"parts": {"type": "array", "items": inner}}}
        assert set(self.ids(schema)) == {
            "simplest",
            "parts empty",
            "parts single",
            "parts several",
            "parts[].on=true",
            "parts several, parts[].on=true",
        }

    def test_stays_short_and_tells_examples_apart(self):
        members = {f"member_{index}": {"type": ["string", "null"]} for index in range(40)}
        ids = self.ids({"type": "object", "properties": members})
        assert len(set(ids)) == len(ids)
        assert max(map(len, ids)) < 100

    def test_has_no_line_break_and_no_long_text(self):
        schema = {
            "type": "array",
            "prefixItems": [{"enum": ["a\nb", "x" * 500, "é"]}],
            "minItems": 1,
        }
        assert all(
            each.isprintable() and each.isascii() and len(each) < 60 for each in self.ids(schema)
        )


class TestTheSize:
    def test_of_forty_optional_members_is_tens(self):
        members = {f"member_{index}": {"type": ["string", "null"]} for index in range(40)}
        examples = documents({"type": "object", "properties": members})
        assert 16 < len(examples) < 60

    def test_of_an_enumeration_without_end_is_bounded(self):
        members = [f"M{number}" for number in range(20_000)]
        assert documents({"enum": [None, *members]}) == [*members[:999], None]
        assert simplest_document({"enum": [None, *members]}) == "M0"

    def test_of_an_enumeration_is_what_the_rest_of_the_schema_allows(self):
        schema = {"enum": ["a", 1, "abc", None], "type": ["string", "null"], "maxLength": 2}
        assert documents(schema) == ["a", None]
        assert documents({"enum": [1, 2], "const": 2}) == [2]
        with pytest.raises(UnsatisfiableShape, match="none of"):
            documents({"enum": [1, 2], "const": 3})

    def test_of_long_enumerations_is_bounded_and_every_member_occurs(self):
        members = [f"C{index}" for index in range(200)]
        either = {"type": "object", "properties": {"a": {"enum": members}, "b": {"enum": members}}}
        examples = documents({**either, "required": ["a", "b"]})
        assert {example["a"] for example in examples} == set(members)
        assert {example["b"] for example in examples} == set(members)
        assert len(examples) < 400

    def test_of_a_schema_that_multiplies_at_every_level_is_bounded(self):
        levels = {
            f"level{index}": {
                "type": "object",
                "properties": {
                    name: {"$ref": f"#/$defs/level{index + 1}"} for name in ("left", "right")
                },
            }
            for index in range(25)
        }
        schema = {"$ref": "#/$defs/level0", "$defs": {**levels, "level25": {"type": "boolean"}}}
        assert 9 <= len(documents(schema)) <= 300


class Leaf(BaseModel):
    size: int


class Tree(BaseModel):
    name: Literal["oak", "elm"]
    branches: list[Union["Tree", Leaf]] = []


class Entry(BaseModel):
    value: bool
    following: Optional["Entry"]


class Endless(BaseModel):
    inner: "Endless"


class TestARecursiveModel:
    @pytest.mark.parametrize("model", [Tree, Entry])
    def test_has_examples_that_end(self, model):
        for document in documents(model.model_json_schema()):
            model.model_validate_json(json.dumps(document))

    def test_shows_each_branch(self):
        branches = [document.get("branches") for document in documents(Tree.model_json_schema())]
        assert None in branches
        assert [] in branches
        assert any(each and "size" in each[0] for each in branches)
        assert any(each and "name" in each[0] for each in branches)

    def test_whose_documents_never_end_is_unsatisfiable(self):
        with pytest.raises(UnsatisfiableShape, match="Endless would never end"):
            covering_examples(Endless.model_json_schema())


class Bar(BaseModel):
    low: Annotated[int, Field(ge=0, le=9)]
    high: Annotated[int, Field(ge=0, le=9)]
    note: str | None = None

    @model_validator(mode="after")
    def _in_order(self):
        if self.low > self.high:
            msg = "low is above high"
            raise ValueError(msg)
        return self


class TestWhatOnlyTheModelDemands:
    def is_read(self, document) -> bool:
        try:
            Bar.model_validate(document)
        except ValidationError:
            return False
        return True

    def test_is_met_where_the_model_is_asked(self):
        examples = covering_examples(Bar.model_json_schema(), is_read=self.is_read)
        shown = {(each.document["low"], each.document["high"]) for each in examples}
        assert shown == {(0, 0), (0, 9), (9, 9)}

    def test_keeps_every_other_pair(self):
        examples = covering_examples(Bar.model_json_schema(), is_read=self.is_read)
        notes = {(each.document["low"], each.document.get("note", ABSENT)) for each in examples}
        assert notes == {(low, note) for low in (0, 9) for note in (ABSENT, None, "", "text")}

    def test_is_met_where_it_refuses_the_simplest_document(self):
        def is_read(document) -> bool:
            return document["low"] < document["high"]

        examples = covering_examples(Bar.model_json_schema(), is_read=is_read)
        notes = {each.document.get("note", ABSENT) for each in examples}
        assert notes == {ABSENT, None, "", "text"}
        assert all(is_read(each.document) for each in examples)

    def test_is_not_asked_for_where_it_refuses_everything(self):
        schema = Bar.model_json_schema()
        assert covering_examples(schema, is_read=lambda _: False) == covering_examples(schema)


class TestChoices:
    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ({"type": "boolean"}, [False, True]),
            ({"enum": [3, None, "x"]}, [3, "x", None]),
            ({"const": {"a": 1}}, [{"a": 1}]),
            ({"type": "integer", "minimum": 2, "maximum": 7}, [2, 7]),
            ({"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 7}, [3, 6]),
            ({"type": "integer", "minimum": 2, "multipleOf": 5}, [10, 5]),
            ({"type": "integer", "maximum": -4}, [-14, -4]),
            ({"type": "integer"}, [10, 0, -10]),
            ({"type": "number"}, [1.5, 0, -1.5]),
            ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, [0.01, 1]),
            ({"type": "number", "minimum": 0.1, "maximum": 0.3, "multipleOf": 0.1}, [0.1, 0.3]),
            ({"type": "string"}, ["text", ""]),
            ({"type": "string", "minLength": 1}, ["text", "t"]),
            ({"type": "string", "minLength": 2, "maxLength": 6}, ["te", "textte"]),
            ({"type": "string", "maxLength": 6}, ["text", "", "textte"]),
            ({"type": "string", "format": "uuid"}, ["12345678-1234-4234-8234-123456789abc"]),
            ({"type": "string", "pattern": "^[A-C]{2,3}$"}, ["AA", "CCC"]),
            ({"type": "string", "examples": ["AAPL"]}, ["AAPL", ""]),
            ({"type": "number", "minimum": 0, "examples": [4.25]}, [4.25, 1.5, 0]),
            ({"type": "null"}, [None]),
            ({"type": ["null", "boolean"]}, [False, True, None]),
            ({"anyOf": [{"type": "number", "minimum": 1}, {"type": "string"}]}, [1.5, 1, "1.5"]),
            ({"type": "array", "items": {"const": 1}}, [[], [1], [1, 1]]),
            ({"type": "array", "items": {"const": 1}, "maxItems": 4}, [[], [1], [1] * 4]),
            ({"type": "array", "items": {"const": 1}, "minItems": 2}, [[1, 1]]),
            ({"type": "array", "items": False}, [[]]),
            ({"type": "array", "prefixItems": [{"const": 1}, {"const": 2}]}, [[], [1, 2]]),
            (
                {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
                [[], [False], [True], [False, True], [True, False]],
            ),
            (
                {
                    "type": "array",
                    "items": {"format": "date", "type": "string"},
                    "uniqueItems": True,
                },
                [[], ["2024-01-31"], ["2024-01-31", "2024-01-11"]],
            ),
            (
                {"type": "object", "additionalProperties": {"const": 1}},
                [{}, {"key": 1}, {"key": 1, "key2": 1}],
            ),
            (
                {"type": "object", "propertyNames": {"enum": ["x"]}, "minProperties": 1},
                [{"x": "text"}, {"x": None}, {"x": {}}],
            ),
            (
                {"type": "object", "patternProperties": {"^x-": {"const": 1}}},
                [{}, {"x-": 1}, {"x-": 1, "x-a": 1}],
            ),
            (
                {"properties": {"a": {"const": 1}, "b": {"const": 2}}, "minProperties": 1},
                [{"a": 1}, {"a": 1, "b": 2}],
            ),
            (
                {
                    "type": "object",
                    "properties": {"a": {"const": 1}, "b": {"const": 2}},
                    "dependentRequired": {"a": ["b"]},
                },
                [{}, {"b": 2}, {"a": 1, "b": 2}],
            ),
        ],
        ids=str,
    )
    def test_are_these(self, schema, expected):
        shown = documents(schema)
        assert shown[0] == expected[0]
        assert sorted(map(json.dumps, shown)) == sorted(map(json.dumps, expected))


def test_the_same_schema_gives_the_same_examples_in_every_process():
    script = (
        "import json; from market_data_core.telemetry import HealthStatus as H;"
        "from pactfuzz.values import covering_examples as examples;"
        "print([(e.id, json.dumps(e.document)) for e in examples(H.model_json_schema())])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0]
    assert runs[0] == runs[1]
