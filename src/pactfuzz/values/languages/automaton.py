"""A language as an automaton: states, and the characters that lead from one to another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.languages.language import (
    NOTHING,
    UNICODE,
    Language,
    Ranges,
    after,
    cuts,
    has_empty,
    united,
)

MOST_STATES: Final = 1_500
MOST_LENGTHS: Final = 10_000
"""Lengths of texts that are told apart; what happens with longer ones is assumed to go on."""

PLAINEST: Final = ord("0")
"""The character to which Hypothesis shrinks all others."""

Edge: TypeAlias = tuple[Ranges, int]


class TooManyStates(Exception):  # the caller then builds texts in another way
    """The automaton of a language is too large to be of use."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """The edges that leave each state, the plainest first; 0 is where a text starts.

    ``distances`` count the characters from each state to the nearest end. Every edge leads to a
    state from which there is an end.
    """

    edges: tuple[tuple[Edge, ...], ...]
    distances: tuple[int, ...]

    @classmethod
    def of(cls, language: Language) -> Self:
        """Make the automaton of a language.

        Raises:
            UnsatisfiableShape: there is no text in it.
            TooManyStates: it has more than 1,500 states.
        """
        is_end, edges = _explored(language)
        distances = _distances(is_end, edges)
        if 0 not in distances:
            msg = "no text matches"
            raise UnsatisfiableShape(msg)
        return cls(
            tuple(tuple(each for each in some if each[1] in distances) for some in edges),
            tuple(distances.get(state, 0) for state in range(len(edges))),
        )


@dataclass(frozen=True, slots=True)
class Lengths:
    """From which states texts of a certain length lead to an end: a set, as bits, per length.

    From ``loop`` on the sets come again and again.
    """

    states: tuple[int, ...]
    loop: int

    @classmethod
    def of(cls, automaton: Automaton) -> Self:
        """Follow the edges backwards from the ends, a character at a time."""
        before = _before(automaton.edges)
        current = sum(1 << state for state, away in enumerate(automaton.distances) if not away)
        seen: dict[int, int] = {}
        while current not in seen and len(seen) < MOST_LENGTHS:
            seen[current] = len(seen)
            following = 0
            for state, sources in enumerate(before):
                if current >> state & 1:
                    following |= sum(1 << source for source in sources)
            current = following
        return cls(tuple(seen), seen.get(current, len(seen) - 1))

    def is_any(self, state: int, least: int, most: int | None) -> bool:
        """Say whether a text with ``least`` to ``most`` characters leads from a state to an end."""
        furthest = max(least, self.loop) + len(self.states) - self.loop - 1
        last = furthest if most is None else min(most, furthest)
        return any(self._at(length) >> state & 1 for length in range(max(least, 0), last + 1))

    def _at(self, length: int) -> int:
        if length >= self.loop:
            length = self.loop + (length - self.loop) % (len(self.states) - self.loop)
        return self.states[length]


def nth(ranges: Ranges, index: int) -> int:
    """Count characters from the plainest on, round and round."""
    size = sum(high - low + 1 for low, high in ranges)
    index += sum(max(0, min(high, PLAINEST - 1) - low + 1) for low, high in ranges)
    index %= size
    for low, high in ranges:
        if index <= high - low:
            return low + index
        index -= high - low + 1
    raise AssertionError


def _explored(language: Language) -> tuple[list[bool], list[tuple[Edge, ...]]]:
    numbers: dict[Language, int] = {language: 0}
    waiting = [language]
    edges: list[tuple[Edge, ...]] = []
    for state in waiting:
        targets: dict[Language, Ranges] = {}
        for low, high in _pieces(state):
            target = after(state, low)
            targets[target] = (*targets.get(target, ()), (low, high))
        targets.pop(NOTHING, None)
        for target in targets:
            if target not in numbers:
                numbers[target] = len(waiting)
                waiting.append(target)
        if len(waiting) > MOST_STATES:
            raise TooManyStates
        leaving = [(united(ranges), numbers[target]) for target, ranges in targets.items()]
        edges.append(tuple(sorted(leaving, key=_plainness)))
    return [has_empty(each) for each in waiting], edges


def _pieces(state: Language) -> Iterator[tuple[int, int]]:
    """Cut all characters into ranges of which every member leads to the same state."""
    marks = cuts(state)
    for start, end in UNICODE:
        inner = sorted(mark for mark in marks if start < mark <= end)
        yield from zip([start, *inner], [*(mark - 1 for mark in inner), end], strict=True)


def _distances(is_end: Sequence[bool], edges: Sequence[tuple[Edge, ...]]) -> dict[int, int]:
    before = _before(edges)
    found = {state: 0 for state, is_one in enumerate(is_end) if is_one}
    waiting = list(found)
    for state in waiting:
        for source in before[state]:
            if source not in found:
                found[source] = found[state] + 1
                waiting.append(source)
    return found


def _before(edges: Sequence[tuple[Edge, ...]]) -> list[set[int]]:
    before: list[set[int]] = [set() for _ in edges]
    for state, leaving in enumerate(edges):
        for _, target in leaving:
            before[target].add(state)
    return before


def _plainness(edge: Edge) -> tuple[bool, int]:
    plainest = nth(edge[0], 0)
    return plainest < PLAINEST, plainest
