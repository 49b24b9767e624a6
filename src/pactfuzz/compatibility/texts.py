"""Texts: whether all texts of one description keep another one, and which do not."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from pactfuzz.compatibility.conjunction import Conjunction, Part, types_of
from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.languages.expression import Inexpressible, language_of
from pactfuzz.values.languages.language import (
    ANY_TEXT,
    UNICODE,
    Characters,
    Language,
    both,
    either,
    literal,
    negation,
    repeat,
)
from pactfuzz.values.languages.words import Words

MOST_LENGTH: Final = 1_000
"""Characters up to which lengths are counted one by one."""

STRING: Final = frozenset({"string"})
UNTOLD: Final = (Inexpressible, TooManyStates, UnsatisfiableShape)
"""What is raised where it cannot be told which texts are meant."""

_OPAQUE: Final = frozenset({"$ref", "allOf", "format", "if", "oneOf"})
"""Keywords that may refuse a text and are not expressed as languages."""


def language(parts: Iterable[Part], *, is_wide: bool) -> Language:
    """Read what all parts say of texts as a language.

    A wide one has all texts that any engine for regular expressions takes, and more where a keyword
    cannot be expressed; a narrow one has only such as all of them take.

    Raises:
        Inexpressible: a keyword cannot be expressed, and the language must be narrow.
        UnsatisfiableShape: a pattern cannot be read.
    """
    return both(*(_of_part(part, is_wide=is_wide) for part in parts), ANY_TEXT)


def word_of(language: Language) -> str | None:
    """Take the shortest and plainest text of a language; ``None`` if it has none.

    Raises:
        TooManyStates: the language is too large for that to be found out.
    """
    try:
        return _word(language)
    except UnsatisfiableShape:
        return None


def is_any_text(parts: Conjunction) -> bool:
    """Say whether there may be a text that keeps all parts."""
    try:
        return word_of(language(parts, is_wide=True)) is not None
    except TooManyStates:
        return True


def texts(parts: Conjunction) -> Conjunction:
    """Take the parts that leave texts at all."""
    return tuple(each for each in parts if "string" in _kinds(each))


def is_text_kept(writer: Conjunction, reader: Part) -> bool:
    """Say whether the writer sends texts alone, of which all keep a part of the reader."""
    if types_of(writer) != STRING:
        return False
    try:
        return word_between(writer, reader) is None
    except UNTOLD:
        return False


def word_between(writer: Conjunction, reader: Part) -> str | None:
    """Find a text that the writer may send and the reader may refuse; ``None``: there is none.

    Raises:
        Inexpressible, TooManyStates, UnsatisfiableShape: it cannot be told.
    """
    wide = language(writer, is_wide=True)
    return word_of(both(wide, negation(language([reader], is_wide=False))))


@lru_cache(maxsize=512)
def _word(language: Language) -> str:
    return Words.of(language).word("")


def _of_part(part: Mapping[str, Any], *, is_wide: bool) -> Language:
    if not is_wide and part.keys() & _OPAQUE:
        raise Inexpressible
    if "string" not in _kinds(part):
        return negation(ANY_TEXT)
    languages = list(_lengths(part, is_wide=is_wide))
    if "pattern" in part:
        languages.append(_pattern(part["pattern"], is_wide=is_wide))
    if "const" in part or "enum" in part:
        listed = part.get("enum", [part.get("const")])
        languages.append(either(*(literal(each) for each in listed if isinstance(each, str))))
    inner = part.get("not")
    if isinstance(inner, Mapping):
        languages.append(_opposite(inner, is_wide=is_wide))
    if "anyOf" in part:
        languages.append(either(*(_branch(each, is_wide=is_wide) for each in part["anyOf"])))
    return both(*languages, ANY_TEXT)


def _branch(schema: Any, *, is_wide: bool) -> Language:
    if isinstance(schema, bool):
        return ANY_TEXT if schema else negation(ANY_TEXT)
    return _of_part(schema, is_wide=is_wide)


def _opposite(schema: Mapping[str, Any], *, is_wide: bool) -> Language:
    if "string" not in _kinds(schema):
        return ANY_TEXT
    try:
        return negation(_of_part(schema, is_wide=not is_wide))
    except Inexpressible:
        if is_wide:
            return ANY_TEXT
        raise


def _lengths(part: Mapping[str, Any], *, is_wide: bool) -> Iterable[Language]:
    shortest, longest = part.get("minLength", 0), part.get("maxLength")
    if not shortest and longest is None:
        return
    if max(shortest, longest or 0) > MOST_LENGTH:
        if is_wide:
            return
        raise Inexpressible
    yield repeat(Characters(UNICODE), int(shortest), None if longest is None else int(longest))


@lru_cache(maxsize=512)
def _pattern(pattern: str, *, is_wide: bool) -> Language:
    try:
        return language_of(pattern, is_wide=is_wide)
    except (Inexpressible, UnsatisfiableShape):
        if is_wide:
            return ANY_TEXT
        raise Inexpressible from None


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", "string")
    return kinds if isinstance(kinds, list) else [kinds]
