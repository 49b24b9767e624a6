"""How a break of the published packages is marked where no document shows it."""

import pytest


def broken(
    reason: str, *, raises: type[BaseException] | tuple[type[BaseException], ...] = AssertionError
) -> pytest.MarkDecorator:
    """Mark a test that states what should hold and does not.

    It fails on the day it passes, so that the list in README.md stays true. ``reason`` is one
    sentence that ends with package and version; ``raises`` is how the break shows, any other error
    fails the test.
    """
    return pytest.mark.xfail(strict=True, reason=reason, raises=raises)
