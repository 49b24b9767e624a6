"""Members: what the reader says of those of an object, held against what the writer says of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Final

from pactfuzz.compatibility.conjunction import (
    Conjunction,
    Part,
    conjunction,
    is_nothing,
    member_schemas_of,
    named,
    patterns,
)
from pactfuzz.compatibility.place import Place, Suspicion, with_member
from pactfuzz.compatibility.splitting import Proving
from pactfuzz.compatibility.texts import language, word_of
from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.languages.expression import Inexpressible
from pactfuzz.values.languages.language import Language, both, either, literal, negation

MOST_PATTERNS: Final = 5
"""Patterns of which all combinations are looked at."""

_WHOLE: Final = frozenset({"$ref", "allOf", "anyOf", "items", "oneOf", "properties"})
_UNTOLD: Final = (Inexpressible, TooManyStates, UnsatisfiableShape)


def broken_members(
    walk: Proving, writer: Conjunction, part: Part, place: Place
) -> Iterator[Suspicion]:
    """Hold the members of both sides against each other: those with names, then all others."""
    names = sorted(named((*writer, part)), key=lambda name: _is_whole(writer, name))
    for name in names:
        yield from _member(walk, writer, part, place, name)
    try:
        for name, matched in _others(writer, part, names):
            yield from _member(walk, writer, part, place, name, matched)
    except _UNTOLD:
        yield Suspicion(place, "patternProperties", writer, part)


def broken_names(
    walk: Proving, writer: Conjunction, part: Part, keyword: str, place: Place
) -> Iterator[Suspicion]:
    """Hold the names of members against what the reader demands of names."""
    rule, names = part[keyword], [*named(writer)]
    for name in names:
        written = member_schemas_of(walk.writer, writer, name)
        is_sent = not is_nothing(conjunction(walk.writer, *written))
        if is_sent and not walk.reader.accepts(rule, name):
            yield Suspicion(place, keyword, writer, part, _with(writer, name), name)
    try:
        forbidden = negation(language(conjunction(walk.reader, rule), is_wide=False))
        for name, matched in _others(writer, {}, names, forbidden):
            written = member_schemas_of(walk.writer, writer, name, matched)
            if not is_nothing(conjunction(walk.writer, *written)):
                yield Suspicion(place, keyword, writer, part, _with(writer, name), name)
    except _UNTOLD:
        yield Suspicion(place, keyword, writer, part)


def _member(
    walk: Proving,
    writer: Conjunction,
    part: Part,
    place: Place,
    name: str,
    matched: frozenset[str] | None = None,
) -> Iterator[Suspicion]:
    """Hold one member against the other side's; ``matched`` stands for all names like it."""
    read = member_schemas_of(walk.reader, (part,), name, matched)
    if read == (True,):
        return
    written = member_schemas_of(walk.writer, writer, name, matched)
    if is_nothing(conjunction(walk.writer, *written)):
        return
    is_named = matched is None
    if False in read:
        keyword = "properties" if name in part.get("properties", {}) else "additionalProperties"
        yield Suspicion(place, keyword, writer, part, _with(writer, name), name)
        return
    yield from walk.between(written, read, place.member(writer, name, is_named=is_named))


def _is_whole(writer: Conjunction, name: str) -> bool:
    """Say whether a member is made of others; of plain ones the smaller witnesses are made."""
    stated = (part["properties"].get(name) for part in writer if "properties" in part)
    return any(_WHOLE & each.keys() for each in stated if isinstance(each, Mapping))


def _others(
    writer: Conjunction, part: Part, names: Sequence[str], wanted: Language | None = None
) -> Iterator[tuple[str, frozenset[str]]]:
    """List the sorts of names that members may have beside some, with a name of each.

    Names of one sort match the same patterns, and are in the language that is ``wanted``.

    Raises:
        Inexpressible, TooManyStates, UnsatisfiableShape: they cannot be told.
    """
    if all(each.get("additionalProperties") is False for each in writer) and not patterns(writer):
        return
    known = patterns((*writer, part))
    rules = [each["propertyNames"] for each in writer if "propertyNames" in each]
    if not known and not rules and wanted is None:
        yield next(name for name in _fresh() if name not in names), frozenset()
        return
    if len(known) > MOST_PATTERNS:
        raise TooManyStates
    told = [rule for rule in rules if not isinstance(rule, bool)]
    taken = negation(either(*map(literal, names)))
    free = both(language(told, is_wide=True), taken, *([] if wanted is None else [wanted]))
    for matched in chain.from_iterable(combinations(known, size) for size in range(len(known) + 1)):
        sort = both(
            free,
            *(language([{"pattern": each}], is_wide=True) for each in matched),
            *(
                negation(language([{"pattern": each}], is_wide=False))
                for each in known
                if each not in matched
            ),
        )
        word = word_of(sort)
        if word is not None:
            yield word, frozenset(matched)


def _fresh() -> Iterator[str]:
    """List names, the plainest first."""
    name = "x"
    while True:
        yield name
        name += "x"


def _with(writer: Conjunction, name: str) -> tuple[dict[str, object], ...]:
    return (with_member(writer, name, True),)  # noqa: FBT003 - a schema
