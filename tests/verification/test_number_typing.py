"""A number is its value where the consumer's schema says so, and its spelling to the core alone."""

import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from pactfuzz import Consumer, Provider, state
from pactfuzz.contract import Interaction, Kind, Pact
from pactfuzz.contract.outcome import Judge, Outcome
from pactfuzz.recording import cases_of, expectations_of
from pactfuzz.reporting.failure import failure_text
from pactfuzz.verification.session import Verification


class Part(BaseModel):
    n: int


class Event(BaseModel):
    size: int = Field(le=10)
    maybe: int | None
    parts: list[Part]
    by_name: dict[str, int]
    ratio: float = 1.0
    level: Literal[1] = 1


@pytest.fixture(scope="module")
def verification() -> Iterator[Verification]:
    session = Verification(10.0)
    yield session
    session.close()


def recorded(**promises: Any) -> Interaction:
    @Consumer("reader", provider="writer").receives(
        "it", Event, states=[state("s", promises=promises)]
    )
    def test(it: Event) -> None: ...

    with cases_of(expectations_of(test)[0])[0].opened() as opened:
        assert opened.recorded is not None
        return opened.recorded


def outcome(verification: Verification, interaction: Interaction, sent: str) -> Outcome:
    writer = Provider("writer")
    message = sent.encode()
    writer.sends("it")(lambda: message)
    writer.state("s")(lambda: None)
    pact = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
    return verification.verify(writer, pact, interaction).outcome


def document(size: str = "1", maybe: str = "1", n: str = "1", entry: str = "1") -> str:
    return (
        f'{{"size": {size}, "maybe": {maybe}, "parts": [{{"n": {n}}}], "by_name": {{"a": {entry}}}'
    )


@pytest.mark.parametrize("number", ["1.0", "1e0", "-0", "-0.0", "10", "-1e30", f"{-(2**70)}"])
def test_an_integer_in_any_spelling_is_one(verification: Verification, number: str) -> None:
    sent = document(number, number, number, number) + "}"
    assert outcome(verification, recorded(), sent).verdict == "verified"


@pytest.mark.parametrize(
    ("promises", "more"),
    [
        ({"ratio": 1.0}, '"ratio": 1'),
        ({"ratio": 1}, '"ratio": 1.0'),
        ({"level": 1}, '"level": 1.0'),
    ],
)
def test_a_promised_number_may_be_spelled_otherwise(
    verification: Verification, promises: Any, more: str
) -> None:
    assert outcome(verification, recorded(**promises), f"{document()}, {more}}}").verdict == (
        "verified"
    )


@pytest.mark.parametrize(
    ("sent", "judges"),
    [
        (document("1.5") + "}", {Judge.CORE, Judge.SCHEMA}),
        (document("11.0") + "}", {Judge.CORE, Judge.SCHEMA}),  # above the schema's maximum
        (document('"1"') + "}", {Judge.CORE, Judge.SCHEMA}),
        (document("true") + "}", {Judge.CORE, Judge.SCHEMA}),
        (document(n="1.5", size="1.0") + "}", {Judge.CORE, Judge.SCHEMA}),
        ('{"size": 1.0}', {Judge.CORE, Judge.SCHEMA}),
    ],
)
def test_what_the_schema_refuses_is_refused(
    verification: Verification, sent: str, judges: set[Judge]
) -> None:
    found = outcome(verification, recorded(), sent)
    assert found.verdict == "failed"
    assert {each.judge for each in found.mismatches} == judges


def test_another_promised_number_is_refused(verification: Verification) -> None:
    found = outcome(verification, recorded(ratio=1.0), f'{document()}, "ratio": 2}}')
    assert [each.judge for each in found.mismatches] == [Judge.CORE]


def test_a_pact_without_a_schema_is_the_cores_to_judge(verification: Verification) -> None:
    content = {**recorded().content, "comments": {}}
    found = outcome(
        verification, Interaction.from_content(content, Kind.MESSAGE), document("1.0") + "}"
    )
    assert found.verdict == "failed"
    assert "expected  an integer, like 0, says the official Pact core" in failure_text(found)


def test_what_a_consumer_reads_is_what_is_verified() -> None:
    assert Event.model_validate(json.loads(document("1.0") + "}")).size == 1
