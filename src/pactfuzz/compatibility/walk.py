"""Both sides walked through together: every keyword of the reader that the writer may not keep.

A reader accepts what keeps each of its keywords in each place. So the writer is covered if each of
them can be proved by itself, from what the writer says of the same place; where that fails, the
place and the keyword are known, and whoever searches for a document knows where.

References may lead back to where the walk came from. What is being proved is taken as proved
further inside a document (coinduction): documents are finite, so the smallest one that broke it
would have to break something else.
"""

import json
from collections.abc import Generator, Iterator
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.building import built
from pactfuzz.compatibility.conjunction import (
    UNIONS,
    Conjunction,
    Part,
    branches_of,
    conjunction,
    is_nothing,
)
from pactfuzz.compatibility.enumerating import values_of
from pactfuzz.compatibility.keywords import broken
from pactfuzz.compatibility.meeting import Meeting, Schemas, alone
from pactfuzz.compatibility.place import Place, Suspicion, merged
from pactfuzz.compatibility.side import Side, is_equal, joined
from pactfuzz.shapes import Location

MOST_STEPS: Final = 20_000
DEEPEST: Final = 30
MOST_TURNS: Final = 16
"""Unions directly inside each other: those that are there, or one that consists of itself."""
LARGEST_ASKED: Final = 4_000
"""Characters of the schemas up to which the engine is asked about a part of them."""


Claim: TypeAlias = tuple[frozenset[int], frozenset[int]]
"""That what keeps some schemas keeps others as well: the numbers of the one and of the other."""


class TooManySteps(Exception):  # the caller then takes what has been found so far
    """The two schemas have too many places; the text says which limit is reached."""


