"""Strategies for the documents that a shape allows, and for the values that its model makes."""

import json
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Crashed, Refused, Shape
from pactfuzz.values.expansion import Expansion, dialect_of
from pactfuzz.values.references import closed
from pactfuzz.values.strategies.building import Building
from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.recursion import Recursion
from pactfuzz.values.strategies.texts import CODE_UNITS, UNICODE

__all__ = ["instances", "strategy"]


def strategy(shape: Shape, *, surrogates: bool = False) -> SearchStrategy[Any]:
    """Generate the documents that a shape's reader accepts."""
    schema = closed(shape.reader)
    definitions = schema.pop("$defs")
    building = Building(
        Expansion(definitions, dialect_of(schema)),
        Recursion.of(definitions),
        CODE_UNITS if surrogates else UNICODE,
    )
    return building.source(schema, Nesting()).strategy()


def instances(shape: Shape) -> SearchStrategy[Any]:
    """Generate what the model of a shape makes of the documents that it reads."""
    if shape.adapter is None:
        msg = f"{shape.name} has no model to make instances of"
        raise ShapeError(msg)
    return _instances(shape, strategy(shape))


@st.composite
def _instances(draw: st.DrawFn, shape: Shape, documents: SearchStrategy[Any]) -> Any:
    text = json.dumps(draw(documents))
    try:
        return shape.parse(text)
    except Crashed as error:
        error.add_note(f"parser-crashes: {shape.name} on {text}")
        raise
    except Refused:
        reject()
