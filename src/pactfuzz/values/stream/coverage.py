"""Which choices of a shape were tried, alone and in pairs, and which never."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any, Final, Self

from pactfuzz.values.stream.catalogue import Catalogue
from pactfuzz.values.stream.parts import Taken

_EACH: Final = 32
"""Of so many documents one is looked at for pairs."""
_WAITING: Final = 192
"""Records that are counted together: so few that the garbage collector is not called for them."""
_MOST_PAIRED: Final = 40
"""Options of one document that are paired with each other: long arrays have all of them."""


@dataclass(slots=True)
class Coverage:
    """How often each choice was taken in the documents that were tried.

    Single choices are counted in every document, pairs in every thirty-second, and there those of
    the first forty options: what was never tried together shows only with many documents. What is
    added is counted in lots, so adding costs next to nothing.
    """

    catalogue: Catalogue
    documents: int = 0
    paired: int = 0
    _singles: Counter[int] = field(default_factory=Counter)
    _pairs: Counter[tuple[int, int]] = field(default_factory=Counter)
    _waiting: list[Taken] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        """Count a document, by what came with it from the stream."""
        self._waiting.append(taken)
        if len(self._waiting) >= _WAITING:
            self._count()

    def merge(self, counts: Mapping[str, Any]) -> Self:
        """Add what another process has counted of the same shape, as ``counts`` gave it."""
        self._count()
        numbers = self.catalogue.numbers
        self.documents += counts["documents"]
        self.paired += counts["paired"]
        for label, count in counts["choices"].items():
            self._singles[numbers[label]] += count
        for one, others in counts["pairs"].items():
            for other, count in others.items():
                self._pairs[_pair(numbers[one], numbers[other])] += count
        return self

    def counts(self) -> Mapping[str, Any]:
        """Give all counts as JSON.

        ``documents``, those that were ``paired``, ``choices`` by label, and ``pairs`` by the label
        of one choice and then of the other.
        """
        self._count()
        labels = self.catalogue.labels
        pairs: dict[str, dict[str, int]] = {}
        for (one, other), count in sorted(self._pairs.items()):
            pairs.setdefault(labels[one], {})[labels[other]] = count
        return {
            "documents": self.documents,
            "paired": self.paired,
            "choices": {labels[number]: self._singles[number] for number in self._possible()},
            "pairs": pairs,
        }

    @property
    def reached(self) -> tuple[int, int]:
        """Count the choices that were taken, and all that can be."""
        self._count()
        possible = self._possible()
        return sum(1 for number in possible if self._singles[number]), len(possible)

    @property
    def never(self) -> tuple[str, ...]:
        """List the choices that were never taken."""
        self._count()
        labels = self.catalogue.labels
        return tuple(labels[number] for number in self._possible() if not self._singles[number])

    @property
    def never_together(self) -> Iterator[tuple[str, str]]:
        """List the pairs of choices that were taken, and could meet, but were not seen to."""
        self._count()
        labels = self.catalogue.labels
        taken = [number for number in range(len(labels)) if self._singles[number]]
        for one, other in combinations(taken, 2):
            if (one, other) not in self._pairs and self.catalogue.may_meet(one, other):
                yield labels[one], labels[other]

    def _possible(self) -> list[int]:
        """List the options that a document may show."""
        return [
            number
            for number in range(len(self.catalogue.labels))
            if number not in self.catalogue.impossible or self._singles[number]
        ]

    def _count(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._singles.update(_flat(waiting))
        offset = -self.documents % _EACH
        for taken in waiting[offset::_EACH]:
            self.paired += 1
            options = sorted(set(_flat([taken])))[:_MOST_PAIRED]
            self._pairs.update(combinations(options, 2))
        self.documents += len(waiting)


def _flat(taken: Iterable[Taken]) -> list[int]:
    """Take records apart, a level at a time: they may be as deep as documents."""
    numbers: list[int] = []
    level = list(taken)
    while level:
        kinds = set(map(type, level))
        if kinds == {int}:
            numbers += level
            break
        if int in kinds:
            numbers += [each for each in level if each.__class__ is int]
            level = [each for each in level if each.__class__ is tuple]
        level = list(chain.from_iterable(level))
    return numbers


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
