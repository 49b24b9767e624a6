"""The limit on a user's code: where it can be interrupted by a signal, and where it cannot."""

import math
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from pactfuzz.verification.time_limit import Hung, limited


def in_main_thread(call: Callable[[], Any]) -> Any:
    return limited(call, 0.2, "it")


def in_another_thread(call: Callable[[], Any]) -> Any:
    """As from a thread of the test runner's, in which no signal arrives."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(limited(call, 0.2, "it"))
        except BaseException as error:  # noqa: BLE001 (raised again below)
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]


both = pytest.mark.parametrize("limit", [in_main_thread, in_another_thread])


@both
def test_what_returns_in_time_is_given_back(limit: Any) -> None:
    assert limit(lambda: 5) == 5


@both
def test_what_it_raises_is_raised(limit: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        limit(lambda: 1 / 0)


@both
def test_what_hangs_is_told_with_its_place(limit: Any) -> None:
    released = threading.Event()

    def waits_for_ever() -> None:
        released.wait(30)

    with pytest.raises(Hung, match=r"it did not return within 0\.2 seconds") as caught:
        limit(waits_for_ever)
    released.set()
    names = [entry.name for entry in caught.traceback]
    assert "waits_for_ever" in names or "in waits_for_ever" in str(caught.value)


def test_an_infinite_limit_is_none() -> None:
    assert limited(lambda: signal.getitimer(signal.ITIMER_REAL), math.inf, "it") == (0.0, 0.0)


def test_a_timer_of_somebody_else_goes_on() -> None:
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        limited(lambda: None, 30.0, "it")
        until = time.monotonic() + 30
        while not rung and time.monotonic() < until:
            time.sleep(0.01)
        assert rung == [True]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
