"""Which items are runs of a decorated test, and which parameter says of which run."""

from typing import Final, TypeVar

import pytest

EXPECTATIONS: Final = "__pactfuzz_expectations__"
"""Looked up by name, so that a run without contracts does not import the recording room."""

REPORT: Final = "pactfuzz_recording"
"""The attribute of a test report that says what the item did; xdist passes it on."""

Case = TypeVar("Case")


def is_contract(item: pytest.Item) -> bool:
    """Say whether an item runs a decorated test."""
    return hasattr(item, "callspec") and hasattr(getattr(item, "function", None), EXPECTATIONS)


def case_of(item: pytest.Item, kind: type[Case]) -> tuple[str, Case | None]:
    """Find the case of an item of a decorated test, and the parameter that it fills."""
    parameters = item.callspec.params.items() if isinstance(item, pytest.Function) else ()
    found = ((name, value) for name, value in parameters if isinstance(value, kind))
    return next(found, ("", None))
