"""Running one item's test many times, by the means of whichever plugin runs asynchronous tests."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

_TEST: pytest.StashKey[Callable[..., Any]] = pytest.StashKey()
_IS_RUNNING: pytest.StashKey[bool] = pytest.StashKey()


@contextmanager
def remembering_test(item: pytest.Function) -> Generator[None]:
    """Remember the test function of an item while the item runs, and put it back afterwards.

    pytest-asyncio replaces ``item.obj`` with a function that is bound to one event loop, which
    ends with the fixtures of the first example.
    """
    item.stash[_TEST] = test = item.obj
    try:
        yield
    finally:
        item.obj = test


def test_of(item: pytest.Function) -> Callable[..., Any]:
    """Return the test function of an item as the user has written it."""
    return item.stash.get(_TEST, item.obj)


def run_example(item: pytest.Function, test: Callable[..., Any], arguments: dict[str, Any]) -> None:
    """Run an asynchronous test once, exactly as pytest runs the item.

    ``Item.runtest`` is where pytest-asyncio binds a test to the event loop of its fixtures, and
    the hook that it calls is where anyio does.
    """
    item.obj = test
    item.funcargs.update(arguments)
    item.stash[_IS_RUNNING] = True
    try:
        item.runtest()
    finally:
        item.stash[_IS_RUNNING] = False


def is_example(item: pytest.Item) -> bool:
    """Whether an item is running one example, rather than the search for examples."""
    return item.stash.get(_IS_RUNNING, False)
