"""A keyword of the reader held against what the writer says of the same place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from pactfuzz.compatibility.conjunction import BELONG, Conjunction, Part
from pactfuzz.compatibility.place import Place, Suspicion
from pactfuzz.compatibility.side import Side

Schemas: TypeAlias = tuple[Any, ...]
"""Schemas that must all hold."""


class Proving(Protocol):
    """What the rules for keywords need of the walk."""

    writer: Side
    reader: Side

    def between(self, writer: Schemas, reader: Schemas, place: Place) -> Iterator[Suspicion]:
        """Hold schemas that stand in the same place against each other."""

    def holds(self, writer: Schemas, reader: Schemas, place: Place) -> bool:
        """Say whether there is nothing that could not be proved."""

    def is_same(self, writer: Any, reader: Any) -> bool:
        """Say whether it can be seen at once that the one keeps the other."""

    def is_identical(self, writer: Any, reader: Any) -> bool:
        """Say whether two schemas are equal, and what they refer to is, too."""

    def is_covered(self, writer: Conjunction, reader: Part) -> bool:
        """Ask the engine whether it is proved that the writer keeps a part of the reader."""

    def is_empty_together(self, writer: Conjunction, reader: Any) -> bool:
        """Ask the engine whether it is proved that no value is of both."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is known of a value from the writer, and a part of the reader with one keyword in it."""

    walk: Proving
    writer: Conjunction
    part: Part
    keyword: str
    place: Place

    @property
    def demand(self) -> Any:
        """What the reader says by the keyword."""
        return self.part[self.keyword]

    @property
    def alone(self) -> dict[str, Any]:
        """The keyword, with those without which it means something else."""
        return alone(self.part, self.keyword)

    def is_covered(self) -> bool:
        """Ask the engine whether it is proved that the writer keeps the keyword."""
        return self.walk.is_covered(self.writer, self.alone)

    def suspicion(
        self, *leaves: Any, member: str | None = None, keyword: str | None = None
    ) -> Suspicion:
        """Suspect that the writer does not keep the keyword, or another one of the same part."""
        return Suspicion(
            self.place, keyword or self.keyword, self.writer, self.part, leaves, member
        )


def alone(part: Part, keyword: str) -> dict[str, Any]:
    """Take a keyword out of a part, with those without which it means something else."""
    if keyword.startswith("unevaluated"):
        return dict(part)
    beside = next((each for each in BELONG if keyword in each), (keyword,))
    return {each: part[each] for each in beside if each in part}
