"""Rules of the reader that a bound of the writer may prove: numbers, lengths and counts."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor, inf
from typing import Any, Final

from pactfuzz.compatibility.conjunction import (
    Conjunction,
    least,
    most,
    most_items,
    named,
    patterns,
    required,
    types_of,
)
from pactfuzz.compatibility.place import merged
from pactfuzz.compatibility.side import Side

Rule = Callable[[Side, Conjunction, Any], bool]


def is_kept(keyword: str, side: Side, writer: Conjunction, bound: Any) -> bool:
    """Say whether all values of the writer are proved to keep a bound of the reader."""
    return RULES[keyword](side, writer, bound)


def beyond(keyword: str, writer: Conjunction, bound: Any) -> tuple[dict[str, Any], ...]:
    """Describe the values of the writer that are just beyond a bound of the reader."""
    opposite, step = _BEYOND.get(keyword, ("", 0))
    beside = [part[opposite] for part in writer if opposite in part]
    if not opposite or bound + step < 0 or beside:
        return ()
    return (merged((*writer, {opposite: bound + step})),)


_BEYOND: Final[Mapping[str, tuple[str, int]]] = {
    "minItems": ("maxItems", -1),
    "maxItems": ("minItems", 1),
    "minProperties": ("maxProperties", -1),
    "maxProperties": ("minProperties", 1),
}


def _minimum(_: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(_low(writer)[0] >= bound)


def _exclusive_minimum(_: Side, writer: Conjunction, bound: Any) -> bool:
    low, is_open = _low(writer)
    return low > bound or (low == bound and is_open)


def _maximum(_: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(_high(writer)[0] <= bound)


def _exclusive_maximum(_: Side, writer: Conjunction, bound: Any) -> bool:
    high, is_open = _high(writer)
    return high < bound or (high == bound and is_open)


def _multiple(_: Side, writer: Conjunction, bound: Any) -> bool:
    step = Fraction(str(bound))
    steps = [Fraction(str(part["multipleOf"])) for part in writer if "multipleOf" in part]
    if "fraction" not in types_of(writer):
        steps.append(Fraction(1))
    return any((each / step).denominator == 1 for each in steps)


def _low(parts: Conjunction) -> tuple[float, bool]:
    """Find the lower bound, and whether it is itself excluded."""
    closed, opened = least(parts, "minimum", -inf), least(parts, "exclusiveMinimum", -inf)
    low, is_open = (opened, True) if opened >= closed else (closed, False)
    if abs(low) < inf and "fraction" not in types_of(parts):
        return (floor(low) + 1 if is_open else ceil(low)), False
    return low, is_open


def _high(parts: Conjunction) -> tuple[float, bool]:
    """Find the upper bound, and whether it is itself excluded."""
    closed, opened = most(parts, "maximum"), most(parts, "exclusiveMaximum")
    high, is_open = (opened, True) if opened <= closed else (closed, False)
    if abs(high) < inf and "fraction" not in types_of(parts):
        return (ceil(high) - 1 if is_open else floor(high)), False
    return high, is_open


def _fewest_members(_: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(max(len(required(writer)), least(writer, "minProperties")) >= bound)


def _most_members(_: Side, writer: Conjunction, bound: Any) -> bool:
    is_closed = any(part.get("additionalProperties") is False for part in writer)
    known = len(named(writer)) if is_closed and not patterns(writer) else inf
    return bool(min(known, most(writer, "maxProperties")) <= bound)


def _fewest_items(_: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(least(writer, "minItems") >= bound)


def _most_items(side: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(most_items(side, writer) <= bound)


def _unique(side: Side, writer: Conjunction, bound: Any) -> bool:
    is_unique = any(part.get("uniqueItems") for part in writer)
    return not bound or is_unique or most_items(side, writer) <= 1


def _shortest(_: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(least(writer, "minLength") >= bound)


def _longest(_: Side, writer: Conjunction, bound: Any) -> bool:
    return bool(most(writer, "maxLength") <= bound)


RULES: Final[Mapping[str, Rule]] = {
    "minimum": _minimum,
    "exclusiveMinimum": _exclusive_minimum,
    "maximum": _maximum,
    "exclusiveMaximum": _exclusive_maximum,
    "multipleOf": _multiple,
    "minProperties": _fewest_members,
    "maxProperties": _most_members,
    "minItems": _fewest_items,
    "maxItems": _most_items,
    "uniqueItems": _unique,
    "minLength": _shortest,
    "maxLength": _longest,
}
