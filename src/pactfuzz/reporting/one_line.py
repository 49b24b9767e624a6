"""Text of unknown origin, shown so that it cannot break a line or steer a terminal."""

import json
from typing import Final

LONGEST: Final = 600
"""Characters that are shown of one text."""


def one_line(text: str) -> str:
    r"""Show a text in one line of printable characters; what is too long is cut.

    >>> one_line("a\n\x1b[31mb")
    'a \\u001b[31mb'
    """
    shown = "".join(map(_shown, text))
    if len(shown) <= LONGEST:
        return shown
    return f"{shown[:LONGEST]} … ({len(shown)} characters)"


def printable(text: str) -> str:
    """Keep the lines of a text, and escape all else that could steer a terminal."""
    return "\n".join("".join(map(_shown, line)) for line in text.split("\n"))


def _shown(character: str) -> str:
    """Escape as JSON does, so that a document in one line stays the document that it is."""
    if character.isprintable():
        return character
    return " " if character in "\n\r\t" else json.dumps(character)[1:-1]
