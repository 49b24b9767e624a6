"""Documents of schemas that are more than their parts: checked one by one, or found and varied."""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any, Final

from pactfuzz.shapes import Location
from pactfuzz.values.places import changed, parts_of
from pactfuzz.values.spelling import written
from pactfuzz.values.stream.parts import Part, Piece

_ROWS: Final = 16
_TRIES: Final = 12

Accepts = Callable[[Any], bool]


class Checked:
    """Takes from a part what a schema accepts; ``found`` stand in for what is not found."""

    def __init__(self, part: Part, accepts: Accepts, found: Callable[[], Sequence[Any]]) -> None:
        self._part = part
        self._accepts = accepts
        self._found = found
        self._waiting: Iterator[Piece] = iter(())

    def __call__(self) -> Piece:
        """Take one."""
        for _ in range(_TRIES):
            for piece in self._waiting:
                if self._accepts(json.loads(piece.text)):
                    return piece
            self._waiting = self._drawn()
        return Piece(written(self._found()[0]))

    def _drawn(self) -> Iterator[Piece]:
        column = self._part.fill(_ROWS, None)
        taken = ((each,) for each in column.taken)
        return map(Piece, column.plain, taken)


class Varied:
    """Takes documents that were found, and changes single values in them where that is allowed."""

    def __init__(self, found: Sequence[Any], accepts: Accepts, random: Random) -> None:
        self._found = found
        self._accepts = accepts
        self._random = random

    def __call__(self) -> Piece:
        """Take one."""
        document = deepcopy(self._random.choice(self._found))
        varied = self._varied(document)
        return Piece(written(varied if self._accepts(varied) else document))

    def _varied(self, value: Any) -> Any:
        """Change one value inside."""
        parts = list(parts_of(value))
        if parts:
            part, inner = self._random.choice(parts)
            return changed(value, Location() / part, lambda _: self._varied(inner))
        match value:
            case bool():
                return not value
            case int() | float():
                return self._random.choice((0, value + 1, value - 1, -value, 2**53 + 1, 2**63))
            case str():
                return self._random.choice(("", f"{value}\x00", f"{value}é", value * 2, value[1:]))
            case _:
                return value


class JsonText:
    """Takes documents from a part and writes them as JSON inside a text."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def __call__(self) -> Piece:
        """Take one."""
        column = self._part.fill(1, None)
        return Piece(written(column.plain[0].decode()), (column.taken[0],))
