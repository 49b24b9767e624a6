"""A shape asks two truths, its schema and its parser, and refuses what it cannot be made of."""

import json
from datetime import datetime
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator

from pactfuzz.errors import DocumentError, ShapeError
from pactfuzz.shapes import (
    ABSENT,
    Crashed,
    Location,
    Refused,
    Shape,
    format_document,
    parse_document,
)


class Part(BaseModel):
    name: str
    at: datetime | None = None


class Whole(BaseModel):
    count: int
    parts: list[Part]


class Counted(BaseModel):
    items: list[str]

    @computed_field
    def count(self) -> int:
        return len(self.items)


GOOD = {"count": 1, "parts": [{"name": "a"}]}


def test_a_good_document_has_no_problem_and_is_parsed() -> None:
    shape = Shape.from_model(Whole)
    assert shape.accepts(GOOD)
    assert shape.problems(GOOD) == ()
    assert shape.parse(format_document(GOOD)) == Whole(count=1, parts=[Part(name="a")])


@pytest.mark.parametrize(
    ("document", "location", "rule", "actual"),
    [
        ({"parts": []}, "$.count", "required", ABSENT),
        ({"count": "x", "parts": []}, "$.count", "type", "x"),
        ({"count": 1, "parts": [{"name": 5}]}, "$.parts[0].name", "type", 5),
        ({"count": 1, "parts": [{"name": "a", "at": "noon"}]}, "$.parts[0].at", "anyOf", "noon"),
    ],
)
def test_a_problem_says_where_and_what(
    document: Any, location: str, rule: str, actual: object
) -> None:
    (problem,) = Shape.from_model(Whole).problems(document)
    assert (str(problem.location), problem.rule, problem.actual) == (location, rule, actual)
    assert not Shape.from_model(Whole).accepts(document)


def test_the_nearest_branch_speaks_for_a_union() -> None:
    shape = Shape.from_model(Part | None)
    (problem,) = shape.problems({"name": 5})
    assert str(problem.location) == "$.name"


def test_schema_and_parser_are_two_truths() -> None:
    """Pydantic's lax mode reads a number from text; JSON Schema knows no such thing."""
    shape = Shape.from_model(Whole)
    document = {"count": "5", "parts": []}
    assert not shape.accepts(document)
    assert shape.parse(format_document(document)) == Whole(count=5, parts=[])


def test_the_parser_says_where_it_refuses() -> None:
    with pytest.raises(Refused) as caught:
        Shape.from_model(Whole).parse('{"count": 1, "parts": [{}]}')
    (problem,) = caught.value.problems
    assert str(problem.location) == "$.parts[0].name"
    assert problem.actual is ABSENT


def test_reader_and_writer_differ_where_pydantic_does() -> None:
    """A computed field is written and never read."""
    shape = Shape.from_model(Counted)
    assert set(shape.reader["properties"]) == {"items"}
    assert set(shape.writer["properties"]) == {"items", "count"}
    assert parse_document(shape.dump(Counted(items=["a"]))) == {"items": ["a"], "count": 1}


def test_a_schema_without_a_model_parses_to_plain_json() -> None:
    shape = Shape.from_schema({"type": "object", "required": ["a"]})
    assert shape.parse(b'{"a": 1}') == {"a": 1}
    with pytest.raises(Refused, match="required"):
        shape.parse(b"{}")


def test_schemas_that_say_the_same_have_one_canonical_form() -> None:
    one = Shape.from_schema({"enum": ["a", "b"]})
    two = Shape.from_schema({"anyOf": [{"const": "b"}, {"const": "a"}], "type": "string"})
    assert one.canonical == two.canonical
    assert one.canonical != Shape.from_schema({"enum": ["a"]}).canonical
    assert Shape.from_schema({"not": {}}).canonical["not"] == {}
    assert "not" not in Shape.from_schema({}).canonical


@pytest.mark.parametrize("name", ["date", "date-time", "uuid", "made-up"])
def test_the_canonical_form_keeps_formats(name: str) -> None:
    nullable = {"type": ["null", "string"], "format": name}
    either = {"anyOf": [{"type": "string", "format": name}, {"type": "null"}]}
    canonical = Shape.from_schema(nullable).canonical
    assert canonical == Shape.from_schema(either).canonical
    assert canonical != Shape.from_schema({"type": ["null", "string"]}).canonical
    assert {"type": "string", "format": name} in canonical["anyOf"]


def test_the_canonical_form_takes_no_value_away_that_readers_understand() -> None:
    naive = {"const": "2026-01-01T00:00:00", "format": "date-time"}
    assert Shape.from_schema(naive).canonical["const"] == "2026-01-01T00:00:00"
    assert Shape.from_schema({"const": "x", "format": "uuid"}).canonical["not"] == {}
    documents = {"const": {"format": "date"}, "title": '"format": "date"'}
    assert Shape.from_schema(documents).canonical["const"] == {"format": "date"}


