"""An ASGI application, served from a thread of this process."""

import asyncio
import math
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from pactfuzz.verification.faults import Unanswered
from pactfuzz.verification.stacks import stack_of, stack_of_workers, where_it_ended
from pactfuzz.verification.time_limit import Hung
from pactfuzz.verification.traffic import HOST, Exchange, Headers, Request, Response

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
AsgiCallable = Callable[[Event, Receive, Send], Awaitable[None]]

_GRACE: Final = 0.5
"""Seconds in which a cancelled request has to end."""

_BROKEN: Final = 500

_PATIENCE: Final = 5.0
"""Seconds in which the application has to shut down; after them its thread is left behind."""


class AsgiApplication:
    """Serves an application with uvicorn on a free loopback port, its lifespan included.

    Raises:
        Unanswered: it does not start. An exception in its start-up is raised as it is.
    """

    def __init__(self, app: AsgiCallable, seconds: float) -> None:
        self._recorder = _Recorder(app, seconds)
        self._socket = socket.create_server((HOST, 0))
        # What the provider logs stays where the test runner has it, so no logging set-up of
        # uvicorn's. Web sockets are no part of a pact.
        config = uvicorn.Config(
            self._recorder,
            loop="asyncio",
            ws="none",
            log_config=None,
            log_level=None,
            access_log=False,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._serve, name="pactfuzz ASGI", daemon=True)
        self._thread.start()
        self._wait_until_up(seconds)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    @contextmanager
    def recording(self, exchange: Exchange) -> Iterator[None]:
        """Keep what crosses, and what the application raises."""
        self._recorder.exchange = exchange
        self._recorder.has_returned.clear()
        try:
            yield
        finally:
            self._recorder.exchange = None
        if exchange.request is not None and exchange.response is None:
            # A client that was told the length has its body before the application's last event.
            self._recorder.has_returned.wait(self._recorder.patience)
        if exchange.response is not None and exchange.response.status >= _BROKEN:
            # A framework answers with this status first and raises afterwards.
            self._recorder.has_returned.wait(_GRACE)
        if exchange.response is None and exchange.error is None and exchange.request is not None:
            # Not even the recorder's own limit came about: the event loop itself is blocked.
            whose = f"the application, asked for {exchange.request.target},"
            exchange.error = Hung(whose, self._recorder.seconds, stack_of(self._thread))

    def hang_up(self) -> None:
        """Break off what is under way."""
        self._server.soon(self._server.hang_up)

    def close(self) -> None:
        """Shut the application down and end its thread."""
        self._server.soon(self._server.is_to_stop.set)
        self._thread.join(_PATIENCE)
        self._socket.close()

    def _serve(self) -> None:
        try:
            asyncio.run(self._server.serve(sockets=[self._socket]))
        finally:
            self._server.has_settled.set()

    def _wait_until_up(self, seconds: float) -> None:
        if not self._server.has_settled.wait(None if math.isinf(seconds) else seconds):
            whose = "the application's start-up"
            raise Hung(whose, seconds, stack_of(self._thread))
        if not self._server.started:
            self._socket.close()
            silent = "the application did not start up"
            raise self._recorder.startup_error or Unanswered(silent)


class _Server(uvicorn.Server):
    """Says when it is up, and stops at once: uvicorn's own looks every tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.has_settled = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.is_to_stop = asyncio.Event()

    def soon(self, call: Callable[[], object]) -> None:
        """Call in the server's own thread, if it is there."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    def hang_up(self) -> None:
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self.on_tick(0)
        self.has_settled.set()
        await self.is_to_stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        self.hang_up()
        await self.lifespan.shutdown()


class _Recorder:
    """Stands before the application: keeps what crosses, sets the time limit, holds errors back.

    An exception that leaves the application is the exchange's from then on; uvicorn, which would
    only print it, gets none.
    """

    def __init__(self, app: AsgiCallable, seconds: float) -> None:
        self._app = app
        self.seconds = seconds
        self.exchange: Exchange | None = None
        self.has_returned = threading.Event()
        self.startup_error: BaseException | None = None

    @property
    def patience(self) -> float | None:
        """Seconds within which an application has returned or was given up; None for ever."""
        return None if math.isinf(self.seconds) else self.seconds + 2 * _GRACE

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
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
            await asyncio.wait({task}, timeout=_GRACE)
            exchange.error = self._hung(task, scope["path"])
        self.has_returned.set()
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
