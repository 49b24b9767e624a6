"""Schemas that refer to themselves: how deep their documents must go, and where they may go on."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pactfuzz.values.keywords import types_of
from pactfuzz.values.references import name_of

Definitions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recursion:
    """What is known of definitions before any value is made.

    ``heights`` count how many references lie within each other in the flattest document of each
    definition; infinitely many where no document ends. ``looping`` are those definitions from
    which references lead into a circle.
    """

    heights: Mapping[str, float]
    looping: frozenset[str]

    @classmethod
    def of(cls, definitions: Definitions) -> Self:
        """Work it out for all definitions of a closed schema."""
        heights = dict.fromkeys(definitions, math.inf)
        for _ in definitions:
            better = {name: 1 + _height(each, heights) for name, each in definitions.items()}
            if better == heights:
                break
            heights = better
        reached = {name: frozenset(_references(each)) for name, each in definitions.items()}
        for _ in definitions:
            reached = {
                name: some.union(*(reached[each] for each in some if each in reached))
                for name, some in reached.items()
            }
        circular = {name for name, some in reached.items() if name in some}
        return cls(
            heights,
            frozenset(
                name for name, some in reached.items() if name in circular or some & circular
            ),
        )

    def height(self, schema: Any) -> float:
        """Count the references within each other in the flattest document of a schema inside."""
        return _height(schema, self.heights)

    def is_looping(self, schema: Any) -> bool:
        """Say whether documents of a schema inside can be of any depth."""
        return any(each in self.looping for each in _references(schema))


def _height(schema: Any, heights: Mapping[str, float]) -> float:
    """Find the least depth of a schema. What only a whole document can tell counts as flat."""
    if not isinstance(schema, Mapping):
        return math.inf if schema is False else 0
    if "const" in schema or "enum" in schema:
        return 0
    parts = [heights[name_of(schema["$ref"])]] if "$ref" in schema else []
    parts += [_height(each, heights) for each in schema.get("allOf", ())]
    for union in ("anyOf", "oneOf"):
        if union in schema:
            parts.append(min((_height(each, heights) for each in schema[union]), default=math.inf))
    kinds = [_kind_height(kind, schema, heights) for kind in types_of(schema)]
    return max([*parts, *([min(kinds)] if kinds else [])], default=0)


def _kind_height(kind: str, schema: Mapping[str, Any], heights: Mapping[str, float]) -> float:
    match kind:
        case "object":
            inner = list(_needed_members(schema))
        case "array":
            inner = list(_needed_items(schema))
        case _:
            inner = []
    return max((_height(each, heights) for each in inner), default=0)


def _needed_members(schema: Mapping[str, Any]) -> Iterator[Any]:
    others = schema.get("additionalProperties", True)
    named = schema.get("properties", {})
    required = schema.get("required", ())
    yield from (named.get(name, others) for name in required)
    if schema.get("minProperties", 0) > max(len(named), len(required)):
        yield others


def _needed_items(schema: Mapping[str, Any]) -> Iterator[Any]:
    least = schema.get("minItems", 0)
    fixed = schema.get("prefixItems", [])
    yield from fixed[:least]
    if least > len(fixed):
        yield schema.get("items", True)


def _references(schema: Any) -> Iterator[str]:
    """List the definitions that are named anywhere in a schema."""
    if isinstance(schema, Mapping):
        if isinstance(schema.get("$ref"), str):
            yield name_of(schema["$ref"])
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from _references(each)
