"""Fields with several names: the schema never lets through what the parser refuses."""

from dataclasses import dataclass
from itertools import combinations, product
from typing import Annotated, Any

import jsonschema_rs
import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as model_dataclass
from typing_extensions import TypedDict

from pactfuzz.shapes import Refused, Shape

CHOICES = AliasChoices("fullName", "name")


class Required(BaseModel):
    full: str = Field(validation_alias=CHOICES)


class Optional(BaseModel):
    full: str | None = Field(None, validation_alias=CHOICES)


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    full: str = Field(validation_alias=CHOICES)


class ClosedOptional(BaseModel):
    model_config = ConfigDict(extra="forbid")
    full: str = Field("", validation_alias=AliasChoices("name", AliasPath("path", 0, "x")))


class ByName(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
    name: str = Field(alias="fullName")


class ByNameAlone(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=False)
    name: str = Field(alias="fullName")


class Path(BaseModel):
    full: str = Field(validation_alias=AliasPath("path", 0, "x"))


class Last(BaseModel):
    full: str = Field(validation_alias=AliasChoices(AliasPath("path", -1), "name"))


class TwoOfOne(BaseModel):
    name: str = Field(validation_alias=AliasPath("path", 0))
    other: int = Field(validation_alias=AliasPath("path", 1))


class Inside(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: list[Required] = Field(validation_alias=CHOICES)


@model_dataclass(config=ConfigDict(extra="forbid"))
class Plain:
    full: Annotated[str, Field(validation_alias=CHOICES)]


class Typed(TypedDict):
    full: Annotated[str, Field(validation_alias=CHOICES)]


@dataclass
class Standard:
    full: Annotated[str, Field(validation_alias=CHOICES)]


MODELS = (Required, Optional, Closed, ClosedOptional, ByName, ByNameAlone, Path, Last, TwoOfOne)
OTHERS = (Inside, Plain, Typed, Standard, list[Required], Required | Path)
TEXTS: list[Any] = ["a", 1, None]
NESTED: list[Any] = ["a", [], ["a"], [1], [{"x": "a"}], [{"x": 1}], [{}], {"0": "a"}, ["a", 1]]
VALUES = {
    "fullName": [*TEXTS, [{"name": "a"}], [{"name": 1}]],
    "name": [*TEXTS, [{"fullName": "a"}], [{}]],
    "full": TEXTS,
    "path": NESTED,
}


def documents() -> list[dict[str, Any]]:
    return [
        dict(zip(names, row, strict=True))
        for size in range(4)
        for names in combinations(VALUES, size)
        for row in product(*(VALUES[each] for each in names))
    ]


@pytest.mark.parametrize("model", [*MODELS, *OTHERS], ids=str)
def test_what_the_schema_accepts_the_parser_reads(model: Any) -> None:
    shape = Shape.from_model(model)
    assert shape.aliased is not None
    schema = jsonschema_rs.validator_for(dict(shape.read))
    accepted = [each for each in documents() if schema.is_valid(each)]
    for document in accepted:
        TypeAdapter(model).validate_python(document, strict=False)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_each_place_from_which_a_field_is_read_is_in_the_schema(model: type[BaseModel]) -> None:
    """Of all documents with one member, the schema accepts what the parser reads."""
    shape = Shape.from_model(model)
    schema = jsonschema_rs.validator_for(dict(shape.read))
    for name, values in VALUES.items():
        for value in values:
            document = {name: value}
            try:
                model.model_validate(document)
            except ValueError:
                continue
            # A place that is passed over may hold what another one must not.
            passed_over = name == "path" and shape.aliased and model in (ClosedOptional, Last)
            assert schema.is_valid(document) or passed_over, document


def test_documents_are_still_made_with_one_name_for_each_field() -> None:
    shape = Shape.from_model(Required)
    assert shape.reader["required"] == ["fullName"]
    assert "allOf" not in shape.reader
    with pytest.raises(Refused):
        shape.parse("{}")


class One(BaseModel):
    name: str = Field(alias="fullName")


def test_a_model_with_one_name_for_each_field_has_one_schema() -> None:
    assert Shape.from_model(One).aliased is None
