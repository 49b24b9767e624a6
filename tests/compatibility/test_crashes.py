"""A reader whose own validator fails on a document, and refuses nothing."""

from typing import Any

import pytest
from hypothesis import find, settings
from pydantic import BaseModel, field_validator, model_validator

from pactfuzz.compatibility import Answer, compare
from pactfuzz.compatibility.rules import RULES
from pactfuzz.shapes import Crashed, Refused, Shape
from pactfuzz.values.strategies import instances


class Order(BaseModel):
    kind: str
    count: int = 0


class LooksUp(Order):
    @field_validator("kind")
    @classmethod
    def is_known(cls, kind: str) -> str:
        return {"a": "a"}[kind]


class Adds(Order):
    @field_validator("kind")
    @classmethod
    def is_known(cls, kind: str) -> str:
        return kind + 1  # type: ignore[operator]


class Whole(Order):
    @model_validator(mode="after")
    def divides(self) -> "Whole":
        assert 1 // self.count is not None
        return self


class UnspeakableError(Exception):
    def __str__(self) -> str:
        return str(1 // 0)


class Unspeakable(Order):
    @field_validator("kind")
    @classmethod
    def is_known(cls, kind: str) -> str:
        raise UnspeakableError(kind)


class RefusesAndCrashes(Order):
    @field_validator("count")
    @classmethod
    def is_small(cls, count: int) -> int:
        if count > 10:
            raise IndexError(count)
        if count < 0:
            msg = "less than none"
            raise ValueError(msg)
        return count


@pytest.mark.parametrize(
    ("reader", "error"),
    [
        (LooksUp, "KeyError"),
        (Adds, "TypeError"),
        (Whole, "ZeroDivisionError"),
        (Unspeakable, "UnspeakableError"),
    ],
)
def test_a_parser_that_crashes_breaks(reader: Any, error: str) -> None:
    verdict = compare(Shape.of(Order), Shape.of(reader))
    assert verdict.answer is Answer.BREAKING
    assert verdict.witness is not None
    assert verdict.witness.crashes
    assert error in str(verdict.witness.problems[0])
    assert [each.rule for each in verdict.differences] == ["parser-crashes"]
    with pytest.raises(Crashed):
        Shape.of(reader).parse(verdict.witness.text)
    assert "parser-crashes" in RULES


def test_a_crash_is_not_told_as_a_refusal_nor_a_refusal_as_a_crash() -> None:
    verdict = compare(Shape.of(Order), Shape.of(RefusesAndCrashes))
    assert verdict.witness is not None
    with pytest.raises(Crashed if verdict.witness.crashes else Refused) as caught:
        Shape.of(RefusesAndCrashes).parse(verdict.witness.text)
    assert isinstance(caught.value, Crashed) is verdict.witness.crashes


def test_a_writer_that_does_not_read_a_document_does_not_send_it() -> None:
    assert compare(Shape.of(LooksUp), Shape.of(Order)).answer is not Answer.BREAKING


def test_instances_show_the_document_on_which_a_parser_crashes() -> None:
    with pytest.raises(Crashed) as caught:
        find(instances(Shape.of(LooksUp)), lambda _: False, settings=settings(database=None))
    assert caught.value.__notes__[0].startswith('parser-crashes: LooksUp on {"kind"')
