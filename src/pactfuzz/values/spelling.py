"""One JSON document in many spellings: white space, escapes, and the digits of numbers."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from pactfuzz.shapes import Location


class Escapes(Enum):
    """Which characters of a text are written as escapes (RFC 8259, section 7)."""

    NEEDED = "only where JSON demands it"
    SOLIDUS = r"/ as \/, as PHP writes it"
    NON_ASCII = r"\u escapes for all but ASCII, as Python writes it"
    EVERYTHING = r"\u escapes for every character"


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a document is written, where that is not the shortest way.

    ``space`` stands around every token; ``numbers`` are the digits of numbers, ``texts`` and
    ``names`` the escapes in single texts and names of members, ``escapes`` those in all others.
    """

    space: str = ""
    escapes: Escapes = Escapes.NEEDED
    numbers: Mapping[Location, str] = field(default_factory=dict)
    texts: Mapping[Location, Escapes] = field(default_factory=dict)
    names: Mapping[Location, Escapes] = field(default_factory=dict)


SHORTEST: Final = Spelling()
_EXACT: Final = 2**53
"""Below it every integer is one number of double precision, and none is rounded."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def written(document: Any, spelling: Spelling = SHORTEST) -> bytes:
    """Write a document as JSON in UTF-8, members in the order that they have.

    A lone surrogate, which UTF-8 cannot hold, is written as an escape.
    """
    if spelling == SHORTEST:
        return _escape_surrogates(
            json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        ).encode()
    writer = _Writer(spelling)
    writer.write(document, Location())
    return spelling.space.join(["", *writer.tokens, ""]).encode()


def quoted(text: str, escapes: Escapes) -> str:
    """Write a text or a name with its quotation marks."""
    match escapes:
        case Escapes.EVERYTHING:
            units = text.encode("utf-16-be", "surrogatepass").hex()
            return f'"{re.sub("....", _escaped_unit, units)}"'
        case Escapes.NON_ASCII:
            return json.dumps(text)
        case Escapes.SOLIDUS | Escapes.NEEDED:
            shortest = _escape_surrogates(json.dumps(text, ensure_ascii=False))
            return shortest.replace("/", r"\/") if escapes is Escapes.SOLIDUS else shortest


def numerals(number: float) -> Iterator[str]:
    """List other ways to write a number: each is read as the same number by every parser.

    Readers of double precision (RFC 8259, section 6) must get it right, so an integer that they
    would round has no other way.
    """
    shortest = json.dumps(number)
    if isinstance(number, int):
        candidates = [f"{number}.0", f"{number}e0", f"{number}.000E+00"]
        if number and number % 10 == 0:
            candidates.append(f"{number // 10}e1")
    else:
        sign, digits, exponent = Decimal(shortest).as_tuple()
        unscaled = f"{'-' * sign}{''.join(map(str, digits))}e{exponent}"
        if "e" in shortest:
            candidates = [unscaled, shortest.upper()]
        else:
            candidates = [f"{shortest}0", unscaled, f"{shortest}E+00"]
        if number.is_integer() and abs(number) < _EXACT:
            candidates.insert(0, str(int(number)))
    for each in candidates:
        if each != shortest and _is_read_as(number, each):
            yield each


def _is_read_as(number: float, numeral: str) -> bool:
    try:
        read = float(numeral)
    except OverflowError:
        return False
    return read == number and math.copysign(1, read) == math.copysign(1, number)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Appends tokens: generators inside generators would cost the square of the depth."""

    spelling: Spelling
    tokens: list[str] = field(default_factory=list)

    def write(self, value: Any, location: Location) -> None:
        match value:
            case dict():
                self._members(value, location)
            case list():
                self._items(value, location)
            case str():
                escapes = self.spelling.texts.get(location, self.spelling.escapes)
                self.tokens.append(quoted(value, escapes))
            case _:
                self.tokens.append(self.spelling.numbers.get(location) or json.dumps(value))

    def _members(self, members: Mapping[str, Any], location: Location) -> None:
        separator = "{"
        for name, value in members.items():
            inside = location / name
            escapes = self.spelling.names.get(inside, self.spelling.escapes)
            self.tokens.extend((separator, quoted(name, escapes), ":"))
            self.write(value, inside)
            separator = ","
        self.tokens.extend("}" if members else "{}")

    def _items(self, items: Sequence[Any], location: Location) -> None:
        separator = "["
        for index, item in enumerate(items):
            self.tokens.append(separator)
            self.write(item, location / index)
            separator = ","
        self.tokens.extend("]" if items else "[]")


def _escape_surrogates(text: str) -> str:
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _escaped_unit(unit: re.Match[str]) -> str:
    return f"\\u{unit[0]}"
