"""Arrays and maps: none, one, several or many entries of one part each."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, cycle, islice
from random import Random
from typing import Any, Final, Self

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.strategies.arrays import identity
from pactfuzz.values.stream.catalogue import Catalogue, Where
from pactfuzz.values.stream.parts import Column, Extending, Part, Taken

MANY: Final = 20
"""Entries that a long collection has at least, where so many are allowed."""
_BYTES: Final = 256
_HALF: Final = 128


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many entries collections have: for each of 256 bytes an option, and from and to how many.

    Where collections are nested, long ones are left out, or there would be no end of it.
    """

    table: tuple[tuple[int, int, int], ...]
    random: Random

    @classmethod
    def of(
        cls, least: int, most: int | None, where: Where, catalogue: Catalogue, random: Random
    ) -> Self:
        """List the options between two bounds.

        Raises:
            UnsatisfiableShape: the bounds leave none.
        """
        if most is not None and most < least:
            msg = f"{where.spot}: at most {most} entries are possible, not {least}"
            raise UnsatisfiableShape(msg)
        spans = list(_spans(least, most, is_outer=not where.collections and not where.turns))
        numbers = catalogue.choice(where, [where.spot.says(words) for words, *_ in spans])
        table = [
            (number, low, high)
            for number, (_, low, high, share) in zip(numbers, spans, strict=True)
            for _ in range(share)
        ]
        return cls(tuple(islice(cycle(table), _BYTES)), random)

    @property
    def options(self) -> frozenset[int]:
        """List all options."""
        return frozenset(number for number, *_ in self.table)

    @property
    def shut(self) -> frozenset[int]:
        """List the options with which there are no entries."""
        return frozenset(number for number, _, high in self.table if high == 0)

    def drawn(self, count: int) -> tuple[list[int], list[Taken]]:
        """Draw so many sizes, and tell the options that were taken."""
        options = list(map(self.table.__getitem__, self.random.randbytes(count)))
        sizes = [low if low == high else self.random.randint(low, high) for _, low, high in options]
        return sizes, [each[0] for each in options]


def _spans(least: int, most: int | None, *, is_outer: bool) -> Iterator[tuple[str, int, int, int]]:
    """List options in words, from and to how many entries, and how often they are taken."""
    highest = max(least, 2 * MANY) if most is None else int(most)
    few = max(least, 4 if is_outer else 2)
    spans = [
        ("empty", 0, 0, 2),
        ("with one entry", 1, 1, 3),
        ("with several entries", 2, few, 3),
        ("with as few entries as may be", least, least, 1),
    ]
    if is_outer:
        spans.append(("with many entries", MANY, 2 * MANY, 1))
        if most is not None and highest < MANY:
            spans.append(("with as many entries as may be", highest, highest, 1))
    known: set[tuple[int, int]] = set()
    for words, first, last, share in spans:
        low, high = max(first, least), min(last, highest)
        if low <= high and (low, high) not in known:
            known.add((low, high))
            yield words, low, high, share


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries that are written side by side, each with a comma before it.

    They are members of a map, which have ``names``, or items of an array.

    ``key`` tells entries apart of which no two may be alike. ``spare`` has names and values that
    differ, for where there must be at least some number of them.
    """

    sizes: Sizes
    names: Part | None
    values: Part
    key: Callable[[bytes, bytes], Any] | None = None
    spare: Sequence[tuple[bytes, bytes]] = ()
    least: int = 0

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many rows of entries."""
        sizes, options = self.sizes.drawn(count)
        values = self.values.fill(sum(sizes), extending)
        names: Sequence[bytes] = [b""] * len(values.plain)
        inside = values.taken
        if self.names is not None:
            column = self.names.fill(len(names), None)
            names = column.plain
            inside = list(zip(column.taken, values.taken, strict=True))
        rows = self._rows(sizes, names, values.plain)
        plain = self._joined(names, values.plain, rows)
        inside = [*inside, *((),) * len(self.spare)]
        taken = [
            (option, *map(inside.__getitem__, row))
            for option, row in zip(options, rows, strict=True)
        ]
        if values.text is values.plain:
            return Column(plain, plain, taken)
        return Column(plain, self._joined(names, values.text, rows), taken)

    def _rows(
        self, sizes: Sequence[int], names: Sequence[bytes], values: Sequence[bytes]
    ) -> list[Sequence[int]]:
        """Deal out the entries by number, without such as are alike; spare ones come after them."""
        ends = list(accumulate(sizes))
        rows = [range(end - size, end) for size, end in zip(sizes, ends, strict=True)]
        if self.key is None:
            return list(rows)
        return [row if len(row) == 1 else self._different(row, names, values) for row in rows]

    def _different(
        self, row: range, names: Sequence[bytes], values: Sequence[bytes]
    ) -> Sequence[int]:
        key = self.key or by_name
        found = {key(names[each], values[each]): each for each in row}
        for number, (name, text) in enumerate(self.spare, len(values)):
            if len(found) >= self.least:
                break
            found.setdefault(key(name, text), number)
        return list(found.values())

    def _joined(
        self, names: Sequence[bytes], values: Sequence[bytes], rows: Sequence[Sequence[int]]
    ) -> list[bytes]:
        entries = [b"," + each for each in values]
        if self.names is not None:
            pairs = chain(zip(names, values, strict=True), self.spare)
            entries = [b"," + name + b":" + value for name, value in pairs]
        else:
            entries += [b"," + value for _, value in self.spare]
        return [b"".join(map(entries.__getitem__, row)) for row in rows]


