"""The search for a document by which two schemas differ, led by what could not be proved."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pactfuzz.compatibility.hunt import near
from pactfuzz.compatibility.hunted import first, smallest
from pactfuzz.compatibility.parties import Parties
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.side import Side
from pactfuzz.compatibility.verdict import Undecided, Witness
from pactfuzz.compatibility.walk import TooManySteps, Walk
from pactfuzz.shapes import Location

MOST_SUSPICIONS: Final = 400
AT_FIRST: Final = 4
"""Documents that each suspicion gets before any of them gets more: the exact ones come first."""
MOST_TRIED: Final = 2_400
"""Documents that are tried near all suspicions together."""
SHORT: Final = 80
"""Characters of a witness with which no smaller one is looked for."""
MOST_COMPARED: Final = 2
"""Witnesses that are compared to find the smallest."""

_NOT_FOLLOWED: Final = (
    "a reference of a kind that is not followed ($dynamicRef, $recursiveRef, or inside an $id)"
)
_UNFINISHED: Final = "the proof was not finished"


class WitnessSearch:
    """The search where both sides seem to differ, which may end with the proof that they do not."""

    def __init__(self, parties: Parties, written: Side | None = None) -> None:
        self.parties = parties
        self.written = written or parties.written
        self.suspicions: list[Suspicion] = []
        self._shown: list[Suspicion] = []
        self.is_proved = False
        self.obstacle = _obstacle("the whole", _UNFINISHED)
        self._coming = self._walk()

    def near(self, most: int) -> Witness | None:
        """Look into some suspicions more: the smallest witness of the first that have one."""
        found: list[Witness] = []
        waiting: list[Iterator[Any]] = []
        for suspicion in islice(self._coming, most):
            self.suspicions.append(suspicion)
            documents = near(suspicion, self.written, self.parties.read)
            witness = first(islice(documents, AT_FIRST), self.parties)
            if witness is None:
                waiting.append(documents)
            else:
                self._shown.append(suspicion)
                found.append(witness)
            if len(found) == MOST_COMPARED or any(map(_is_short, found)):
                break
        if not found:
            witness = first(islice(_in_turn(waiting), MOST_TRIED), self.parties)
            found = [] if witness is None else [witness]
        least = min(found, key=lambda witness: len(witness.text), default=None)
        return least and smallest(least, self.parties, scalars=False)

    def all(self) -> Iterator[Suspicion]:
        """List the suspicions: those that were confirmed, the others, and those not looked into."""
        yield from self._shown
        yield from (each for each in self.suspicions if each not in self._shown)
        yield from self._coming

    def _walk(self) -> Iterator[Suspicion]:
        written, read = self.written, self.parties.read
        if written.is_opaque or read.is_opaque:
            self.obstacle = _obstacle("$ref", _NOT_FOLLOWED)
            return
        is_any = False
        try:
            for suspicion in Walk(written, read).suspicions():
                is_any = True
                yield suspicion
            self.is_proved = not is_any
        except TooManySteps as error:
            self.obstacle = _obstacle("the whole", f"{_UNFINISHED}: {error}")
        except RecursionError:
            self.obstacle = _obstacle(
                "the whole", f"{_UNFINISHED}: the schemas are nested too deep"
            )


def _obstacle(keyword: str, reason: str) -> Undecided:
    return Undecided(Location(), "", keyword, f"{reason}; no document was found that is refused")


def _in_turn(several: list[Iterator[Any]]) -> Iterator[Any]:
    """Take a document of each, and again, until none has any."""
    waiting = deque(several)
    while waiting:
        documents = waiting.popleft()
        document = next(documents, _NONE)
        if document is not _NONE:
            waiting.append(documents)
            yield document


_NONE: Final = object()


def _is_short(witness: Witness) -> bool:
    return len(witness.text) <= SHORT


def undecided(suspicion: Suspicion) -> Undecided:
    """Return what is left open of a suspicion that no document has shown."""
    suspicion = suspicion.within or suspicion
    place = suspicion.place
    return Undecided(
        place.location, place.reader_at, suspicion.keyword, "could not be proved, nor refuted"
    )
