"""What a compiled shape consists of: parts, each of which writes its place in many documents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple, Protocol, TypeAlias

Taken: TypeAlias = Any
"""Which options were taken: a number, or a tuple of such, within each other as the parts are.

It is as cheap as it can be, because most are only counted: ``Coverage`` takes it apart.
"""


class Column(NamedTuple):
    """One place in many documents, row by row.

    ``text`` is what is sent, and ``plain`` what would be sent without the extensions. They are the
    same object where nothing is extended.
    """

    plain: Sequence[bytes]
    text: Sequence[bytes]
    taken: Sequence[Taken]


@dataclass(frozen=True, slots=True)
class Extending:
    """Decides which parts are written in another way than they need be, for a few documents."""

    random: Random
    rate: float

    def chance(self) -> bool:
        """Decide for one change of one part."""
        return self.random.random() < self.rate


class Part(Protocol):
    """Writes one place of the documents."""

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many rows."""


class Piece(NamedTuple):
    """A value as it is written, and the options that were taken inside it."""

    text: bytes
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Values of one kind that stand in a place without parts: what a pool is filled with.

    ``label`` is the option in words, ``share`` how many slots of a pool it takes compared with
    others. ``is_constant`` says that it makes one value only. ``numeral`` says how a number may be
    spelled: ``None`` where it is none.
    """

    label: str
    make: Callable[[], Piece]
    share: int = 1
    is_constant: bool = False
    numeral: type[int] | type[float] | None = None
