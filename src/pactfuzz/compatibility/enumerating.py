"""The values of a schema one by one, where there are so few that each can be asked about."""

from itertools import product
from math import prod
from typing import Any, Final

from pactfuzz.compatibility.conjunction import (
    UNIONS,
    Conjunction,
    Part,
    item,
    least,
    members,
    most,
    most_items,
    named,
    required,
    types_of,
)
from pactfuzz.compatibility.side import Side

MOST_VALUES: Final = 256
MOST_DEPTH: Final = 4
MOST_ITEMS: Final = 8
"""Items beyond which an array has too many values anyhow."""


def values_of(side: Side, parts: Conjunction, depth: int = 0) -> list[Any] | None:
    """List all values that keep every part; ``None`` if there are many."""
    listed = next((_listed(part) for part in parts if "const" in part or "enum" in part), None)
    if listed is None:
        listed = _few(side, parts, depth) if depth <= MOST_DEPTH else None
    if listed is None:
        return None
    return [each for each in listed if all(side.accepts(part, each) for part in parts)]


def _listed(part: Part) -> list[Any]:
    return [part["const"]] if "const" in part else list(part["enum"])


def _few(side: Side, parts: Conjunction, depth: int) -> list[Any] | None:
    types = types_of(parts)
    if any(union in part for part in parts for union in UNIONS):
        return None
    found: list[Any] = []
    for kind in sorted(types):
        some = _FEW[kind](side, parts, depth)
        if some is None or len(some) > MOST_VALUES:
            return None
        found += some
    return found


def _few_integers(_side: Side, parts: Conjunction, _depth: int) -> list[Any] | None:
    low = max(
        least(parts, "minimum", float("-inf")), least(parts, "exclusiveMinimum", float("-inf"))
    )
    high = min(most(parts, "maximum"), most(parts, "exclusiveMaximum"))
    if not high - low <= MOST_VALUES / 2:
        return None
    return list(range(int(low) - 1, int(high) + 2))


def _few_objects(side: Side, parts: Conjunction, depth: int) -> list[Any] | None:
    is_closed = any(
        part.get("additionalProperties") is False and not part.get("patternProperties")
        for part in parts
    )
    if not is_closed:
        return None
    needed = required(parts)
    choices: list[list[Any]] = []
    names = list(named(parts))
    for name in names:
        inner = values_of(side, members(side, parts, name), depth + 1)
        if inner is None:
            return None
        choices.append([*inner] if name in needed else [_ABSENT, *inner])
        if prod(map(len, choices)) > MOST_VALUES:
            return None
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not _ABSENT}
        for row in product(*choices)
    ]


def _few_arrays(side: Side, parts: Conjunction, depth: int) -> list[Any] | None:
    longest = most_items(side, parts)
    if longest > MOST_ITEMS:
        return None
    rows: list[Any] = []
    for length in range(int(least(parts, "minItems")), int(longest) + 1):
        choices = [values_of(side, item(side, parts, index), depth + 1) for index in range(length)]
        known = [each for each in choices if each is not None]
        if len(known) < length or len(rows) + prod(map(len, known)) > MOST_VALUES:
            return None
        rows += map(list, product(*known))
    return rows


_ABSENT: Final = object()


def _constants(*values: Any) -> Any:
    return lambda *_: list(values)


def _many(*_: Any) -> None:
    return None


_FEW: Final = {
    "null": _constants(None),
    "boolean": _constants(*(False, True)),
    "integer": _few_integers,
    "fraction": _many,
    "string": _many,
    "array": _few_arrays,
    "object": _few_objects,
}
