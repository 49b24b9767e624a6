"""Where code stands: of threads, of tasks, and of exceptions."""

import asyncio
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

_MACHINERY: Final = frozenset(
    ("_pytest", "asyncio", "contextlib", "hypothesis", "pactfuzz", "pluggy", "uvicorn")
)
"""Packages between the one who verifies and the user's own code."""


def stack_of(thread: threading.Thread) -> str:
    """Tell where a thread stands, as a traceback does."""
    frames = sys._current_frames()  # noqa: SLF001 (documented, despite its name)
    frame = frames.get(thread.ident or 0)
    return "".join(traceback.format_stack(frame)) if frame else ""


def users_stack_of(thread: threading.Thread) -> str:
    """Tell where a thread stands in the user's own code, without the frames around it."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 (documented)
    frames = [each for each, _ in traceback.walk_stack(frame)] if frame else []
    names = [str(each.f_globals.get("__name__")).partition(".")[0] for each in frames]
    own = names.index("pactfuzz") if "pactfuzz" in names else len(names)
    return "".join(traceback.format_stack(frame, own)) if own else stack_of(thread)


def stack_of_workers() -> str:
    """Tell where the threads stand that the provider's own code started."""
    others = (
        each
        for each in threading.enumerate()
        if each not in (threading.main_thread(), threading.current_thread())
        and not each.name.startswith("pactfuzz")
    )
    return "".join(f"{each.name}:\n{stack_of(each)}" for each in others)


def where_it_ended(task: asyncio.Future[Any]) -> TracebackType | None:
    """Tell where a cancelled task stood; None if it goes on regardless."""
    if not task.done():
        return None
    try:
        task.result()
    except (asyncio.CancelledError, Exception) as error:  # noqa: BLE001 (only its place matters)
        return users_part(error.__traceback__)
    return None


def users_part(trace: TracebackType | None) -> TracebackType | None:
    """Drop the outermost frames, down to the user's own code.

    A traceback of nothing else is kept whole.
    """
    inner = trace
    while inner is not None and _package(inner) in _MACHINERY:
        inner = inner.tb_next
    return inner or trace


def _package(trace: TracebackType) -> str:
    package = str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0]
    # What Hypothesis compiles it names by itself and a digest.
    return package.partition("_temporary_module_")[0]
