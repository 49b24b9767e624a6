"""Unknown members: what a later producer adds, with names and values that a reader may trip on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from pactfuzz.values.extensions_draft import Change, Draft, Draw, chosen, said
from pactfuzz.values.extensions_names import unknown_names
from pactfuzz.values.keywords import is_open
from pactfuzz.values.places import Place, Reading, Schema

MOST_ADDED: Final = 40
"""Members added at once: a name in a few hundred that a reader trips on is met in some ten
documents, and shrinking needs two numbers to find it among the others."""

_RARELY: Final = 5

DEEP: Final = 100
"""Levels of the deepest value: readers in use here stop between 128 and 200 levels, and RFC 8259
(section 9) lets them."""
LARGE: Final = 1_000
"""Members or items of the largest value."""


def _nested(depth: int, *, is_array: bool) -> Any:
    value: Any = [] if is_array else {}
    for _ in range(depth):
        value = [value] if is_array else {"unknown": value}
    return value


_SMALL: Final[tuple[Any, ...]] = (
    None, False, True, 0, "", [], {}, "text", [None], {"": None},
    [0, "text", [], {}, None, True, -1.5],
    {"unknown": {"unknown": [{"unknown": 0}, "text"]}, "type": "object", "id": -1},
    2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**64, 10**30, 1.7976931348623157e308, 5e-324, -0.0,
)  # fmt: skip
_BIG: Final[tuple[Callable[[], Any], ...]] = (
    lambda: "x" * 10_000,
    lambda: "\U0001f600" * 1_000,
    lambda: list(range(LARGE)),
    lambda: {f"unknown{number}": number for number in range(LARGE)},
    lambda: _nested(DEEP, is_array=True),
    lambda: _nested(DEEP, is_array=False),
)


def _value(index: int) -> Any:
    return _SMALL[index] if index < len(_SMALL) else _BIG[index - len(_SMALL)]()


VALUES: Final[st.SearchStrategy[Any]] = st.one_of(
    st.integers(0, len(_SMALL) + len(_BIG) - 1).map(_value),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
)
"""Every kind of JSON value, the plainest first. What is inside one hardly matters to a reader that
does not know it, so most of them are fixed, which keeps drawing fast and failures small."""


def add_members(draw: Draw, draft: Draft) -> Draft:
    """Add members that the shape does not know to an object that may have such."""
    reading = draft.subject.reading
    places = [each for each in reading.places(draft.document) if may_have_unknown(each)]
    if not places:
        return draft
    place = chosen(draw, places)
    known = place.names | draft.subject.read
    value = draw(VALUES)
    # What else stands here is passed over only now: the names to draw from must not depend on it,
    # or else no change could be deleted without changing the others.
    new = {
        name: value
        for name in _drawn(draw, unknown_names(known, draft.subject.elsewhere))
        if name not in known and name not in place.value and not _is_data(reading, place, name)
    }
    for members in (new, dict(list(new.items())[-1:])):
        added = draft.extended(place.location, _with(members), _said(place, members), "added")
        if added is not draft:
            break
    return added if new else draft


def _drawn(draw: Draw, names: tuple[str, ...]) -> Sequence[str]:
    """Draw neighbours in a list of names, or any name.

    They are drawn by the last of them and their number, so that shrinking finds a single culprit
    by making first the one and then the other smaller.
    """
    if draw(st.integers(0, _RARELY)) == _RARELY:
        return [draw(st.text(max_size=20))]
    last = draw(st.integers(0, len(names) - 1))
    count = draw(st.integers(1, MOST_ADDED))
    return names[max(0, last + 1 - count) : last + 1]


def _with(new: Mapping[str, Any]) -> Change:
    return lambda members: {**members, **new}


def _said(place: Place, members: Mapping[str, Any]) -> str:
    named = [said(place.location / name) for name in members]
    more = [f"{len(named) - 1} more"] if len(named) > 1 else []
    return " and ".join([*named[-1:], *more])


def may_have_unknown(place: Place) -> bool:
    """Say whether unknown members may stand here and mean nothing.

    Not in a map, whose names are data, nor where members without a name have a schema.
    """
    is_record = any("properties" in each or "required" in each for each in place.schemas)
    return isinstance(place.value, dict) and is_record and all(map(_allows_others, place.schemas))


def _is_data(reading: Reading, place: Place, name: str) -> bool:
    patterns = (each for schema in place.mentioned for each in schema.get("patternProperties", ()))
    return any(reading.is_match(each, name) for each in patterns)


def _allows_others(schema: Schema) -> bool:
    keywords = ("additionalProperties", "unevaluatedProperties")
    return all(is_open(schema.get(each, True)) for each in keywords)
