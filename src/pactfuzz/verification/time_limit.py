"""A limit on the time that a user's code may take, with the place where it hung."""

import math
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Final, NoReturn, TypeVar

from pactfuzz.verification.last_resort import LAST_RESORT
from pactfuzz.verification.stacks import stack_of

Result = TypeVar("Result")

_AGAIN: Final = 1.0
"""Seconds after which code that swallowed the interruption is interrupted once more."""


class Hung(BaseException):
    """A user's code did not return within its time limit.

    Its traceback leads to where the code stood; where it could not be interrupted, ``stack``
    holds that place as text. Outside the ``Exception`` family, so that no ``except Exception``
    around what hangs swallows it.
    """

    def __init__(self, whose: str, seconds: float, stack: str = "") -> None:
        message = f"{whose} did not return within {seconds:g} seconds"
        super().__init__(f"{message}; it stood here:\n{stack}" if stack else message)


def limited(
    call: Callable[[], Result], seconds: float, whose: str, *, grace: float = 0.0
) -> Result:
    """Call, but for no longer than ``seconds``; an infinite number of them is no limit.

    ``grace`` is added where another limit of the same length is to come first.

    The call runs in this thread, where the fixtures that it uses were made and where it can be
    interrupted by a signal. Where that cannot be (no main thread, or Windows) it runs in a thread
    of its own, which is left behind if it hangs.

    Raises:
        Hung: the call did not return in time.
    """
    if math.isinf(seconds):
        return call()
    if can_interrupt():
        with interrupting(seconds + grace, partial(Hung, whose, seconds)):
            return call()
    return _abandoned(call, seconds, whose)


def can_interrupt() -> bool:
    """Say whether code can be interrupted here: in the main thread, and not on Windows."""
    return threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")


@contextmanager
def interrupting(seconds: float, hung: Callable[[], Hung]) -> Iterator[None]:
    """Raise ``hung()`` where the code stands, if it stands there after ``seconds``.

    Code that is deaf to it ends with the whole process.
    """

    def on_alarm(_number: int, _frame: FrameType | None) -> NoReturn:
        __tracebackhide__ = True
        raise hung()

    with LAST_RESORT.after(seconds, lambda: str(hung())):
        before = signal.signal(signal.SIGALRM, on_alarm)
        remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            yield
        finally:
            # Somebody else's timer (that of pytest-timeout is one) goes on where it was.
            signal.setitimer(signal.ITIMER_REAL, remaining, interval)
            signal.signal(signal.SIGALRM, before)


def _abandoned(call: Callable[[], Result], seconds: float, whose: str) -> Result:
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 (raised again in the caller's thread)
            errors.append(error)

    thread = threading.Thread(target=run, name=whose, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise Hung(whose, seconds, stack_of(thread))
    if errors:
        raise errors[0]
    return results[0]
