"""Readers whose validators refuse what their schemas allow: plain documents show it."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, computed_field, create_model

from pactfuzz.compatibility import Answer, compare
from pactfuzz.shapes import Shape


def model(kind: Any) -> Shape:
    return Shape.of(create_model("Order", id=(str, ...), value=(kind, ...)))


def checked(kind: Any, is_taken: Callable[[Any], bool]) -> Any:
    def check(value: Any) -> Any:
        if not is_taken(value):
            msg = "refused"
            raise ValueError(msg)
        return value

    return Annotated[kind, AfterValidator(check)]


@pytest.mark.parametrize(
    ("kind", "is_taken"),
    [
        (str, lambda it: it != ""),
        (str, lambda it: it.isascii()),
        (str, lambda it: "\n" not in it),
        (str, lambda it: " " not in it.strip()),
        (str, lambda it: len(it) < 100),
        (int, lambda it: it < 2**63),
        (int, lambda it: it > -1000),
        (int, lambda it: it != 0),
    ],
)
def test_what_a_validator_refuses_is_found_among_plain_values(
    kind: Any, is_taken: Callable[[Any], bool]
) -> None:
    verdict = compare(model(kind), model(checked(kind, is_taken)))
    assert verdict.answer is Answer.BREAKING
    assert verdict.witness is not None
    assert not is_taken(verdict.witness.document["value"])


class Unwritable(BaseModel):
    id: str

    @computed_field
    @property
    def total(self) -> int:
        msg = "no total"
        raise RuntimeError(msg)


def test_a_model_that_reads_and_cannot_write_is_unknown() -> None:
    verdict = compare(Shape.of(Unwritable), Shape.of(Unwritable))
    assert verdict.answer is Answer.UNKNOWN
    assert "reads and dumps none of the documents" in str(verdict.undecided[0])
