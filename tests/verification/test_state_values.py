"""Values of provider states in requests: from handlers and parameters, filled in by the core."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from math import nan
from typing import Any
from uuid import UUID

import pytest
from http_parties import JSON, asgi, json_body, pact_of, provider_of, verified
from pydantic import BaseModel

from pactfuzz.contract.outcome import Verdict
from pactfuzz.verification import Provider
from pactfuzz.verification.session import Verification

AN_ID = UUID("0d4e4d4e-6b1f-4b9c-8a44-0a7f2f6f3f10")


class Asked:
    """A provider of one state that keeps what it was asked for."""

    def __init__(self, handler: Any = None, name: str = "an order exists") -> None:
        self.target = ""
        self.headers: dict[str, str] = {}
        self.body: Any = None
        self.provider = provider_of(self._answer)
        if handler is not None:
            self.provider.state(name)(handler)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        event = await receive()
        self.target = scope["path"] + "?" + scope["query_string"].decode()
        self.headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.body = json.loads(event["body"]) if event["body"] else None
        await asgi(200, [JSON], b'{"a": 1}')(scope, receive, send)


def from_state(expression: str, **more: Any) -> dict[str, str]:
    return {"type": "ProviderState", "expression": expression, **more}


def pact_asking(
    generators: dict[str, Any],
    *,
    version: str = "4.0",
    params: dict[str, Any] | None = None,
    **request: Any,
) -> Any:
    states = [{"name": "an order exists", "params": params or {}}]
    response = {"status": 200}
    request = {"generators": generators, **request}
    return pact_of(response, request, version, providerStates=states)


BY_ID = {"path": from_state("/orders/${order_id}")}


def check(verification: Verification, asked: Asked, pact: Any) -> None:
    result = verified(verification, pact, asked.provider)
    assert result.outcome.verdict is Verdict.VERIFIED, result.outcome


def generator() -> Iterator[Any]:
    yield {"order_id": 42}


async def asynchronous_generator() -> AsyncIterator[Any]:
    yield {"order_id": 42}


@contextmanager
def context_manager() -> Iterator[Any]:
    yield {"order_id": 42}


async def coroutine() -> Any:
    return {"order_id": 42}


def function() -> Any:
    return {"order_id": 42}


@pytest.mark.parametrize("version", ["3.0.0", "4.0"])
@pytest.mark.parametrize(
    "handler", [generator, asynchronous_generator, context_manager, coroutine, function]
)
def test_what_a_state_yields_or_returns_is_in_the_request(
    verification: Verification, handler: Any, version: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(handler)
    check(verification, asked, pact_asking(BY_ID, version=version))
    assert asked.target == "/orders/42?"
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


class Colour(Enum):
    RED = "red"


class Key(BaseModel):
    shard: int
    number: UUID


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (AN_ID, str(AN_ID)),
        (date(2026, 11, 28), "2026-11-28"),
        (datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC), "2026-11-28T01:02:03Z"),
        (Decimal("1.50"), "1.50"),
        (Colour.RED, "red"),
        (7, "7"),
        (True, "true"),
        ("a b", "a b"),
        (b"abc", "abc"),
    ],
)
def test_a_value_is_written_as_pydantic_writes_it(
    verification: Verification, value: Any, text: str
) -> None:
    asked = Asked(lambda: {"order_id": value})
    check(verification, asked, pact_asking(BY_ID))
    assert asked.target == f"/orders/{text}?"


def test_values_stand_in_every_part_of_a_request(verification: Verification) -> None:
    asked = Asked(lambda: {"id": AN_ID, "count": 3, "key": Key(shard=1, number=AN_ID)})
    pact = pact_asking(
        {
            "path": from_state("/orders/${id}/${count}"),
            "query": {"q": from_state("${id}"), "r": from_state("count")},
            "header": {"X-Key": from_state("a ${count} b")},
            "body": {
                "$.id": from_state("id"),
                "$.lines[0].count": from_state("count", dataType="INTEGER"),
                "$.key": from_state("key"),
            },
        },
        method="POST",
        path="/orders/1",
        query={"q": ["1"], "r": ["2"]},
        headers={"X-Key": ["1"], "Content-Type": ["application/json"]},
        body=json_body({"id": 0, "lines": [{"count": 0}], "key": None}),
    )
    check(verification, asked, pact)
    assert asked.target == f"/orders/{AN_ID}/3?q={AN_ID}&r=3"
    assert asked.headers["x-key"] == "a 3 b"
    key = {"shard": 1, "number": str(AN_ID)}
    assert asked.body == {"id": str(AN_ID), "lines": [{"count": 3}], "key": key}


def test_parameters_are_values_too_and_the_handler_has_the_last_word(
    verification: Verification,
) -> None:
    asked = Asked(lambda: None)
    check(verification, asked, pact_asking(BY_ID, params={"order_id": 1}))
    assert asked.target == "/orders/1?"
    asked = Asked(generator)
    check(verification, asked, pact_asking(BY_ID, params={"order_id": 1}))
    assert asked.target == "/orders/42?"


@pytest.mark.parametrize("yielded", [None, "a session", {"order": 1}, {"order": object()}])
def test_a_value_that_no_state_gives_is_told_by_its_name(
    verification: Verification, yielded: Any
) -> None:
    asked = Asked(lambda: yielded)
    outcome = verified(verification, pact_asking(BY_ID), asked.provider).outcome
    assert outcome.verdict is Verdict.FAILED
    given = "order" if isinstance(yielded, dict) else "none"
    assert outcome.reason == (
        'the request asks its provider states for "order_id", and no state gives it; the handler '
        f'of "an order exists" has to yield it, as in yield {{"order_id": …}} (given are: {given})'
    )
    assert asked.target == ""


def test_without_a_state_there_is_nobody_to_give_a_value(verification: Verification) -> None:
    pact = pact_of({"status": 200}, {"generators": BY_ID})
    outcome = verified(verification, pact, Asked().provider).outcome
    assert outcome.reason.endswith("and the interaction has no provider state")


@pytest.mark.parametrize(("value", "shown"), [(object(), "<object object at "), (nan, "nan")])
def test_a_value_that_is_no_json_names_its_state_and_key(
    verification: Verification, value: Any, shown: str
) -> None:
    asked = Asked(lambda: {"order_id": value})
    outcome = verified(verification, pact_asking(BY_ID), asked.provider).outcome
    assert outcome.reason.startswith(f'the state "an order exists" gives {shown}')
    assert 'as "order_id", which cannot be written as JSON' in outcome.reason


def of_two_states(provider: Provider, first: Any, second: Any) -> Any:
    provider.state("first")(lambda: {"order_id": first})
    provider.state("second")(lambda: {"order_id": second})
    states = [{"name": "first"}, {"name": "second"}]
    return pact_of({"status": 200}, {"generators": BY_ID}, providerStates=states)


def test_two_states_that_give_different_values_disagree(verification: Verification) -> None:
    asked = Asked()
    pact = of_two_states(asked.provider, 1, 2)
    outcome = verified(verification, pact, asked.provider).outcome
    assert outcome.reason == (
        'the request asks its provider states for "order_id", and they disagree: '
        '1 by "first" and 2 by "second"'
    )


def test_two_states_may_give_the_same_value(verification: Verification) -> None:
    asked = Asked()
    check(verification, asked, of_two_states(asked.provider, AN_ID, str(AN_ID)))
    assert asked.target == f"/orders/{AN_ID}?"


def test_what_states_give_and_no_request_asks_for_is_of_no_account(
    verification: Verification,
) -> None:
    """The official verifier fills nothing into what it expects of a response."""
    asked = Asked(lambda: {"a": object()})
    expected = {
        "status": 200,
        "body": json_body({"a": 1}),
        "generators": {"body": {"$.a": from_state("another")}},
    }
    pact = pact_of(expected, providerStates=[{"name": "an order exists"}])
    check(verification, asked, pact)
