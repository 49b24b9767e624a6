"""Which items are runs of a decorated test, and which parameter says of which run."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar

import pytest

if TYPE_CHECKING:
    from pactfuzz.recording import Expectation

EXPECTATIONS: Final = "__pactfuzz_expectations__"
"""Looked up by name, so that a run without contracts does not import the recording room."""

REPORT: Final = "pactfuzz_recording"
"""The attribute of a test report that says what the item did; xdist passes it on."""

DOCUMENT: Final = "document"
"""The parameter by which a test may ask for the JSON document that its run stands for."""

Case = TypeVar("Case")


@dataclass(frozen=True, slots=True)
class Unusable:
    """The one item of a contract of which no runs can be made; it fails with the reason."""

    expectation: "Expectation"
    reason: str


def is_contract(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Say whether an item runs a decorated test."""
    return hasattr(item, "callspec") and hasattr(getattr(item, "function", None), EXPECTATIONS)


def case_of(item: pytest.Item, kind: type[Case]) -> tuple[str, Case | None]:
    """Find the case of an item of a decorated test, and the parameter that it fills."""
    parameters = item.callspec.params.items() if is_contract(item) else ()
    found = ((name, value) for name, value in parameters if isinstance(value, kind))
    return next(found, ("", None))


def call_test(test: Callable[..., Any], arguments: dict[str, Any]) -> None:
    """Call a test; one that is asynchronous has an event loop of its own."""
    result = test(**arguments)
    if not inspect.iscoroutine(result):
        return
    import asyncio

    # With a factory of its own the runner leaves the thread's event loop as it is; code from
    # before asyncio.run() still looks that loop up when it is imported.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(result)