class Walk:
    """The walk through a writer's and a reader's schema."""

    def __init__(self, writer: Side, reader: Side) -> None:
        self.writer = writer
        self.reader = reader
        self._steps = 0
        self._same = _same_definitions(writer, reader)
        self._assumed: dict[Claim, int] = {}
        self._leaned: list[Claim] = []
        self._proved: set[Claim] = set()
        self._numbers: dict[str, int] = {}
        self._numbered: dict[int, tuple[Any, int]] = {}

    def suspicions(self) -> Iterator[Suspicion]:
        """List what could not be proved; nothing, if everything was.

        Raises:
            TooManySteps: that would take too long.
        """
        start = Place(Location(), lambda leaf: leaf)
        yield from self.between((self.writer.root,), (self.reader.root,), start)

    def between(
        self, writer: Schemas, reader: Schemas, place: Place
    ) -> Generator[Suspicion, None, None]:
        """Hold schemas that stand in the same place against each other."""
        self._count(place)
        rest = tuple(each for each in reader if not any(self.is_same(one, each) for one in writer))
        place = place.at(writer, rest)
        claim = self._claim(writer, rest)
        if not rest or self._is_proved(claim):
            return
        parts = conjunction(self.writer, *writer), conjunction(self.reader, *rest)
        if claim is None:
            yield from self._held(*parts, place)
        else:
            yield from self._assuming(claim, parts, place)

    def _claim(self, writer: Schemas, reader: Schemas) -> Claim | None:
        """Name what is to be proved, where references may lead back to it."""
        if not any(map(self._may_recur, writer)) or not any(map(self._may_recur, reader)):
            return None
        return frozenset(map(self._number, writer)), frozenset(map(self._number, reader))

    def _may_recur(self, schema: Any) -> bool:
        # Both sides know what a schema refers to, by its text alone.
        return not isinstance(schema, bool) and bool(self.reader.referred(schema))

    def _number(self, schema: Any) -> int:
        """Number a schema: one that says the same has the same number."""
        if id(schema) not in self._numbered:
            text = json.dumps(schema, sort_keys=True)
            number = self._numbers.setdefault(text, len(self._numbers))
            self._numbered[id(schema)] = schema, number
        return self._numbered[id(schema)][1]

    def _is_proved(self, claim: Claim | None) -> bool:
        if claim is None or not self._proved:
            return False
        writer, reader = claim
        enough = (writer, *(frozenset({each}) for each in writer))
        return any((each, reader) in self._proved for each in enough)

    def _assuming(
        self, claim: Claim, parts: tuple[Conjunction, Conjunction], place: Place
    ) -> Iterator[Suspicion]:
        """Prove something, and lean on it where it is to be proved again further inside.

        What leaned on nothing else is proved for good.
        """
        depth = len(place.location.parts)
        if claim in self._assumed and self._assumed[claim] < depth:
            self._leaned.append(claim)
            return
        is_new = claim not in self._assumed
        if is_new:
            self._assumed[claim] = depth
        before = len(self._leaned)
        is_any = False
        try:
            for suspicion in self._held(*parts, place):
                is_any = True
                yield suspicion
            if is_new and not is_any and set(self._leaned[before:]) <= {claim}:
                self._proved.add(claim)
                del self._leaned[before:]
        finally:
            if is_new:
                del self._assumed[claim]

    def _count(self, place: Place) -> None:
        self._steps += 1
        reached = (
            (len(place.location.parts) > DEEPEST, f"they differ more than {DEEPEST} levels deep"),
            (place.turns > MOST_TURNS, f"more than {MOST_TURNS} unions are inside each other"),
            (self._steps > MOST_STEPS, f"there are more than {MOST_STEPS:,} places to compare"),
        )
        for is_reached, reason in reached:
            if is_reached:
                raise TooManySteps(reason)

    def holds(self, writer: Schemas, reader: Schemas, place: Place) -> bool:
        """Say whether there is nothing that could not be proved."""
        found = self.between(writer, reader, place)
        is_proved = next(found, None) is None
        found.close()
        return is_proved

    def _held(self, writer: Conjunction, reader: Conjunction, place: Place) -> Iterator[Suspicion]:
        if is_nothing(writer):
            return
        values = values_of(self.writer, writer)
        refused = [each for each in values or () if not self._is_accepted(reader, each)]
        if values is not None and not refused:
            return
        is_listed = any("const" in part or "enum" in part for part in writer)
        if refused and (is_listed or not any(isinstance(each, dict | list) for each in refused)):
            yield from self._values(refused, writer, reader, place)
            return
        yield from self._split(writer, reader, place)

    def _split(self, writer: Conjunction, reader: Conjunction, place: Place) -> Iterator[Suspicion]:
        """Take the cases of a union of the writer one by one, or else the parts of the reader."""
        for index, part in enumerate(writer):
            for union in UNIONS:
                if union in part:
                    others = (*writer[:index], *writer[index + 1 :])
                    for branch, case in enumerate(branches_of(part)):
                        inside = place.branch(writer=f"/{union}/{branch}")
                        yield from self.between((*others, *case), reader, inside)
                    return
        for part in reader:
            if not any(self.is_same(each, part) for each in writer):
                for keyword in part:
                    yield from broken(Meeting(self, writer, part, keyword, place))

    def _is_accepted(self, reader: Conjunction, value: Any) -> bool:
        return all(self.reader.accepts(part, value) for part in reader)

    def _values(
        self, refused: list[Any], writer: Conjunction, reader: Conjunction, place: Place
    ) -> Iterator[Suspicion]:
        """Tell by which keywords the few values are refused that the writer may send."""
        for part in reader:
            for keyword in part:
                rule = alone(part, keyword)
                leaves = [each for each in refused if not self.reader.accepts(rule, each)]
                if leaves:
                    constants = tuple({"const": each} for each in leaves)
                    yield Suspicion(place, keyword, writer, part, constants)

    def is_covered(self, writer: Conjunction, reader: Part) -> bool:
        """Ask the engine whether it is proved that the writer keeps a part of the reader.

        It is not asked where one document shows that the answer is no: that is faster by far.
        """
        whole = merged(writer)
        for each in built(self.writer, whole):
            if not self.reader.accepts(reader, each) and self._is_sent(writer, each):
                return False
        written, read = self.writer.standing_alone(whole), self.reader.standing_alone(reader)
        if len(str(written)) + len(str(read)) > LARGEST_ASKED:
            return False
        return engine.is_covered(written, read) is True

    def _is_sent(self, writer: Conjunction, value: Any) -> bool:
        return all(self.writer.accepts(part, value) for part in writer)

    def is_empty_together(self, writer: Conjunction, reader: Any) -> bool:
        """Ask the engine whether it is proved that no value is of both."""
        if isinstance(reader, bool):
            return not reader
        together = joined(self.writer, merged(writer), self.reader, reader)
        return len(str(together)) <= LARGEST_ASKED and engine.is_empty(together)

    def is_same(self, writer: Any, reader: Any) -> bool:
        """Say whether it can be seen at once that the one keeps the other."""
        is_idle = reader if isinstance(reader, bool) else not reader
        return is_idle or writer is False or self.is_identical(writer, reader)

    def is_identical(self, writer: Any, reader: Any) -> bool:
        """Say whether two schemas are equal, and what they refer to is, too."""
        return is_equal(writer, reader) and (
            isinstance(reader, bool) or self.reader.referred(reader) <= self._same
        )


def _same_definitions(writer: Side, reader: Side) -> frozenset[str]:
    """List the definitions that are equal on both sides, with all that they refer to."""
    same = {
        name
        for name, schema in writer.definitions.items()
        if name in reader.definitions and is_equal(reader.definitions[name], schema)
    }
    while True:
        kept = {name for name in same if reader.referred(reader.definitions[name]) <= same}
        if kept == same:
            return frozenset(same)
        same = kept
