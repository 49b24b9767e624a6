r"""A regular expression of Pact, said in JSON Schema.

Pact's core holds a regular expression against the whole text of a value: of a string the string
itself, of anything else its JSON. It runs Oniguruma, in its Ruby syntax (measured: ``(?m)`` lets a
dot match a line feed, ``\d`` and ``\w`` are Unicode's). JSON Schema's ``pattern`` is about strings
alone, and its dialect ECMA 262's. So

- what both dialects read alike is taken over; text in which they might differ (text beyond ASCII
  where there is a ``\w``, a line feed where there is a ``^`` in the middle) is let through;
- an expression with anything else in it (flags, possessive quantifiers, back references, POSIX
  brackets, properties) says nothing: every value is let through;
- numbers, objects and arrays are let through, all of them, if the expression matches the JSON text
  of one; which kinds these can be is found by running the expression along the grammar of JSON.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import jsonschema_rs

from pactfuzz.shapes.matching_rules.json_text import (
    STAYS,
    Runs,
    kinds_of,
    runs_in_turn,
    runs_of_one,
    runs_repeated,
)

_BEYOND_ASCII: Final = r"[^\x00-\x7F]"
_LINE_FEED: Final = r"\n"


class _Untranslatable(Exception):
    """An expression has something in it that the two dialects do not read alike."""


def schema_of_expression(expression: str) -> dict[str, Any]:
    """Say in JSON Schema that a value's text matches an expression as a whole."""
    try:
        part = _Reader(expression).whole()
        pattern = "|".join((f"^(?:{part.text})$", *sorted(part.doubts)))
        return _schema(pattern, part)
    except (_Untranslatable, RecursionError):
        return {"$comment": f"not said: matches {expression}, which Oniguruma alone reads so"}


def schema_of_inclusion(text: str) -> dict[str, Any]:
    """Say in JSON Schema that a value's text includes another."""
    if not text:
        return {}
    pattern = _escaped(text)
    part = _Reader(rf"[\s\S]*{pattern}[\s\S]*").whole()
    return _schema(pattern, replace(part, doubts=frozenset()))


def _schema(pattern: str, part: "_Part") -> dict[str, Any]:
    matches = _matcher_of(pattern)
    words = {"null": "null", "true": "boolean", "false": "boolean"}
    others = kinds_of(part.runs) | {kind for word, kind in words.items() if matches.is_valid(word)}
    schema: dict[str, Any] = {"type": "string", "pattern": pattern}
    if others:
        schema["type"] = ["string", *sorted(others)]
    if others - {"null"}:
        schema["$comment"] = "not said: what is no string has a text that matches, too"
    elif part.doubts:
        schema["$comment"] = "not said: what matches beyond ASCII, or on several lines"
    return schema


