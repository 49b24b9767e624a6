"""Documents from which instances of a writer's model are made, for the model to dump them.

What a model reads and what it writes are two schemas. Only the first tells how to come by an
instance; what the model then dumps no schema tells for certain.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final

from pactfuzz.compatibility.hunt import examples
from pactfuzz.compatibility.side import Side
from pactfuzz.errors import ShapeError
from pactfuzz.values.simplest import simplest_document

MOST_VARIED: Final = 8
"""Examples in each of which every number is once made one that is not finite."""
NOT_FINITE: Final = ("inf", "nan")
"""How a document says such a number: JSON has none, and lax parsers read these texts."""


def inputs(read: Side) -> Iterator[Any]:
    """Build documents that a writer reads: one of the required members alone, then all kinds."""
    with suppress(ShapeError, RecursionError):
        yield simplest_document(read.whole)
    yield from examples(read)


def not_finite(documents: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Put a number that is not finite in place of each number: pairs of before and after."""
    for document in islice(documents, MOST_VARIED):
        for word in NOT_FINITE:
            yield from ((document, each) for each in _varied(document, word))


def _varied(document: Any, word: str) -> Iterator[Any]:
    match document:
        case bool():
            return
        case int() | float():
            yield word
        case dict():
            for name, value in document.items():
                yield from ({**document, name: each} for each in _varied(value, word))
        case list():
            for at, value in enumerate(document):
                before, after = document[:at], document[at + 1 :]
                yield from ([*before, each, *after] for each in _varied(value, word))
