"""The end of a run in which a user's code neither returns nor can be interrupted.

A signal's handler runs between two steps of the interpreter, and a call into C, a query or a loop,
may be one such step. Nothing then ends the call but the end of the process. A thread tells where
the code stands and ends it; where the call holds the interpreter, so that no thread runs either,
Python's faulthandler does, which is written in C.
"""

import faulthandler
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Final

from pactfuzz.verification.stacks import users_stack_of

STATUS: Final = 1
"""The exit status of such a run: that of failed tests, and the one that faulthandler gives."""

_ENDURANCE: Final = 5.0
"""Seconds, at least, in which code may still heed its interruption, or a busy machine go on."""

_TURN: Final = 1.0
"""Seconds between two looks at whether code is stuck."""


@dataclass(slots=True, eq=False)
class _Call:
    """A call that is under way; ``end`` is when it counts as stuck.

    Without ``whose`` it does so only if no thread has run for so long.
    """

    seconds: float
    whose: Callable[[], str] | None
    end: float = 0.0

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Let its time begin now."""
        self.end = time.monotonic() + self.seconds + max(self.seconds, _ENDURANCE)


@dataclass(slots=True)
class LastResort:
    """Ends this process; ``output`` is where it tells why, a file descriptor.

    There is one for the process, as there is one standard error, which a test runner redirects:
    what is written there is lost when the process ends. ``clean`` makes a text fit to be shown.
    """

    output: int = 2
    clean: Callable[[str], str] = ascii
    has_faulthandler: bool = True
    _calls: list[_Call] = field(default_factory=list, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _watcher: threading.Thread | None = field(default=None, init=False)
    _is_over: threading.Event = field(default_factory=threading.Event, init=False)

    def after(self, seconds: float, whose: Callable[[], str]) -> AbstractContextManager[None]:
        """End the process, if the main thread is in the context for much longer than this.

        ``whose`` opens the sentence that tells it.
        """
        return self._during(_Call(seconds, whose))

    def if_held(self, seconds: float) -> AbstractContextManager[None]:
        """End the process, if one thread keeps all others from running for much longer than this.

        Not even an interruption by the user ends such a call.
        """
        return nullcontext() if math.isinf(seconds) else self._during(_Call(seconds, None))

    def close(self) -> None:
        """End the thread that looks on; the next call starts another one."""
        self._is_over.set()
        watcher = self._watcher
        if watcher is not None:
            watcher.join()
        self._is_over.clear()

    @contextmanager
    def _during(self, call: _Call) -> Iterator[None]:
        try:
            with self._lock:
                self._calls.append(call)
                self._watch()
            self._arm()
            yield
        finally:
            # An interruption may have come before all of it was done.
            with self._lock:
                self._calls = [each for each in self._calls if each is not call]
            self._arm()

    def _watch(self) -> None:
        """Have a thread look on, which is cheaper than one for each call."""
        if self._watcher is None:
            name = "pactfuzz last resort"
            self._watcher = threading.Thread(target=self._look_on, name=name, daemon=True)
            self._watcher.start()

    def _look_on(self) -> None:
        while True:
            is_over = self._is_over.wait(_TURN)
            with self._lock:
                if is_over or not self._calls:
                    self._watcher = None
                    return
                for each in self._calls:
                    if each.whose is None:
                        each.renew()
                self._arm()
                stuck = [each for each in self._calls if each.end < time.monotonic()]
            if stuck:
                self._end_the_run(stuck[-1])

    def _arm(self) -> None:
        """Set faulthandler's one timer, for when the thread that looks on does not run either."""
        if not self.has_faulthandler:
            return
        if not self._calls:
            faulthandler.cancel_dump_traceback_later()
            return
        nearest = min(each.end for each in self._calls) - time.monotonic()
        seconds = max(nearest, 0.0) + 2 * _TURN
        faulthandler.dump_traceback_later(seconds, exit=True, file=self.output)

    def _end_the_run(self, call: _Call) -> None:
        whose = call.whose() if call.whose else "a call"
        text = self.clean(
            f"{whose} and cannot be interrupted, so that the run ends here; it stands here:"
            f"\n{users_stack_of(threading.main_thread())}"
        )
        os.write(self.output, f"\npactfuzz: {text}\n".encode("utf-8", "backslashreplace"))
        os._exit(STATUS)


LAST_RESORT: Final = LastResort()
"""That of this process; a front end says where it tells why."""
