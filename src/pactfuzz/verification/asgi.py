"""An ASGI application, served from a thread of this process."""

import asyncio
import math
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn

from pactfuzz.verification.faults import Unanswered
from pactfuzz.verification.recorder import AsgiCallable, Recorder
from pactfuzz.verification.stacks import stack_of
from pactfuzz.verification.time_limit import Hung
from pactfuzz.verification.traffic import HOST, Exchange

_PATIENCE: Final = 5.0
"""Seconds in which the application has to shut down; after them its thread is left behind."""


class AsgiApplication:
    """Serves an application with uvicorn on a free loopback port, its lifespan included.

    Raises:
        Unanswered: it does not start. An exception in its start-up is raised as it is.
    """

    def __init__(self, app: AsgiCallable, seconds: float) -> None:
        self._recorder = Recorder(app, seconds)
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

    @property
    def shows_its_end(self) -> bool:
        """True: a request is over when the application's call has returned."""
        return True

    @contextmanager
    def recording(self, exchange: Exchange) -> Iterator[None]:
        """Keep what crosses, and what the application raises, until its call has returned."""
        self._recorder.exchange = exchange
        try:
            yield
        finally:
            self._recorder.exchange = None
        if exchange.request is not None and not exchange.has_returned.wait(self._recorder.patience):
            # Not even the recorder's own limit came about: the event loop itself is blocked.
            exchange.error = self._recorder.hung(exchange, stack_of(self._thread))

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
            # Newer versions of uvicorn exit, older ones return, where the start-up fails.
            with suppress(SystemExit):
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
