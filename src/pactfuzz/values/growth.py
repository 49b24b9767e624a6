"""Growth: what a later producer may send that a reader of today need not understand.

Apart from extensions: these change what is known. Which of them a consumer stands is for the
consumer to promise.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

from pactfuzz.shapes import Location, Shape
from pactfuzz.values.every_place import every_place
from pactfuzz.values.places import ENTRY, ITEM, Place, Reading, Schema, stated_types


class GrowthKind(Enum):
    """A way in which a shape grows that breaks readers who knew it before."""

    ENUM_MEMBER = "a new member of an enumeration"
    UNION_BRANCH = "a new branch of a union"
    WIDER_TYPE = "a wider type"
    NULL = "null where there was a value"


@dataclass(frozen=True, slots=True)
class Growth:
    """One place that has grown, in words (`adding a level`), and the smallest document with it."""

    kind: GrowthKind
    location: Location
    words: str
    document: Any


_Candidate: TypeAlias = tuple[GrowthKind, str, Any]
_OTHERS: Final[tuple[Any, ...]] = ("text", 10, True, 1.5, [])
_FRACTION: Final = 0.5


def growths(shape: Shape) -> tuple[Growth, ...]:
    """Show every growth of a shape, one document for each place and kind, each refused today.

    A place that takes every value of a kind already does not grow in that way. The same shape
    gives the same growths.

    Raises:
        UnsatisfiableShape: no document has this shape, or none can be built.
    """
    reading = Reading.of(shape)
    found: dict[tuple[tuple[str, ...], GrowthKind], Growth] = {}
    tagged: set[tuple[str, ...]] = set()
    for shown in every_place(shape, reading):
        place = shown.place
        tags = _tags(reading, place)
        tagged.update((*place.path, tag) for tag in tags)
        for kind, words, value in _candidates(place, tags):
            is_tag = kind is GrowthKind.ENUM_MEMBER and place.path in tagged
            if is_tag or (place.path, kind) in found:
                continue
            document = shown.with_value(value)
            if not shape.accepts(document):
                found[place.path, kind] = Growth(kind, place.location, words, document)
    return tuple(found.values())


def _candidates(place: Place, tags: Mapping[str, list[Any]]) -> Iterator[_Candidate]:
    """List values for a place; of each kind the first that is refused today will be shown."""
    noun = _noun(place)
    stated = [value for schema in place.mentioned for value in _stated(schema)]
    for value in _further(stated, noun):
        said = f"a value for an {noun}" if " of " in noun else _with_article(noun)
        yield GrowthKind.ENUM_MEMBER, f"adding {said}", value
    if any(_branches(schema) > 1 for schema in place.schemas):
        for value in (*_tagged_anew(place, tags), *_of_other_types(place)):
            yield GrowthKind.UNION_BRANCH, f"adding a kind of {noun}", value
    elif place.value is not None:
        words, value = _wider(place)
        yield GrowthKind.WIDER_TYPE, f"{noun} {words}", value
    yield GrowthKind.NULL, f"{noun} as null", None


def _further(stated: list[Any], noun: str) -> Iterator[Any]:
    """Continue an enumeration in the way that its members are written."""
    texts = [each for each in stated if isinstance(each, str)]
    numbers = [each for each in stated if isinstance(each, int) and not isinstance(each, bool)]
    if texts:
        new = f"new_{noun.rpartition(' ')[2]}"
        new = new.upper() if all(each.upper() == each for each in texts) else new
        while new in texts:
            new += "_"
        yield new
    if numbers:
        yield max(numbers) + 1
    if stated:
        yield from (each for each in (True, False, "text") if each not in stated)


def _tags(reading: Reading, place: Place) -> dict[str, list[Any]]:
    """Find the members that tell the branches of a union apart, with the values in use."""
    if not isinstance(place.value, dict):
        return {}
    found = {}
    for name in place.value:
        named = [each for each in place.mentioned if name in each.get("properties", ())]
        pinned = [_stated(each) for each in reading.children(named, name)]
        if len(pinned) > 1 and all(pinned):
            found[name] = [value for values in pinned for value in values]
    return found


def _tagged_anew(place: Place, tags: Mapping[str, list[Any]]) -> Iterator[Any]:
    for tag, stated in tags.items():
        for value in _further(stated, tag):
            yield {**place.value, tag: value}


def _of_other_types(place: Place) -> Iterator[Any]:
    if "object" in place.types:
        yield {"unknown": None}
    yield from _OTHERS


def _wider(place: Place) -> tuple[str, Any]:
    """Widen a type to the next that producers are known to change it to, with a value of that."""
    match place.value:
        case bool():
            return "as a text", "unknown"
        case int() if "integer" in place.types:
            return "with a fraction", place.value + _FRACTION
        case int() | float():
            return "as a text", json.dumps(place.value)
        case list():
            return "as an object with items", {"items": place.value}
        case _:
            return "as a list", [place.value]


def _branches(schema: Schema) -> int:
    """Count the branches of a union other than null."""
    branches = (each for key in ("anyOf", "oneOf") for each in schema.get(key, ()))
    named = sum(1 for each in stated_types(schema) if each != "null")
    return max(named, sum(1 for each in branches if each != {"type": "null"}))


def _stated(schema: Any) -> list[Any]:
    """List the values that an enumeration names."""
    if not isinstance(schema, Mapping):
        return []
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _noun(place: Place) -> str:
    """Name what stands in a place: by its own name, or as part of what has one."""
    match place.location.parts, place.path:
        case (), _:
            return "document"
        case [*_, str(owner), _], [*_, last] if last in (ITEM, ENTRY):
            return f"{'item' if last == ITEM else 'entry'} of {owner}"
        case [*_, str(name)], [*_, last] if last != ENTRY:
            return name
        case _:
            return str(place.location).removeprefix("$").removeprefix(".")


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
