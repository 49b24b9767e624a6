"""Pairs of schemas and of models that differ in a place or two, made up by Hypothesis."""

import json
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from made_up import models, names, plain_schemas, scalars, tangled_schemas
from pydantic import BaseModel, create_model

from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Shape
from pactfuzz.values.subschemas import subschemas

schemas = (plain_schemas | tangled_schemas).map(lambda each: {} if each is True else each)

_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LISTS = ("enum", "required", "type", "anyOf", "oneOf", "allOf")

_added = st.one_of(
    st.builds(lambda key, number: {key: number}, st.sampled_from(_BOUNDS), st.integers(-9, 9)),
    st.builds(lambda key, number: {key: number}, st.sampled_from(_COUNTS), st.integers(0, 4)),
    st.builds(lambda values: {"enum": values}, st.lists(scalars, min_size=1, max_size=3)),
    st.builds(lambda listed: {"required": listed}, st.lists(names, min_size=1, unique=True)),
    st.builds(lambda kind: {"type": kind}, st.sampled_from(["integer", "number", "string"])),
    st.builds(lambda other: {"not": other}, plain_schemas),
    st.sampled_from(
        [
            {"additionalProperties": False},
            {"uniqueItems": True},
            {"pattern": "^[a-z]*$"},
            {"format": "date"},
            {"multipleOf": 2},
            {"propertyNames": {"maxLength": 1}},
        ]
    ),
)


@st.composite
def changed(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    """Change a schema in one place: a keyword goes, comes, or says something else."""
    copy = json.loads(json.dumps(schema))
    node = draw(st.sampled_from(list(subschemas(copy))))
    if not node or draw(st.booleans()):
        node |= draw(_added)
        return copy
    key = draw(st.sampled_from(sorted(node)))
    value = node[key]
    if key in (*_COUNTS, *_BOUNDS):
        other = value + draw(st.sampled_from([-1, 1, 2]))
        node[key] = max(0, other) if key in _COUNTS else other
    elif key in _LISTS and isinstance(value, list) and len(value) > 1:
        value.pop(draw(st.integers(0, len(value) - 1)))
    elif key == "properties" and value:
        del value[draw(st.sampled_from(sorted(value)))]
    else:
        del node[key]
    return copy


@st.composite
def schema_pairs(draw: st.DrawFn) -> tuple[Shape, Shape]:
    """Make a writer and a reader: one of them, mostly, is the other, changed in a place or two."""
    one = draw(schemas)
    other = draw(st.one_of(changed(one), changed(one).flatmap(changed), schemas))
    pair = (one, other) if draw(st.booleans()) else (other, one)
    try:
        return Shape.from_schema(pair[0], "writer"), Shape.from_schema(pair[1], "reader")
    except ShapeError:  # The change made it no schema.
        assume(condition=False)
        raise


@st.composite
def model_pairs(draw: st.DrawFn) -> tuple[type[BaseModel], type[BaseModel]]:
    """Make a writer and a reader that have some of their fields in common."""
    one, other = draw(models), draw(models)
    shared = [name for name in one.model_fields if draw(st.integers(0, 3))]
    fields = _fields(other) | {name: _fields(one)[name] for name in shared}
    extra = draw(st.sampled_from(["ignore", "ignore", "forbid", "allow"]))
    mixed = create_model("Model", __config__={"extra": extra}, **fields)
    return (one, mixed) if draw(st.booleans()) else (mixed, one)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {name: (field.annotation, field) for name, field in model.model_fields.items()}
