"""Where the two sides are held against each other, and the suspicion that they differ there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pactfuzz.compatibility.conjunction import Conjunction, Part, escaped
from pactfuzz.shapes import Location

Wrap: TypeAlias = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place in the documents of the writer, and how it was reached.

    ``around`` makes of a schema for the value here one for a whole document of the writer.
    ``writer_at`` and ``reader_at`` are JSON pointers into the two schemas; ``turns`` counts the
    unions that were entered since the walk came here.
    """

    location: Location
    around: Wrap
    writer_at: str = ""
    reader_at: str = ""
    turns: int = 0

    def member(self, parts: Conjunction, name: str, *, is_named: bool) -> "Place":
        """Go to a member of an object that keeps the parts."""
        step = f"properties/{escaped(name)}" if is_named else "additionalProperties"
        return self._inside(name, step, lambda leaf: with_member(parts, name, leaf=leaf))

    def item(self, parts: Conjunction, index: int, fixed: int) -> "Place":
        """Go to an item of an array that keeps the parts, ``fixed`` of which have a schema each."""
        step = f"prefixItems/{index}" if index < fixed else "items"
        return self._inside(index, step, lambda leaf: with_item(parts, index, leaf))

    def at(self, writer: tuple[Any, ...], reader: tuple[Any, ...]) -> "Place":
        """Say that what is held against each other here stands under ``$defs``, if it does."""
        return replace(
            self,
            writer_at=_referred(writer) or self.writer_at,
            reader_at=_referred(reader) or self.reader_at,
        )

    def branch(self, *, writer: str = "", reader: str = "") -> "Place":
        """Go to a branch of a union on one side."""
        return replace(
            self,
            writer_at=self.writer_at + writer,
            reader_at=self.reader_at + reader,
            turns=self.turns + 1,
        )

    def _inside(self, part: str | int, step: str, wrap: Wrap) -> "Place":
        return Place(
            self.location / part,
            lambda leaf: self.around(wrap(leaf)),
            f"{self.writer_at}/{step}",
            f"{self.reader_at}/{step}",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Suspicion:
    """A keyword of the reader of which it could not be proved that the writer keeps it.

    ``writer`` is what is known of the value, ``reader`` the part of the reader that has the
    keyword. ``leaves`` are schemas for the value, those that probably break the keyword.
    ``within`` is what the user wrote, where the keyword only says a part of it in other words.
    """

    place: Place
    keyword: str
    writer: Conjunction
    reader: Part
    leaves: tuple[Any, ...] = ()
    member: str | None = None
    within: "Suspicion | None" = None


def merged(parts: Conjunction) -> dict[str, Any]:
    """Write parts as one schema."""
    if not parts:
        return {}
    whole: dict[str, Any] = dict(parts[0])
    for index, part in enumerate(parts[1:], start=1):
        if whole.keys() & part.keys():
            return {**whole, "allOf": [*parts[index:]]}
        whole |= part
    return whole


def with_member(parts: Conjunction, name: str, *, leaf: Any) -> dict[str, Any]:
    """Demand a member of an object, and say what it is like; ``True`` leaves that as it is."""
    whole = merged(parts)
    named = {} if leaf is True else {name: leaf}
    return {
        **whole,
        "type": "object",
        "properties": {**whole.get("properties", {}), **named},
        "required": list(dict.fromkeys([*whole.get("required", ()), name])),
    }


def with_item(parts: Conjunction, index: int, leaf: Any) -> dict[str, Any]:
    """Demand an item of an array, and say what it is like."""
    whole = merged(parts)
    fixed = list(whole.get("prefixItems", ()))
    others = whole.get("items", True)
    before = [*fixed[:index], *[others] * (index - len(fixed))]
    return {
        **whole,
        "type": "array",
        "prefixItems": [*before, leaf, *fixed[index + 1 :]],
        "minItems": max(int(whole.get("minItems", 0)), index + 1),
    }


def _referred(schemas: tuple[Any, ...]) -> str:
    if len(schemas) == 1 and isinstance(schemas[0], Mapping):
        return str(schemas[0].get("$ref", "")).removeprefix("#")
    return ""


def without_member(parts: Conjunction, name: str) -> dict[str, Any]:
    """Forbid a member of an object."""
    whole = merged(parts)
    return {
        **whole,
        "type": "object",
        "properties": {**whole.get("properties", {}), name: False},
    }
