r"""From a document that fails to the smallest one that still fails the same way.

Small is what is short and then what is plain, as in Hypothesis and in Shrink Ray: the fewest
characters, and of as many characters the plainest. Each attempt takes something away from the
smallest document so far, large pieces before small ones, until nothing more can be taken away.

Texts and numbers are cut as they are spelled, so that a failure that an escape or an exponent has
caused is not lost on the way.

>>> minimise(b'{"level": "hard", "source": "st\\u0000re"}', lambda text: b"u0000" in text)
b'"\\u0000"'
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

MOST_CALLS: Final = 2_000

_TOKEN: Final = re.compile(
    r'[ \t\r\n]*([\[\]{},:]|"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity|[0-9][-+.0-9eE]*)|true|false|null)'
)
_CHARACTER: Final = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)
"""A character as it is spelled; a pair of surrogates is one character."""
_PLAINEST: Final = ("0", "a", "A", " ")
_SPACES: Final = (" ", "\n", "\t", "\r\n  ", " " * 100)
_LANDMARKS: Final = (
    0,
    1,
    *(2**bits + more for bits in (31, 32, 53, 63, 64) for more in (-1, 0, 1)),
)
_DIGITS: Final = 17
"""Digits that tell every number of double precision from all others."""
_PLAIN: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -_"
_LITERALS: Final = ("null", "false", "true", "NaN", "Infinity", "-Infinity")
_RANKS: Final = {each: (0, rank) for rank, each in enumerate(_LITERALS)} | {
    each: (2, rank) for rank, each in enumerate(_PLAIN)
}
_Rank: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Whole:
    """An object or an array: names as they are spelled, empty in an array, and values."""

    is_object: bool
    parts: tuple[tuple[str, "_Node"], ...]


_Node: TypeAlias = _Whole | str
_Path: TypeAlias = tuple[int, ...]


_Pass: TypeAlias = Callable[["_Search", _Path, _Node], None]


class _Enough(Exception):
    """All calls are used up."""


def minimise(
    text: bytes,
    still_fails: Callable[[bytes], bool],
    *,
    limit: int = MOST_CALLS,
    scalars: bool = True,
) -> bytes:
    """Find the smallest document that fails as ``text`` does.

    ``still_fails`` decides whether a candidate is wanted: whether it fails in the same way, and
    whether it still has the shape, if it must. A candidate of which it raises an exception is not
    wanted. It is called at most ``limit`` times. What is returned has failed, unless ``text`` does
    not fail either, which is then returned; so is what is no JSON. ``NaN`` and the infinities
    count as JSON here. Without ``scalars`` only whole parts are left out or exchanged: names, texts
    and numbers are most of the work, which is in vain where they are known to be plain. The same
    arguments give the same document.
    """
    try:
        node = _read(text.decode())
    except (ValueError, RecursionError):
        return text
    search = _Search(still_fails, limit, text)
    try:
        if search.fails(text):
            search.start(node)
            _shrink(search, _ALL if scalars else _OF_STRUCTURE)
    except (_Enough, RecursionError):
        pass
    return search.text


@dataclass(slots=True)
class _Search:
    """The smallest document so far, and how often it was asked whether another one fails too."""

    still_fails: Callable[[bytes], bool]
    left: int
    text: bytes
    node: _Node = ""
    space: str = ""
    tried: set[bytes] = field(default_factory=set)

    def start(self, node: _Node) -> None:
        """Begin with the document without white space, or with as little as it must have."""
        self.node = node
        for space in ("", *_SPACES):
            written = _written(node, space)
            if written == self.text or self.fails(written):
                self.text, self.space = written, space
                return
        raise _Enough

    def fails(self, text: bytes) -> bool:
        """Ask about a document that was not asked about before.

        Raises:
            _Enough: all calls are used up.
        """
        if text in self.tried:
            return False
        if self.left <= 0:
            raise _Enough
        self.left -= 1
        self.tried.add(text)
        try:
            return bool(self.still_fails(text))
        except Exception:  # noqa: BLE001 - whatever it raises, it did not say yes
            return False

    def offer(self, path: _Path, value: _Node) -> bool:
        """Put a value in a place, if the document is then smaller and still fails."""
        # What stands before it and behind it stays, so it decides which document is smaller.
        if _size(value) >= _size(_get(self.node, path)):
            return False
        node = _put(self.node, path, value)
        text = _written(node, self.space)
        if not self.fails(text):
            return False
        self.node, self.text = node, text
        return True


def _shrink(search: _Search, passes: Sequence[_Pass]) -> None:
    """Try everything everywhere, from the outside to the inside, until nothing changes."""
    before: _Node | None = None
    while before != search.node:
        before = search.node
        for shrink in passes:
            _everywhere(search, shrink)


def _everywhere(search: _Search, shrink: _Pass) -> None:
    index, node = 0, search.node
    paths = list(_paths(node))
    while index < len(paths):
        shrink(search, paths[index], _get(search.node, paths[index]))
        if search.node is not node:
            node = search.node
            paths = list(_paths(node))
        index += 1


def _simplest(search: _Search, path: _Path, value: _Node) -> None:
    """Replace a value by the simplest of its type, or of another."""
    if isinstance(value, _Whole):
        own: tuple[_Node, ...] = (replace(value, parts=()),)
    else:
        own = ('""',) if value.startswith('"') else ("0", "false")
    for each in (*own, "null", "0", '""', "false"):
        if search.offer(path, each):
            return


def _hoist(search: _Search, path: _Path, value: _Node) -> None:
    """Replace an object or array by what is in it."""
    if isinstance(value, _Whole):
        for _, inner in value.parts:
            if search.offer(path, inner):
                return


def _without_parts(search: _Search, path: _Path, value: _Node) -> None:
    """Drop members or items: half of them, then a quarter, and so on down to single ones."""
    if isinstance(value, _Whole):
        _cut(value.parts, lambda parts: search.offer(path, replace(value, parts=tuple(parts))))


def _cut(parts: Sequence[Any], is_taken: Callable[[Sequence[Any]], bool]) -> Sequence[Any]:
    """Leave out as much as can be left out, in runs that become shorter and shorter."""
    run = len(parts)
    while run:
        start = len(parts) - run
        while start >= 0:
            fewer = [*parts[:start], *parts[start + run :]]
            if is_taken(fewer):
                parts = fewer
            start = min(start, len(parts)) - run
        run //= 2
    return parts


def _scalar(search: _Search, path: _Path, value: _Node) -> None:
    if isinstance(value, str):
        if value.startswith('"'):
            _text(value, lambda shorter: search.offer(path, shorter))
        elif value[-1].isdigit():
            _number(value, lambda smaller: search.offer(path, smaller))
        elif value == "-Infinity":
            search.offer(path, "Infinity")


def _names(search: _Search, path: _Path, value: _Node) -> None:
    """Shorten the names of members."""
    if not isinstance(value, _Whole) or not value.is_object:
        return
    for index in range(len(value.parts)):

        def is_taken(name: str, index: int = index) -> bool:
            whole = _get(search.node, path)
            parts = list(whole.parts) if isinstance(whole, _Whole) else []
            parts[index] = (name, parts[index][1])
            is_new = len({each for each, _ in parts}) == len(parts)
            return is_new and search.offer(path, _Whole(is_object=True, parts=tuple(parts)))

        _text(value.parts[index][0], is_taken)


def _order(search: _Search, path: _Path, value: _Node) -> None:
    """Put members in the order of their names, and items in that of their size."""
    if isinstance(value, _Whole):
        ordered = sorted(value.parts, key=lambda part: (part[0], _size(part[1])))
        search.offer(path, replace(value, parts=tuple(ordered)))


def _text(spelled: str, is_taken: Callable[[str], bool]) -> None:
    """Shorten a text, then spell it and its characters more plainly."""

    def is_spelled(characters: Sequence[str]) -> bool:
        return is_taken(f'"{"".join(characters)}"')

    plain = json.dumps(json.loads(spelled), ensure_ascii=False)
    if plain != spelled and plain.isprintable() and is_taken(plain):
        spelled = plain
    characters = _cut(_CHARACTER.findall(spelled[1:-1]), is_spelled)
    for plainest in _PLAINEST:
        if characters and is_spelled([plainest] * len(characters)):
            return
    for index, character in enumerate(characters):
        for plainest in (*_PLAINEST, character.lower(), json.loads(f'"{character}"')):
            exchanged = [*characters[:index], plainest, *characters[index + 1 :]]
            if plainest.isprintable() and is_spelled(exchanged):
                characters = exchanged
                break


def _number(spelled: str, is_taken: Callable[[str], bool]) -> None:
    """Bring a number nearer to zero: to a landmark, to fewer digits, then by halves."""
    if any(map(is_taken, _plainer(spelled))):
        return
    if spelled.lstrip("-").isdigit() and len(spelled) < 400:  # noqa: PLR2004 - digits; a search takes some calls for each
        _halve(int(spelled), is_taken)


def _plainer(spelled: str) -> Iterator[str]:
    """List numbers near to one that are plainer, the plainest first."""
    number = float(spelled)
    yield from (str(each) for each in _LANDMARKS)
    yield from (str(-each) for each in _LANDMARKS)
    yield spelled.lstrip("-")
    if not math.isfinite(number):
        yield from ("1e309", "-1e309")
        return
    yield from (str(math.trunc(number)), str(math.ceil(number)), str(math.floor(number)))
    for digits in range(1, _DIGITS + 1):
        yield json.dumps(float(f"{number:.{digits}g}"))


def _halve(number: int, is_taken: Callable[[str], bool]) -> None:
    """Find where failing begins between zero and a number, as if there were one such place."""
    sign = -1 if number < 0 else 1
    passes, fails = 0, abs(number)
    while fails - passes > 1:
        middle = (passes + fails) // 2
        if is_taken(str(sign * middle)):
            fails = middle
        else:
            passes = middle


def _read(text: str) -> _Node:
    """Read a document and keep the spelling of its texts and numbers.

    Raises:
        ValueError: it is not JSON.
    """
    json.loads(text)
    tokens = [found[1] for found in _TOKEN.finditer(text)]
    node, _ = _read_value(tokens, 0)
    return node


def _read_value(tokens: Sequence[str], at: int) -> tuple[_Node, int]:
    opening = tokens[at]
    if opening not in "[{":
        return opening, at + 1
    parts: list[tuple[str, _Node]] = []
    at += 1
    while tokens[at] not in "]}":
        at += tokens[at] == ","
        name = ""
        if opening == "{":
            name, at = tokens[at], at + 2
        value, at = _read_value(tokens, at)
        parts.append((name, value))
    return _Whole(opening == "{", tuple(parts)), at + 1


def _tokens(node: _Node) -> Iterator[str]:
    """Spell a document token by token."""
    if isinstance(node, str):
        yield node
        return
    yield "{" if node.is_object else "["
    for index, (name, value) in enumerate(node.parts):
        if index:
            yield ","
        if node.is_object:
            yield from (name, ":")
        yield from _tokens(value)
    yield "}" if node.is_object else "]"


def _written(node: _Node, space: str) -> bytes:
    return space.join(_tokens(node)).encode()


def _size(node: _Node) -> tuple[int, list[_Rank]]:
    """Measure a document: its characters, and how plain each of them is.

    A literal or a number counts as one character, the plainer the nearer to zero it is: 1001 is
    plainer than 2e3.
    """
    ranks: list[_Rank] = []
    for token in _tokens(node):
        if token in _LITERALS:
            ranks.append(_RANKS[token])
        elif token[-1].isdigit():
            ranks.append(_rank_of(token))
        else:
            ranks += [_RANKS.get(each) or (3, ord(each)) for each in token]
    return len(ranks), ranks


def _rank_of(numeral: str) -> _Rank:
    """Tell how plain a number is: an integer, one with a fraction, one with an exponent."""
    digits = numeral.lstrip("-")
    is_negative = digits != numeral
    if digits.isdigit():
        return (1, 0, int(digits), is_negative, len(digits))
    kind = 2 if "e" in digits.lower() else 1
    return (1, kind, len(digits), abs(float(digits)), is_negative)


def _paths(node: _Node, path: _Path = ()) -> Iterator[_Path]:
    yield path
    if isinstance(node, _Whole):
        for index, (_, value) in enumerate(node.parts):
            yield from _paths(value, (*path, index))


def _get(node: _Node, path: _Path) -> _Node:
    for index in path:
        node = node.parts[index][1] if isinstance(node, _Whole) else node
    return node


def _put(node: _Node, path: _Path, value: _Node) -> _Node:
    if not path or isinstance(node, str):
        return value
    index, *rest = path
    name, inner = node.parts[index]
    changed = (name, _put(inner, tuple(rest), value))
    return replace(node, parts=(*node.parts[:index], changed, *node.parts[index + 1 :]))


_OF_STRUCTURE: Final = (_without_parts, _hoist, _simplest)
_ALL: Final = (*_OF_STRUCTURE, _scalar, _names, _order)
