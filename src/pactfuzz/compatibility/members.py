"""Members: what the reader says of those of an object, held against what the writer says."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Any, Final

from pactfuzz.compatibility.conjunction import (
    Conjunction,
    Part,
    conjunction,
    is_nothing,
    member_schemas_of,
    named,
    patterns,
)
from pactfuzz.compatibility.meeting import Meeting
from pactfuzz.compatibility.place import Suspicion, with_member
from pactfuzz.compatibility.texts import UNTOLD, language, word_of
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.languages.language import ANY_TEXT, Language, both, either, literal, negation

MOST_PATTERNS: Final = 5
"""Patterns of which all combinations are looked at."""

_WHOLE: Final = frozenset({"$ref", "allOf", "anyOf", "items", "oneOf", "properties"})


def broken_members(meeting: Meeting) -> Iterator[Suspicion]:
    """Hold the members of both sides against each other: those with names, then all others."""
    writer, part = meeting.writer, meeting.part
    names = sorted(named((*writer, part)), key=lambda name: _is_whole(writer, name))
    for name in names:
        yield from _member(meeting, name)
    try:
        for name, matched in _others(writer, part, names):
            yield from _member(meeting, name, matched)
    except UNTOLD:
        yield meeting.suspicion(keyword="patternProperties")


def broken_names(meeting: Meeting) -> Iterator[Suspicion]:
    """Hold the names of members against what the reader demands of names."""
    walk, writer, rule = meeting.walk, meeting.writer, meeting.demand
    names = [*named(writer)]
    for name in names:
        if _is_sent(meeting, name, None) and not walk.reader.accepts(rule, name):
            yield meeting.suspicion(with_member(writer, name, leaf=True), member=name)
    try:
        forbidden = negation(language(conjunction(walk.reader, rule), is_wide=False))
        for name, matched in _others(writer, {}, names, forbidden):
            if _is_sent(meeting, name, matched):
                yield meeting.suspicion(with_member(writer, name, leaf=True), member=name)
    except UNTOLD:
        yield meeting.suspicion()


def _is_sent(meeting: Meeting, name: str, matched: frozenset[str] | None) -> bool:
    side = meeting.walk.writer
    written = member_schemas_of(side, meeting.writer, name, matched)
    return not is_nothing(conjunction(side, *written))


def _member(
    meeting: Meeting, name: str, matched: frozenset[str] | None = None
) -> Iterator[Suspicion]:
    """Hold one member against the other side's; ``matched`` stands for all names like it."""
    walk, writer, part = meeting.walk, meeting.writer, meeting.part
    read = member_schemas_of(walk.reader, (part,), name, matched)
    if read == (True,) or not _is_sent(meeting, name, matched):
        return
    if False in read:
        keyword = "properties" if name in part.get("properties", {}) else "additionalProperties"
        leaf = with_member(writer, name, leaf=True)
        yield meeting.suspicion(leaf, member=name, keyword=keyword)
        return
    written = member_schemas_of(walk.writer, writer, name, matched)
    if matched is None:
        known = patterns((*writer, part))
        matched = frozenset(
            each for each in known if walk.reader.accepts(walk.reader.pattern(each), name)
        )
    inside = meeting.place.member(writer, part, name, matched)
    yield from walk.between(written, read, inside)


def _is_whole(writer: Conjunction, name: str) -> bool:
    """Say whether a member is made of others; of plain ones the smaller witnesses are made."""
    stated = (part["properties"].get(name) for part in writer if "properties" in part)
    return any(_WHOLE & each.keys() for each in stated if isinstance(each, Mapping))


def _others(
    writer: Conjunction, part: Part, names: Sequence[str], wanted: Language = ANY_TEXT
) -> Iterator[tuple[str, frozenset[str]]]:
    """List the sorts of names that members may have beside some, with a name of each.

    Names of one sort match the same patterns, and are in the language that is ``wanted``.

    Raises:
        Inexpressible, TooManyStates, UnsatisfiableShape: they cannot be told.
    """
    known = patterns((*writer, part))
    if not known and any(each.get("additionalProperties") is False for each in writer):
        return
    rules = [each["propertyNames"] for each in writer if "propertyNames" in each]
    if not known and not rules and wanted == ANY_TEXT:
        yield next(name for name in _fresh() if name not in names), frozenset()
        return
    if len(known) > MOST_PATTERNS:
        raise TooManyStates
    taken = negation(either(*map(literal, names)))
    free = both(language(filter(_is_told, rules), is_wide=True), taken, wanted)
    for matched in chain.from_iterable(combinations(known, size) for size in range(len(known) + 1)):
        others = [each for each in known if each not in matched]
        word = word_of(both(free, *map(_matching, matched), *map(_not_matching, others)))
        if word is not None:
            yield word, frozenset(matched)


def _is_told(rule: Any) -> bool:
    return not isinstance(rule, bool)


def _matching(pattern: str) -> Language:
    return language([{"pattern": pattern}], is_wide=True)


def _not_matching(pattern: str) -> Language:
    return negation(language([{"pattern": pattern}], is_wide=False))


def _fresh() -> Iterator[str]:
    """List names, the plainest first."""
    name = "x"
    while True:
        yield name
        name += "x"
