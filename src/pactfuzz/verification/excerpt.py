"""The beginning of a text that may be of any length: a whole one is kept once, as it was sent."""

from typing import Final

MISMATCH: Final = 10_000
"""Characters that are kept of each value of a mismatch; reports show less."""

OFFICIAL_TEXT: Final = 20_000
"""Characters that are kept of what the official core printed, which repeats the values."""


def excerpt(text: str, longest: int) -> str:
    """Return a text up to a length, saying how long it was.

    >>> excerpt("abcdef", 3)
    'abc … (6 characters)'
    """
    if len(text) <= longest:
        return text
    return f"{text[:longest]} … ({len(text)} characters)"
