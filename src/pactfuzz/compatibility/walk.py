"""Both sides walked through together: every keyword of the reader that the writer may not keep.

A reader accepts what keeps each of its keywords in each place. So the writer is covered if each of
them can be proved by itself, from what the writer says of the same place; where that fails, the
place and the keyword are known, and whoever searches for a document knows where.

References may lead back to where the walk came from. A pair of definitions that is being proved is
taken as proved further inside (coinduction): documents are finite, so the smallest one that broke
it would have to break something else.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.bounds import RULES, is_kept
from pactfuzz.compatibility.conjunction import (
    BELONG,
    UNIONS,
    Conjunction,
    Part,
    branches_of,
    conjunction,
    is_nothing,
    required,
    types_of,
    values_of,
)
from pactfuzz.compatibility.items import broken_items, is_contained
from pactfuzz.compatibility.members import broken_members, broken_names
from pactfuzz.compatibility.place import Place, Suspicion, merged, without_member
from pactfuzz.compatibility.side import Side, is_equal, joined
from pactfuzz.compatibility.splitting import are_disjoint, cases
from pactfuzz.compatibility.texts import word_between
from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Location
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.languages.expression import Inexpressible

MOST_STEPS: Final = 20_000
MOST_SPLITS: Final = 3
DEEPEST: Final = 30
MOST_OF_BRANCH: Final = 8
"""Suspicions by which a branch of the reader's union is judged to be the nearest."""
LARGEST_ASKED: Final = 4_000
"""Characters of the schemas up to which the engine is asked about a part of them."""

Schemas: TypeAlias = tuple[Any, ...]
"""Schemas that must all hold."""


class TooManySteps(Exception):  # the caller then takes what has been found so far
    """The two schemas have too many places."""


