"""Objects: members by name, and what a later producer adds to them, reorders and spaces out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from random import Random
from typing import Final

from pactfuzz.values.spelling import written
from pactfuzz.values.stream.parts import Column, Extending, Part, Taken
from pactfuzz.values.stream.respelling import escaped_name

SPACES: Final = (b" ", b"\n", b"\t", b"\r\n  ", b" " * 100)

Texts = Sequence[bytes]


def prefix_of(name: bytes, before: bytes = b",") -> bytes:
    """Write what stands before a member's value."""
    return before + name + b":"


@dataclass(frozen=True, slots=True)
class Named:
    """A member whose value has parts; ``presence`` numbers its options, if any."""

    prefix: bytes
    value: Part
    random: Random
    presence: tuple[int, ...] = ()

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many rows, nothing where the member is absent."""
        if not self.presence:
            return _prefixed(self.prefix, self.value.fill(count, extending))
        is_there = [each < 128 for each in self.random.randbytes(count)]  # noqa: PLR2004 - a half
        column = _prefixed(self.prefix, self.value.fill(sum(is_there), extending))
        plain = _scattered(column.plain, is_there, b"")
        is_same = column.text is column.plain
        text = plain if is_same else _scattered(column.text, is_there, b"")
        absent, present = self.presence
        taken = _scattered([(present, each) for each in column.taken], is_there, absent)
        return Column(plain, text, taken)


def _prefixed(prefix: bytes, column: Column) -> Column:
    plain = [prefix + each for each in column.plain]
    is_same = column.text is column.plain
    return Column(
        plain, plain if is_same else [prefix + each for each in column.text], column.taken
    )


def _scattered(values: Sequence[Taken], is_there: Sequence[bool], otherwise: Taken) -> list[Taken]:
    following = iter(values)
    return [next(following) if each else otherwise for each in is_there]


class Way(StrEnum):
    """A way in which a later producer may write an object."""

    SPACES = "spaced out"
    ESCAPES = "with escapes in its names"
    UNKNOWN = "has unknown members"
    ORDER = "in another order"


@dataclass(frozen=True, slots=True)
class Record:
    """An object; ``unknown`` writes members that it does not know, where it may have such.

    ``is_opened`` says that the first member, which is then always there, brings the opening brace
    and not a comma. ``ways`` number how it may be extended, in an order in which one does not undo
    the other; names that are spaced out already are not escaped.
    """

    members: tuple[tuple[str | None, Part], ...]
    is_opened: bool
    unknown: Part | None
    ways: Mapping[Way, int]
    random: Random

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many objects."""
        columns = [part.fill(count, extending) for _, part in self.members]
        plain = self._objects([each.plain for each in columns], count)
        taken: list[Taken] = list(zip(*(each.taken for each in columns), strict=True))
        taken = taken or [()] * count
        if extending is None:
            return Column(plain, plain, taken)
        chosen = [way for way in self.ways if extending.chance()]
        if not chosen and all(each.text is each.plain for each in columns):
            return Column(plain, plain, taken)
        texts = [each.text for each in columns]
        for way in chosen:
            texts = self._changed(way, texts, count)
        numbers = [self.ways[way] for way in chosen]
        marked = [(each, *numbers) for each in taken] if numbers else taken
        return Column(plain, self._objects(texts, count), marked)

    def _objects(self, texts: Sequence[Texts], count: int) -> list[bytes]:
        """Put the members of each row between braces."""
        if not texts:
            return [b"{}"] * count
        if self.is_opened:
            return list(map(b"".join, zip(*texts, repeat(b"}", count), strict=True)))
        return [b"{" + b"".join(row)[1:] + b"}" for row in zip(*texts, strict=True)]

    def _changed(self, way: Way, texts: list[Texts], count: int) -> list[Texts]:
        match way:
            case Way.SPACES:
                return self._spaced(texts)
            case Way.ESCAPES:
                return self._escaped(texts)
            case Way.UNKNOWN:
                added = [] if self.unknown is None else [self.unknown.fill(count, None).text]
                return [*texts, *added]
            case Way.ORDER:
                return self.random.sample(texts, len(texts))

    def _escaped(self, texts: list[Texts]) -> list[Texts]:
        return self._with_prefixes(texts, lambda name: prefix_of(escaped_name(name)))

    def _spaced(self, texts: list[Texts]) -> list[Texts]:
        space = self.random.choice(SPACES)
        texts = self._with_prefixes(
            texts, lambda name: b"," + space + written(name) + space + b":" + space
        )
        return [[each and each + space for each in text] for text in texts]

    def _with_prefixes(self, texts: list[Texts], prefix: Callable[[str], bytes]) -> list[Texts]:
        """Write all names in another way."""
        return [
            text if name is None else _exchanged(text, prefix_of(written(name)), prefix(name))
            for (name, _), text in zip(self.members, texts, strict=True)
        ]


def _exchanged(texts: Texts, old: bytes, new: bytes) -> Texts:
    return [each.replace(old, new, 1) if each.startswith(old) else each for each in texts]
