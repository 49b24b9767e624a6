"""Other spellings of single values: escapes in texts, and the digits of numbers."""

import json
from random import Random
from typing import Final

from pactfuzz.values.spelling import Escapes, numerals, quoted

_ESCAPES: Final = (Escapes.EVERYTHING, Escapes.NON_ASCII, Escapes.SOLIDUS)
_EXACT: Final = 2**53
"""Beyond it a reader of decimals makes another number of 1e20 than of the same in digits."""
_LONGEST: Final = 2_000
"""Bytes of a text that is spelled in another way: escapes make six bytes of one."""


def respelled(text: bytes, numeral: type[int] | type[float] | None, random: Random) -> bytes:
    """Spell a text or a number in another way that every reader must stand; or leave it."""
    if text.startswith(b'"') and len(text) < _LONGEST:
        return quoted(json.loads(text), random.choice(_ESCAPES)).encode()
    if numeral is float and text[-1:].isdigit():
        number = json.loads(text)
        others = [] if isinstance(number, int) and abs(number) > _EXACT else [*numerals(number)]
        return random.choice(others).encode() if others else text
    return text


def escaped_name(name: str) -> bytes:
    """Write a member's name with an escape for every character."""
    return quoted(name, Escapes.EVERYTHING).encode()
