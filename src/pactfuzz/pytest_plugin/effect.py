"""The fixture by which a consumer's test tells what the consumer did."""

from typing import Any

import pytest


class Effects:
    """Notes what a consumer did with the document that it was sent.

    ``[fuzz: extended]`` compares the notes: with what it does not know beside it, a consumer must
    do with a document what it does without. Elsewhere they are for nothing.

    >>> effect = Effects()
    >>> effect(0.5)
    >>> effect.noted
    [0.5]
    """

    def __init__(self) -> None:
        self.noted: list[Any] = []

    def __call__(self, what: Any) -> None:
        """Note a value that can be compared: a rate, a row, a line of a log."""
        self.noted.append(what)


@pytest.fixture
def effect() -> Effects:
    """Notes what the consumer did, to be compared under ``[fuzz: extended]``."""
    return Effects()
