"""Shapes: what a model, a JSON Schema or an interaction says about the documents that cross."""

from pactfuzz.shapes.document import format_document, parse_document, to_document
from pactfuzz.shapes.dumps import Dumps, Omits
from pactfuzz.shapes.location import Location
from pactfuzz.shapes.problem import ABSENT, Problem
from pactfuzz.shapes.shape import Adapter, Crashed, Refused, RemoteModel, Shape

__all__ = [
    "ABSENT",
    "Adapter",
    "Crashed",
    "Dumps",
    "Location",
    "Omits",
    "Problem",
    "Refused",
    "RemoteModel",
    "Shape",
    "format_document",
    "parse_document",
    "to_document",
]
