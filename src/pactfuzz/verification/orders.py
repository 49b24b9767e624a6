"""Whether a provider's interactions hold in every order of its states: nothing may be left over."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, permutations
from typing import Final, TypeVar

from pactfuzz.contract import Interaction, Kind, Pact
from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.verification.readers import States
from pactfuzz.verification.session import Verified

T = TypeVar("T")

ALL_PERMUTATIONS: Final = 4
"""The number of states up to which each of their orders is tried; beyond, the order of each two."""

_UNSEEN: Final = (
    "The provider runs in another process: what it still does after an answer (a background task) "
    "cannot be waited for, and may have reached into this state"
)
"""What is added where a break may come of an earlier request that was not over."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The interactions of one state, or of none."""

    states: States
    interactions: tuple[tuple[Pact, Interaction], ...]

    @property
    def name(self) -> str:
        """Name the state in a list of others."""
        given = " and ".join(each.name for each in self.states)
        return f'"{given}"' if given else "no state"


def turns(recorded: Iterable[tuple[Pact, Interaction]]) -> tuple[Turn, ...]:
    """Gather the HTTP interactions by state; what is known to be broken holds in no order."""
    found: dict[str, list[tuple[Pact, Interaction]]] = {}
    for pact, interaction in recorded:
        if interaction.kind is Kind.HTTP and not interaction.is_pending:
            found.setdefault(repr(interaction.states), []).append((pact, interaction))
    return tuple(Turn(each[0][1].states, tuple(each)) for each in found.values())


def every_order(items: Sequence[T]) -> Iterator[T]:
    """Go through items so that each order of all of them, or of each two, comes about.

    >>> "".join(every_order("abc"))
    'abcacbbacbcacabcba'
    >>> "".join(every_order("abcde"))
    'abacadaebcbdbecdcedea'
    """
    if len(items) <= ALL_PERMUTATIONS:
        return chain.from_iterable(permutations(items))
    pairs = ((one, other) for at, one in enumerate(items) for other in items[at + 1 :])
    return chain(chain.from_iterable(pairs), items[:1])


def first_break(
    turns: Sequence[Turn], verify: Callable[[Pact, Interaction], Verified]
) -> Verified | None:
    """Verify the interactions in every order of their states, up to the first that breaks.

    Its outcome then says after which states; None if none breaks.
    """
    history: list[Turn] = []
    held_at: dict[int, int] = {}
    for turn in every_order(turns):
        for pact, interaction in turn.interactions:
            verified = verify(pact, interaction)
            if verified.outcome.verdict is not Verdict.VERIFIED:
                order = _order(history, held_at.get(id(interaction)))
                if history and not verified.is_at_rest:
                    order = f"{order}.\n{_UNSEEN}"
                return replace(verified, outcome=_told(verified.outcome, order))
            held_at[id(interaction)] = len(history)
        history.append(turn)
    return None


def _order(history: Sequence[Turn], held_at: int | None) -> str:
    """Say which states there were since an interaction held last."""
    if held_at is None:
        before = ", then ".join(each.name for each in history)
        earlier = "from the start: by itself, or after what this run did before"
        return f"It does not hold after {before}" if history else f"It does not hold {earlier}"
    between = ", then ".join(each.name for each in history[held_at + 1 :])
    held = f"It held in {history[held_at].name}" if held_at < len(history) else "It held"
    return f"{held}, and no longer after {between or 'that'}"


def _told(outcome: Outcome, order: str) -> Outcome:
    return replace(outcome, reason=f"{order}.\n{outcome.reason}".rstrip())
