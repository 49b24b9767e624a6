r"""A regular expression as a language.

Where ECMA 262, which JSON Schema names, and the engines of Pydantic and of Python differ in what a
class such as ``\d`` holds, the *narrow* reading takes what all of them take, the *wide* one what
any of them does. What must match is read narrowly, what must not match is read widely.
"""

# The parser that values.patterns stands on, for the reason that is given there.
from re import _constants as op
from typing import Any, Final

from pactfuzz.values.languages.language import (
    ANY_TEXT,
    EMPTY,
    NOTHING,
    UNICODE,
    Characters,
    Language,
    Ranges,
    both,
    complement,
    either,
    negation,
    repeat,
    sequence,
    united,
)
from pactfuzz.values.patterns import _parsed

_DIGIT: Final[Ranges] = ((0x30, 0x39),)
_WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Final[Ranges] = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
)
_NO_WORD: Final[Ranges] = ((0x2010, 0x2027), (0x20A0, 0x20BF), (0x2190, 0x22FF), (0x1F600, 0x1F64F))
"""Characters beyond ASCII that no engine takes for parts of a word: dashes, currencies, arrows."""

_NARROW: Final = {
    op.CATEGORY_DIGIT: _DIGIT,
    # U+0660 is the first digit beyond ASCII.
    op.CATEGORY_NOT_DIGIT: united(complement(united(_DIGIT, ((0x660, 0x10FFFF),))), _NO_WORD),
    op.CATEGORY_WORD: _WORD,
    op.CATEGORY_NOT_WORD: united(complement(united(_WORD, ((0x80, 0x10FFFF),))), _NO_WORD),
    op.CATEGORY_SPACE: _SPACE,
    op.CATEGORY_NOT_SPACE: complement(
        united(_SPACE, ((0x1C, 0x1F), (0x85, 0x85), (0x180E, 0x180E), (0xFEFF, 0xFEFF)))
    ),
}
_OPPOSITE: Final = {
    op.CATEGORY_DIGIT: op.CATEGORY_NOT_DIGIT,
    op.CATEGORY_WORD: op.CATEGORY_NOT_WORD,
    op.CATEGORY_SPACE: op.CATEGORY_NOT_SPACE,
}
_WIDE: Final = {
    category: complement(_NARROW[opposite])
    for one, other in _OPPOSITE.items()
    for category, opposite in ((one, other), (other, one))
}
_LINE_FEED: Final[Ranges] = ((0x0A, 0x0A),)
_LINE_ENDS: Final[Ranges] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))


MOST_CHARACTERS: Final = 2_000
"""Characters of an expression with its repetitions written out, up to which it is read."""


class Inexpressible(Exception):  # the caller then builds texts in another way
    """An expression asks for more than languages have: back references, word boundaries, flags.

    Or it is so long, with repetitions of repetitions, that a language of it is of no use.
    """


def language_of(pattern: str, *, is_wide: bool = False) -> Language:
    """Read an expression as the language of all texts in which it matches somewhere.

    Raises:
        UnsatisfiableShape: the pattern is none that can be read.
        Inexpressible: it is no regular language, or is not read as one here.
    """
    parsed = _parsed(pattern)
    parts = list(parsed)
    if parsed.state.flags & ~_UNICODE_FLAG or _written_out(parts) > MOST_CHARACTERS:
        raise Inexpressible
    reader = _Reader(is_wide=is_wide)
    from_start = reader.read(parts, ANY_TEXT, is_start=True)
    later = reader.read(parts, ANY_TEXT, is_start=False)
    return either(from_start, sequence(Characters(UNICODE), ANY_TEXT, later))


_UNICODE_FLAG: Final = 32
"""``re.UNICODE``, which Python's parser sets by itself."""


