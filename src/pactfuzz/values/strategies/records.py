"""Objects whose members have names in the schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.strategies.drawing import Choices, Compound
from pactfuzz.values.strategies.maps import Others
from pactfuzz.values.strategies.source import ONE_IN, Leaning, Odds, Source


@dataclass(frozen=True, slots=True)
class Member:
    """A member by name; ``presence`` is how often it is there, if it need not be."""

    name: str
    source: Source
    presence: Odds | None = None


def record(
    members: Sequence[Member], others: Others | None, least: int = 0, most: int | None = None
) -> Source:
    """Make objects of ``least`` to ``most`` members, the named ones in the order of the schema.

    Raises:
        UnsatisfiableShape: too many members are required, or too few are possible.
    """
    required = sum(each.presence is None for each in members)
    if (most is not None and required > most) or (others is None and len(members) < least):
        msg = f"{required} to {len(members)} members are not {least} to {most}"
        raise UnsatisfiableShape(msg)
    leaning = Leaning.of([each.source for each in members], ONE_IN)
    names = tuple((each.name, each.presence) for each in members)
    if least <= required and most is None:
        return Source((_Records(names, leaning, others and others(0, None)),))
    return Source((_SizedRecords(names, leaning, others, least, most),))


class _Records(Compound[dict[str, Any]]):
    """Objects of any number of members."""

    def __init__(
        self,
        names: Sequence[tuple[str, Odds | None]],
        leaning: Leaning,
        others: SearchStrategy[Mapping[str, Any]] | None,
    ) -> None:
        super().__init__()
        self._names = names
        self._leaning = leaning
        self._others = others

    def do_draw(self, data: Choices) -> dict[str, Any]:
        """Draw the members in the order of the schema."""
        document: dict[str, Any] = {}
        row = self._leaning.draw(data)
        for (name, presence), (take, finish) in zip(self._names, row, strict=True):
            if presence is None or presence.draw(data):
                raw = take(data)
                document[name] = raw if finish is None else finish(raw)
        return document if self._others is None else {**data.draw(self._others), **document}


class _SizedRecords(Compound[dict[str, Any]]):
    """Objects of ``least`` to ``most`` members."""

    def __init__(
        self,
        names: Sequence[tuple[str, Odds | None]],
        leaning: Leaning,
        others: Others | None,
        least: int,
        most: int | None,
    ) -> None:
        super().__init__()
        self._names = names
        self._leaning = leaning
        self._others = others
        self._optional = sum(presence is not None for _, presence in names)
        required = len(names) - self._optional
        self._needed = least - required
        self._room = self._optional if most is None else most - required
        self._most = most

    def do_draw(self, data: Choices) -> dict[str, Any]:
        """Draw the members in the order of the schema, as long as there is room for more."""
        optional, needed, room = self._optional, self._needed, self._room
        document: dict[str, Any] = {}
        row = self._leaning.draw(data)
        for (name, presence), (take, finish) in zip(self._names, row, strict=True):
            if presence is not None:
                is_needed = self._others is None and needed >= optional
                optional -= 1
                if room == 0 or not (is_needed or presence.draw(data)):
                    continue
                room, needed = room - 1, needed - 1
            raw = take(data)
            document[name] = raw if finish is None else finish(raw)
        if self._others is None:
            return document
        left = None if self._most is None else self._most - len(document)
        return {**data.draw(self._others(max(0, needed), left)), **document}
