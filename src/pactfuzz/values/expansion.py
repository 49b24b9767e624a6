"""A JSON Schema as the tree of choices that it leaves open."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import inf
from typing import Any, Final, TypeAlias

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.arrays import array_node, with_contained
from pactfuzz.values.choices import (
    Constant,
    Node,
    Option,
    choice_of,
    document_of,
    simplest_picks,
)
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.formats import with_plain_texts
from pactfuzz.values.keywords import ANNOTATIONS, TANGLED, deciding, is_open, types_of
from pactfuzz.values.numeric import numbers_of
from pactfuzz.values.objects import object_node
from pactfuzz.values.references import name_of
from pactfuzz.values.search import found_document
from pactfuzz.values.spot import Spot
from pactfuzz.values.text import texts_of
from pactfuzz.values.unions import union_node

MOST_NODES: Final = 5_000
MOST_REWRITES: Final = 4
MOST_OTHERS: Final = 200
MOST_MEMBERS: Final = 1_000
"""Members of an enumeration that are shown; of more, the first and the last."""

_Maker: TypeAlias = Callable[[Mapping[str, Any], Spot], Node]
_VALUES: Final[Mapping[str, list[Any]]] = {"boolean": [False, True], "null": [None]}


class TooLarge(Exception):  # it makes the caller look less deep, nobody else sees it
    """The tree has more nodes than are of use."""


@dataclass(slots=True)
class Expansion:
    """The making of one tree.

    ``is_minimal`` leaves out what is optional: the tree of the simplest document alone. A tree
    that is not minimal goes ``deepest`` levels of nesting down and ends in simplest documents.
    """

    definitions: dict[str, Any]
    dialect: Mapping[str, Any]
    is_minimal: bool = False
    deepest: int = 12
    nodes: int = 0

    def node(self, schema: Any, spot: Spot) -> Node:
        """Make the tree of one schema inside."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise TooLarge
        if schema is False:
            msg = f"{spot}: no value is allowed here (`false`)"
            raise UnsatisfiableShape(msg)
        if is_open(schema):
            return _anything(spot)
        if spot.depth > self.deepest and not self.is_minimal:
            return Constant(self.simplest(schema))
        return self._maker_for(schema)(schema, spot)

    def _maker_for(self, schema: Mapping[str, Any]) -> _Maker:
        union: _Maker = partial(union_node, self)
        return deciding(
            schema,
            enumeration=self._enumeration,
            tangled=self._untangled,
            reference=self._reference,
            union=union,
            typed=self._typed,
        )

    @property
    def minimal(self) -> "Expansion":
        """The making of a simplest document with the same definitions."""
        return replace(self, is_minimal=True, nodes=0)

    def simplest(self, schema: Any) -> Any:
        """Build the simplest document of a schema inside."""
        return _simplest_of(self.minimal.node(schema, Spot()))

    def alternatives(self, schema: Any, spot: Spot) -> Node:
        """Make the full tree of a schema inside, even if only the simplest document is wanted."""
        return replace(self, is_minimal=False, deepest=spot.depth + 2).node(schema, spot)

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""
        return self._inlined(schema)

    def accepts(self, schema: Mapping[str, Any], document: Any) -> bool:
        """Say whether a schema inside accepts a document."""
        return Shape.from_schema(self.whole(schema)).accepts(document)

    def members(self, schema: Mapping[str, Any]) -> list[Any]:
        """List the members of an enumeration, or the constant, that fit the rest of the schema.

        Raises:
            UnsatisfiableShape: none does.
        """
        keyword = "const" if "const" in schema else "enum"
        members = [schema["const"]] if "const" in schema else schema["enum"]
        rest = {key: value for key, value in schema.items() if key != keyword}
        accepts = Shape.from_schema(self.whole(rest)).accepts
        allowed = [each for each in members if is_open(rest) or accepts(each)]
        if not allowed:
            msg = f"none of {json.dumps(members)} fits the rest of the schema"
            raise UnsatisfiableShape(msg)
        return allowed

    def stated(self, schema: Mapping[str, Any]) -> list[Any]:
        """List the values under ``examples`` of a schema inside, as far as it accepts them."""
        stated = schema.get("examples")
        if not isinstance(stated, list) or not stated:
            return []
        accepts = Shape.from_schema(self.whole(schema)).accepts
        return [each for each in stated if accepts(each)]

    def whole(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Make a schema inside stand by itself, with all that it may refer to."""
        return {**schema, **self.dialect, "$defs": self.definitions}

    def _enumeration(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        try:
            allowed = self.members(schema)
        except UnsatisfiableShape as error:
            msg = f"{spot}: {error}"
            raise UnsatisfiableShape(msg) from None
        ordered = sorted(allowed, key=lambda each: each is None)
        return _scalars([*ordered[: MOST_MEMBERS - 1], *ordered[MOST_MEMBERS - 1 :][-1:]], spot)

    def _reference(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        if schema.keys() - ANNOTATIONS - {"$ref"}:
            return self._untangled(schema, spot)
        name = name_of(schema["$ref"])
        if name not in spot.entered:
            entered = replace(spot, entered=spot.entered | {name})
            return self.node(self.definitions[name], entered)
        if self.is_minimal:
            msg = f"{spot}: a document of {name} would never end"
            raise UnsatisfiableShape(msg)
        return Constant(self.simplest(schema))

    def _inlined(self, schema: Any) -> Any:
        """Put in the place of a reference what it refers to, for the engine to merge."""
        entered = set()
        while isinstance(schema, Mapping) and "$ref" in schema:
            name = name_of(schema["$ref"])
            if name in entered:
                break
            entered.add(name)
            rest = {k: v for k, v in schema.items() if k != "$ref" and k not in ANNOTATIONS}
            target = self.definitions[name]
            schema = {"allOf": [target, rest]} if rest else target
        if isinstance(schema, Mapping) and "allOf" in schema:
            return {**schema, "allOf": [self._inlined(each) for each in schema["allOf"]]}
        return schema

    def _untangled(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        """Make the tree of a schema with keywords that reach across the document."""
        if schema.keys() - ANNOTATIONS == {"allOf"} and len(schema["allOf"]) == 1:
            return self.node(schema["allOf"][0], spot)
        node = self._rewritten(schema, spot) if spot.rewrites < MOST_REWRITES else None
        return node or Constant(found_document(self.whole(schema)))

    def _rewritten(self, schema: Mapping[str, Any], spot: Spot) -> Node | None:
        """Let the symbolic engine say a schema in plainer keywords, and make the tree of those.

        What they do not say is looked after by who checks every document. If it refuses already
        the simplest, one is taken that differs from it in one thing; if there is none, none.
        """
        whole = with_plain_texts(self.whole(self._inlined(schema)))
        simpler = Shape.from_schema(whole).canonical
        if simpler.get("not") == {}:
            msg = f"{spot}: no value fits all of the schema"
            raise UnsatisfiableShape(msg)
        for name, definition in simpler.get("$defs", {}).items():
            self.definitions.setdefault(name, definition)
        inner = replace(spot, rewrites=spot.rewrites + 1)
        rest = self._plain_part(simpler, inner)
        try:
            node = self.node(rest, inner)
        except UnsatisfiableShape:
            if not simpler.keys() & TANGLED:
                raise
            return None
        if self.accepts(schema, _simplest_of(node)):
            return node
        others = islice(distinct_documents(self, rest, inner), MOST_OTHERS)
        return next((Constant(each) for each in others if self.accepts(schema, each)), None)

    def _plain_part(self, schema: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        """Keep the keywords that say what is at one place; of ``allOf`` only references."""
        dropped = TANGLED - {"allOf"} if _has_reference(schema) else TANGLED
        rest = {k: v for k, v in with_contained(schema).items() if k not in dropped}
        if "anyOf" in rest:
            rest["anyOf"] = sorted(rest["anyOf"], key=lambda each: self._size(each, spot))
        return rest

    def _size(self, schema: Any, spot: Spot) -> float:
        """Measure the simplest document: the engine's branches come in no order that means much."""
        try:
            return len(json.dumps(_simplest_of(self.minimal.node(schema, spot))))
        except UnsatisfiableShape:
            return inf

    def _typed(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        types = types_of(schema)
        if len(types) > 1:
            shared = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
            return union_node(self, {"anyOf": [{**shared, "type": each} for each in types]}, spot)
        match types:
            case ["object"]:
                return object_node(self, schema, spot)
            case ["array"]:
                return array_node(self, schema, spot)
            case ["string"]:
                return self._texts(schema, spot)
            case ["integer"] | ["number"]:
                return self._numbers(schema, spot, is_integer=types == ["integer"])
            case _:
                return _scalars(_VALUES[types[0]], spot) if types else _anything(spot)

    def _texts(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        if schema.get("contentMediaType") == "application/json":
            return Constant(json.dumps(self.simplest(schema.get("contentSchema", {}))))
        accepts = Shape.from_schema(self.whole(schema)).accepts
        return _scalars(texts_of(schema, accepts), spot)

    def _numbers(self, schema: Mapping[str, Any], spot: Spot, *, is_integer: bool) -> Node:
        values: list[Any] = numbers_of(schema, is_integer=is_integer)
        return _scalars(list(dict.fromkeys([*self.stated(schema)[:1], *values])), spot)


def dialect_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep the keyword by which a schema states its draft, if it does."""
    return {key: schema[key] for key in ("$schema",) if key in schema}


def _simplest_of(node: Node) -> Any:
    return document_of(node, simplest_picks(node))


def _anything(spot: Spot) -> Node:
    """Stand for a value of which nothing is said by three of different kinds."""
    return _scalars(["text", None, {}], spot)


def _scalars(values: list[Any], spot: Spot) -> Node:
    return choice_of(*(Option(spot.equals(value), Constant(value)) for value in values))


def _has_reference(schema: Mapping[str, Any]) -> bool:
    return any(isinstance(each, Mapping) and "$ref" in each for each in schema.get("allOf", ()))
