"""How a break of the published packages is marked where no document shows it."""

from typing import Final

import pytest

from pactfuzz import Fuzz

FLOATS: Final = {
    "lenient round trip": "core's models take NaN and infinity for a number and dump them as null, "
    "which their own parsers refuse (market-data-core 1.4.60)"
}

NOT_A_NUMBER: Final = Fuzz(known=FLOATS)
"""What is known of every model of core's that has a time or another number in it."""


def broken(
    reason: str, *, raises: type[BaseException] | tuple[type[BaseException], ...] = AssertionError
) -> pytest.MarkDecorator:
    """Mark a test that states what should hold and does not.

    It fails on the day it passes, so that the list in README.md stays true. ``reason`` is one
    sentence that ends with package and version; ``raises`` is how the break shows, any other error
    fails the test.
    """
    return pytest.mark.xfail(strict=True, reason=reason, raises=raises)