class Walk:
    """The walk through a writer's and a reader's schema."""

    def __init__(self, writer: Side, reader: Side) -> None:
        self.writer = writer
        self.reader = reader
        self._steps = 0
        self._same = _same_definitions(writer, reader)
        self._assumed: dict[tuple[str, str], int] = {}

    def suspicions(self) -> Iterator[Suspicion]:
        """List what could not be proved; nothing, if everything was.

        Raises:
            TooManySteps: that would take too long.
        """
        start = Place(Location(), lambda leaf: leaf)
        yield from self.between((self.writer.root,), (self.reader.root,), start)

    def between(self, writer: Schemas, reader: Schemas, place: Place) -> Iterator[Suspicion]:
        """Hold schemas that stand in the same place against each other."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooManySteps
        rest = tuple(each for each in reader if not any(self.is_same(one, each) for one in writer))
        place = place.at(writer, rest)
        pair = _definitions(writer, rest)
        depth = len(place.location.parts)
        if depth > DEEPEST:
            raise TooManySteps
        if not rest or (pair in self._assumed and self._assumed[pair] < depth):
            return
        is_new = pair is not None and pair not in self._assumed
        if pair is not None and is_new:
            self._assumed[pair] = depth
        try:
            yield from self._held(
                conjunction(self.writer, *writer), conjunction(self.reader, *rest), place
            )
        finally:
            if pair is not None and is_new:
                del self._assumed[pair]

    def holds(self, writer: Schemas, reader: Schemas, place: Place) -> bool:
        """Say whether there is nothing that could not be proved."""
        found = self.between(writer, reader, place)
        is_proved = next(found, None) is None
        found.close()  # type: ignore[attr-defined]  # it is a generator
        return is_proved

    def _held(self, writer: Conjunction, reader: Conjunction, place: Place) -> Iterator[Suspicion]:
        if is_nothing(writer):
            return
        values = values_of(self.writer, writer)
        refused = [each for each in values or () if not self._is_accepted(reader, each)]
        if values is not None and not refused:
            return
        is_listed = any("const" in part or "enum" in part for part in writer)
        if refused and (is_listed or not any(isinstance(each, dict | list) for each in refused)):
            yield from self._values(refused, writer, reader, place)
            return
        yield from self._split(writer, reader, place)

    def _split(self, writer: Conjunction, reader: Conjunction, place: Place) -> Iterator[Suspicion]:
        """Take the cases of a union of the writer one by one, or else the parts of the reader."""
        for index, part in enumerate(writer):
            for union in UNIONS:
                if union in part:
                    others = (*writer[:index], *writer[index + 1 :])
                    for branch, case in enumerate(branches_of(part)):
                        inside = place.branch(writer=f"/{union}/{branch}")
                        yield from self.between((*others, *case), reader, inside)
                    return
        for part in reader:
            if not any(self.is_same(each, part) for each in writer):
                yield from self._part(writer, part, place)

    def _is_accepted(self, reader: Conjunction, value: Any) -> bool:
        return all(self.reader.accepts(part, value) for part in reader)

    def _values(
        self, refused: list[Any], writer: Conjunction, reader: Conjunction, place: Place
    ) -> Iterator[Suspicion]:
        """Tell by which keywords the few values are refused that the writer may send."""
        for part in reader:
            for keyword in part:
                alone = _alone(part, keyword)
                leaves = [each for each in refused if not self.reader.accepts(alone, each)]
                if leaves:
                    constants = tuple({"const": each} for each in leaves)
                    yield Suspicion(place, keyword, writer, part, constants)

    def _part(self, writer: Conjunction, part: Part, place: Place) -> Iterator[Suspicion]:
        kinds = types_of(writer)
        for keyword in part:
            about = _ABOUT.get(keyword)
            if about is not None and about & kinds:
                yield from _CHECKS.get(keyword, Walk._bound)(self, writer, part, keyword, place)

    def _bound(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        if not is_kept(keyword, self.writer, writer, part[keyword]):
            is_text = keyword in ("minLength", "maxLength")
            yield from (self._text if is_text else self._asked)(writer, part, keyword, place)

    def _is_text_kept(self, writer: Conjunction, reader: Part) -> bool:
        """Say whether the writer sends texts alone, of which all keep a part of the reader."""
        if types_of(writer) != _STRING:
            return False
        try:
            return word_between(_texts(writer), reader) is None
        except (Inexpressible, TooManyStates, UnsatisfiableShape):
            return False

    def _asked(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        """Ask the engine, where nothing here can tell."""
        alone = _alone(part, keyword)
        if not self._is_text_kept(writer, alone) and self.is_covered(writer, alone) is not True:
            yield Suspicion(place, keyword, writer, part)

    def _type(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        more = types_of(writer) - types_of((part,))
        if more:
            leaves = tuple(leaf for kind in sorted(more) for leaf in _of_type(writer, kind))
            yield Suspicion(place, keyword, writer, part, leaves)

    def _text(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        stated = [each.get(keyword) for each in writer]
        if part[keyword] in stated:
            return
        try:
            word = None
            if keyword != "format":
                word = word_between(_texts(writer), _alone(part, keyword))
                if word is None:
                    return
        except (Inexpressible, TooManyStates, UnsatisfiableShape):
            word = None
        if self.is_covered(writer, _alone(part, keyword)) is not True:
            leaves = () if word is None else ({"const": word},)
            yield Suspicion(place, keyword, writer, part, leaves)

    def _required(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        sent = required(writer)
        for name in part[keyword]:
            if name not in sent:
                leaf = without_member(writer, name)
                yield Suspicion(place, keyword, writer, part, (leaf,), name)

    def _members(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        first = next(each for each in _OF_MEMBERS if each in part)
        if keyword == first:  # the three of them are one rule
            yield from broken_members(self, writer, part, place)

    def _names(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        yield from broken_names(self, writer, part, keyword, place)

    def _items(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        if keyword != "items" or "prefixItems" not in part:
            yield from broken_items(self, writer, part, place)

    def _contains(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        if not is_contained(self, writer, part, place):
            yield from self._asked(writer, part, keyword, place)

    def _not(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        if not are_disjoint(self, writer, part[keyword]):
            yield from self._asked(writer, part, keyword, place)

    def _any(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> Iterator[Suspicion]:
        yield from self._union(writer, part, keyword, place, MOST_SPLITS)

    def _union(
        self, writer: Conjunction, part: Part, keyword: str, place: Place, splits: int
    ) -> Iterator[Suspicion]:
        branches = part[keyword]
        covering = self._same_branch(writer, branches)
        if covering is None:
            covering = next((each for each in branches if self.holds(writer, (each,), place)), None)
        if covering is not None:
            others = [each for each in branches if each is not covering]
            if keyword == "anyOf" or all(are_disjoint(self, writer, each) for each in others):
                return
        if keyword == "anyOf" and _is_everything(branches):
            return
        narrower = cases(self, writer, branches) if splits else []
        if narrower:
            for each in narrower:
                if is_nothing(each):
                    continue
                yield from self._union(each, part, keyword, place, splits - 1)
            return
        if self._is_text_kept(writer, _alone(part, keyword)):
            return
        if self.is_covered(writer, _alone(part, keyword)) is True:
            return
        if covering is None:
            yield from self._nearest(writer, part, keyword, place)
        yield Suspicion(place, keyword, writer, part)

    def _same_branch(self, writer: Conjunction, branches: Schemas) -> Any:
        """Find a branch that the writer keeps because it says the same."""
        for each in branches:
            parts = conjunction(self.reader, each)
            if all(any(self.is_same(one, part) for one in writer) for part in parts):
                return each
        return None

    def _nearest(
        self, writer: Conjunction, part: Part, keyword: str, place: Place
    ) -> list[Suspicion]:
        """Take the branch of which least could not be proved, if any is of the same type.

        None of another tag is taken: it is not meant for such values at all.
        """
        kinds = types_of(writer)
        branches = part[keyword]
        found = [
            list(islice(self.between(writer, (each,), place.branch(reader=at)), MOST_OF_BRANCH))
            for at, each in ((f"/{keyword}/{index}", each) for index, each in enumerate(branches))
            if kinds & types_of(conjunction(self.reader, each))
        ]
        meant = [each for each in found if not any(map(_is_tag, each))]
        return min(meant, key=len, default=[])

    def is_covered(self, writer: Conjunction, reader: Part) -> bool | None:
        """Ask the engine whether the writer keeps a part of the reader."""
        written = self.writer.standing_alone(merged(writer))
        read = self.reader.standing_alone(reader)
        if len(str(written)) + len(str(read)) > LARGEST_ASKED:
            return None
        return engine.is_covered(written, read)

    def is_empty_together(self, writer: Conjunction, reader: Any) -> bool:
        """Ask the engine whether no value is of both."""
        if isinstance(reader, bool):
            return not reader
        together = joined(self.writer, merged(writer), self.reader, reader)
        return len(str(together)) <= LARGEST_ASKED and engine.is_empty(together)

    def is_same(self, writer: Any, reader: Any) -> bool:
        """Say whether it can be seen at once that the one keeps the other."""
        is_idle = reader if isinstance(reader, bool) else not reader
        return is_idle or writer is False or self.is_identical(writer, reader)

    def is_identical(self, writer: Any, reader: Any) -> bool:
        """Say whether two schemas are equal, and what they refer to is, too."""
        return is_equal(writer, reader) and (
            isinstance(reader, bool) or self.reader.referred(reader) <= self._same
        )


Check: TypeAlias = Callable[[Walk, Conjunction, Part, str, Place], Iterator[Suspicion]]

_NUMBER: Final = frozenset({"integer", "fraction"})
_STRING: Final = frozenset({"string"})
_ARRAY: Final = frozenset({"array"})
_OBJECT: Final = frozenset({"object"})
_EVERYTHING: Final = frozenset({"null", "boolean", *_NUMBER, *_STRING, *_ARRAY, *_OBJECT})
_OF_MEMBERS: Final = ("properties", "patternProperties", "additionalProperties")

_ABOUT: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("type", "const", "enum", "anyOf", "oneOf", "not", "$ref"), _EVERYTHING),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"), _NUMBER),
    "multipleOf": _NUMBER,
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), _STRING),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains"), _ARRAY),
    **dict.fromkeys(("items", "prefixItems", "unevaluatedItems"), _ARRAY),
    **dict.fromkeys(("minProperties", "maxProperties", "required", "propertyNames"), _OBJECT),
    **dict.fromkeys((*_OF_MEMBERS, "unevaluatedProperties"), _OBJECT),
}
"""The keywords that may refuse something, and of which types."""

_CHECKS: Final[Mapping[str, Check]] = {
    "type": Walk._type,
    "required": Walk._required,
    "propertyNames": Walk._names,
    "contains": Walk._contains,
    "not": Walk._not,
    "anyOf": Walk._any,
    "oneOf": Walk._any,
    **dict.fromkeys(("pattern", "format"), Walk._text),
    **dict.fromkeys(("items", "prefixItems"), Walk._items),
    **dict.fromkeys(_OF_MEMBERS, Walk._members),
    **dict.fromkeys(
        ("const", "enum", "$ref", "unevaluatedItems", "unevaluatedProperties"), Walk._asked
    ),
}
assert not _ABOUT.keys() - _CHECKS.keys() - RULES.keys()  # noqa: S101 - each has a rule


def _definitions(writer: Schemas, reader: Schemas) -> tuple[str, str] | None:
    """Name the definitions that two schemas consist of."""
    if len(writer) != 1 or len(reader) != 1:
        return None
    both = [
        each for each in (*writer, *reader) if isinstance(each, Mapping) and list(each) == ["$ref"]
    ]
    return (both[0]["$ref"], both[1]["$ref"]) if len(both) == len((*writer, *reader)) else None


def _same_definitions(writer: Side, reader: Side) -> frozenset[str]:
    """List the definitions that are equal on both sides, with all that they refer to."""
    same = {
        name
        for name, schema in writer.definitions.items()
        if name in reader.definitions and is_equal(reader.definitions[name], schema)
    }
    while True:
        kept = {name for name in same if reader.referred(reader.definitions[name]) <= same}
        if kept == same:
            return frozenset(same)
        same = kept


def _is_everything(branches: Schemas) -> bool:
    """Say whether one branch is what another one is not."""
    opposites = [{"not": each} for each in branches]
    return any(is_equal(each, other) for each in branches for other in opposites)


def _alone(part: Part, keyword: str) -> dict[str, Any]:
    """Take a keyword out of a part, with those without which it means something else."""
    if keyword.startswith("unevaluated"):
        return dict(part)
    beside = next((each for each in BELONG if keyword in each), (keyword,))
    return {each: part[each] for each in beside if each in part}


def _texts(writer: Conjunction) -> Conjunction:
    return tuple(each for each in writer if "string" in types_of((each,)))


def _of_type(writer: Conjunction, kind: str) -> list[dict[str, Any]]:
    if kind == "fraction":
        return [{"const": number} for number in (0.5, 1.5, -0.5, 99.5)]
    return [merged((*writer, {"type": kind}))]


def _is_tag(suspicion: Suspicion) -> bool:
    return "const" in suspicion.reader and suspicion.keyword == "const"
