"""A JSON Schema as the tree of choices that it leaves open."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.arrays import array_node
from pactfuzz.values.choices import (
    Constant,
    Node,
    Option,
    choice_of,
    document_of,
    simplest_picks,
)
from pactfuzz.values.numeric import numbers_of
from pactfuzz.values.objects import object_node
from pactfuzz.values.references import name_of
from pactfuzz.values.search import found_document
from pactfuzz.values.spot import Spot
from pactfuzz.values.text import texts_of

MOST_NODES: Final = 20_000
MOST_REWRITES: Final = 4

_ANNOTATIONS: Final = frozenset(
    {
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema", "contentEncoding",
        "default", "deprecated", "description", "discriminator", "examples", "externalDocs",
        "readOnly", "title", "writeOnly", "xml",
    }
)  # fmt: skip
_TANGLED: Final = frozenset(
    {
        "allOf", "contains", "dependencies", "dependentRequired", "dependentSchemas", "else", "if",
        "maxContains", "minContains", "not", "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
"""Keywords that the symbolic engine rewrites before a tree is made of what is left."""
_TYPES_BY_KEYWORD: Final = {
    "object": (
        "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
        "minProperties", "maxProperties",
    ),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": ("minLength", "maxLength", "pattern", "format", "contentMediaType"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}  # fmt: skip


class TooLarge(Exception):  # noqa: N818: it makes the caller look less deep, nobody else sees it
    """The tree has more nodes than are of use."""


@dataclass(slots=True)
class Expansion:
    """The making of one tree.

    ``is_minimal`` leaves out what is optional: the tree of the simplest document alone. A tree
    that is not minimal goes ``deepest`` levels of nesting down and ends in simplest documents.
    """

    definitions: dict[str, Any]
    dialect: str = "https://json-schema.org/draft/2020-12/schema"
    is_minimal: bool = False
    deepest: int = 12
    nodes: int = 0

    def node(self, schema: Any, spot: Spot) -> Node:
        """Make the tree of one schema inside."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise TooLarge
        if schema is False:
            msg = f"{spot.says('')}: no value is allowed here (`false`)"
            raise UnsatisfiableShape(msg)
        if schema is True or not schema.keys() - _ANNOTATIONS:
            return _scalars(["text", None, {}], spot)
        if spot.depth > self.deepest and not self.is_minimal:
            return Constant(self.simplest(schema))
        if "const" in schema or "enum" in schema:
            return self._enumeration(schema, spot)
        if schema.keys() & _TANGLED:
            return self._untangled(schema, spot)
        if "$ref" in schema:
            return self._reference(schema, spot)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self._union(schema, union, spot)
        return self._typed(schema, spot)

    def simplest(self, schema: Any) -> Any:
        """Build the simplest document of a schema inside."""
        minimal = replace(self, is_minimal=True, nodes=0)
        return _simplest_of(minimal.node(schema, Spot()))

    def alternatives(self, schema: Any, spot: Spot) -> Node:
        """Make the full tree of a schema inside, even if only the simplest document is wanted."""
        return replace(self, is_minimal=False).node(schema, spot)

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""
        return self._inlined(schema)

    def accepts(self, schema: Mapping[str, Any], document: Any) -> bool:
        """Say whether a schema inside accepts a document."""
        return Shape.from_schema(self.whole(schema)).accepts(document)

    def whole(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {**schema, "$schema": self.dialect, "$defs": self.definitions}

    def _enumeration(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        members = [schema["const"]] if "const" in schema else schema["enum"]
        allowed = [each for each in members if self.accepts(schema, each)]
        if not allowed:
            msg = f"{spot.says('')}: none of {json.dumps(members)} fits the rest of the schema"
            raise UnsatisfiableShape(msg)
        return _scalars(sorted(allowed, key=lambda each: each is None), spot)

    def _reference(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        if schema.keys() - _ANNOTATIONS - {"$ref"}:
            return self._untangled(schema, spot)
        name = name_of(schema["$ref"])
        if name not in spot.entered:
            entered = replace(spot, entered=spot.entered | {name})
            return self.node(self.definitions[name], entered)
        if self.is_minimal:
            msg = f"{spot.says('')}: a document of {name} would never end"
            raise UnsatisfiableShape(msg)
        return Constant(self.simplest(schema))

    def _union(self, schema: Mapping[str, Any], keyword: str, spot: Spot) -> Node:
        """Take each branch that has documents, a branch whose documents end before the others."""
        shared = {k: v for k, v in schema.items() if k != keyword and k not in _ANNOTATIONS}
        branches = [{"allOf": [shared, branch]} if shared else branch for branch in schema[keyword]]
        ending: list[Option] = []
        endless: list[Option] = []
        reasons: list[str] = []
        for branch in sorted(branches, key=self._is_null):
            try:
                option = Option(self._said(branch, spot), self.node(branch, spot))
            except UnsatisfiableShape as error:
                reasons.append(str(error))
                continue
            if self.is_minimal:
                return option.node
            (ending if self._ends(branch, spot) else endless).append(option)
        options = [*ending, *endless]
        if not options:
            raise UnsatisfiableShape("; ".join(dict.fromkeys(reasons)))
        is_overlapping = keyword == "oneOf" and not all(
            self.accepts(schema, _simplest_of(option.node)) for option in options
        )
        if is_overlapping:
            return self._untangled(schema, spot)
        return choice_of(*options)

    def _ends(self, branch: Any, spot: Spot) -> bool:
        try:
            replace(self, is_minimal=True, nodes=0).node(branch, spot)
        except UnsatisfiableShape:
            return False
        return True

    def _is_null(self, branch: Any) -> bool:
        inlined = self._inlined(branch)
        return isinstance(inlined, Mapping) and inlined.get("type") == "null"

    def _said(self, branch: Any, spot: Spot) -> str:
        """Name a branch by the title of its model, or by its type."""
        if self._is_null(branch):
            return spot.says("null")
        named = self._inlined(branch)
        if isinstance(named, Mapping) and "allOf" in named:
            named = self._inlined(named["allOf"][-1])
        if not isinstance(named, Mapping):
            return spot.says("is anything")
        return spot.says(f"is {named.get('title') or named.get('type') or 'another branch'}")

    def _inlined(self, schema: Any) -> Any:
        """Put in the place of a reference what it refers to, for the engine to merge."""
        entered = set()
        while isinstance(schema, Mapping) and "$ref" in schema:
            name = name_of(schema["$ref"])
            if name in entered:
                break
            entered.add(name)
            rest = {k: v for k, v in schema.items() if k != "$ref" and k not in _ANNOTATIONS}
            target = self.definitions[name]
            schema = {"allOf": [target, rest]} if rest else target
        if isinstance(schema, Mapping) and "allOf" in schema:
            return {**schema, "allOf": [self._inlined(each) for each in schema["allOf"]]}
        return schema

    def _untangled(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        """Let the symbolic engine rewrite a schema; search for a document where that fails."""
        if spot.rewrites < MOST_REWRITES:
            simpler = Shape.from_schema(self.whole(self._inlined(schema))).canonical
            if simpler.get("not") == {}:
                msg = f"{spot.says('')}: no value fits all of the schema"
                raise UnsatisfiableShape(msg)
            for name, definition in simpler.get("$defs", {}).items():
                self.definitions.setdefault(name, definition)
            dropped = _TANGLED - {"allOf"} if _has_reference(simpler) else _TANGLED
            rest = {key: value for key, value in simpler.items() if key not in dropped}
            try:
                node = self.node(rest, replace(spot, rewrites=spot.rewrites + 1))
            except UnsatisfiableShape:
                if not simpler.keys() & _TANGLED:
                    raise
            else:
                if self.accepts(schema, _simplest_of(node)):
                    return node
        whole = self.whole(schema)
        return Constant(found_document(whole, lambda each: self.accepts(schema, each)))

    def _typed(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        types = schema.get("type") or [
            kind for kind, keys in _TYPES_BY_KEYWORD.items() if schema.keys() & set(keys)
        ]
        if isinstance(types, str):
            return self._of_type(types, schema, spot)
        branches = [
            {**{k: v for k, v in schema.items() if k not in _ANNOTATIONS}, "type": each}
            for each in types
        ]
        if not branches:
            return self.node(True, spot)
        return self._union({"anyOf": branches}, "anyOf", spot)

    def _of_type(self, kind: str, schema: Mapping[str, Any], spot: Spot) -> Node:
        match kind:
            case "object":
                return object_node(self, schema, spot)
            case "array":
                return array_node(self, schema, spot)
            case "string":
                return self._string(schema, spot)
            case "integer" | "number":
                return self._number(schema, spot, is_integer=kind == "integer")
            case "boolean":
                return _scalars([False, True], spot)
            case _:
                return Constant(None)

    def _string(self, schema: Mapping[str, Any], spot: Spot) -> Node:
        if schema.get("contentMediaType") == "application/json":
            return Constant(json.dumps(self.simplest(schema.get("contentSchema", True))))
        return _scalars(texts_of(schema, lambda text: self.accepts(schema, text)), spot)

    def _number(self, schema: Mapping[str, Any], spot: Spot, *, is_integer: bool) -> Node:
        values: list[Any] = numbers_of(schema, is_integer=is_integer)
        stated = [
            each
            for each in schema.get("examples", ())
            if isinstance(each, int | float) and self.accepts(schema, each)
        ]
        return _scalars(list(dict.fromkeys([*stated[:1], *values])), spot)


def _simplest_of(node: Node) -> Any:
    return document_of(node, simplest_picks(node))


def _scalars(values: list[Any], spot: Spot) -> Node:
    return choice_of(*(Option(spot.equals(value), Constant(value)) for value in values))


def _has_reference(schema: Mapping[str, Any]) -> bool:
    return any(isinstance(each, Mapping) and "$ref" in each for each in schema.get("allOf", ()))
