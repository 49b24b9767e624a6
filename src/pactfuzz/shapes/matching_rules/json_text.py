"""The text of JSON, and which kinds of value a regular expression could match the text of.

A part of an expression leads from some places in the text of a value to others. Joined part by
part, these tell whether the whole could lead from the start of some number's text to its end,
without a search among numbers. What cannot be followed exactly is assumed to lead anywhere it
might: a kind that is ruled out is ruled out for certain.
"""

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Final

_DIGITS: Final = "0123456789"

_TEXT: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "start": (
        ("-", "minus"),
        ("0", "zero"),
        ("123456789", "digit"),
        ("{", "in object"),
        ("[", "in array"),
    ),
    "minus": (("0", "zero"), ("123456789", "digit")),
    "zero": ((".", "point"),),
    "digit": ((_DIGITS, "digits"), (".", "point after digit"), ("e", "exponent")),
    "digits": ((_DIGITS, "digits"), (".", "point")),
    "point": ((_DIGITS, "fraction"),),
    "fraction": ((_DIGITS, "fraction"),),
    "point after digit": ((_DIGITS, "fraction after digit"),),
    "fraction after digit": ((_DIGITS, "fraction after digit"), ("e", "exponent")),
    "exponent": (("+-", "sign"), (_DIGITS, "power")),
    "sign": ((_DIGITS, "power"),),
    "power": ((_DIGITS, "power"),),
    "in object": (("}", "object"),),
    "in array": (("]", "array"),),
    "object": (),
    "array": (),
}
"""How the text of a number, an object or an array runs, character by character.

It is the text that the core writes of what it has read, so that there is an exponent only after
one digit and its fraction: 1.5e+300 (measured). Within an object or an array anything is taken for
possible.
"""

_INSIDE: Final = ("in object", "in array")

_NUMBERS: Final = ("zero", "digit", "digits", "fraction", "fraction after digit", "power")
_ENDS: Final = {"object": "object", "array": "array"} | dict.fromkeys(_NUMBERS, "number")

Runs = frozenset[tuple[str, str]]
"""From which places in the text a part of an expression leads to which others."""

STAYS: Final[Runs] = frozenset((place, place) for place in _TEXT)
"""What leads nowhere else: the empty expression."""

_FOLLOWED: Final = 32
"""So many repetitions are followed one by one; of more, any number is assumed."""


def runs_of_one(character: re.Pattern[str]) -> Runs:
    """Follow an expression for one character."""
    runs = {
        (place, following)
        for place, steps in _TEXT.items()
        for characters, following in steps
        if any(map(character.fullmatch, characters))
    }
    return frozenset(runs.union((place, place) for place in _INSIDE))


def runs_in_turn(parts: Iterable[Runs]) -> Runs:
    """Follow several parts, one after the other."""
    return reduce(_then, parts, STAYS)


def runs_repeated(runs: Runs, least: int, most: int | None) -> Runs:
    """Follow a part as often as it may be repeated; ``most`` None is without end."""
    needed = runs_in_turn([runs] * min(least, _FOLLOWED))
    if most is None or most > _FOLLOWED:
        return _then(needed, _without_end(runs))
    return _then(needed, runs_in_turn([runs | STAYS] * (most - least)))


def kinds_of(runs: Runs) -> frozenset[str]:
    """Name the JSON types, strings apart, some value of which an expression could match."""
    return frozenset(_ENDS[end] for start, end in runs if start == "start" and end in _ENDS)


def _then(one: Runs, two: Runs) -> Runs:
    onward: dict[str, list[str]] = {}
    for start, end in two:
        onward.setdefault(start, []).append(end)
    return frozenset((start, end) for start, via in one for end in onward.get(via, ()))


def _without_end(runs: Runs) -> Runs:
    reached = runs | STAYS
    while (further := _then(reached, reached)) != reached:
        reached = further
    return reached
