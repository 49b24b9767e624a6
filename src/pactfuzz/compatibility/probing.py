"""Documents that put plain values into each place of a writer: for a reader whose code decides.

A validator stands at some field, and no schema says at which. So every field is tried, in turn: of
one value all fields before the next value, so that no field uses up what another one needs.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pactfuzz.compatibility.building import whole
from pactfuzz.compatibility.conjunction import (
    UNIONS,
    Conjunction,
    Part,
    branches_of,
    conjunction,
    is_nothing,
    item,
    members,
    most_items,
    named,
    types_of,
)
from pactfuzz.compatibility.enumerating import values_of
from pactfuzz.compatibility.naming import kind_of
from pactfuzz.compatibility.place import Place, merged
from pactfuzz.compatibility.side import Side
from pactfuzz.shapes import Location

MOST_PLACES: Final = 1_000
"""Places that are tried: more than large published models have."""
MOST_STEPS: Final = 10_000
"""Steps in which places are looked for: a union may consist of itself."""
MOST_LISTED: Final = 16
"""Values of an enumeration that are tried in one place."""

VALUES: Final[tuple[Any, ...]] = (
    *(0, "", -1, "a", None, [], {}, 0.5, False, True, 1, " ", "0", 100, "A", -0.5, "é"),
    *(2**53, "0" * 100, "a b", "\n", 2**63, -(10**6)),
)
"""Plain values, those first that validators refuse most."""


def probes(written: Side) -> Iterator[Any]:
    """Build documents of a writer with one value of interest each, the places in turn."""
    if written.is_opaque:
        return
    places = list(islice(_places(written), MOST_PLACES))
    rounds = [_values(written, parts) for parts, _ in places]
    for turn in range(len(VALUES) + MOST_LISTED):
        for values, (_, place) in zip(rounds, places, strict=True):
            if turn < len(values):
                yield from whole(written, place.around({"const": values[turn]}))


def _values(written: Side, parts: Conjunction) -> list[Any]:
    listed = values_of(written, parts)
    if listed is not None:
        return listed[:MOST_LISTED]
    kinds = types_of(parts)
    schema = merged(parts)
    return [each for each in VALUES if kind_of(each) <= kinds and written.accepts(schema, each)]


def _places(written: Side) -> Iterator[tuple[Conjunction, Place]]:
    """List the places of all values, the outer ones first; what is there twice, inside once."""
    start = conjunction(written, written.root)
    waiting = deque([(start, Place(Location(), lambda leaf: leaf))])
    seen: dict[int, Part] = {}
    for _ in range(MOST_STEPS):
        if not waiting:
            return
        parts, place = waiting.popleft()
        if is_nothing(parts):
            continue
        union = next((each for each in parts if any(name in each for name in UNIONS)), None)
        if union is not None:
            others = tuple(each for each in parts if each is not union)
            for case in branches_of(union):
                waiting.append(((*others, *conjunction(written, *case)), place))
            continue
        yield parts, place
        # A definition is taken apart once, so its parts are the same objects wherever it is used.
        inside = {id(each): each for each in parts}
        if not inside.keys() <= seen.keys():
            seen |= inside
            waiting.extend(_inside(written, parts, place))


def _inside(written: Side, parts: Conjunction, place: Place) -> Iterator[tuple[Conjunction, Place]]:
    kinds = types_of(parts)
    if "object" in kinds:
        is_map = any(isinstance(part.get("additionalProperties"), dict) for part in parts)
        for name in (*named(parts), *(["x"] if is_map else [])):
            inner = members(written, parts, name)
            yield inner, place.member(parts, {}, name, ())
    if "array" in kinds and most_items(written, parts) > 0:
        yield item(written, parts, 0), place.item(parts, {}, 0)
