"""The options of a tree of choices by number, so that sets of them are plain integers.

A set of options is an ``int`` with a bit for each member: uniting, intersecting and counting are
single operations, whatever the number of options. A *row* is such a set in which no two options
exclude each other; it is *full* when every choice that its options open is taken.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pactfuzz.values.choices import Choice, Node, Picks, choices_in


@dataclass(frozen=True, slots=True)
class Options:
    """The numbered options of a tree.

    ``together[n]`` may stand in one row with option ``n``, ``wanted[n]`` must do so at least
    once; ``above[n]`` are those that open it, with itself, and ``inner[n]`` what it opens.
    """

    top: tuple[Choice, ...]
    first: dict[Choice, int]
    owner: tuple[Choice, ...]
    inner: tuple[tuple[Choice, ...], ...]
    above: tuple[int, ...]
    together: tuple[int, ...]
    wanted: tuple[int, ...]

    def of(self, choice: Choice) -> range:
        """Number the options of a choice."""
        return range(self.first[choice], self.first[choice] + len(choice.options))

    def picks(self, row: int) -> Picks:
        """Say a row in terms of the tree."""
        return {self.owner[n]: n - self.first[self.owner[n]] for n in numbers(row)}

    def filled(self, row: int, take: Callable[[Choice], int] = lambda _: 0) -> int:
        """Take every choice that the row leaves open: the simplest option, unless told which."""
        waiting = list(self.top)
        while waiting:
            choice = waiting.pop()
            option = next((n for n in self.of(choice) if row >> n & 1), None)
            if option is None:
                option = self.first[choice] + take(choice)
                row |= 1 << option
            waiting += self.inner[option]
        return row

    def without(self, row: int, option: int) -> int:
        """Leave open again the choice that an option belongs to, with all that it opened."""
        kept = row & ~(1 << option)
        for choice in self.inner[option]:
            for each in self.of(choice):
                if row >> each & 1:
                    kept = self.without(kept, each)
        return kept


def numbers(options: int) -> Iterator[int]:
    """List the members of a set of options, lowest first."""
    while options:
        lowest = options & -options
        yield lowest.bit_length() - 1
        options ^= lowest


def options_of(root: Node, paired: int | None = None) -> Options:
    """Number the options of a tree, an option before those that it opens.

    With ``paired``, the options of a choice beyond so many are wanted only by themselves.
    """
    numbering = _Numbering()
    top = numbering.visit(root, 0)
    everything = (1 << len(numbering.owner)) - 1
    together: list[int] = []
    rare = 0
    for number, choice in enumerate(numbering.owner):
        first = numbering.first[choice]
        excluded = 0
        for sibling in range(first, first + len(choice.options)):
            excluded |= numbering.below[sibling] if sibling != number else 0
        parents = list(numbers(numbering.above[number] & ~(1 << number)))
        reachable = together[parents[-1]] if parents else everything
        together.append(reachable & ~excluded)
        if paired is not None and number - first >= paired:
            rare |= numbering.below[number]
    wanted = tuple(
        numbering.above[number] if rare >> number & 1 else each & ~rare
        for number, each in enumerate(together)
    )
    return Options(
        top,
        numbering.first,
        tuple(numbering.owner),
        tuple(numbering.inner),
        tuple(numbering.above),
        tuple(together),
        wanted,
    )


@dataclass(slots=True)
class _Numbering:
    first: dict[Choice, int] = field(default_factory=dict)
    owner: list[Choice] = field(default_factory=list)
    inner: list[tuple[Choice, ...]] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)

    def visit(self, node: Node, above: int) -> tuple[Choice, ...]:
        top = tuple(choices_in(node))
        for choice in top:
            self.first[choice] = len(self.owner)
            for _ in choice.options:
                bit = 1 << len(self.owner)
                self.owner.append(choice)
                self.inner.append(())
                self.above.append(above | bit)
                self.below.append(bit)
        for choice in top:
            for number, option in enumerate(choice.options, self.first[choice]):
                self.inner[number] = self.visit(option.node, self.above[number])
                for opened in self.inner[number]:
                    for each in range(self.first[opened], self.first[opened] + len(opened.options)):
                        self.below[number] |= self.below[each]
        return top
