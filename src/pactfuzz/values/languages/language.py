"""Sets of texts that a regular expression describes, and what is left of them after a character.

Brzozowski's derivatives ("Derivatives of regular expressions", 1964) in the form of Owens, Reppy
and Turon ("Regular-expression derivatives re-examined", 2009): intersection and complement cost
no more than union, so that "matches this, does not match that, and is no name of a member" is one
language, from which texts are built instead of searched for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points from one to another, both included: in order, apart from each other."""

UNICODE: Final[Ranges] = ((0x0, 0xD7FF), (0xE000, 0x10FFFF))
"""All characters that UTF-8 can carry: no surrogates."""


@dataclass(frozen=True, slots=True)
class Characters:
    """The texts of one character out of some."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """A text of each part, one after the other."""

    parts: tuple["Language", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """The texts of any member."""

    members: frozenset["Language"]


@dataclass(frozen=True, slots=True)
class Both:
    """The texts that all members have."""

    members: frozenset["Language"]


@dataclass(frozen=True, slots=True)
class Not:
    """The texts that another language does not have."""

    inner: "Language"


@dataclass(frozen=True, slots=True)
class Repeat:
    """``least`` to ``most`` texts of one language (``None``: as many as one likes)."""

    inner: "Language"
    least: int
    most: int | None


Language: TypeAlias = Characters | Sequence | Either | Both | Not | Repeat

NOTHING: Final = Characters(())
EMPTY: Final = Sequence(())
ANY_TEXT: Final = Repeat(Characters(UNICODE), 0, None)


def united(*ranges: Ranges) -> Ranges:
    """Join sets of characters."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(each for some in ranges for each in some):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """List all other characters."""
    kept: list[tuple[int, int]] = []
    for start, end in UNICODE:
        low = start
        for first, last in united(ranges):
            if first > low:
                kept.append((low, min(first - 1, end)))
            low = max(low, last + 1)
            if low > end:
                break
        if low <= end:
            kept.append((low, end))
    return tuple((low, high) for low, high in kept if low <= high)


def contains(ranges: Ranges, code: int) -> bool:
    """Say whether a character is one of some."""
    return any(low <= code <= high for low, high in ranges)


def sequence(*parts: Language) -> Language:
    """Put languages one after the other."""
    flat = [inner for each in parts for inner in _parts(each)]
    if NOTHING in flat:
        return NOTHING
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def literal(text: str) -> Language:
    """Make the language of a single text."""
    return sequence(*(Characters(((ord(each), ord(each)),)) for each in text))


def either(*members: Language) -> Language:
    """Unite languages."""
    flat = {inner for each in members for inner in _members(each, Either)}
    singles = [each for each in flat if isinstance(each, Characters)]
    joined = Characters(united(*(each.ranges for each in singles)))
    rest = flat.difference(singles)
    if ANY_TEXT in rest:
        return ANY_TEXT
    return _only({*rest, joined} if joined != NOTHING else rest, Either, NOTHING)


def both(*members: Language) -> Language:
    """Intersect languages."""
    flat = {inner for each in members for inner in _members(each, Both)} - {ANY_TEXT}
    if NOTHING in flat:
        return NOTHING
    if EMPTY in flat:
        return EMPTY if all(map(has_empty, flat)) else NOTHING
    return _only(flat, Both, ANY_TEXT)


def negation(language: Language) -> Language:
    """Take all texts that a language does not have."""
    match language:
        case Not(inner=inner):
            return inner
        case _ if language == NOTHING:
            return ANY_TEXT
        case _ if language == ANY_TEXT:
            return NOTHING
        case _:
            return Not(language)


def repeat(inner: Language, least: int, most: int | None) -> Language:
    """Repeat a language; where it has the empty text, fewer repetitions are as good as more."""
    least = 0 if has_empty(inner) else least
    match inner:
        case _ if most == 0 or inner == EMPTY:
            return EMPTY
        case _ if inner == NOTHING:
            return NOTHING if least else EMPTY
        case _ if least == most == 1:
            return inner
        case Repeat(least=0, most=None):
            return inner
        case _:
            return Repeat(inner, least, most)


def has_empty(language: Language) -> bool:
    """Say whether the empty text is in a language."""
    match language:
        case Characters():
            return False
        case Sequence(parts=parts):
            return all(map(has_empty, parts))
        case Either(members=members):
            return any(map(has_empty, members))
        case Both(members=members):
            return all(map(has_empty, members))
        case Not(inner=inner):
            return not has_empty(inner)
        case Repeat(inner=inner, least=least):
            return least == 0 or has_empty(inner)


def after(language: Language, code: int) -> Language:
    """Take what may follow in a language once a character has been read."""
    match language:
        case Characters(ranges=ranges):
            return EMPTY if contains(ranges, code) else NOTHING
        case Sequence(parts=parts):
            return either(*_after_parts(parts, code))
        case Either(members=members):
            return either(*(after(each, code) for each in members))
        case Both(members=members):
            return both(*(after(each, code) for each in members))
        case Not(inner=inner):
            return negation(after(inner, code))
        case Repeat(inner=inner, least=least, most=most):
            rest = repeat(inner, max(least - 1, 0), None if most is None else most - 1)
            return sequence(after(inner, code), rest)


def cuts(language: Language) -> frozenset[int]:
    """List the code points at which what may follow can change, from one to the next."""
    match language:
        case Characters(ranges=ranges):
            return frozenset(each for low, high in ranges for each in (low, high + 1))
        case Sequence(parts=parts):
            return _all_cuts(_leading(parts))
        case Either(members=members) | Both(members=members):
            return _all_cuts(members)
        case Not(inner=inner) | Repeat(inner=inner):
            return cuts(inner)


def _after_parts(parts: tuple[Language, ...], code: int) -> Iterator[Language]:
    for index, part in enumerate(parts):
        yield sequence(after(part, code), *parts[index + 1 :])
        if not has_empty(part):
            return


def _leading(parts: tuple[Language, ...]) -> Iterator[Language]:
    """List the parts of which the first character of a text may be."""
    for part in parts:
        yield part
        if not has_empty(part):
            return


def _all_cuts(languages: Iterable[Language]) -> frozenset[int]:
    return reduce(frozenset.union, map(cuts, languages), frozenset())


def _parts(language: Language) -> tuple[Language, ...]:
    return language.parts if isinstance(language, Sequence) else (language,)


def _members(language: Language, kind: type[Either | Both]) -> Iterable[Language]:
    if isinstance(language, Either | Both) and isinstance(language, kind):
        return language.members
    return (language,)


def _only(members: set[Language], kind: type[Either | Both], none: Language) -> Language:
    if not members:
        return none
    return next(iter(members)) if len(members) == 1 else kind(frozenset(members))
