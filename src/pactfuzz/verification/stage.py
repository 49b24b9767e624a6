"""Where a user's functions run: one interaction's worth, each within the time limit."""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from typing import Any, Final, TypeVar

from pactfuzz.errors import DeclarationError
from pactfuzz.verification.stacks import users_part, where_it_ended
from pactfuzz.verification.time_limit import Hung, limited

Result = TypeVar("Result")

_GRACE: Final = 1.0
"""Seconds in which a cancelled coroutine has to end, or a blocking one is interrupted."""


class Stage:
    """Runs what sets states up, what emits and what tears down, synchronous or asynchronous.

    All that is asynchronous runs in one event loop, which is there until the end of the stage:
    what a state starts in the background is still running when the emitter is called.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # A loop factory of its own keeps asyncio.Runner from setting, and at its end unsetting,
        # the thread's event loop, which code that was written before asyncio.run still looks up.
        self._runner: Final = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._endings: list[tuple[str, Callable[[], None]]] = []

    def call(self, function: Callable[[], Any], whose: str) -> Any:
        """Call, and wait for the result if it is awaited for.

        Raises:
            Hung: it did not return within the time limit.
        """
        result = limited(function, self._seconds, whose)
        return self._awaited(result, whose) if inspect.isawaitable(result) else result

    def enter(self, function: Callable[[], Any], whose: str) -> Any:
        """Call what sets something up, and return what it yields or, without one, returns.

        What comes after its ``yield`` is left for ``unwind``.
        """
        result = self.call(function, whose)
        if inspect.isgenerator(result):
            return self._begin(lambda: next(result), lambda: _end(result, whose), whose)
        if inspect.isasyncgen(result):
            return self._begin(lambda: anext(result), lambda: _end_async(result, whose), whose)
        if isinstance(result, AbstractContextManager):
            return self._begin(result.__enter__, lambda: result.__exit__(None, None, None), whose)
        if isinstance(result, AbstractAsyncContextManager):
            return self._begin(result.__aenter__, lambda: result.__aexit__(None, None, None), whose)
        return result

    def unwind(self) -> list[Exception | Hung]:
        """Tear down what was set up, in reverse order; give what went wrong at it."""
        errors: list[Exception | Hung] = []
        while self._endings:
            whose, end = self._endings.pop()
            try:
                self.call(end, f"the tear-down of {whose}")
            except (Exception, Hung) as error:  # noqa: BLE001 (the other endings are still due)
                errors.append(error.with_traceback(users_part(error.__traceback__)))
        try:
            limited(self._runner.close, self._seconds, "a task that was left in the event loop")
        except (Exception, Hung) as error:  # noqa: BLE001 (told like those of the tear-downs)
            errors.append(error)
        return errors

    def _begin(self, begin: Callable[[], Any], end: Callable[[], Any], whose: str) -> Any:
        try:
            yielded = self.call(begin, whose)
        except (StopIteration, StopAsyncIteration):
            msg = f"{whose} yields nothing; a generator has to yield, between set-up and tear-down"
            raise DeclarationError(msg) from None
        self._endings.append((whose, end))
        return yielded

    def _awaited(self, awaitable: Awaitable[Any], whose: str) -> Any:
        waiting = self._within_limit(awaitable, whose)
        # Code that blocks the event loop is beyond asyncio's own limit; this one reaches it.
        run = partial(self._runner.run, waiting)
        return limited(run, self._seconds, whose, grace=_GRACE)

    async def _within_limit(self, awaitable: Awaitable[Result], whose: str) -> Result:
        task = asyncio.ensure_future(awaitable)
        done, _ = await asyncio.wait({task}, timeout=self._seconds)
        if done:
            return task.result()
        task.cancel()
        await asyncio.wait({task}, timeout=_GRACE / 2)
        raise Hung(whose, self._seconds).with_traceback(where_it_ended(task))


def _end(generator: Generator[Any, Any, Any], whose: str) -> None:
    for _ in generator:
        generator.close()
        msg = f"{whose} yields twice; only set-up and tear-down are told apart"
        raise DeclarationError(msg)


async def _end_async(generator: AsyncGenerator[Any, Any], whose: str) -> None:
    async for _ in generator:
        await generator.aclose()
        msg = f"{whose} yields twice; only set-up and tear-down are told apart"
        raise DeclarationError(msg)
