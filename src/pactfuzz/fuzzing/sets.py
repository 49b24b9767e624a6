"""Documents with their sets in one order: the order in which a set is dumped says nothing."""

from typing import Any

from pactfuzz.shapes import Shape, format_document
from pactfuzz.values.places import Reading, changed


def with_sorted_sets(shape: Shape, document: Any) -> Any:
    """Sort the arrays that a model reads as sets: those whose items the schema wants unique."""
    if shape.adapter is None or not shape.accepts(document):
        return document
    places = list(Reading.of(shape).places(document))
    for place in reversed(places):  # what is inside first, since places count the items
        if isinstance(place.value, list) and any(
            schema.get("uniqueItems") is True for schema in place.schemas
        ):
            document = changed(document, place.location, _sorted)
    return document


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=format_document)
