"""The smallest document of a schema, or one nearly as small: what a witness starts from.

``values.simplest_document`` builds what looks like real life, and searches where it cannot build.
Here nothing is searched for, and what is built is not yet held against the schema: whoever asks
does that anyhow, with many documents.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Any, Final

from pactfuzz.compatibility.conjunction import (
    UNIONS,
    Apart,
    Conjunction,
    Part,
    branches_of,
    conjunction,
    fixed_items,
    is_nothing,
    item,
    least,
    members,
    named,
    required,
    types_of,
)
from pactfuzz.compatibility.place import merged
from pactfuzz.compatibility.side import Side
from pactfuzz.compatibility.texts import language, word_of
from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.formats import PLAIN_TEXTS
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.numeric import numbers_of

MOST_STEPS: Final = 3_000
MOST_ITEMS: Final = 100_000
LARGEST: Final = 200_000
"""Characters of an array that is still built; nobody looks at a larger one."""

_ORDER: Final = ("integer", "fraction", "string", "array", "null", "boolean", "object")
"""Types, those with the smallest values first."""

_SCALARS: Final[Mapping[str, tuple[Any, ...]]] = {"null": (None,), "boolean": (True, False)}


class Unbuildable(Exception):  # the caller then does without this document
    """There is no such document, or it takes more than putting parts together."""


class TooLarge(Exception):  # the caller then looks for no more documents
    """The smallest document of a schema is larger than anybody would look at."""


def whole(side: Side, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Build a small document of a schema of a side, if that can be done.

    Raises:
        TooLarge: it would have more than 200,000 characters.
    """
    if side.is_opaque:
        return
    with suppress(Unbuildable, RecursionError):
        yield _Builder(side).value(conjunction(side, schema), 0)


def built(side: Side, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Build a small value of a schema inside, if that can be done."""
    with suppress(TooLarge):
        yield from whole(side, schema)


class _Builder:
    """Builds one document, and counts its steps."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._steps = 0

    def value(self, parts: Conjunction, depth: int) -> Any:
        """Build a value that keeps all parts.

        Raises:
            Unbuildable: that takes more than putting parts together.
        """
        self._steps += 1
        if self._steps > MOST_STEPS or is_nothing(parts):
            raise Unbuildable
        for part in parts:
            if "const" in part or "enum" in part:
                return self._listed(part, parts)
        for index, part in enumerate(parts):
            for union in UNIONS:
                if union in part:
                    others = (*parts[:index], *parts[index + 1 :])
                    return self._branch(part, others, depth)
        kinds = types_of(parts)
        for kind in _ORDER:
            if kind in kinds:
                try:
                    return self._of(kind, parts, depth)
                except (Unbuildable, UnsatisfiableShape):
                    continue
        raise Unbuildable

    def _listed(self, part: Mapping[str, Any], parts: Conjunction) -> Any:
        listed = [part["const"]] if "const" in part else sorted(part["enum"], key=_length)
        others = [each for each in parts if each is not part]
        for value in listed:
            if all(self._side.accepts(each, value) for each in others):
                return value
        raise Unbuildable

    def _branch(self, part: Part, others: Conjunction, depth: int) -> Any:
        taken = [(*others, *conjunction(self._side, *case)) for case in branches_of(part)]
        for parts in sorted(taken, key=_rank):
            try:
                return self.value(parts, depth)
            except Unbuildable:
                continue
        raise Unbuildable

    def _tags(self, parts: Conjunction) -> Iterator[str]:
        """List the members that can have one value alone."""
        for name in named(parts):
            inner = members(self._side, parts, name)
            if any("const" in each for each in inner):
                yield name

    def _of(self, kind: str, parts: Conjunction, depth: int) -> Any:
        match kind:
            case "object":
                return self._object(parts, depth)
            case "array":
                return self._array(parts, depth)
            case "string":
                candidates: Iterable[Any] = _texts(parts)
            case "integer" | "fraction":
                candidates = _numbers(parts, is_integer=kind == "integer")
            case _:
                candidates = _SCALARS[kind]
        is_simple = all(part.keys() <= {"type"} for part in parts)
        for value in candidates:
            if is_simple or all(self._side.accepts(part, value) for part in parts):
                return value
        raise Unbuildable

    def _object(self, parts: Conjunction, depth: int) -> dict[str, Any]:
        """Build an object, if need be with the members that tell it from what it must not be."""
        forbidden = [part for part in parts if isinstance(part, Apart)]
        built = self._members(parts, depth)
        if all(self._side.accepts(part, built) for part in forbidden):
            return built
        built = self._members((*parts, {"required": [*self._tags(parts)]}), depth)
        if all(self._side.accepts(part, built) for part in forbidden):
            return built
        raise Unbuildable

    def _members(self, parts: Conjunction, depth: int) -> dict[str, Any]:
        names = [name for name in named(parts) if name in required(parts)]
        built = {name: self.value(members(self._side, parts, name), depth + 1) for name in names}
        spare = chain(named(parts), "abcdefghijklmnopqrstuvwxyz", map(str, range(MOST_ITEMS)))
        while len(built) < least(parts, "minProperties"):
            name = next((each for each in spare if each not in built), None)
            if name is None:
                raise Unbuildable
            inner = members(self._side, parts, name)
            if not is_nothing(inner):
                built[name] = self.value(inner, depth + 1)
        return built

    def _array(self, parts: Conjunction, depth: int) -> list[Any]:
        fewest = int(least(parts, "minItems"))
        found: list[Any] = []
        for part in (each for each in parts if "contains" in each):
            is_one = partial(self._side.accepts, part["contains"])
            needed = int(part.get("minContains", 1)) - sum(map(is_one, found))
            if needed > MOST_ITEMS:
                raise Unbuildable
            inner = conjunction(self._side, part["contains"])
            for _ in range(needed):
                beside = item(self._side, parts, len(found))
                found.append(self.value((*beside, *inner), depth + 1))
        if fewest > MOST_ITEMS:
            raise TooLarge
        described = max(len(found), min(fixed_items(parts), fewest))
        told = range(len(found), described)
        found += [self.value(item(self._side, parts, at), depth + 1) for at in told]
        missing = fewest - len(found)
        if missing > 0:
            value = self.value(item(self._side, parts, described), depth + 1)
            if missing * _length(value) > LARGEST:
                raise TooLarge
            found += [value] * missing
        return found


def _texts(parts: Conjunction) -> Iterator[str]:
    yield ""
    try:
        word = word_of(language(parts, is_wide=True))
    except TooManyStates:
        word = None
    if word is not None:
        yield word
    for part in parts:
        if part.get("format") in PLAIN_TEXTS:
            yield PLAIN_TEXTS[part["format"]]
    yield "0" * int(min(least(parts, "minLength"), MOST_ITEMS))


def _numbers(parts: Conjunction, *, is_integer: bool) -> Iterator[int | float]:
    yield from (0, 1, -1) if is_integer else (0.5, -0.5, 1.5)
    yield from numbers_of(merged(parts), is_integer=is_integer)


def _rank(parts: Conjunction) -> int:
    """Tell which branch of a union has the smaller values, as far as its type says."""
    kinds = types_of(parts)
    return next((rank for rank, kind in enumerate(_ORDER) if kind in kinds), len(_ORDER))


def _length(value: Any) -> int:
    return len(json.dumps(value))
