"""Pools of values that are ready to be sent, from which places without parts are filled."""

from collections.abc import Sequence
from itertools import cycle
from random import Random
from typing import Final

from pactfuzz.values.stream.catalogue import Catalogue, Where
from pactfuzz.values.stream.parts import Column, Extending, Kind, Taken
from pactfuzz.values.stream.respelling import respelled

SIZE: Final = 256
"""Slots of a pool, because a random byte is drawn much faster than any other random number."""

USES: Final = 256
"""How often a value is sent before it is replaced, on average: making one takes as long as sending
a document."""


class Pool:
    """Values of one place, with the name of the member in front of them."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        where: Where,
        catalogue: Catalogue,
        random: Random,
        prefix: bytes = b"",
        *,
        is_extended: bool = False,
    ) -> None:
        self._random = random
        self._prefix = prefix
        self._has_integers = any(each.numeral is int for each in kinds)
        numbers = catalogue.choice(where, [each.label for each in kinds])
        self._respelled = -1
        if is_extended:
            (self._respelled,) = catalogue.choice(where, [where.spot.says("in another spelling")])
        self._next = cycle(_shares(list(zip(kinds, numbers, strict=True)), random))
        self._is_constant = len(kinds) <= SIZE and all(each.is_constant for each in kinds)
        self._plain = [b""] * SIZE
        self._taken: list[Taken] = [()] * SIZE
        self._spelled = [b""] * SIZE
        self._sent = 0
        for slot in range(SIZE):
            self._replace(slot)
        if is_extended and self._spelled == self._plain:
            catalogue.impossible.add(self._respelled)

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many rows."""
        if not self._is_constant:
            self._refresh(count)
        drawn = self._random.randbytes(count)
        plain = list(map(self._plain.__getitem__, drawn))
        taken = list(map(self._taken.__getitem__, drawn))
        if extending is None or self._respelled < 0 or not extending.chance():
            return Column(plain, plain, taken)
        spelled = list(map(self._spelled.__getitem__, drawn))
        marked = [
            each if text is same else (each, self._respelled)
            for each, text, same in zip(taken, spelled, plain, strict=True)
        ]
        return Column(plain, spelled, marked)

    def _refresh(self, count: int) -> None:
        first, self._sent = self._sent // USES, self._sent + count
        for slot in range(first, self._sent // USES):
            self._replace(slot % SIZE)

    def _replace(self, slot: int) -> None:
        kind, number = next(self._next)
        piece = kind.make()
        self._taken[slot] = (number, piece.taken) if piece.taken else number
        if not piece.text:
            self._plain[slot] = self._spelled[slot] = b""
            return
        self._plain[slot] = plain = self._prefix + piece.text
        if self._respelled < 0:
            return
        numeral = None if self._has_integers else kind.numeral
        spelled = respelled(piece.text, numeral, self._random)
        self._spelled[slot] = plain if spelled == piece.text else self._prefix + spelled


def _shares(kinds: list[tuple[Kind, int]], random: Random) -> list[tuple[Kind, int]]:
    """Give each kind its share of the slots, at least one; more kinds than slots take turns."""
    total = sum(kind.share for kind, _ in kinds)
    slots = [each for each in kinds for _ in range(max(1, each[0].share * SIZE // total))]
    while len(slots) < SIZE:
        slots += kinds[: SIZE - len(slots)]
    random.shuffle(slots)
    return slots
