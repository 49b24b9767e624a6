"""Collections one entry at a time, so that shrinking can drop any of them."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

from hypothesis import reject
from hypothesis.strategies import SearchStrategy

from pactfuzz.values.strategies.drawing import Choices, Compound
from pactfuzz.values.strategies.nesting import Nesting, going
from pactfuzz.values.strategies.source import ONE_IN, Leaning, Odds, Row, Source

LONG: Final = 20
"""Entries that a long collection has at least, where so many are allowed."""

Entry: TypeAlias = tuple[Any, ...]
Identity: TypeAlias = Callable[[Entry], Any]
"""What tells entries apart; entries of which no two may be alike have one."""


class _Entries(Compound[Entry | None]):
    """The next entry, or none where the collection is at its end."""

    def __init__(self, row: Row, asked: Odds | None = None) -> None:
        super().__init__()
        self._row = row
        self._asked = asked

    def do_draw(self, data: Choices) -> Entry | None:
        """Ask whether there is one, and draw its parts."""
        if self._asked is not None and not self._asked.draw(data):
            return None
        values = []
        for take, finish in self._row:
            raw = take(data)
            values.append(raw if finish is None else finish(raw))
        return tuple(values)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Strategies for the next entry: for one that must be there, and for two that may be."""

    must: _Entries
    surely: _Entries
    maybe: _Entries
    is_long: bool

    @classmethod
    def of(cls, row: Row, nesting: Nesting, *, is_long: bool = False) -> Self:
        """Make entries of one row."""
        on = going(nesting)
        return cls(_Entries(row), _Entries(row, on.surely), _Entries(row, on.maybe), is_long)


@dataclass(frozen=True, slots=True)
class Collection:
    """Entries of a name and a value, or of a value alone, and the ``whole`` that they make.

    ``spare`` lists first parts of entries that differ from each other, for where chance does not
    find enough of them.
    """

    ways: tuple[_Steps, ...]
    whole: Callable[[list[Entry]], Any]
    identity: Identity | None
    spare: Callable[[], Iterator[Any]]

    @classmethod
    def of(
        cls,
        parts: tuple[Source, ...],
        nesting: Nesting,
        whole: Callable[[list[Entry]], Any],
        identity: Identity | None = None,
        spare: Callable[[], Iterator[Any]] = lambda: iter(()),
    ) -> Self:
        """Make the ways in which entries are drawn."""
        rows = Leaning.of(parts, ONE_IN).rows
        plain = _Steps.of(rows[0], nesting)
        ways = [_Steps.of(row, nesting) if row is not rows[0] else plain for row in rows]
        if not nesting.collections:
            # Not the last one, for Hypothesis tries the ends of a range more often.
            ways[-2] = _Steps.of(rows[0], nesting, is_long=True)
        return cls(tuple(ways), whole, identity, spare)

    def sized(self, least: int, most: int | None) -> SearchStrategy[Any]:
        """Make collections of ``least`` to ``most`` entries."""
        return _Sized(self, least, most)


class _Sized(Compound[Any]):
    """Collections of a size."""

    def __init__(self, collection: Collection, least: int, most: int | None) -> None:
        super().__init__()
        self._collection = collection
        self._least = least
        self._most = most

    def do_draw(self, data: Choices) -> Any:
        """Draw one entry after the other."""
        collection, least = self._collection, self._least
        steps = collection.ways[data.draw_integer(0, len(collection.ways) - 1)]
        entries: list[Entry] = []
        known: set[Any] = set()
        for count in itertools.count():
            if len(entries) == self._most:
                break
            if len(entries) < least:
                entry = data.draw(steps.must)
            else:
                entry = data.draw(steps.surely if steps.is_long and count < LONG else steps.maybe)
            if entry is None:
                break
            if collection.identity is not None:
                identity = collection.identity(entry)
                if identity in known:
                    if len(entries) >= least:
                        continue
                    entry = _spare(collection, entry, known)
                    identity = collection.identity(entry)
                known.add(identity)
            entries.append(entry)
        return collection.whole(entries)


def _spare(collection: Collection, entry: Entry, known: set[Any]) -> Entry:
    """Exchange the first part of an entry for one that is not there yet."""
    identity = collection.identity or tuple
    for first in collection.spare():
        candidate = (first, *entry[1:])
        if identity(candidate) not in known:
            return candidate
    return reject()
