"""Whatever a user writes where a value is expected: what Pydantic dumps, or refused by name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any
from uuid import UUID

import pytest
from pact import match
from pydantic import BaseModel

from pactfuzz import Consumer, state
from pactfuzz.errors import DeclarationError
from pactfuzz.recording import cases_of, expectations_of
from pactfuzz.recording.official import interaction_of, recorded


class Level(Enum):
    hard = "hard"


class Number(IntEnum):
    one = 1


class Model(BaseModel):
    id: UUID


@dataclass
class Record:
    on: date


ID = UUID(int=1)

VALUES: list[tuple[Any, Any]] = [
    (ID, "00000000-0000-0000-0000-000000000001"),
    (date(2026, 1, 2), "2026-01-02"),
    (Decimal("1.10"), "1.10"),
    (Level.hard, "hard"),
    (Number.one, 1),
    (Model(id=ID), {"id": str(ID)}),
    (Record(date(2026, 1, 2)), {"on": "2026-01-02"}),
    (b"bytes", "bytes"),
    ({"b", "a", "c"}, ["a", "b", "c"]),
    ((1, "x"), [1, "x"]),
    ({Level.hard: [ID], 1: None}, {"hard": [str(ID)], "1": None}),
]

CYCLE: list[Any] = []
CYCLE.append(CYCLE)

REFUSED: list[tuple[Any, str]] = [
    (object(), "Unable to serialize"),
    (float("nan"), "Out of range"),
    (b"\xff", "utf-8"),
    ("\ud800", "lone surrogate"),
    (CYCLE, "holds itself"),
    ([float("inf")], "Out of range"),
    (10**5000, "cannot be written as JSON: Exceeds the limit"),
]


def consumer() -> Consumer:
    return Consumer("reader", provider="writer")


def content(test: Any) -> Any:
    (expectation,) = expectations_of(test)
    given = expectation.states[0] if expectation.states else None
    with recorded(expectation, given) as pact:
        return interaction_of(pact).content


@pytest.mark.parametrize(("value", "dumped"), VALUES)
def test_any_value_is_recorded_as_it_is_dumped(value: Any, dumped: Any) -> None:
    @consumer().receives(
        "it",
        {"properties": {"x": {}}},
        states=[state("s", parameter=value), state("s", promises={"x": value}, other=value)],
        metadata={"topic": value},
    )
    def test(it: object) -> None: ...

    (expectation,) = expectations_of(test)
    first, second = expectation.states
    assert first.parameters == {"parameter": dumped}
    assert second.promises == {"x": dumped}
    assert content(test)["providerStates"][0]["params"] == {"parameter": dumped}
    assert content(test)["metadata"]["topic"] == dumped
    assert len({case.id for case in cases_of(expectation)}) == len(cases_of(expectation))
    assert expectation.key(first) != expectation.key(second)


@pytest.mark.parametrize(("value", "dumped"), VALUES)
def test_any_value_may_stand_in_a_request(value: Any, dumped: Any) -> None:
    @consumer().requests("it", "POST", "/", int, body={"x": value})
    def test(provider_url: str) -> None: ...

    assert content(test)["request"]["body"]["content"] == {"x": dumped}


@pytest.mark.parametrize(("value", "words"), REFUSED, ids=[words for _, words in REFUSED])
@pytest.mark.parametrize(
    ("declare", "place"),
    [
        (lambda it: state("full", x=it), 'state "full": "x"'),
        (lambda it: state("full", promises={"x": it}), 'state "full": promises "x"'),
        (lambda it: consumer().receives("it", int, metadata={"x": it}), 'it: metadata "x"'),
        (lambda it: consumer().requests("it", "GET", "/", int, query={"x": it}), 'it: query "x"'),
        (lambda it: consumer().requests("it", "GET", "/", int, headers={"x": it}), "header"),
        (lambda it: consumer().requests("it", "GET", "/", int, body={"x": it}), "it: body"),
    ],
)
def test_what_has_no_json_form_is_refused_where_it_is_declared(
    value: Any, words: str, declare: Any, place: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        declare(value)
    assert str(refused.value).startswith(place) or place in str(refused.value)
    assert words in str(refused.value)


def test_a_matcher_is_refused_where_only_a_value_can_stand() -> None:
    for declare in (
        lambda: state("full", x=match.like(1)),
        lambda: state("full", promises={"x": [match.like(1)]}),
    ):
        with pytest.raises(DeclarationError, match=r'"x": .* a matcher cannot stand here'):
            declare()


def test_a_matcher_may_hold_any_value() -> None:
    @consumer().requests("it", "POST", "/", int, body={"id": match.like({"id": ID})})
    def test(provider_url: str) -> None: ...

    request = content(test)["request"]
    assert request["body"]["content"] == {"id": {"id": str(ID)}}
    assert list(request["matchingRules"]["body"]) == ["$.id"]


@pytest.mark.parametrize("text", ["", " ", "a\0b", 5, None, "\ud800"])
def test_a_name_is_some_text(text: Any) -> None:
    for declare in (
        lambda: state(text),
        lambda: Consumer(text, provider="p"),
        lambda: consumer().receives(text, int),
        lambda: consumer().requests(text, "GET", "/", int),
    ):
        with pytest.raises(DeclarationError):
            declare()
