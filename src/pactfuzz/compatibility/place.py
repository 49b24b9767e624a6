"""Where the two sides are held against each other, and the suspicion that they differ there."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility.conjunction import Conjunction, Part, escaped
from pactfuzz.shapes import Location

Wrap: TypeAlias = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place in the documents of the writer, and how it was reached.

    ``around`` makes of a schema for the value here one for a whole document of the writer.
    ``writer_at`` and ``reader_at`` are JSON pointers into the two schemas; ``turns`` counts the
    unions that were entered since the walk came here. ``is_extra``: the writer says nothing of the
    member here, and may send it all the same.
    """

    location: Location
    around: Wrap
    writer_at: str = ""
    reader_at: str = ""
    turns: int = 0
    is_extra: bool = False

    def member(
        self, writer: Conjunction, reader: Part, name: str, matched: Collection[str]
    ) -> "Place":
        """Go to a member of an object of the writer; ``matched`` are patterns of its name."""
        steps = [_member_step(each, name, matched) for each in (writer, (reader,))]
        is_named = any(name in part.get("properties", {}) for part in writer)
        inside = self._inside(name, steps, lambda leaf: with_member(writer, name, leaf=leaf))
        return replace(inside, is_extra=not is_named and not _says_of_others(writer, matched))

    def item(self, writer: Conjunction, reader: Part, index: int) -> "Place":
        """Go to an item of an array of the writer."""
        steps = [_item_step(each, index) for each in (writer, (reader,))]
        return self._inside(index, steps, lambda leaf: with_item(writer, index, leaf))

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

    def _inside(self, part: str | int, steps: list[str], wrap: Wrap) -> "Place":
        return Place(
            self.location / part,
            lambda leaf: self.around(wrap(leaf)),
            self.writer_at + steps[0],
            self.reader_at + steps[1],
        )


def _member_step(parts: Conjunction, name: str, matched: Collection[str]) -> str:
    """Point to what is said of a member; to nothing further, where nothing is."""
    if any(name in part.get("properties", {}) for part in parts):
        return f"/properties/{escaped(name)}"
    for pattern in matched:
        if any(pattern in part.get("patternProperties", {}) for part in parts):
            return f"/patternProperties/{escaped(pattern)}"
    is_stated = any("additionalProperties" in part for part in parts)
    return "/additionalProperties" if is_stated else ""


def _item_step(parts: Conjunction, index: int) -> str:
    if any(index < len(part.get("prefixItems", ())) for part in parts):
        return f"/prefixItems/{index}"
    return "/items" if any("items" in part for part in parts) else ""


_OTHERS: Final = ("additionalProperties", "unevaluatedProperties")


def _says_of_others(parts: Conjunction, matched: Collection[str]) -> bool:
    """Say whether anything is said of members that are not named."""
    told = [
        *(part.get(key, True) for part in parts for key in _OTHERS),
        *(part.get("patternProperties", {}).get(each, True) for part in parts for each in matched),
    ]
    return any(each is not True and each != {} for each in told)


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
