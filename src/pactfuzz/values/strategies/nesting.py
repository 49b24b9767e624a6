"""How deep in a document a value stands, and how much there may still be of it there."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from pactfuzz.values.strategies.source import Odds

DEEPEST: Final = 10
"""How often a document may turn back to the same definition: Hypothesis gives up deeper ones."""

_SHARES: Final = 64


@dataclass(frozen=True, slots=True)
class Nesting:
    """How many arrays and maps are around a place, and which definitions lead there.

    ``turns`` count how often one was entered again. Two places that are as deep are alike,
    whichever the way: of many definitions that refer to each other there are too many ways.
    """

    collections: int = 0
    turns: int = 0
    entered: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def inside(self) -> "Nesting":
        """Go into an array or a map."""
        return replace(self, collections=min(self.collections + 1, DEEPEST))

    def enter(self, name: str) -> "Nesting":
        """Go into a definition, perhaps once more."""
        if name in self.entered:
            return replace(self, turns=min(self.turns + 1, DEEPEST))
        return replace(self, entered=self.entered | {name})

    @property
    def is_deepest(self) -> bool:
        """Say whether a recursive document must come to its end here."""
        return self.turns >= DEEPEST

    def presence(self, members: int) -> Odds:
        """Tell how often each of some optional members is there that may lead here again."""
        return Odds(1, 1 + members + self.turns)


@dataclass(frozen=True, slots=True)
class Going:
    """Whether a collection goes on: two items on average, fewer where collections are nested.

    ``surely`` asks the same and is always told yes: the items that it adds can be dropped like
    any other.
    """

    maybe: Odds
    surely: Odds


@cache
def going(nesting: Nesting) -> Going:
    """Tell how often a collection in a place goes on."""
    yes = _SHARES * 2 // (3 + nesting.collections + nesting.turns)
    return Going(Odds(yes, _SHARES), Odds(yes, _SHARES, sure=True))
