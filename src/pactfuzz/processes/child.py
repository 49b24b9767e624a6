"""A child process that dies with its parent, and with all that it started in turn."""

import contextlib
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, AnyStr, Final

if sys.platform != "win32":
    import fcntl

_LAUNCHER: Final = Path(__file__).with_name("launcher.py")

_ALONE: Final = ("-I", "-S")
"""The launcher's Python reads no settings of the user's, and looks for no packages."""


class Child(subprocess.Popen[AnyStr]):
    """A process in a group of its own, in which all is killed when this process ends.

    It makes no difference whether this process returns, raises, or is killed: the child's group
    holds one end of a pipe whose other end closes with this process. A child that is no longer
    referred to ends too.

    Raises:
        OSError: the program cannot be started.
    """

    def __init__(self, command: Sequence[str | os.PathLike[str]], **how: Any) -> None:
        if sys.platform == "win32":
            super().__init__(command, **how)
            return
        lifeline, held = _pipe()
        failure, told = _pipe()
        self._let_go: Any = weakref.finalize(self, os.close, held)
        launcher: list[str] = [sys.executable, *_ALONE, str(_LAUNCHER), str(lifeline), str(told)]
        try:
            super().__init__(
                [*launcher, *command],
                pass_fds=(lifeline, told),
                start_new_session=True,
                **how,
            )
        except BaseException:
            self._let_go()
            os.close(failure)
            raise
        finally:
            os.close(lifeline)
            os.close(told)
        self._check(failure, os.fspath(command[0]))

    def send_to_group(self, number: int) -> None:
        """Send a signal to the process and all that it started, as far as they are there."""
        if sys.platform == "win32":
            super().send_signal(number)
        elif self._let_go.alive:  # until then the group keeps its number, whoever of it is left
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def kill(self) -> None:
        """Kill the process and all that it started, as far as they are there."""
        if sys.platform == "win32":
            super().kill()
        else:
            self.send_to_group(signal.SIGKILL)

    def end(self) -> None:
        """Kill the process with all that it started, wait for it, close what leads to it."""
        self.kill()
        self.wait()
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if sys.platform != "win32":
            self._let_go()

    def _check(self, failure: int, program: str) -> None:
        """Wait until the program is started.

        Raises:
            OSError: it cannot be.
        """
        with os.fdopen(failure, "rb") as told:
            number = told.read()
        if number:
            self.end()
            raise OSError(int(number), os.strerror(int(number)), program)


def _pipe() -> tuple[int, int]:
    """Make a pipe beside the standard streams, also where those are closed."""
    ends = os.pipe()
    above = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 3) for each in ends]
    for each in ends:
        os.close(each)
    return above[0], above[1]
