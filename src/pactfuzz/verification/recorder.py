"""What stands before an ASGI application and keeps what crosses."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

from pactfuzz.verification.stacks import stack_of_workers, where_it_ended
from pactfuzz.verification.time_limit import Hung
from pactfuzz.verification.traffic import Exchange, Headers, Request, Response

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
AsgiCallable = Callable[[Event, Receive, Send], Awaitable[None]]

GRACE: Final = 0.5
"""Seconds in which a cancelled request has to end."""


class Recorder:
    """Stands before the application: keeps what crosses, sets the time limit, holds errors back.

    An exception that leaves the application is the exchange's from then on; uvicorn, which would
    only print it, gets none.
    """

    def __init__(self, app: AsgiCallable, seconds: float) -> None:
        self._app = app
        self.seconds = seconds
        self.exchange: Exchange | None = None
        self.startup_error: BaseException | None = None

    @property
    def patience(self) -> float | None:
        """Seconds within which an application has returned or was given up; None for ever."""
        return None if math.isinf(self.seconds) else self.seconds + 2 * GRACE

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Be the application, as ASGI asks for it; between two exchanges nothing is answered."""
        exchange = self.exchange
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif exchange is not None:
            exchange.request = _request(scope)
            exchange.arrived()
            await self._answer(exchange, scope, receive, send)

    async def _live(self, scope: Event, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            self.startup_error = error
            raise

    async def _answer(self, exchange: Exchange, scope: Event, receive: Receive, send: Send) -> None:
        answer = _Answer(exchange, send)
        task = asyncio.ensure_future(self._app(scope, receive, answer.send))
        await asyncio.wait({task}, timeout=None if math.isinf(self.seconds) else self.seconds)
        if task.done():
            exchange.error = task.exception()
        else:
            task.cancel()
            await asyncio.wait({task}, timeout=GRACE)
            exchange.error = self._hung(task, scope["path"])
        exchange.has_returned.set()
        if not answer.is_started:
            await answer.send({"type": "http.response.start", "status": 500, "headers": []})
            await answer.send({"type": "http.response.body"})

    def _hung(self, task: asyncio.Future[None], path: str) -> Hung:
        whose = f"the application, asked for {path},"
        if task.done():
            return Hung(whose, self.seconds).with_traceback(where_it_ended(task))
        # It cannot be cancelled while it waits for a thread, in which its own code then hangs.
        return Hung(whose, self.seconds, stack_of_workers())


class _Answer:
    """What the application sends, passed on and kept."""

    def __init__(self, exchange: Exchange, send: Send) -> None:
        self._exchange = exchange
        self._send = send
        self._start: Event = {}
        self._body = b""

    @property
    def is_started(self) -> bool:
        """Whether there is a status already, so that no other can be sent."""
        return bool(self._start)

    async def send(self, event: Event) -> None:
        """Take an event of the ASGI specification, ``http.response.start`` or ``.body``."""
        if event["type"] == "http.response.start":
            self._start = event
        elif event["type"] == "http.response.body":
            self._body += event.get("body", b"")
            if not event.get("more_body"):
                # Kept before it is passed on: once it is, the judge may look at any time.
                headers = _headers(self._start.get("headers", ()))
                self._exchange.response = Response(self._start["status"], headers, self._body)
        await self._send(event)


def _request(scope: Event) -> Request:
    query = scope["query_string"].decode("latin-1")
    target = scope["path"] + (f"?{query}" if query else "")
    return Request(scope["method"], target, _headers(scope["headers"]))


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
