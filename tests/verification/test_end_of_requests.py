"""When a request is over: when the application's call has returned, within the time limit."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.responses import StreamingResponse
from http_parties import (
    JSON,
    asgi,
    http_bytes,
    json_body,
    pact_of,
    provider_of,
    raw_server,
    verified,
)
from starlette.middleware.base import BaseHTTPMiddleware

from pactfuzz.contract import Pact
from pactfuzz.contract.outcome import Verdict
from pactfuzz.verification.orders import first_break, turns
from pactfuzz.verification.session import Verification
from pactfuzz.verification.time_limit import Hung

A_MOMENT = 0.03

PACT = pact_of(
    {"status": 200, "body": json_body({"a": 1})}, providerStates=[{"name": "it is open"}]
)


class Shop:
    """What is done in it, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.app = FastAPI()

    def later(self) -> None:
        time.sleep(A_MOMENT)
        self.done.append("later")

    async def a_little_later(self) -> None:
        await asyncio.sleep(A_MOMENT)
        self.done.append("later")

    def dependency(self) -> Iterator[None]:
        yield
        self.later()

    async def stream(self) -> AsyncIterator[bytes]:
        yield b'{"a"'
        await asyncio.sleep(A_MOMENT)
        yield b": 1}"
        self.done.append("later")

    def opened(self) -> Iterator[None]:
        yield
        self.done.append("torn down")


def with_a_background_task(shop: Shop) -> None:
    @shop.app.get("/asked")
    def asked(tasks: BackgroundTasks) -> dict[str, int]:
        tasks.add_task(shop.later)
        return {"a": 1}


def with_an_asynchronous_background_task(shop: Shop) -> None:
    @shop.app.get("/asked")
    async def asked(tasks: BackgroundTasks) -> dict[str, int]:
        tasks.add_task(shop.a_little_later)
        return {"a": 1}


def with_a_dependency(shop: Shop) -> None:
    @shop.app.get("/asked", dependencies=[Depends(shop.dependency)])
    def asked() -> dict[str, int]:
        return {"a": 1}


def with_a_middleware(shop: Shop) -> None:
    with_a_background_task(shop)

    async def unchanged(request: Any, call_next: Any) -> Any:
        return await call_next(request)

    shop.app.add_middleware(BaseHTTPMiddleware, dispatch=unchanged)


def with_a_stream(shop: Shop) -> None:
    @shop.app.get("/asked")
    def asked() -> StreamingResponse:
        return StreamingResponse(shop.stream(), media_type="application/json")


@pytest.mark.parametrize(
    "arrange",
    [
        with_a_background_task,
        with_an_asynchronous_background_task,
        with_a_dependency,
        with_a_middleware,
        with_a_stream,
    ],
)
def test_a_state_is_torn_down_when_the_application_is_done(
    verification: Verification, arrange: Any
) -> None:
    shop = Shop()
    arrange(shop)
    provider = provider_of(shop.app)
    provider.state("it is open")(shop.opened)
    result = verified(verification, PACT, provider)
    assert result.outcome.verdict is Verdict.VERIFIED, result
    assert shop.done == ["later", "torn down"]


async def answers_for_ever(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await asyncio.sleep(A_MOMENT)


async def answers_for_ever_without_a_pause(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"", "more_body": True})


async def answers_and_goes_on(send: Any) -> None:
    await asgi(200, [JSON], b'{"a": 1}')({"type": "http"}, None, send)
    await asyncio.sleep(600)


async def answers_and_blocks(send: Any) -> None:
    await asgi(200, [JSON], b'{"a": 1}')({"type": "http"}, None, send)
    time.sleep(2.5)  # noqa: ASYNC251 (that it blocks the event loop is what is tried)


AFTER = "what the application still did after its answer to /asked (a background task, the exit of"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (answers_for_ever, "the application, asked for /asked, did not return within 0.5 seconds"),
        (answers_for_ever_without_a_pause, "the application, asked for /asked, did not return"),
        (answers_and_goes_on, AFTER),
        (answers_and_blocks, AFTER),
    ],
)
def test_an_application_that_does_not_return_ends_at_the_time_limit(
    impatient: Verification, answer: Any, told: str
) -> None:
    async def application(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await answer(send)

    pact = pact_of({"status": 200, "body": json_body({"a": 1})})
    result = verified(impatient, pact, application)
    assert result.outcome.reason.startswith(told)
    assert isinstance(result.error, Hung)


def test_an_answer_that_is_none_is_told_before_what_comes_after_it(
    impatient: Verification,
) -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await asgi(200, [("Content-Length", "-1")])(scope, receive, send)
            await asyncio.sleep(600)

    result = verified(impatient, pact_of({"status": 200}), application)
    assert 'Content-Length is "-1", which is no length' in result.outcome.reason


def test_an_application_that_exits_is_told_and_goes_on(verification: Verification) -> None:
    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        if scope["type"] == "http":
            raise SystemExit(3)

    provider = provider_of(application)
    for _ in range(2):
        result = verified(verification, pact_of({"status": 200}), provider)
        assert result.outcome.reason == "SystemExit: 3"


def test_a_break_in_another_process_says_what_cannot_be_known(verification: Verification) -> None:
    count = 0

    def answer(connection: Any, _request: bytes) -> None:
        nonlocal count
        count += 1
        connection.sendall(http_bytes(200, [JSON], b'{"a": %d}' % (1 if count < 3 else 2)))

    expected = {"status": 200, "body": json_body({"a": 1})}
    pacts = [pact_of(expected, providerStates=[{"name": name}]) for name in ("one", "two")]
    with raw_server(answer) as url:
        provider = provider_of(url)
        provider.state("one")(lambda: None)
        provider.state("two")(lambda: None)

        def verify(pact: Pact, interaction: Any) -> Any:
            return verification.verify(provider, pact, interaction)

        broken = first_break(turns([(pact, pact.interactions[0]) for pact in pacts]), verify)
    assert broken is not None
    assert "may have reached into this state" in broken.outcome.reason
