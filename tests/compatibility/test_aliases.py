"""A field that is renamed by the advised way: the reader takes the old name and the new one."""

import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field

from pactfuzz.compatibility import Answer, Judge, compare
from pactfuzz.shapes import Shape


class Old(BaseModel):
    name: str


class New(BaseModel):
    full_name: str = Field(validation_alias=AliasChoices("full_name", "name"))


class ByName(BaseModel):
    model_config = ConfigDict(validate_by_name=True)
    name: str = Field(alias="fullName", serialization_alias="fullName")


class Pair(BaseModel):
    names: list[str] = Field(min_length=1)


class First(BaseModel):
    name: str = Field(validation_alias=AliasPath("names", 0))


class Numbered(BaseModel):
    name: int


class Neither(BaseModel):
    title: str


class Outer(BaseModel):
    inner: list[Old]


class NewOuter(BaseModel):
    inner: list[New]


@pytest.mark.parametrize(
    ("writer", "reader"),
    [(Old, New), (New, New), (Old, ByName), (ByName, ByName), (Pair, First), (Outer, NewOuter)],
)
def test_a_reader_of_both_names_reads_either(
    writer: type[BaseModel], reader: type[BaseModel]
) -> None:
    verdict = compare(Shape.of(writer), Shape.of(reader))
    assert (verdict.answer, verdict.undecided) == (Answer.COMPATIBLE, ())


@pytest.mark.parametrize(
    ("writer", "reader", "rule", "place"),
    [
        (New, Old, "required-field-added", "$.name"),
        (Numbered, New, "type-changed", "$.name"),
        (Numbered, ByName, "type-changed", "$.name"),
        (Neither, New, "required-field-added", "$.full_name"),
        (Old, First, "required-field-added", "$.names"),
    ],
)
def test_what_no_name_reads_is_a_break(
    writer: type[BaseModel], reader: type[BaseModel], rule: str, place: str
) -> None:
    verdict = compare(Shape.of(writer), Shape.of(reader))
    assert verdict.answer is Answer.BREAKING
    assert (rule, place) in {(each.rule, str(each.location)) for each in verdict.differences}


def test_the_judge_knows_the_names_too() -> None:
    with Judge(60) as judge:
        assert judge.compare(Shape.of(Old), Shape.of(New)).answer is Answer.COMPATIBLE
