"""What stands before an ASGI application and keeps what crosses."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

from pactfuzz.verification.faults import Unanswered
from pactfuzz.verification.location_header import hide_answered
from pactfuzz.verification.stacks import stack_of_workers, users_part, where_it_ended
from pactfuzz.verification.time_limit import Hung
from pactfuzz.verification.traffic import LARGEST_BODY, Exchange, Headers, Request, Response

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
AsgiCallable = Callable[[Event, Receive, Send], Awaitable[None]]

GRACE: Final = 0.5
"""Seconds in which a cancelled request has to end."""


class Recorder:
    """Stands before the application: keeps what crosses, sets the time limit, holds errors back.

    An exception that leaves the application is the exchange's from then on; uvicorn, which would
    only print it, gets none. The core gets an answer when it is complete.
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
            request = exchange.request = _request(scope)
            exchange.arrived()
            answer = _Answer(exchange, request, send)
            await self._answer(exchange, self._app(scope, receive, answer.send))
            await answer.stand_in()
            exchange.has_returned.set()

    def hung(self, exchange: Exchange, stack: str = "") -> Hung:
        """Tell what did not return: the answer, or what comes after it."""
        target = exchange.request.target if exchange.request else ""
        whose = f"the application, asked for {target},"
        if exchange.response is not None:
            whose = (
                f"what the application still did after its answer to {target} "
                "(a background task, the exit of a dependency)"
            )
        return Hung(whose, self.seconds, stack)

    async def _live(self, scope: Event, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            self.startup_error = error
            raise

    async def _answer(self, exchange: Exchange, called: Awaitable[None]) -> None:
        """Wait until the application has returned, which is when the request is over."""
        task = asyncio.ensure_future(_kept_from_exiting(called))
        await asyncio.wait({task}, timeout=None if math.isinf(self.seconds) else self.seconds)
        # What is wrong with the answer itself counts, whatever the application made of it.
        if task.done():
            exchange.error = exchange.error or _error_of(task)
            return
        task.cancel()
        await asyncio.wait({task}, timeout=GRACE)
        # It cannot be cancelled while it waits for a thread, in which its own code then hangs.
        stack = "" if task.done() else stack_of_workers()
        hung = self.hung(exchange, stack).with_traceback(where_it_ended(task))
        exchange.error = exchange.error or hung


async def _kept_from_exiting(called: Awaitable[None]) -> BaseException | None:
    """Await it; what would end the event loop, and the server with it, is given back."""
    try:
        await called
    except (KeyboardInterrupt, SystemExit) as error:
        return error
    return None


def _error_of(task: asyncio.Future[BaseException | None]) -> BaseException | None:
    if task.cancelled():
        return asyncio.CancelledError("the application cancelled its own request")
    error = task.exception() or task.result()
    return error.with_traceback(users_part(error.__traceback__)) if error else None


class _Answer:
    """What the application sends, kept, and passed on when all of it is there."""

    def __init__(self, exchange: Exchange, request: Request, send: Send) -> None:
        self._exchange = exchange
        self._request = request
        self._send = send
        self._start: Event = {}
        self._body = bytearray()
        self._is_passed_on = False

    async def send(self, event: Event) -> None:
        """Take an event of the ASGI specification.

        Raises:
            Unanswered: the body is longer than any may be.
        """
        match event["type"]:
            case "http.response.start" if not self._start:
                self._start = event
            case "http.response.body" if self._start and self._exchange.response is None:
                self._body += event.get("body", b"")
                if len(self._body) > LARGEST_BODY:
                    flaw = f"its body has more than {LARGEST_BODY} bytes"
                    raise self._refused(flaw)
                if not event.get("more_body"):
                    await self._complete()
                # As a real connection would now and then; else nothing ends an endless answer.
                await asyncio.sleep(0)
            case _:
                # What is out of order is for the server to refuse.
                await self._send(event)

    async def stand_in(self) -> None:
        """Answer in the application's place, if it has not answered, as a server would."""
        if self._is_passed_on:
            return
        response = Response(500)
        if not isinstance(self._exchange.error, Unanswered | Hung):
            self._exchange.response = response
        await self._pass_on(response)

    async def _complete(self) -> None:
        headers = _headers(self._start.get("headers", ()))
        body = b"" if self._request.method == "HEAD" else bytes(self._body)
        # Kept before it is passed on: once it is, the judge may look at any time.
        response = self._exchange.response = Response(self._start["status"], headers, body)
        if flaw := response.flaw(self._request.method):
            self._refused(flaw)
        else:
            await self._pass_on(response)

    def _refused(self, flaw: str) -> Unanswered:
        msg = f"the application, asked for {self._request.target}, gave no sound answer: {flaw}"
        self._exchange.error = Unanswered(msg)
        return self._exchange.error

    async def _pass_on(self, response: Response) -> None:
        self._is_passed_on = True
        headers = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in hide_answered(response.headers)
        ]
        start = {"type": "http.response.start", "status": response.status, "headers": headers}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": response.body})


def _request(scope: Event) -> Request:
    query = scope["query_string"].decode("latin-1")
    target = scope["path"] + (f"?{query}" if query else "")
    return Request(scope["method"], target, _headers(scope["headers"]))


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