@pytest.mark.parametrize("text", ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00"])
def test_a_naive_datetime_is_read_as_pydantic_reads_it(text: str) -> None:
    assert Shape.from_model(datetime).accepts(text)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (
            {"$ref": "http://example.com/event.json"},
            "http://example.com/event.json, which is never",
        ),
        ({"$ref": "file:///etc/passwd"}, "file:///etc/passwd, which is never fetched"),
        ({"$ref": "#/$defs/missing"}, "/$defs/missing"),
        ({"type": "strin"}, '"strin"'),
        ({"pattern": "("}, '"("'),
        ({"$schema": "https://example.com/draft"}, "https://example.com/draft"),
    ],
)
def test_an_unusable_schema_is_refused_by_name(schema: dict[str, Any], words: str) -> None:
    with pytest.raises(ShapeError) as caught:
        Shape.from_schema(schema, "the event")
    assert str(caught.value).startswith("the event: ")
    assert words in str(caught.value)


def test_a_type_without_a_schema_is_refused_by_name() -> None:
    class Opaque:
        pass

    with pytest.raises(ShapeError, match=r"Opaque: Pydantic gives no JSON Schema"):
        Shape.of(Opaque)


def test_a_schema_may_refer_to_itself() -> None:
    shape = Shape.from_schema({"properties": {"next": {"$ref": "#"}}, "required": ["id"]})
    (problem,) = shape.problems({"id": 1, "next": {"id": 2, "next": {}}})
    assert str(problem.location) == "$.next.next.id"


def test_a_hostile_pattern_is_answered_at_once() -> None:
    """Without the limit on backtracking this match would outlast the universe."""
    shape = Shape.from_schema({"type": "string", "pattern": r"^(([a-z])+.)+[A-Z]([a-z])+(?=x)$"})
    assert not shape.accepts("a" * 5_000)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\xff{}", "not UTF-8: byte 0xff at offset 0"),
        (b'{"a": }', "not JSON: Expecting value at line 1, column 7"),
        (b"", "empty"),
        (b'{"ts": NaN}', "NaN is no JSON number"),
        (b'{"ts": -Infinity}', "-Infinity is no JSON number"),
        (b"[" * 200_000, "nested deeper"),
    ],
)
def test_bytes_that_are_no_document_are_refused_by_place(text: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(text)
    assert words in str(caught.value)


def test_a_location_quotes_what_is_no_plain_name() -> None:
    assert str(Location() / "a" / 0 / "b c" / 'd"e') == '$.a[0]["b c"]["d\\"e"]'


class Currency(BaseModel):
    code: str

    @field_validator("code")
    @classmethod
    def is_known(cls, code: str) -> str:
        return {"EUR": code}[code]


def test_a_parser_that_crashes_is_told_from_one_that_refuses() -> None:
    shape = Shape.from_model(Currency)
    with pytest.raises(Crashed) as caught:
        shape.parse('{"code": "x"}')
    assert str(caught.value) == "$: the parser crashes with KeyError: 'x'"
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(Refused) as refused:
        shape.parse("{}")
    assert not isinstance(refused.value, Crashed)


class Thing:
    """An object that is no JSON."""


def tuple_as_description() -> Any:
    class Model(BaseModel):
        x: int = Field(description=("of", "two parts"))  # type: ignore[arg-type]

    return Model


def object_beside_a_field() -> Any:
    class Model(BaseModel):
        x: int = Field(json_schema_extra={"widget": Thing, "deprecated": "soon"})  # type: ignore[dict-item]

    return Model


def object_in_an_example() -> Any:
    class Model(BaseModel):
        model_config = ConfigDict(json_schema_extra={"examples": [Thing()], "x-of": {1: 2}})  # type: ignore[dict-item]
        x: int

    return Model


def infinite_default() -> Any:
    class Model(BaseModel):
        x: float = float("inf")

    return Model


@pytest.mark.parametrize(
    "make", [tuple_as_description, object_beside_a_field, object_in_an_example, infinite_default]
)
def test_an_annotation_that_is_no_json_refuses_no_model(make: Any) -> None:
    shape = Shape.from_model(make())
    for schema in (shape.reader, shape.writer):
        assert schema["properties"]["x"]["type"] in {"integer", "number"}
        json.dumps(schema, allow_nan=False)


def test_annotations_by_the_names_of_fields_stay() -> None:
    class Model(BaseModel):
        title: int
        description: int = Field(description="of it")

    properties = Shape.from_model(Model).reader["properties"]
    assert list(properties) == ["title", "description"]
    assert properties["description"]["description"] == "of it"


def test_a_rule_that_is_none_is_told_with_its_place() -> None:
    class Model(BaseModel):
        x: int = Field(json_schema_extra={"minimum": "a"})

    with pytest.raises(ShapeError, match=r'#/properties/x/minimum: "a" is not of type "number"'):
        Shape.from_model(Model)
    with pytest.raises(ShapeError, match="#/properties/a~1b/enum/1: this value is no JSON"):
        Shape.from_schema({"properties": {"a/b": {"enum": [1, Thing()]}}})


def test_a_hook_of_a_model_that_fails_is_told() -> None:
    def hook(schema: dict[str, Any]) -> None:
        raise RuntimeError(schema["no schema today"])

    class Model(BaseModel):
        model_config = ConfigDict(json_schema_extra=hook)

    with pytest.raises(ShapeError, match=r"Model: .*KeyError: 'no schema today'"):
        Shape.from_model(Model)
