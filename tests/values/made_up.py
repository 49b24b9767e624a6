"""Schemas and Pydantic models made up by Hypothesis, as inputs of the tests here."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from hypothesis import strategies as st
from pydantic import BaseModel, Field, create_model

names = st.sampled_from(["a", "b", "c", "level", "size", "x y", "é"])
scalars = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "ok", "\n"])


@st.composite
def _bounded(draw, low: str, high: str, values) -> dict[str, Any]:
    bounds = sorted(draw(st.tuples(values, values)))
    return draw(
        st.sampled_from(
            [{}, {low: bounds[0]}, {high: bounds[1]}, {low: bounds[0], high: bounds[1]}]
        )
    )


def _merged(*parts):
    return st.tuples(*parts).map(lambda drawn: {k: v for each in drawn for k, v in each.items()})


_small = st.integers(0, 4)
_integers = _merged(
    st.just({"type": "integer"}),
    _bounded("minimum", "maximum", st.integers(-20, 20)),
    st.sampled_from([{}, {}, {"multipleOf": 3}, {"exclusiveMinimum": -30}]),
)
_numbers = _merged(
    st.just({"type": "number"}),
    _bounded("minimum", "maximum", st.integers(-9, 9) | st.sampled_from([-0.5, 0.1, 2.25, 1e9])),
    st.sampled_from([{}, {}, {"multipleOf": 0.05}, {"exclusiveMaximum": 1e10}]),
)
_texts = st.one_of(
    _merged(st.just({"type": "string"}), _bounded("minLength", "maxLength", st.integers(0, 12))),
    st.sampled_from(
        [
            {"type": "string", "format": "date-time"},
            {"type": "string", "format": "uuid"},
            {"type": "string", "format": "email", "maxLength": 30},
            {"type": "string", "pattern": "^[A-Z]{2,5}$"},
            {"type": "string", "pattern": "^(ok|soft|hard)$", "maxLength": 4},
            {"type": "string", "pattern": "[0-9]+-[0-9]*", "minLength": 6},
        ]
    ),
)
_fixed = st.one_of(
    st.builds(lambda value: {"const": value}, scalars),
    st.builds(
        lambda values: {"enum": values}, st.lists(scalars, min_size=1, max_size=4, unique_by=repr)
    ),
    st.sampled_from(
        [{"type": "boolean"}, {"type": "null"}, {"type": ["integer", "null"]}, {}, True]
    ),
)


def _arrays(schemas):
    return st.one_of(
        _merged(
            st.just({"type": "array"}),
            st.builds(lambda items: {"items": items}, schemas),
            _bounded("minItems", "maxItems", _small),
            st.sampled_from([{}, {}, {"uniqueItems": True}]),
        ),
        st.builds(
            lambda items, least: {
                "type": "array",
                "prefixItems": items,
                "minItems": min(least, len(items)),
                "maxItems": len(items),
            },
            st.lists(schemas, min_size=1, max_size=3),
            _small,
        ),
    )


@st.composite
def _objects(draw, schemas) -> dict[str, Any]:
    properties = draw(st.dictionaries(names, schemas, max_size=4))
    required = [name for name in properties if draw(st.booleans())]
    extra = draw(st.sampled_from([{}, {"additionalProperties": False}, None]))
    if extra is None:
        extra = {"additionalProperties": draw(schemas)}
    return {"type": "object", "properties": properties, "required": required, **extra}


def _maps(schemas):
    return _merged(
        st.builds(lambda values: {"type": "object", "additionalProperties": values}, schemas),
        _bounded("minProperties", "maxProperties", _small),
        st.sampled_from(
            [{}, {}, {"propertyNames": {"enum": ["a", "b"]}}, {"propertyNames": {"maxLength": 2}}]
        ),
    )


def _unions(schemas):
    return st.builds(
        lambda keyword, branches: {keyword: branches},
        st.sampled_from(["anyOf", "anyOf", "oneOf"]),
        st.lists(schemas, min_size=1, max_size=3),
    )


def _nested(schemas):
    return st.one_of(_objects(schemas), _arrays(schemas), _maps(schemas), _unions(schemas))


plain_schemas = st.recursive(_integers | _numbers | _texts | _fixed, _nested, max_leaves=8)
"""Schemas that are built as they stand."""


def _tangled(schemas):
    return st.one_of(
        _nested(schemas),
        st.builds(lambda both: {"allOf": both}, st.lists(schemas, min_size=1, max_size=2)),
        st.builds(lambda schema, other: {**schema, "not": other}, _objects(schemas), schemas),
        st.builds(
            lambda schema, name, other: {**schema, "dependentRequired": {name: [other]}},
            _objects(schemas),
            names,
            names,
        ),
        st.builds(
            lambda schema, name, value, then, otherwise: {
                **schema,
                "if": {"properties": {name: {"const": value}}, "required": [name]},
                "then": {"required": [then]},
                "else": {"required": [otherwise]},
            },
            _objects(schemas),
            names,
            scalars,
            names,
            names,
        ),
        st.builds(
            lambda schema, names: {**schema, "anyOf": [{"required": [name]} for name in names]},
            _objects(schemas),
            st.lists(names, min_size=1, max_size=3),
        ),
        st.builds(lambda schema, held: {**schema, "contains": held}, _arrays(schemas), schemas),
    )


tangled_schemas = st.recursive(_integers | _texts | _fixed, _tangled, max_leaves=6)
"""Schemas with keywords that reach across the document; many of them allow nothing."""


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


_plain_types = st.sampled_from(
    [
        int,
        float,
        str,
        bool,
        Colour,
        Literal["a", 1, False],
        datetime,
        date,
        UUID,
        Annotated[int, Field(ge=0, le=100)],
        Annotated[int, Field(gt=0, multiple_of=5)],
        Annotated[float, Field(gt=0, lt=1)],
        Annotated[str, Field(min_length=1, max_length=9)],
        Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]+$")],
        tuple[int, str],
        set[bool],
        dict[Literal["x", "y"], float],
    ]
)


@st.composite
def _models(draw, types) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4)):
        kind = draw(types)
        # Only a default that the type allows: what Pydantic writes of any other is not its schema.
        fields[name] = draw(st.sampled_from([(kind, ...), (kind | None, None)]))
    return create_model("Model", **fields)


def _containers(types):
    return st.one_of(
        st.builds(lambda kind: list[kind], types),
        st.builds(lambda kind: Annotated[list[kind], Field(min_length=1, max_length=3)], types),
        st.builds(lambda kind: dict[str, kind], types),
        st.builds(lambda kind, other: kind | other, types, types),
        _models(types),
    )


models = _models(st.recursive(_plain_types, _containers, max_leaves=5))
"""Pydantic models, nested a few levels deep."""
