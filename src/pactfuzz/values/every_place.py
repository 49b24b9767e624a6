"""Every place that a schema speaks of, each in a small document that has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pactfuzz.shapes import Location, Shape
from pactfuzz.values.covering import covering_examples
from pactfuzz.values.places import Place, Reading, is_parsed, replaced
from pactfuzz.values.spelling import written


@dataclass(frozen=True, slots=True)
class Shown:
    """A place, and the valid document in which it stands."""

    place: Place
    document: Any

    def with_value(self, value: Any) -> Any:
        """Build the document with another value in the place."""
        return replaced(self.document, self.place.location, value)


def every_place(shape: Shape, reading: Reading) -> Iterator[Shown]:
    """Find the places in the covering examples, those of the simplest document first.

    Places are one where the same schemas hold on the same path, but for an array or object that
    is empty in one document and not in another. As much of a document as can be is the simplest.

    Raises:
        UnsatisfiableShape: no document has this shape, or none can be built.
    """
    examples = covering_examples(
        shape.reader, is_read=lambda document: is_parsed(shape, written(document))
    )
    simplest, *others = (each.document for each in examples)
    seen = set()
    for document in (simplest, *sorted(others, key=_size)):
        for place in reading.places(document):
            if _key(place) not in seen:
                seen.add(_key(place))
                yield _simplified(shape, reading, simplest, Shown(place, document))


def _key(place: Place) -> tuple[Any, ...]:
    is_filled = isinstance(place.value, dict | list) and bool(place.value)
    return place.path, tuple(map(id, place.schemas)), is_filled


def _size(document: Any) -> tuple[int, str]:
    text = repr(document)
    return len(text), text


def _simplified(shape: Shape, reading: Reading, simplest: Any, shown: Shown) -> Shown:
    """Put only what stands in the place into the simplest document, where that is still valid.

    A document that the model's own validators refuse is not, if they do not refuse all of them.
    """
    grafted = _grafted(simplest, shown.document, shown.place.location)
    is_read = is_parsed(shape, written(grafted)) or not is_parsed(shape, written(shown.document))
    if is_read and shape.accepts(grafted):
        for place in reading.places(grafted):
            if place.location == shown.place.location and _key(place) == _key(shown.place):
                return Shown(place, grafted)
    return shown


def _grafted(simplest: Any, document: Any, location: Location) -> Any:
    if not location.parts:
        return document
    first, *rest = location.parts
    inside = Location.of(rest)
    match simplest, document:
        case dict(), dict():
            inner = _grafted(simplest.get(first, document[first]), document[first], inside)
            return {**simplest, first: inner}
        case list(), list():
            index = int(first)
            items = [*simplest, *document[len(simplest) : index + 1]]
            items[index] = _grafted(items[index], document[index], inside)
            return items
        case _:
            return document
