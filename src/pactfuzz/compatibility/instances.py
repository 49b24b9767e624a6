"""Documents from which instances of a writer's model are made, for the model to dump them.

What a model reads and what it writes are two schemas. Only the first tells how to come by an
instance; what the model then dumps no schema tells for certain.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import Any, Final

from pactfuzz.compatibility.building import built
from pactfuzz.compatibility.hunt import examples
from pactfuzz.compatibility.probing import probes
from pactfuzz.compatibility.side import Side, is_equal
from pactfuzz.errors import ShapeError
from pactfuzz.values.formats import with_plain_texts
from pactfuzz.values.simplest import simplest_document
from pactfuzz.values.subschemas import with_subschemas

MOST_VARIED: Final = 8
"""Examples in each of which every number is once made one that is not finite."""
NOT_FINITE: Final = ("inf", "nan")
"""How a document says such a number: JSON has none, and lax parsers read these texts."""

MOST_OF_A_KIND: Final = 30
"""Documents with the moments of one kind, each at another place."""
MOMENTS: Final[tuple[Mapping[str, str], ...]] = (
    {"date-time": "2024-01-31T12:30:00", "time": "12:30:00"},
    {"date-time": "9999-12-30T12:30:00Z", "date": "9999-12-30"},
    {"date-time": "9999-12-30T12:30:00"},
)
"""Moments without an offset, and in the future. Pydantic has types that read the one or the other
kind alone, such as ``AwareDatetime``, and one JSON Schema for all of them. The plain texts are of
the past, with an offset."""


def inputs(read: Side) -> Iterator[Any]:
    """Build documents that a writer reads: one of the required members alone, then all kinds."""
    with suppress(ShapeError, RecursionError):
        yield simplest_document(read.whole)
    for moments in MOMENTS:
        yield from islice(_with_moments(read, moments), MOST_OF_A_KIND)
    yield from examples(read)


def _with_moments(read: Side, moments: Mapping[str, str]) -> Iterator[Any]:
    """Build documents in which all moments are of one kind, if there is any in them."""
    if read.is_opaque:
        return
    root, definitions = (
        with_plain_texts(_with_typed_names(each), moments)
        for each in (read.root, {"$defs": read.definitions})
    )
    side = Side(root, definitions["$defs"])
    if is_equal(side.whole, read.whole):
        return
    keyed = examples(side) if '"propertyNames"' in json.dumps(side.whole) else ()
    for document in chain(built(side, side.root), probes(side), keyed):
        text = json.dumps(document)
        if any(each in text for each in moments.values()):
            yield document


def _with_typed_names(node: Any) -> Any:
    """State of names of members that they are texts, as schemas of other values do."""
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _with_typed_names)
    names = whole.get("propertyNames")
    if isinstance(names, Mapping) and "type" not in names:
        whole["propertyNames"] = {"type": "string", **names}
    return whole


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
