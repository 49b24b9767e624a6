"""The choices that a stream can take, by number, and in words for whoever reads the coverage."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pactfuzz.values.spot import Spot


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a schema while parts are made of it.

    ``above`` are the options that lead here, ``shut`` those with which there is nothing here.
    ``turns`` count how often the definition in which this is was entered on the way, and
    ``collections`` the arrays and maps around it. ``known`` are names of members that mean
    something here in another branch of a union.
    """

    spot: Spot = field(default_factory=Spot)
    above: frozenset[int] = frozenset()
    shut: frozenset[int] = frozenset()
    turns: int = 0
    collections: int = 0
    known: frozenset[str] = frozenset()

    def behind(self, option: int, others: Sequence[int]) -> "Where":
        """Go to what is there only with one option of a choice."""
        shut = self.shut.union(each for each in others if each != option)
        return replace(self, above=self.above | {option}, shut=shut)

    def without(self, option: int) -> "Where":
        """Go to what is not there with an option."""
        return replace(self, shut=self.shut | {option})

    def member(self, name: str) -> "Where":
        """Go to a member of the object here."""
        return replace(self, spot=self.spot.member(name), known=frozenset())

    def each(self, suffix: str = "[]") -> "Where":
        """Go to the items of the array here, or to the values of the map."""
        spot = self.spot.each(suffix)
        return replace(self, spot=spot, collections=self.collections + 1, known=frozenset())


@dataclass(slots=True)
class Catalogue:
    """All options of all choices: what each is called, and which go together.

    For each option ``owners`` has the number of its choice, ``above`` the options that lead to it,
    itself among them, and ``shut`` those with which it cannot be taken. ``impossible`` are those
    behind which no value was found.
    """

    labels: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    above: list[frozenset[int]] = field(default_factory=list)
    shut: list[frozenset[int]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    impossible: set[int] = field(default_factory=set)

    def choice(self, where: Where, labels: Sequence[str]) -> tuple[int, ...]:
        """Number the options of a choice; what is called alike counts as one."""
        owner = len(self.labels)
        for label in labels:
            if label not in self.numbers:
                number = self.numbers[label] = len(self.labels)
                self.labels.append(label)
                self.owners.append(owner)
                self.above.append(where.above | {number})
                self.shut.append(where.shut)
        return tuple(self.numbers[label] for label in labels)

    def may_meet(self, one: int, other: int) -> bool:
        """Say whether two options of different choices can be taken in one document.

        Of the items of one array it is not asked: they may be alike or different.
        """
        return (
            self.owners[one] != self.owners[other]
            and self.shut[one].isdisjoint(self.above[other])
            and self.shut[other].isdisjoint(self.above[one])
        )
