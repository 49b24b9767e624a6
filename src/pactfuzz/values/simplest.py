"""The simplest document of a schema: what an example in a contract shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.choices import document_of, simplest_picks
from pactfuzz.values.expansion import Expansion, TooLarge, dialect_of
from pactfuzz.values.references import closed
from pactfuzz.values.search import found_document
from pactfuzz.values.spot import Spot


def simplest_document(
    schema: Mapping[str, Any] | bool,  # noqa: FBT001 - `true` and `false` are JSON Schemas
    *,
    fixed: Mapping[str, Any] | None = None,
) -> Any:
    """Build the smallest valid document that still looks like one from real life.

    It has no optional members, but those that ``fixed`` sets: top-level members by name, with
    their values. Texts and numbers are plain ones rather than empty ones and zeros.

    Raises:
        ShapeError: the schema is none, or refers to another document.
        UnsatisfiableShape: no document has this shape, none with the fixed members has it, or
            none can be built.
    """
    mapping = schema if isinstance(schema, Mapping) else ({} if schema else {"not": {}})
    shape = Shape.from_schema(mapping)
    whole = closed(mapping)
    expansion = Expansion(whole.pop("$defs"), dialect_of(whole), is_minimal=True)
    wanted = _with_members(expansion, whole, fixed) if fixed else whole
    try:
        node = expansion.node(wanted, Spot())
    except UnsatisfiableShape:
        if not fixed:
            raise
        raise _unfitting(shape, fixed) from None
    except (TooLarge, RecursionError):
        msg = f"{shape.name}: the smallest document is too large or too deep to be built"
        raise UnsatisfiableShape(msg) from None
    document = document_of(node, simplest_picks(node))
    return document if shape.accepts(document) else found_document(expansion.whole(wanted))


def _with_members(expansion: Expansion, schema: Any, fixed: Mapping[str, Any]) -> Any:
    """Narrow a schema of objects to those with the given members, in whatever branch they fit."""
    schema = expansion.resolved(schema)
    if not isinstance(schema, Mapping):
        return schema
    for union in ("anyOf", "oneOf"):
        if union in schema:
            branches = sorted(schema[union], key=lambda each: _unnamed(expansion, each, fixed))
            return {**schema, union: [_with_members(expansion, each, fixed) for each in branches]}
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    pinned = {
        name: {"const": value}
        if expansion.accepts({"allOf": [properties.get(name, others)]}, value)
        else False
        for name, value in fixed.items()
    }
    required = dict.fromkeys([*schema.get("required", ()), *fixed])
    return {**schema, "properties": {**properties, **pinned}, "required": [*required]}


def _unnamed(expansion: Expansion, schema: Any, names: Iterable[str]) -> int:
    """Count the members that a branch does not name, for the branch that names most to be first."""
    resolved = expansion.resolved(schema)
    named = resolved.get("properties", {}) if isinstance(resolved, Mapping) else {}
    return sum(name not in named for name in names)


def _unfitting(shape: Shape, fixed: Mapping[str, Any]) -> UnsatisfiableShape:
    problems = shape.problems(simplest_document(shape.reader) | fixed)
    reasons = "; ".join(map(str, problems)) or "they exclude each other"
    msg = f"{shape.name}: no document has the members {dict(fixed)!r}: {reasons}"
    return UnsatisfiableShape(msg)
