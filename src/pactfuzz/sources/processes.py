"""Processes with a time limit each, which can all be stopped at once."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakSet

from pactfuzz.processes import Child


class TookTooLong(Exception):
    """A process was not done within its time, or was stopped before; it was killed."""


@dataclass(eq=False)
class Processes:
    """The processes under way.

    Each has a group of its own: it dies with all that it started, and an interruption from the
    keyboard reaches it through ``stop`` alone.
    """

    _running: set[Child[str]] = field(default_factory=set, init=False)
    _watched: "WeakSet[Child[str]]" = field(default_factory=WeakSet, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _is_stopped: bool = field(default=False, init=False)

    def run(
        self,
        command: Sequence[str],
        seconds: float,
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end.

        Raises:
            TookTooLong: it was not done within that time.
        """
        with self._lock:
            if self._is_stopped:  # nothing new begins, whichever thread wants it
                raise TookTooLong
            process: Child[str] = Child(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                cwd=cwd,
                env=None if env is None else {**os.environ, **env},
            )
            self._running.add(process)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TookTooLong from None
        finally:
            process.end()
            self._running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def watch(self, process: Child[str]) -> None:
        """Stop a process with the others, which has another owner."""
        with self._lock:
            self._watched.add(process)
            if self._is_stopped:
                process.kill()

    def stop(self) -> None:
        """Kill what is under way."""
        with self._lock:
            self._is_stopped = True
            for each in (*self._running, *self._watched):
                each.kill()