def _matcher_of(pattern: str) -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for({"pattern": pattern}, offline=True)
    except (jsonschema_rs.ValidationError, ValueError):
        raise _Untranslatable from None


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: its text, and what it does to the text of JSON.

    ``doubts`` are patterns of text that the two dialects may read differently.
    """

    text: str
    runs: Runs = STAYS
    doubts: frozenset[str] = frozenset()
    has_no_width: bool = False


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, expression: str) -> None:
        self._rest = expression

    def whole(self) -> _Part:
        """Read all of it; an anchor at either end goes without saying, and is left out."""
        sequences = [_without_anchors_at_the_ends(each) for each in self._alternatives()]
        if self._rest:
            raise _Untranslatable
        return _either(map(_joined, sequences))

    def _alternatives(self) -> list[list[_Part]]:
        sequences = [self._sequence()]
        while self._rest.startswith("|"):
            self._rest = self._rest[1:]
            sequences.append(self._sequence())
        return sequences

    def _sequence(self) -> list[_Part]:
        parts = []
        while self._rest and not self._rest.startswith(("|", ")")):
            parts.append(self._repeated(self._atom()))
        return parts

    def _atom(self) -> _Part:
        for pattern, read in _ATOMS:
            found = pattern.match(self._rest)
            if found is not None:
                self._rest = self._rest[found.end() :]
                return read(found[0])
        opening = _OPENING.match(self._rest)
        if opening is None:
            raise _Untranslatable
        self._rest = self._rest[opening.end() :]
        inner = _either(map(_joined, self._alternatives()))
        if not self._rest.startswith(")"):
            raise _Untranslatable
        self._rest = self._rest[1:]
        if opening["looks"]:
            # What a look around demands is not followed: it could only rule kinds out.
            text = f"(?{opening['looks']}{inner.text})"
            return _Part(text, doubts=inner.doubts, has_no_width=True)
        return replace(inner, text=f"(?:{inner.text})", has_no_width=False)

    def _repeated(self, part: _Part) -> _Part:
        found = _QUANTIFIER.match(self._rest)
        if found is None:
            return part
        self._rest = self._rest[found.end() :]
        if part.has_no_width or _QUANTIFIER.match(self._rest):
            raise _Untranslatable
        runs = runs_repeated(part.runs, *_bounds(found))
        return replace(part, text=part.text + found[0], runs=runs)


_ESCAPES: Final = r"\\(?:[tnrf]|x[0-7][0-9A-Fa-f]|u[0-9A-Fa-f]{4}|[^0-9A-Za-z\n])"
_OPENING: Final = re.compile(r"\((?:\?(?::|<[A-Za-z_]\w*>|(?P<looks><?[=!])))?")
# After {n} alone, a question mark makes it optional in Ruby, and lazy in ECMA 262.
_QUANTIFIER: Final = re.compile(
    r"(?:(?P<sign>[*+?])|\{(?P<least>[0-9]{1,6}),(?P<most>[0-9]{0,6})\})\??|\{(?P<exactly>[0-9]{1,6})\}"
)
_SET_OPERATIONS: Final = re.compile(r"&&|--|~~|\|\|")


def _bounds(quantifier: re.Match[str]) -> tuple[int, int | None]:
    if quantifier["exactly"]:
        return int(quantifier["exactly"]), int(quantifier["exactly"])
    match quantifier["sign"]:
        case "?":
            return 0, 1
        case "*":
            return 0, None
        case "+":
            return 1, None
        case _:
            most = quantifier["most"]
            return int(quantifier["least"]), int(most) if most else None


def _characters(text: str) -> _Part:
    """Read what matches one character: itself, a class, an escape, or a dot."""
    if text.startswith("[") and _SET_OPERATIONS.search(text):
        raise _Untranslatable
    try:
        one = re.compile(text)
    except re.error:
        raise _Untranslatable from None
    doubts = {_BEYOND_ASCII} if re.search(r"\\[dDwWsS]", text) else ()
    return _Part(text, runs_of_one(one), frozenset(doubts))


def _plain(text: str) -> _Part:
    return _characters(_escaped(text))


def _escaped(text: str) -> str:
    return re.sub(r"[\\^$.|?*+()\[\]{}]", r"\\\g<0>", text)


def _anchor(text: str) -> _Part:
    sign = "^" if text in ("^", r"\A") else "$"
    return _Part(sign, doubts=frozenset({_LINE_FEED}), has_no_width=True)


def _boundary(text: str) -> _Part:
    return _Part(text, doubts=frozenset({_BEYOND_ASCII}), has_no_width=True)


_ATOMS: Final = (
    (re.compile(rf"\[\^?(?:\\[dDwWsS]|{_ESCAPES}|[^\[\]\\])+\]"), _characters),
    (re.compile(rf"\\[dDwWsS]|{_ESCAPES}|\."), _characters),
    (re.compile(r"[\^$]|\\[AzZ]"), _anchor),
    (re.compile(r"\\[bB]"), _boundary),
    (re.compile(r"[^\\()\[|?*+{^$.]"), _plain),
)


def _without_anchors_at_the_ends(parts: list[_Part]) -> list[_Part]:
    while parts and parts[0].text == "^":
        parts = parts[1:]
    while parts and parts[-1].text == "$":
        parts = parts[:-1]
    return parts


def _joined(parts: Iterable[_Part]) -> _Part:
    every = list(parts)
    text = "".join(part.text for part in every)
    runs = runs_in_turn(part.runs for part in every)
    return _Part(text, runs, frozenset().union(*(part.doubts for part in every)))


def _either(parts: Iterable[_Part]) -> _Part:
    every = list(parts)
    text = "|".join(part.text for part in every)
    runs = frozenset().union(*(part.runs for part in every))
    return _Part(text, runs, frozenset().union(*(part.doubts for part in every)))
