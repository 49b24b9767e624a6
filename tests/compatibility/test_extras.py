"""Writers that allow extras: what they may send beside their fields, and what they do send."""

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from pactfuzz.compatibility import Answer, Policy, compare
from pactfuzz.shapes import Shape

ALLOW = ConfigDict(extra="allow")


class Old(BaseModel):
    model_config = ALLOW
    id: str


class Noted(Old):
    note: str | None = None


class Counted(Old):
    count: int = Field(default=0, ge=0)


class Nested(BaseModel):
    model_config = ALLOW
    inner: Old


class NestedNoted(BaseModel):
    model_config = ALLOW
    inner: Noted


class Demanding(Old):
    note: str


class Anything(Old):
    note: Any = None


class Map(BaseModel):
    model_config = ALLOW


class Typed(BaseModel):
    model_config = ALLOW
    __pydantic_extra__: dict[str, int]


@pytest.mark.parametrize(
    ("writer", "reader", "place"),
    [
        (Old, Noted, "$.note"),
        (Old, Counted, "$.count"),
        (Nested, NestedNoted, "$.inner.note"),
        (Map, Noted, "$.note"),
    ],
)
def test_an_added_field_is_told_by_a_rule_of_its_own(
    writer: type[BaseModel], reader: type[BaseModel], place: str
) -> None:
    verdict = compare(Shape.of(writer), Shape.of(reader))
    assert verdict.answer is Answer.BREAKING
    found = {str(each.location): each for each in verdict.differences}[place]
    name = place.rpartition(".")[2]
    assert found.rule == "extra-field-narrowed"
    assert found.writer_says == (
        f'"{name}" is not declared; fields of any name may be sent, with any value'
    )
    assert found.writer_at.endswith("/additionalProperties")
    assert found.reader_at.endswith(f"/properties/{name}")


@pytest.mark.parametrize(
    ("writer", "reader"), [(Old, Noted), (Old, Counted), (Nested, NestedNoted)]
)
def test_by_the_closed_policy_it_sends_what_it_declares(
    writer: type[BaseModel], reader: type[BaseModel]
) -> None:
    closed = compare(Shape.of(writer), Shape.of(reader), policy=Policy.CLOSED)
    assert closed.answer is Answer.COMPATIBLE


def test_a_closed_writer_does_not_send_what_is_required() -> None:
    verdict = compare(Shape.of(Old), Shape.of(Demanding), policy=Policy.CLOSED)
    assert [each.rule for each in verdict.differences] == ["required-field-added"]


def test_a_field_that_may_be_anything_breaks_nothing() -> None:
    assert compare(Shape.of(Old), Shape.of(Anything)).answer is Answer.COMPATIBLE


def test_extras_of_a_kind_are_told_as_what_they_are() -> None:
    verdict = compare(Shape.of(Typed), Shape.of(Counted), policy=Policy.CLOSED)
    rules = {str(each.location): each.rule for each in verdict.differences}
    assert rules["$.count"] == "minimum-added"
