"""Texts of a language, each built from an arbitrary other text that says how."""

from dataclasses import dataclass
from typing import Self

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.languages.automaton import PLAINEST, Automaton, Edge, Lengths, nth
from pactfuzz.values.languages.language import Language, contains


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a language that have ``least`` to ``most`` characters."""

    automaton: Automaton
    least: int
    most: int | None
    lengths: Lengths | None

    @classmethod
    def of(cls, language: Language, least: int = 0, most: int | None = None) -> Self:
        """Take the texts of a language that have a certain length.

        Raises:
            UnsatisfiableShape: there are none.
            TooManyStates: there are too many different ways to build them.
        """
        automaton = Automaton.of(language)
        if least == 0 and most is None:
            return cls(automaton, least, most, None)
        lengths = Lengths.of(automaton)
        if not lengths.is_any(0, least, most):
            highest = "any number of" if most is None else most
            msg = f"no text that matches has {least} to {highest} characters"
            raise UnsatisfiableShape(msg)
        return cls(automaton, least, most, lengths)

    @property
    def shortest(self) -> int:
        """Count the characters of the shortest text."""
        return self._missing(0, 0)

    def word(self, raw: str) -> str:
        """Build the text that follows another one as closely as it may.

        What is a text of the language already stays as it is. A character that may not stand
        somewhere is exchanged, what is too much is cut off, what is missing is filled up with the
        plainest characters: so the shorter and plainer ``raw``, the shorter and plainer the text.
        """
        state = 0
        built: list[str] = []
        for character in raw:
            leaving = self._leaving(state, len(built))
            if not leaving:
                break
            code, state = _step(leaving, ord(character))
            built.append(chr(code))
        for left in range(self._missing(state, len(built)), 0, -1):
            ranges, state = self._homeward(state, left)
            built.append(chr(nth(ranges, 0)))
        return "".join(built)

    def _leaving(self, state: int, length: int) -> tuple[Edge, ...]:
        """List the edges that can be taken once a text has a length."""
        edges = self.automaton.edges[state]
        if self.lengths is None:
            return edges
        least = max(0, self.least - length - 1)
        most = None if self.most is None else self.most - length - 1
        return tuple(each for each in edges if self.lengths.is_any(each[1], least, most))

    def _missing(self, state: int, length: int) -> int:
        """Count the fewest characters that make a whole text of one that has a length."""
        if self.lengths is None:
            return self.automaton.distances[state]
        missing = max(0, self.least - length)
        while not self.lengths.is_any(state, missing, missing):
            missing += 1
        return missing

    def _homeward(self, state: int, left: int) -> Edge:
        """Find the plainest edge from which an end is just as many characters away as are left."""
        return next(
            edge
            for edge in self.automaton.edges[state]
            if (
                self.automaton.distances[edge[1]] == left - 1
                if self.lengths is None
                else self.lengths.is_any(edge[1], left - 1, left - 1)
            )
        )


def _step(leaving: tuple[Edge, ...], code: int) -> tuple[int, int]:
    for ranges, target in leaving:
        if contains(ranges, code):
            return code, target
    index = code - PLAINEST
    ranges, target = leaving[index % len(leaving)]
    return nth(ranges, index // len(leaving)), target