class _Reader:
    """Reads parts of an expression, together with the language of what comes after them."""

    def __init__(self, *, is_wide: bool) -> None:
        self._is_wide = is_wide

    def read(self, parts: list[Any], rest: Language, *, is_start: bool) -> Language:
        """Make the language of some parts; ``is_start`` says that nothing can be before them."""
        beginnings = [is_start]
        for index, (code, _) in enumerate(parts):
            is_open = beginnings[-1] and code in (op.SUBPATTERN, op.BRANCH)
            if is_open and _begins(parts[index + 1 :]):
                raise Inexpressible
            beginnings.append(beginnings[-1] and code in (op.AT, op.ASSERT, op.ASSERT_NOT))
        language = rest
        for (code, argument), is_first in zip(reversed(parts), beginnings[-2::-1], strict=True):
            language = self._before(language, code, argument, is_start=is_first)
        return language

    def _before(self, rest: Language, code: Any, argument: Any, *, is_start: bool) -> Language:
        """Put one part before the language of what comes after it."""
        match code:
            case op.LITERAL | op.NOT_LITERAL | op.ANY | op.IN:
                return sequence(Characters(self._characters(code, argument)), rest)
            case op.AT:
                return self._position(argument, rest, is_start=is_start)
            case op.SUBPATTERN if not argument[1] and not argument[2]:
                return self.read(list(argument[3]), rest, is_start=is_start)
            case op.BRANCH:
                branches = map(list, argument[1])
                return either(*(self.read(each, rest, is_start=is_start) for each in branches))
            case op.ASSERT | op.ASSERT_NOT if argument[0] > 0:
                return both(self._ahead(code, argument[1], is_start=is_start), rest)
            case op.MAX_REPEAT | op.MIN_REPEAT:
                return self._repeated(argument, rest)
            case _:
                raise Inexpressible

    def _position(self, argument: Any, following: Language, *, is_start: bool) -> Language:
        match argument:
            case op.AT_BEGINNING | op.AT_BEGINNING_STRING:
                return following if is_start else NOTHING
            case op.AT_END | op.AT_END_STRING:
                return both(following, EMPTY)
            case _:
                raise Inexpressible

    def _ahead(self, code: Any, parts: Any, *, is_start: bool) -> Language:
        if code is op.ASSERT:
            return self.read(list(parts), ANY_TEXT, is_start=is_start)
        other = _Reader(is_wide=not self._is_wide)
        return negation(other.read(list(parts), ANY_TEXT, is_start=is_start))

    def _repeated(self, argument: Any, following: Language) -> Language:
        least, most, inner = argument
        if _asks(inner):
            raise Inexpressible
        repeated = self.read(list(inner), EMPTY, is_start=False)
        return sequence(repeat(repeated, least, None if most is op.MAXREPEAT else most), following)

    def _characters(self, code: Any, argument: Any) -> Ranges:
        match code:
            case op.LITERAL:
                return ((argument, argument),)
            case op.NOT_LITERAL:
                return complement(((argument, argument),))
            case op.ANY:
                return complement(_LINE_FEED if self._is_wide else _LINE_ENDS)
            case _:
                return self._set(argument)

    def _set(self, members: Any) -> Ranges:
        is_negated = members[0][0] is op.NEGATE
        categories = _WIDE if self._is_wide is not is_negated else _NARROW
        ranges: list[Ranges] = []
        named = {argument for code, argument in members if code is op.CATEGORY}
        if any(_OPPOSITE.get(each) in named for each in named):
            ranges.append(UNICODE)  # such as [\s\S], in every engine
        for code, argument in members[is_negated:]:
            match code:
                case op.LITERAL:
                    ranges.append(((argument, argument),))
                case op.RANGE:
                    ranges.append((argument,))
                case op.CATEGORY:
                    ranges.append(categories[argument])
                case _:
                    raise Inexpressible
        joined = united(*ranges)
        return complement(joined) if is_negated else joined


def _written_out(parts: Any) -> int:
    """Count the characters of an expression in which each repetition is written out."""
    if isinstance(parts, tuple) and len(parts) == 3 and isinstance(parts[1], int):  # noqa: PLR2004 - the parser's form
        least, most, inner = parts
        times: int = least if most is op.MAXREPEAT else most
        return max(1, times) * _written_out(inner)
    return max(1, sum(map(_written_out, _inside(parts))))


def _begins(parts: Any) -> bool:
    """Say whether an expression asks for the beginning of the text."""
    if isinstance(parts, tuple) and parts and parts[0] is op.AT:
        return parts[1] in (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
    return any(map(_begins, _inside(parts)))


def _asks(parts: Any) -> bool:
    """Say whether an expression asks where it is, or what is beside it."""
    asking = (op.AT, op.ASSERT, op.ASSERT_NOT)
    # By identity: what stands beside the codes are numbers, and codes are numbers too.
    if isinstance(parts, tuple) and parts and any(parts[0] is each for each in asking):
        return True
    return any(map(_asks, _inside(parts)))


def _inside(parts: Any) -> list[Any]:
    """List what a parsed expression consists of: tuples, lists, and a sequence of its own kind."""
    return list(parts) if hasattr(parts, "__getitem__") and not isinstance(parts, str) else []
