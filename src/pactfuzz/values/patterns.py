"""Texts that match a regular expression, built from the expression instead of searched for.

Whatever an expression would cost a matching engine, building from it takes time in proportion to
its size and to the text's: nothing is matched here. What the parts of an expression cannot say by
themselves (look-around, word boundaries) is left to the caller, who checks every text.
"""

import re
import string
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# The parser of Python's own regular expressions is private, and there is no public one in the
# standard library; hypothesis.strategies.from_regex stands on the same two modules.
from re import _constants as op
from re import _parser as parser
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape

LONGEST: Final = 10_000
"""Characters of the longest text that is built, whatever a pattern or a ``maxLength`` allow."""

MOST_STEPS: Final = 4 * LONGEST
"""Repetitions after which the building stops, for those that repeat nothing but themselves."""

LONG: Final = 100
"""Repetitions from which on a text is built in fewer variants: it takes as long as it is."""

_VARIANTS: Final = (0, 1, 2, 3, 5, 8)
_REPEATS: Final = (0, 1, 2, 3, 4, 5, 6)
_ALPHABET: Final = string.ascii_letters + string.digits + "-_.:/@ " + string.punctuation
_CATEGORIES: Final = {
    op.CATEGORY_DIGIT: string.digits,
    op.CATEGORY_NOT_DIGIT: string.ascii_letters,
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: _ALPHABET.replace(" ", ""),
    op.CATEGORY_WORD: string.ascii_letters + string.digits + "_",
    op.CATEGORY_NOT_WORD: "-. :/@",
}
_PROPERTIES: Final = {"L": "A-Za-z", "Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "P": "-."}


def texts_matching(pattern: str, lengths: Iterable[int] = ()) -> Iterator[str]:
    """Build texts, short ones first, that match as far as the parts of the pattern say.

    Repetitions are taken a few times, as often as the pattern allows where it sets an end, and as
    often as there are ``lengths``. The pattern is read as JSON Schema has it (ECMA 262) where that
    differs from Python.

    Raises:
        UnsatisfiableShape: the pattern is none that can be read here.
    """
    parts = _parsed(pattern)
    seen = set()
    for repeats in sorted({*_REPEATS, *_ends(parts), *lengths}):
        for is_mixed in (False, True):
            for variant in _VARIANTS[: 2 if repeats > LONG else None]:
                text = _Text(repeats, variant, is_mixed=is_mixed).build(parts)
                if text not in seen and len(text) <= LONGEST:
                    seen.add(text)
                    yield text


def _parsed(pattern: str) -> Any:
    pythonic = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)
    pythonic = re.sub(
        r"\\p\{(\w+)\}", lambda found: f"[{_PROPERTIES.get(found[1], 'A-Za-z')}]", pythonic
    )
    try:
        with warnings.catch_warnings():
            # A set with "[" or "||" in it: what a later Python may take for something else.
            warnings.simplefilter("ignore", FutureWarning)
            return parser.parse(pythonic)
    except (re.error, OverflowError, RecursionError) as error:
        msg = (
            f"no text can be built for the pattern {pattern!r}: {error}; "
            "give one under `examples` of this string"
        )
        raise UnsatisfiableShape(msg) from None


def _ends(parts: Any) -> Iterator[int]:
    """List how often the repetitions in an expression may be taken, where there is an end."""
    if isinstance(parts, tuple) and len(parts) == 3 and isinstance(parts[1], int):  # noqa: PLR2004
        least, most, _ = parts
        yield from (each for each in (least, most) if each <= LONGEST)
    if isinstance(parts, tuple | list | parser.SubPattern):
        for part in parts:
            yield from _ends(part)


@dataclass(slots=True)
class _Text:
    """One walk over an expression: each repetition is taken ``repeats`` times if it may be.

    ``variant`` says which branch and which character is taken where there are several, and
    ``is_mixed`` takes another kind of character at every place, as passwords must have them.
    """

    repeats: int
    variant: int
    is_mixed: bool
    groups: dict[int, str] = field(default_factory=dict)
    characters: int = 0
    steps: int = 0

    def build(self, parts: Any) -> str:
        """Build the text of a sequence of parts."""
        return "".join(self._part(code, argument) for code, argument in parts)

    def _part(self, code: Any, argument: Any) -> str:
        text = ""
        match code:
            case op.LITERAL:
                text = chr(argument)
            case op.IN | op.NOT_LITERAL | op.ANY:
                text = self._one_of(_characters(code, argument))
            case op.BRANCH:
                text = self.build(argument[1][self.variant % len(argument[1])])
            case op.SUBPATTERN:
                text = self._group(*argument)
            case op.ATOMIC_GROUP:
                text = self.build(argument)
            case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
                text = self._repeated(*argument)
            case op.GROUPREF:
                text = self.groups.get(argument, "")
            case op.GROUPREF_EXISTS:
                group, if_matched, otherwise = argument
                text = self.build(if_matched if group in self.groups else otherwise or ())
        return text

    def _group(self, number: int | None, _added: int, _removed: int, inner: Any) -> str:
        text = self.build(inner)
        if number is not None:
            self.groups[number] = text
        return text

    def _repeated(self, least: int, most: int, inner: Any) -> str:
        texts: list[str] = []
        length = 0
        for _ in range(min(max(least, self.repeats), most)):
            self.steps += 1
            if length > LONGEST or self.steps > MOST_STEPS:
                break
            texts.append(self.build(inner))
            length += len(texts[-1])
        return "".join(texts)

    def _one_of(self, kinds: list[str]) -> str:
        self.characters += 1
        kinds = [kind for kind in kinds if kind]
        if not kinds:
            return ""
        turn = self.characters if self.is_mixed else self.variant
        kind = kinds[turn % len(kinds)]
        return kind[self.variant % len(kind)]


def _characters(code: Any, argument: Any) -> list[str]:
    """List the characters that may stand somewhere by kind, as a text for each kind."""
    if code is op.ANY:
        return [string.ascii_lowercase, string.ascii_uppercase, string.digits]
    if code is op.NOT_LITERAL:
        return [_ALPHABET.replace(chr(argument), "")]
    return _set(argument)


def _set(members: Any) -> list[str]:
    """List the kinds of a set: each of its ranges, categories and characters."""
    kinds = []
    is_negated = False
    for code, argument in members:
        match code:
            case op.NEGATE:
                is_negated = True
            case op.LITERAL:
                kinds.append(chr(argument))
            case op.RANGE:
                low, high = argument
                kinds.append("".join(map(chr, range(low, min(high, low + 128) + 1))))
            case op.CATEGORY:
                kinds.append(_CATEGORIES[argument])
    if not is_negated:
        return kinds
    excluded = set("".join(kinds))
    return ["".join(each for each in _ALPHABET if each not in excluded)]
