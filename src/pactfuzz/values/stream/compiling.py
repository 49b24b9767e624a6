"""A JSON Schema as parts that write its documents: closures over pools, never generated code."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from random import Random
from typing import Any, Final, Self

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.covering import covering_examples
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.expansion import Expansion, dialect_of
from pactfuzz.values.extensions_draft import Subject
from pactfuzz.values.extensions_names import unknown_names
from pactfuzz.values.keywords import ANNOTATIONS, TANGLED, deciding, is_open, types_of
from pactfuzz.values.references import closed, name_of
from pactfuzz.values.spelling import written
from pactfuzz.values.spot import Spot
from pactfuzz.values.strategies.recursion import Recursion
from pactfuzz.values.strategies.tangled import rewritten
from pactfuzz.values.stream.arrays import array_part
from pactfuzz.values.stream.catalogue import Catalogue, Where
from pactfuzz.values.stream.depth import deepest_turn
from pactfuzz.values.stream.maker import Made
from pactfuzz.values.stream.numbers import integer_kinds, number_kinds
from pactfuzz.values.stream.objects import object_part
from pactfuzz.values.stream.parts import Kind, Part, Piece
from pactfuzz.values.stream.pool import Pool
from pactfuzz.values.stream.tangled import Checked, JsonText, Varied
from pactfuzz.values.stream.texts import text_kinds
from pactfuzz.values.stream.unions import union_part

MOST_PARTS: Final = 2_000
"""Places beyond which what lies deeper is always the same."""
_MOST_REWRITES: Final = 4
_ANYTHING: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 2**53 + 1, "", "text", "\x00", [], {}, [None], [[], {}]),
    *({"": None}, {"a": {"b": ["text", 0]}}),
)
_SCALARS: Final[Mapping[str | None, tuple[Any, ...]]] = {"boolean": (False, True), "null": (None,)}

_Maker = Callable[[Mapping[str, Any], Where], Made]


@dataclass(frozen=True, slots=True)
class Manner:
    """Which documents are made beside the plain ones of a shape.

    ``is_extended``: those of later producers. ``has_surrogates``: texts with lone surrogates.
    ``is_lax``: ``NaN`` and the infinities in the place of numbers, as lax writers send them.
    """

    is_extended: bool = False
    has_surrogates: bool = False
    is_lax: bool = False


@dataclass(slots=True)
class Compiler:
    """The making of parts for all of one closed schema.

    ``found`` collects the places where documents are found and varied rather than built.
    """

    inside: Expansion
    recursion: Recursion
    subject: Subject
    random: Random
    manner: Manner
    deepest: int
    catalogue: Catalogue = field(default_factory=Catalogue)
    found: list[str] = field(default_factory=list)
    turned: dict[tuple[str, int, frozenset[str], frozenset[str]], Made] = field(
        default_factory=dict
    )
    changers: int = 0
    parts: int = 0
    rewrites: int = 0

    @classmethod
    def of(cls, shape: Shape, random: Random, manner: Manner) -> tuple[Self, Part]:
        """Compile a shape.

        Raises:
            UnsatisfiableShape: no document has it.
        """
        schema = closed(shape.reader)
        definitions = schema.pop("$defs")
        recursion = Recursion.of(definitions)
        compiler = cls(
            Expansion(definitions, dialect_of(schema)),
            recursion,
            Subject.of(shape),
            random,
            manner,
            deepest_turn(definitions, recursion),
        )
        return compiler, compiler.finished(compiler.part(schema, Where()), Where())

    @property
    def is_extended(self) -> bool:
        """Say whether documents of later producers are wanted too."""
        return self.manner.is_extended

    def finished(self, made: Made, where: Where, prefix: bytes = b"") -> Part:
        """Make a part of kinds of values, each with a prefix."""
        self.changers += 1
        if isinstance(made, list):
            return Pool(
                made, where, self.catalogue, self.random, prefix, is_extended=self.is_extended
            )
        return made

    def part(self, schema: Any, where: Where) -> Made:
        """Make the part for a schema inside.

        Raises:
            UnsatisfiableShape: no document has it.
        """
        self.parts += 1
        if schema is False:
            msg = f"{where.spot}: no value is allowed here (`false`)"
            raise UnsatisfiableShape(msg)
        if is_open(schema):
            return _constants(_ANYTHING, where)
        if self.parts > MOST_PARTS:
            return self._ending(schema, where)
        made = self._maker_for(schema)(schema, where)
        if isinstance(made, list):
            # A validator, which no schema shows, may take little else.
            made += _constants(self.inside.stated(schema), where)
        return made

    def checked(self, schema: Mapping[str, Any], made: Made, where: Where) -> list[Kind]:
        """Take of what was made only what a schema accepts."""
        accepts = self.accepting(schema)
        found = cache(partial(self._documents, schema, where))
        take = Checked(self.finished(made, where), accepts, found)
        take()  # so that it shows at once where there is nothing
        return [Kind(where.spot.says("as a whole"), take)]

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""
        return self.inside.resolved(schema)

    def accepting(self, schema: Any) -> Callable[[Any], bool]:
        """Make what says whether a schema inside accepts a document."""
        return Shape.from_schema(self.inside.whole(schema)).accepts

    def is_looping(self, schema: Any) -> bool:
        """Say whether documents of a schema inside can be of any depth."""
        return self.recursion.is_looping(schema)

    def spare(self, schema: Any) -> Iterator[Any]:
        """List documents of a schema inside that all differ, as many as come to mind."""
        return distinct_documents(self.inside, schema, Spot())

    def unknown_names(self, known: frozenset[str]) -> tuple[str, ...]:
        """List names that mean nothing in an object that knows some."""
        return unknown_names(known | self.subject.read, self.subject.elsewhere)

    def _maker_for(self, schema: Mapping[str, Any]) -> _Maker:
        union: _Maker = partial(union_part, self)
        return deciding(
            schema,
            enumeration=self._listed,
            tangled=self._tangled,
            reference=self._reference,
            union=union,
            typed=self._typed,
        )

    def _listed(self, schema: Mapping[str, Any], where: Where) -> Made:
        try:
            return _constants(self.inside.members(schema), where)
        except UnsatisfiableShape as error:
            msg = f"{where.spot}: {error}"
            raise UnsatisfiableShape(msg) from None

    def _reference(self, schema: Mapping[str, Any], where: Where) -> Made:
        if schema.keys() - ANNOTATIONS - {"$ref"}:
            return self._tangled(schema, where)
        name = name_of(schema["$ref"])
        if self.recursion.heights.get(name) == math.inf:
            msg = f"{where.spot}: a document of {name} would never end"
            raise UnsatisfiableShape(msg)
        definition = self.inside.definitions[name]
        if name not in where.spot.entered:
            spot = replace(where.spot, entered=where.spot.entered | {name})
            return self.part(definition, replace(where, spot=spot))
        if where.turns >= self.deepest:
            return self._ending(schema, where)
        return self._again(name, definition, where)

    def _again(self, name: str, definition: Any, where: Where) -> Made:
        """Turn back to a definition: all ways that do so share one part for each turn."""
        spot = Spot(f"inner {name}", where.spot.entered)
        inside = Where(spot, turns=where.turns + 1, collections=1, known=where.known)
        key = (name, inside.turns, inside.known, inside.spot.entered)
        if key not in self.turned:
            self.turned[key] = self.part(definition, inside)
        return self.turned[key]

    def _ending(self, schema: Mapping[str, Any], where: Where) -> Made:
        return [_constant(self.inside.simplest(schema), where.spot.says("at its end"))]

    def _tangled(self, schema: Mapping[str, Any], where: Where) -> Made:
        """Take a schema apart and check what comes of it, or else find documents."""
        if schema.keys() - ANNOTATIONS == {"allOf"} and len(schema["allOf"]) == 1:
            return self.part(schema["allOf"][0], where)
        simpler = rewritten(self.inside.whole(self.resolved(schema)))
        if self.rewrites >= _MOST_REWRITES or simpler.keys() & TANGLED:
            return self._found(schema, where)
        for name, definition in simpler.get("$defs", {}).items():
            self.inside.definitions.setdefault(name, definition)
        self.rewrites += 1
        try:
            return self.checked(schema, self.part(simpler, where), where)
        finally:
            self.rewrites -= 1

    def _found(self, schema: Mapping[str, Any], where: Where) -> Made:
        make = Varied(self._documents(schema, where), self.accepting(schema), self.random)
        return [Kind(where.spot.says("as it was found"), make)]

    def _documents(self, schema: Mapping[str, Any], where: Where) -> list[Any]:
        self.found.append(str(where.spot))
        return [each.document for each in covering_examples(self.inside.whole(schema))]

    def _typed(self, schema: Mapping[str, Any], where: Where) -> Made:
        types = types_of(schema)
        if len(types) > 1:
            shared = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
            return union_part(self, {"anyOf": [{**shared, "type": each} for each in types]}, where)
        return self._of_type(types[0] if types else None, schema, where)

    def _of_type(self, kind: str | None, schema: Mapping[str, Any], where: Where) -> Made:
        makers: Mapping[str | None, _Maker] = {
            "object": partial(object_part, self),
            "array": partial(array_part, self),
            "string": self._texts,
            "integer": self._numbers,
            "number": self._numbers,
        }
        if kind in makers:
            return makers[kind](schema, where)
        return _constants(_SCALARS.get(kind, _ANYTHING), where)

    def _numbers(self, schema: Mapping[str, Any], where: Where) -> list[Kind]:
        """Make numbers. Asked of them is only what stands here: the whole takes longer to read."""
        standing = {**schema, **self.inside.dialect}
        if types_of(schema) == ["integer"]:
            return list(integer_kinds(standing, where.spot, self.random))
        is_lax = self.manner.is_lax
        return list(number_kinds(standing, where.spot, self.random, is_lax=is_lax))

    def _texts(self, schema: Mapping[str, Any], where: Where) -> list[Kind]:
        if schema.get("contentMediaType") == "application/json":
            content = self.part(schema.get("contentSchema", True), where)
            return [Kind(where.spot.says("is JSON"), JsonText(self.finished(content, where)))]
        standing = {**schema, **self.inside.dialect}
        has_surrogates = self.manner.has_surrogates
        return text_kinds(standing, where.spot, self.random, has_surrogates=has_surrogates)


def _constants(values: Iterable[Any], where: Where) -> list[Kind]:
    return [_constant(each, where.spot.equals(each)) for each in values]


def _constant(value: Any, label: str) -> Kind:
    return Kind(label, partial(Piece, written(value)), is_constant=True)
