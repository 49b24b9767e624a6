"""Where the values of one place in a document come from."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.values.strategies.drawing import Choices, Compound, Take, is_long, taker

Finish: TypeAlias = Callable[[Any], Any]
Cell: TypeAlias = tuple[Take, Finish | None]
Cells: TypeAlias = tuple[Cell, ...]
Row: TypeAlias = tuple[Cell, ...]

ONE_IN: Final = 16
"""How seldom at least a way to lean is taken where there are few of them, as in most objects."""
GROUPS: Final = 8
"""Values of one group lean together; the others then do not."""


@dataclass(frozen=True, slots=True)
class Source:
    """Strategies for one place, and what makes a value of what is drawn.

    The first of the ``flavours`` is for everything; each other one leans towards something that
    breaks parsers. Most make the same kind of choice as the first, within narrower limits: what
    fails with one of those fails with the first too, and shrinks as such.

    ``finish`` stands apart from the strategies because a strategy that is mapped costs as much
    time as the drawing of a number.
    """

    flavours: tuple[SearchStrategy[Any], ...]
    finish: Finish | None = None

    def cells(self) -> Cells:
        """Give the flavours in the form in which they are drawn together with others."""
        return tuple((taker(each), self.finish) for each in self.flavours)

    def strategy(self) -> SearchStrategy[Any]:
        """Make all flavours one strategy for finished values."""
        if len(self.flavours) > 1:
            return _Leant(Leaning.of([self]))
        chosen = self.flavours[0]
        return chosen if self.finish is None else chosen.map(self.finish)

    def finished(self, finish: Finish) -> "Source":
        """Do one more thing to each value."""
        before = self.finish
        return Source(self.flavours, finish if before is None else lambda raw: finish(before(raw)))


def flavour(cells: Cells, way: int) -> Cell:
    """Take the first flavour, or of those after it one, round and round."""
    if way == 0 or len(cells) == 1:
        return cells[0]
    return cells[1 + (way - 1) % (len(cells) - 1)]


def constant(value: Any) -> Source:
    """Make a source of one value."""
    return Source((st.none(),), lambda _: deepcopy(value))


def members(values: Sequence[Any]) -> Source:
    """Make a source of some values, the simplest first."""
    if len(values) == 1:
        return constant(values[0])
    return Source((st.integers(0, len(values) - 1),), lambda index: deepcopy(values[index]))


@dataclass(frozen=True, slots=True)
class Odds:
    """A question that is answered yes ``yes`` times out of ``of``; shrinks to no.

    One that is ``sure`` is asked in the same way and answered no only in a long document.
    """

    yes: int
    of: int
    sure: bool = False

    def draw(self, choices: Choices) -> bool:
        """Ask it; in a long document the answer is no."""
        if is_long(choices):
            return False
        if self.sure:
            return choices.draw_integer(1, self.yes) > 0
        return 0 < choices.draw_integer(0, self.of - 1) <= self.yes


EVEN: Final = Odds(1, 2)


@dataclass(frozen=True, slots=True)
class Leaning:
    """Flavours for values that are drawn together, a row for each way to lean; the first is plain.

    One question for all of them costs less than one for each, and a document in which one value
    is special shows more clearly what a failure comes from than one in which all are.
    """

    rows: tuple[Row, ...]

    @classmethod
    def of(cls, sources: Sequence[Source], least_rows: int = 1) -> Self:
        """Lay out the rows: each way of each group, and at least half as many plain ones.

        There are so many more plain ones that there are ``least_rows`` in all.
        """
        cells = [each.cells() for each in sources]
        leaning = [
            tuple(flavour(each, way * (at % GROUPS == group)) for at, each in enumerate(cells))
            for group in range(min(GROUPS, len(cells)))
            for way in range(1, max(map(len, cells[group::GROUPS])))
        ]
        plain = tuple(each[0] for each in cells)
        padding = max(len(leaning) // 2, least_rows - len(leaning) - 1)
        return cls((plain, *leaning, *([plain] * padding)))

    def draw(self, choices: Choices) -> Row:
        """Choose a row."""
        last = len(self.rows) - 1
        return self.rows[choices.draw_integer(0, last)] if last else self.rows[0]


class _Leant(Compound[Any]):
    """A value that stands alone."""

    def __init__(self, leaning: Leaning) -> None:
        super().__init__()
        self._leaning = leaning

    def do_draw(self, data: Choices) -> Any:
        """Choose a flavour and draw a value of it."""
        ((take, finish),) = self._leaning.draw(data)
        raw = take(data)
        return raw if finish is None else finish(raw)
