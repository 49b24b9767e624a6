"""Shapes: what a model, a JSON Schema or an interaction says about the documents that cross."""

from pactfuzz.shapes.document import format_document, parse_document, to_document
from pactfuzz.shapes.location import Location
from pactfuzz.shapes.problem import ABSENT, Problem
from pactfuzz.shapes.shape import Adapter, Crashed, Refused, Shape

__all__ = [
    "ABSENT",
    "Adapter",
    "Crashed",
    "Location",
    "Problem",
    "Refused",
    "Shape",
    "format_document",
    "parse_document",
    "to_document",
]
