"""A provider's HTTP service as a process that is started for the run and ended after it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from pactfuzz.errors import DeclarationError
from pactfuzz.processes import Child, OwnFolder
from pactfuzz.verification.faults import Unanswered
from pactfuzz.verification.forwarding import UrlApplication
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.provider import Command
from pactfuzz.verification.traffic import HOST, Exchange

_AGAIN: Final = 0.05
"""Seconds between two looks at whether the service is ready."""

_PATIENCE: Final = 5.0
"""Seconds that the service has to end when it is asked to; after them it is killed."""

_MOMENT: Final = 1.0
"""Seconds."""

_SHOWN: Final = 4_000
"""Bytes that are shown of the end of what the service printed."""


class CommandApplication:
    """Starts the service, waits until it is ready, and ends it with all that it started.

    Raises:
        DeclarationError: there is no such program.
        Unanswered: it ended before it was ready, or was not ready in time.
    """

    def __init__(self, command: Command, loopback: Loopback, seconds: float) -> None:
        port = _free_port()
        self._folder = OwnFolder()
        self._printed = self._folder.path / "printed"
        try:
            self._process = _started(command, port, self._printed)
        except BaseException:
            self._folder.close()
            raise
        self._url = UrlApplication(f"http://{HOST}:{port}", loopback, seconds, self._explanation)
        try:
            self._wait_until_ready(command)
        except BaseException:
            self.close()
            raise

    @property
    def port(self) -> int:
        """The loopback port on which it is asked."""
        return self._url.port

    @property
    def shows_its_end(self) -> bool:
        """False: what it does after an answer is its own affair."""
        return False

    def recording(self, exchange: Exchange) -> AbstractContextManager[None]:
        """Keep what crosses, or why nothing came back."""
        return self._url.recording(exchange)

    def hang_up(self) -> None:
        """Break off what is under way."""
        self._url.hang_up()

    def close(self) -> None:
        """End the process group, and wait for its end."""
        if self._process.poll() is None:
            self._process.send_to_group(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)
        # Also where the service itself is gone: what it started may still be there.
        self._process.end()
        self._folder.close()

    def _wait_until_ready(self, command: Command) -> None:
        until = time.monotonic() + command.start_within
        while not self._url.is_there(command.ready):
            if self._process.poll() is not None:
                msg = f"{_shown(command)} ended before it was ready{self._explanation()}"
                raise Unanswered(msg)
            if time.monotonic() > until:
                msg = (
                    f"{_shown(command)} was not ready within {command.start_within:g} seconds: "
                    f"no answer to GET {command.ready}{self._explanation()}"
                )
                raise Unanswered(msg)
            time.sleep(_AGAIN)

    def _explanation(self) -> str:
        """Tell how the process ended, if it has, and what it printed last."""
        # A connection that broke is seen a moment before the end of the process that broke it.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_MOMENT)
        status = self._process.returncode
        ended = "" if status is None else f"; the process ended with status {status}"
        printed = _end_of(self._printed, _SHOWN).decode("utf-8", "replace").strip()
        last = f"last:\n{printed}" if printed else "nothing"
        return f"{ended}; it printed {last}"


def _started(command: Command, port: int, output: Path) -> Child[bytes]:
    argv, env = command.on_port(port)
    try:
        with output.open("wb") as file:
            return Child(
                argv,
                env={**os.environ, **env},
                cwd=command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
    except OSError as error:
        msg = f"{_shown(command)} cannot be started: {error.strerror}: {error.filename}"
        raise DeclarationError(msg) from None


def _end_of(file: Path, length: int) -> bytes:
    """Read the last bytes alone: a service may print without end."""
    with file.open("rb") as opened:
        opened.seek(max(file.stat().st_size - length, 0))
        return opened.read(length)


def _shown(command: Command) -> str:
    return f'the command "{" ".join(command.argv)}"'


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])
