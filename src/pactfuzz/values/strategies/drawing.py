"""Drawing at the cost of the choices alone.

``st.composite`` opens a span for each value, checks the strategy and unwraps it, which takes
several times as long as the choice of a number. Here only what consists of several choices has a
span, by which shrinking takes it out as a whole. This is the one module that leans on what is
private to Hypothesis: how strategies are unwrapped, and what they draw from.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar

from hypothesis.internal.conjecture.data import ConjectureData as Choices
from hypothesis.strategies import SearchStrategy
from hypothesis.strategies._internal.lazy import unwrap_strategies

__all__ = ["Choices", "Compound", "Take", "is_long", "taker"]

Drawn = TypeVar("Drawn")
Take: TypeAlias = Callable[[Choices], Any]

LONG: Final = 3_000
"""Bytes of choices after which a document comes to its end; Hypothesis gives up after 8,192."""


def is_long(choices: Choices) -> bool:
    """Say whether so much has been drawn that only what must be there still may follow."""
    return choices.length > LONG


class Compound(SearchStrategy[Drawn]):
    """A strategy for values of several choices."""

    @abstractmethod
    def do_draw(self, data: Choices) -> Drawn:
        """Make the choices."""


def taker(strategy: SearchStrategy[Any]) -> Take:
    """Find the cheapest way to draw from a strategy inside another one."""
    strategy.validate()
    if isinstance(strategy, Compound):
        return lambda choices: choices.draw(strategy)
    unwrapped: SearchStrategy[Any] = unwrap_strategies(strategy)  # type: ignore[no-untyped-call]
    return unwrapped.do_draw
