"""Where two values of one document differ, as far as both know it."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from pactfuzz.shapes import ABSENT, Location

_TOP: Final = Location()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place, and what stood there before and stands there after."""

    location: Location
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.location}: {self.before!r} became {self.after!r}"


def missing(
    before: Any, after: Any, is_known: Callable[[Location], bool], at: Location = _TOP
) -> Iterator[Difference]:
    """Find what ``before`` has and ``after`` has otherwise; ``after`` may have members more.

    A member that is gone counts where ``is_known`` says so of its place. Numbers are the same if
    they are as doubles, except for two integers, whose digits all count. What a parser has made
    another type of (a time, a path) is not compared.
    """
    if isinstance(after, Enum):
        after = after.value
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            inner = at / name
            if name in after:
                yield from missing(value, after[name], is_known, inner)
            elif is_known(inner):
                yield Difference(inner, value, ABSENT)
    elif isinstance(before, list) and isinstance(after, list | tuple):
        for index, value in enumerate(before):
            theirs = after[index] if index < len(after) else ABSENT
            yield from missing(value, theirs, is_known, at / index)
    elif _is_plain(after) and not _is_same(before, after):
        yield Difference(at, before, after)


def _is_plain(value: Any) -> bool:
    return value is ABSENT or isinstance(value, str | int | float | bool | dict | list | None)


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, int) and isinstance(after, int):
        return before == after
    if isinstance(before, int | float) and isinstance(after, int | float):
        doubles = _as_double(before), _as_double(after)
        return doubles[0] == doubles[1] or all(map(math.isnan, doubles))
    return type(before) is type(after) and bool(before == after)


def _as_double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)