def by_name(name: bytes, _: bytes) -> bytes:
    """Tell members of an object apart."""
    return name


def by_value(_: bytes, text: bytes) -> Any:
    """Tell items apart, as the JSON that they are: 1.0 is 1."""
    return identity(json.loads(text))


@dataclass(frozen=True, slots=True)
class Array:
    """An array: items that have a part each, ``least`` of which there must be, then others."""

    fixed: tuple[Part, ...]
    least: int
    rest: Part | None
    random: Random

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many arrays."""
        columns = [each.fill(count, extending) for each in self.fixed]
        rest = None if self.rest is None else self.rest.fill(count, extending)
        if rest is not None and not columns:
            return _only(rest)
        sizes = self._sizes(count)
        plain = [self._row(columns, rest, index, size) for index, size in enumerate(sizes)]
        taken = [
            (
                *(each.taken[index] for each in columns[:size]),
                *((rest.taken[index],) if rest and size == len(columns) else ()),
            )
            for index, size in enumerate(sizes)
        ]
        parts = columns if rest is None else [*columns, rest]
        if all(each.text is each.plain for each in parts):
            return Column(plain, plain, taken)
        columns = [Column(each.text, each.text, each.taken) for each in columns]
        rest = rest and Column(rest.text, rest.text, rest.taken)
        text = [self._row(columns, rest, index, size) for index, size in enumerate(sizes)]
        return Column(plain, text, taken)

    def _sizes(self, count: int) -> list[int]:
        """Draw how many of the fixed items there are: mostly all."""
        most = len(self.fixed)
        if self.least >= most:
            return [most] * count
        return [
            most if each < _HALF else self.random.randint(self.least, most)
            for each in self.random.randbytes(count)
        ]

    def _row(self, columns: Sequence[Column], rest: Column | None, index: int, size: int) -> bytes:
        items = b"".join(b"," + each.plain[index] for each in columns[:size])
        if rest is not None and size == len(columns):
            items += rest.plain[index]
        return b"[" + items[1:] + b"]"


def _only(rest: Column) -> Column:
    """Make arrays that have no fixed items."""
    plain = [b"[" + each[1:] + b"]" for each in rest.plain]
    if rest.text is rest.plain:
        return Column(plain, plain, rest.taken)
    return Column(plain, [b"[" + each[1:] + b"]" for each in rest.text], rest.taken)
