"""Texts: of any characters and length that are allowed, and such as readers stumble over."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.languages.expression import Inexpressible, language_of
from pactfuzz.values.languages.language import Language, both
from pactfuzz.values.languages.words import Words
from pactfuzz.values.strategies.formats import PATTERNS, SOURCES
from pactfuzz.values.strategies.source import Source

LONG: Final = 256
"""Characters from which a text counts as long: a column, a label or a file name holds 255."""
LONGEST_DRAWN: Final = 1_024
"""Characters up to which a text is often drawn as long as it may be; each of them takes time."""
LONGEST: Final = 10_000
"""Characters up to which a text must be allowed to go on, to be built at all."""

HOSTILE: Final = (
    "\x00\x01\x1f\x7f\x85\n\r\t \u00a0\u200b\u2028\ufeff"  # ends of texts and lines, white space
    "\"'\\/$%{}<>;&"  # quotation, escapes, templates, markup
    "\u0301\u0345\u1ab0\u05d0\u0627\u202e\u2066\ufdfa"  # combining, from right to left
    "\u0130\u00df\u01c5\ufb01\u03c2"  # letters that change their number when their case changes
    "\ud7ff\ue000\uffff\U0001f600\U0001f3fd\u200d\U0010ffff"  # at ends, past 16 bits, clusters
    "\u0660\uff11"  # digits that are not ASCII
)
SURROGATES: Final = "\ud800\udbff\udc00\udfff"


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters that texts are made of: all there are, and the hostile ones among them."""

    all: SearchStrategy[str]
    hostile: str


UNICODE: Final = Alphabet(st.characters(codec="utf-8"), HOSTILE)
CODE_UNITS: Final = Alphabet(st.characters(exclude_categories=()), HOSTILE + SURROGATES)
"""Characters and lone surrogates, which only escapes in a JSON text can carry (RFC 8259, 8.2)."""


def string(schema: Mapping[str, Any], alphabet: Alphabet) -> Source:
    """Make texts as a schema describes them: by length, pattern and format.

    Raises:
        UnsatisfiableShape: there are none.
        Inexpressible: a pattern cannot be read as a language, or goes with a format that is none.
        TooManyStates: the patterns are too large.
    """
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    most = None if most is None else int(most)
    form = str(schema.get("format"))
    patterns = [schema["pattern"]] if "pattern" in schema else []
    if form in SOURCES:
        if patterns or most is not None or least > 1:
            raise Inexpressible
        return SOURCES[form]
    if form in PATTERNS:
        patterns.append(PATTERNS[form])
    if patterns:
        return _words_matching(tuple(patterns), least, most)
    return texts(least, most, alphabet)


def texts(least: int, most: int | None, alphabet: Alphabet) -> Source:
    """Make texts of ``least`` to ``most`` characters.

    Raises:
        UnsatisfiableShape: there are none, or only such as are longer than 10,000 characters.
    """
    if least > LONGEST or (most is not None and most < least):
        msg = f"no text has {least} to {most} characters, or none of up to {LONGEST} has"
        raise UnsatisfiableShape(msg)
    return Source(tuple(_flavours(least, most, alphabet)))


def words(language: Language, least: int, most: int | None) -> Source:
    """Make texts of a language.

    Raises:
        UnsatisfiableShape: no text of such a length is in it.
        TooManyStates: it is too large.
    """
    found = Words.of(language, least, most)
    shortest = min(found.shortest, LONG)
    return Source(texts(shortest, most, UNICODE).flavours, found.word)


@lru_cache(maxsize=256)
def _words_matching(patterns: tuple[str, ...], least: int, most: int | None) -> Source:
    """Make texts that match regular expressions, all of them."""
    return words(both(*map(language_of, patterns)), least, most)


def _flavours(least: int, most: int | None, alphabet: Alphabet) -> list[SearchStrategy[Any]]:
    flavours = [
        st.text(alphabet.all, min_size=least, max_size=most),
        st.text(alphabet.hostile, min_size=least, max_size=most),
        st.text(alphabet.all, min_size=least, max_size=least),
    ]
    if most is not None and least < most <= LONGEST_DRAWN:
        flavours.append(st.text("0aé", min_size=most, max_size=most))
    elif least < LONG and (most is None or most >= LONG):
        # Of one length, for Hypothesis asks after each character whether another one follows.
        flavours.append(st.text("0aé", min_size=LONG, max_size=LONG))
    return flavours
