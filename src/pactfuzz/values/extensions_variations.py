"""Changes of what is known, within today's shape: longer lists, larger numbers, optional members.

They make documents that a reader meets seldom today and that a later producer may always send.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.extensions_draft import Change, Draft, Draw, chosen, said
from pactfuzz.values.places import Place, Reading
from pactfuzz.values.simplest import simplest_document
from pactfuzz.values.spelling import written

LONGEST: Final = 200_000
"""Bytes that are added to an array."""

MANY: Final = 100

_LENGTHS: Final = (1, 2, 10, 100, 1_000)
_LARGE: Final = (
    2**15, 2**16, 2**31 - 1, 2**31, 2**32, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30,
    -(2**31) - 1, -(2**53) - 1, -(2**63) - 1,
)  # fmt: skip
"""Where 16, 32 and 64 bits and double precision end."""


def lengthen(draw: Draw, draft: Draft) -> Draft:
    """Repeat the last item of an array; into an empty one goes the simplest that may."""
    lists = [each for each in draft.subject.reading.places(draft.document) if _may_grow(each)]
    if not lists:
        return draft
    place = chosen(draw, lists)
    try:
        last = place.value[-1:] or [_simplest(draft.subject.reading, place, 0)]
    except UnsatisfiableShape:
        return draft
    size = len(written(last))
    count = chosen(draw, [each for each in _LENGTHS if each * size < LONGEST] or [1])
    longer = draft.varied(
        place.location,
        lambda items: [*items, *((items[-1:] or last) * count)],
        said(place.location),
        f"of {len(place.value) + count} items",
    )
    return replace(longer, is_long=True) if count >= MANY else longer


def enlarge(draw: Draw, draft: Draft) -> Draft:
    """Put a number where another has been that was nearer to zero."""
    numbers = [
        each
        for each in draft.subject.reading.places(draft.document)
        if is_number(each.value) and each.schemas and not draft.has_numeral(each.location)
    ]
    if not numbers:
        return draft
    place = chosen(draw, numbers)
    candidates = _larger(place)
    if not candidates:
        return draft
    larger = chosen(draw, candidates)
    return draft.varied(place.location, lambda _: larger, said(place.location), f"is {larger}")


def toggle(draw: Draw, draft: Draft) -> Draft:
    """Leave out an optional member that is there, or add the simplest where there is none."""
    members = [
        (place, name)
        for place in draft.subject.reading.places(draft.document)
        if isinstance(place.value, dict)
        for name in _optional(place)
        if not draft.has_numeral(place.location / name)
    ]
    if not members:
        return draft
    place, name = chosen(draw, members)
    inside = place.location / name
    if name in place.value:
        return draft.varied(place.location, _without(name), said(inside), "left out")
    try:
        value = _simplest(draft.subject.reading, place, name)
    except UnsatisfiableShape:
        return draft
    return draft.varied(
        place.location, lambda known: {**known, name: value}, said(inside), "present"
    )


def is_number(value: Any) -> bool:
    """Tell numbers from everything else, from true and false too."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _may_grow(place: Place) -> bool:
    return (
        isinstance(place.value, list)
        and all(
            len(place.value) < schema.get("maxItems", math.inf) and not schema.get("uniqueItems")
            for schema in place.schemas
        )
        and bool(place.schemas)
    )


def _larger(place: Place) -> list[float]:
    """List larger numbers within the bounds, the bounds among them."""
    low = [each["minimum"] for each in place.schemas if "minimum" in each]
    high = [each["maximum"] for each in place.schemas if "maximum" in each]
    least, most = max(low, default=-math.inf), min(high, default=math.inf)
    return [
        each
        for each in dict.fromkeys((*high, *low, *_LARGE))
        if least <= each <= most and abs(each) > abs(place.value)
    ]


def _optional(place: Place) -> Iterator[str]:
    required = {name for each in place.schemas for name in each.get("required", ())}
    named = (name for each in place.schemas for name in each.get("properties", ()))
    yield from (name for name in dict.fromkeys(named) if name not in required)


def _without(name: str) -> Change:
    return lambda members: {each: value for each, value in members.items() if each != name}


def _simplest(reading: Reading, place: Place, part: str | int) -> Any:
    schemas = reading.children(place.schemas, part)
    whole = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
    return simplest_document(reading.whole(whole))
