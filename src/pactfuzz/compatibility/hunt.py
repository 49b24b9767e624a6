"""Documents that may show a break: built where both sides differ, then tried near, then drawn."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.place import Suspicion, merged
from pactfuzz.compatibility.side import Side
from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Shape, parse_document
from pactfuzz.values.covering import covering_examples
from pactfuzz.values.near_misses import near_misses
from pactfuzz.values.simplest import simplest_document

MOST_LEAVES: Final = 40
MOST_DRAWN: Final = 2_000
SEED: Final = 0

PLAIN: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 2, 0.5, -0.5, 1e20, -1e20, 2**53, "", "0", "a", "A", " ", "é"),
    *("0" * 100, [], {}, [0], [0, 0], [None], [""], {"x": 0}, {"": None}),
)
"""Values of all types, tried where nothing is known of what the two sides disagree on."""


def near(suspicion: Suspicion, written: Side, read: Side) -> Iterator[Any]:
    """Build documents of the writer that probably break the keyword that is suspected."""
    for leaf in islice(_leaves(suspicion, written, read), MOST_LEAVES):
        yield from built(written.standing_alone(suspicion.place.around(leaf)))


def _leaves(suspicion: Suspicion, written: Side, read: Side) -> Iterator[Any]:
    """List schemas for the suspected place, the most promising first."""
    yield from suspicion.leaves
    value = written.standing_alone(merged(suspicion.writer))
    rule = read.standing_alone(suspicion.reader)
    described = engine.difference(value, rule)
    guessed = () if described is None else built(described)
    simplest = list(built(value))
    missed = (
        each
        for start in simplest
        for keyword in suspicion.reader
        for miss in near_misses(keyword, suspicion.reader, start)
        for each in miss.values
    )
    sent, refusing = Shape.from_schema(value), Shape.from_schema(rule)
    for each in chain(guessed, simplest, missed, PLAIN):
        if sent.accepts(each) and not refusing.accepts(each):
            yield {"const": each}


def anywhere(written: Side, read: Side) -> Iterator[Any]:
    """Build documents of the writer of all kinds, the simple ones first."""
    yield from PLAIN
    described = engine.difference(written.whole, read.whole)
    if described is not None:
        yield from built(described)
    shape = written.as_shape
    try:
        yield from (each.document for each in covering_examples(shape.reader))
    except ShapeError:
        pass
    # Hypothesis, on which the stream stands, takes a while to load.
    from pactfuzz.values.stream import Stream  # noqa: PLC0415

    try:
        made = islice(Stream(shape, SEED), MOST_DRAWN)
        yield from (parse_document(each.text) for each in made)
    except ShapeError:
        pass


def built(schema: Mapping[str, Any]) -> Sequence[Any]:
    """Build the simplest document of a schema, if that can be done."""
    try:
        return (simplest_document(schema),)
    except (ShapeError, RecursionError):
        return ()
