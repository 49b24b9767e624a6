"""Texts: empty and long ones, of hostile characters, and such as are taken for something else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.extensions_names import HOSTILE as NAMES
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.languages.expression import Inexpressible, language_of
from pactfuzz.values.languages.language import both
from pactfuzz.values.languages.words import Words
from pactfuzz.values.spelling import written
from pactfuzz.values.spot import Spot
from pactfuzz.values.strategies.formats import PATTERNS
from pactfuzz.values.strategies.texts import HOSTILE, LONG, LONGEST, SURROGATES
from pactfuzz.values.stream.moments import FORMATS
from pactfuzz.values.stream.parts import Kind, Piece
from pactfuzz.values.text import texts_of

_TRIES: Final = 8
_PLAIN: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_- "
_SURROGATE_CODES: Final = range(0xD800, 0xE000)
_TAKEN_FOR: Final = (
    "null", "true", "false", "0", "-1", "1.5", "1e400", "NaN", "Infinity", "0x10", "[]", "{}",
    '""', "2024-02-29", "1970-01-01T00:00:00Z", "../../etc/passwd", "' OR 1=1 --", "<b>&amp;",
    "{0}", "%s", "${x}", "\\u0000", "None", *(each for each in NAMES if len(each) < LONG),
)  # fmt: skip
"""Texts that look like other values or mean something to templates, queries and file systems."""

Write = Callable[[str], str]
"""Makes of any text one that is allowed and follows it as closely as may be."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How texts are made: of which characters, and how long they may be."""

    random: Random
    least: int
    most: int
    has_surrogates: bool

    def plain(self) -> str:
        """Write letters and digits."""
        return self._of(_PLAIN, self._length(1, 12))

    def hostile(self) -> str:
        """Write characters that readers stumble over, sometimes among others."""
        characters = self.random.choice((HOSTILE, HOSTILE + _PLAIN))
        return self._of(characters, self._length(1, 8))

    def surrogates(self) -> str:
        """Write lone halves of characters, which only escapes can carry."""
        return self._of(SURROGATES + "a", self._length(1, 3))

    def anything(self) -> str:
        """Write characters of all planes."""
        codes = (self.random.randrange(0x110000) for _ in range(self._length(1, 8)))
        return "".join("0" if each in _SURROGATE_CODES else chr(each) for each in codes)

    def long(self) -> str:
        """Write what no column, label or file name holds; very seldom much more than that."""
        length = LONGEST if self.random.random() < 1 / 64 else self.random.randint(LONG, 2 * LONG)
        return self._of(
            self.random.choice(("0", "0", "a", "aé")), max(self.least, min(length, self.most))
        )

    def of_length(self, length: int) -> str:
        """Write a text of a given length."""
        return self._of(_PLAIN, length)

    def taken_for(self) -> str:
        """Write what looks like another value."""
        text = self.random.choice(_TAKEN_FOR)
        return text if self.least <= len(text) <= self.most else self.plain()

    def _length(self, least: int, most: int) -> int:
        lowest = max(self.least, min(least, self.most))
        return self.random.randint(lowest, max(lowest, min(self.least + most, self.most)))

    def _of(self, characters: str, length: int) -> str:
        return "".join(self.random.choices(characters, k=length))


def text_kinds(
    schema: Mapping[str, Any], spot: Spot, random: Random, *, has_surrogates: bool
) -> list[Kind]:
    """Make texts.

    Raises:
        UnsatisfiableShape: there are none.
    """
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", LONGEST))
    if least > min(most, LONGEST):
        msg = f"{spot}: no text has {least} to {min(most, LONGEST)} characters"
        raise UnsatisfiableShape(msg)
    form = str(schema.get("format"))
    accepts = Shape.from_schema(schema).accepts
    if form in FORMATS:
        plain = texts_of(schema, accepts)
        shown = _checked(lambda: random.choice(plain), accepts, plain[0])
        make = _checked(partial(FORMATS[form], random), accepts, plain[0])
        return [Kind(spot.equals(plain[0]), shown), Kind(spot.says(f"is any {form}"), make, 3)]
    writing = Writing(random, least, most, has_surrogates)
    if "pattern" not in schema and form not in PATTERNS:
        free = {k: v for k, v in schema.items() if k in ("minLength", "maxLength")}
        is_free = schema.keys() <= {*free, "type", "title", "description", "default", "examples"}
        return list(_kinds(writing, spot, str, None if is_free else accepts, ""))
    return _matching(schema, writing, spot, accepts)


def _matching(
    schema: Mapping[str, Any], writing: Writing, spot: Spot, accepts: Callable[[Any], bool]
) -> list[Kind]:
    """Make texts of patterns by their automaton, or where there is none those that are found."""
    patterns = [schema["pattern"]] if "pattern" in schema else []
    if schema.get("format") in PATTERNS:
        patterns.append(PATTERNS[schema["format"]])
    try:
        language = both(*map(language_of, patterns))
        words = Words.of(language, writing.least, schema.get("maxLength"))
    except (Inexpressible, TooManyStates):
        found = texts_of(schema, accepts)
        return [_fixed(each, spot) for each in found]
    plain = words.word("")
    if not accepts(plain):
        plain = texts_of(schema, accepts)[0]
    return list(_kinds(writing, spot, words.word, accepts, plain))


def _kinds(
    writing: Writing,
    spot: Spot,
    write: Write,
    accepts: Callable[[Any], bool] | None,
    otherwise: str,
) -> Iterator[Kind]:
    """Make the kinds of texts; ``accepts`` is asked of each text where it may say no."""

    def kind(words: str, draw: Callable[[], str], share: int = 1) -> Kind:
        def drawn() -> str:
            return write(draw())

        if accepts is None:
            return Kind(spot.says(words), lambda: Piece(written(drawn())), share)
        return Kind(spot.says(words), _checked(drawn, accepts, otherwise), share)

    if writing.most == 0:
        yield _fixed(write(""), spot)
        return
    shortest = partial(writing.of_length, writing.least)
    words = "is empty" if writing.least == 0 and write is str else "is as short as it may be"
    yield kind(words, shortest, 3)
    yield kind("is plain", writing.plain, 24)
    yield kind("has hostile characters", writing.hostile, 9)
    yield kind("has any characters", writing.anything, 4)
    yield kind("looks like something else", writing.taken_for, 8)
    if writing.has_surrogates:
        yield kind("has lone surrogates", writing.surrogates)
    if writing.most >= LONG:
        yield kind("is long", writing.long)
    else:
        yield kind("is as long as it may be", partial(writing.of_length, writing.most), 3)


def _fixed(text: str, spot: Spot) -> Kind:
    return Kind(spot.equals(text), partial(Piece, written(text)), is_constant=True)


def _checked(
    draw: Callable[[], str], accepts: Callable[[Any], bool], otherwise: str
) -> Callable[[], Piece]:
    def make() -> Piece:
        for _ in range(_TRIES):
            text = draw()
            if accepts(text):
                return Piece(written(text))
        return Piece(written(otherwise))

    return make
