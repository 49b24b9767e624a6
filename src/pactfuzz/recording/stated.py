"""Examples that a schema states itself: ``Field(examples=[…])``, and those of a whole model."""

from collections.abc import Mapping
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values import Example, covering_examples


def stated_examples(shape: Shape) -> tuple[Example, ...]:
    """Choose covering examples that have, wherever the schema states examples, one of those.

    Stated examples that the schema itself does not allow are left out.
    """
    narrowed = _narrowed(shape.reader, shape.reader)
    if narrowed == shape.reader:
        return ()
    try:
        examples = covering_examples(narrowed)
    except UnsatisfiableShape:
        return ()
    return tuple(each for each in examples if shape.accepts(each.document))


def model_examples(shape: Shape) -> tuple[Mapping[str, Any], ...]:
    """List the objects that the schema states as examples of the whole document."""
    stated = (*shape.reader.get("examples", ()), *_target(shape.reader).get("examples", ()))
    return tuple(each for each in stated if isinstance(each, dict) and shape.accepts(each))


def _target(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    target = schema.get("$defs", {}).get(name, {})
    return target if isinstance(target, Mapping) else {}


def _narrowed(schema: Any, root: Mapping[str, Any]) -> Any:
    """Take an enumeration of its examples in the place of every schema that states some."""
    if isinstance(schema, list):
        return [_narrowed(each, root) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    valid = _valid_examples(schema, root)
    if valid:
        kept = {key: schema[key] for key in ("$defs", "$schema") if key in schema}
        return {**kept, "enum": valid}
    return {
        key: _narrowed_members(each, root) if key in _BY_NAME else _narrowed(each, root)
        for key, each in schema.items()
        if key not in _DATA
    } | {key: schema[key] for key in schema.keys() & _DATA}


_BY_NAME = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)
"""Keywords whose members are named by the user; a field may be called ``examples``."""

_DATA = frozenset({"const", "default", "enum", "examples", "required"})
"""Keywords that hold data and no schemas."""


def _narrowed_members(schemas: Any, root: Mapping[str, Any]) -> Any:
    if not isinstance(schemas, Mapping):
        return schemas
    return {name: _narrowed(each, root) for name, each in schemas.items()}


def _valid_examples(schema: Mapping[str, Any], root: Mapping[str, Any]) -> list[Any]:
    stated = schema.get("examples")
    if not isinstance(stated, list) or not stated:
        return []
    context = {key: root[key] for key in ("$defs", "$schema") if key in root}
    alone = Shape.from_schema({**context, **schema})
    return [each for each in stated if alone.accepts(each)]
