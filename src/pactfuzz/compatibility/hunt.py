"""Documents that may show a break: built where both sides differ, then tried near, then drawn."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain, combinations, islice
from typing import Any, Final

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.building import built, whole
from pactfuzz.compatibility.conjunction import UNIONS
from pactfuzz.compatibility.place import Suspicion, merged
from pactfuzz.compatibility.probing import probes
from pactfuzz.compatibility.side import Side
from pactfuzz.errors import ShapeError
from pactfuzz.shapes import parse_document
from pactfuzz.values.covering import covering_examples
from pactfuzz.values.keywords import TANGLED
from pactfuzz.values.near_misses import near_misses
from pactfuzz.values.simplest import simplest_document
from pactfuzz.values.subschemas import subschemas

MOST_LEAVES: Final = 40
MOST_DRAWN: Final = 2_000
SEED: Final = 0
LARGEST_COVERED: Final = 10_000
"""Characters of a schema beyond which it has too many choices to show each with each."""
LARGEST_SHOWN: Final = 5_000
"""Characters of a schema beyond which to show each choice with each takes longer than all else."""
MOST_SHOWN: Final = 60
"""Documents that show choices together."""
LARGEST_DRAWN: Final = 20_000
"""Characters of the smallest document of a schema of which many are drawn."""
LARGEST_ASKED: Final = 8_000
"""Characters of the schemas up to which the engine is asked about a part of them."""

PLAIN: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 2, 0.5, -0.5, 1e20, -1e20, 2**53, "", "0", "a", "A", " ", "é"),
    *("0" * 100, [], {}, [0], [0, 0], [None], [""], {"x": 0}, {"": None}),
)
"""Values of all types, tried where nothing is known of what the two sides disagree on."""


def documents_of(schema: Any) -> list[Any] | None:
    """List all documents that a schema may have, and perhaps more, where it lists them itself."""
    if not isinstance(schema, Mapping):
        return None
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    for union in UNIONS:
        inner = [documents_of(each) for each in schema.get(union, ())]
        if inner and None not in inner:
            return [value for some in inner for value in some or ()]
    return None


def near(suspicion: Suspicion, written: Side, read: Side, most: int = MOST_LEAVES) -> Iterator[Any]:
    """Build documents of the writer that probably break the keyword that is suspected.

    Raises:
        TooLarge: they would be too large.
    """
    for leaf in islice(_leaves(suspicion, written, read), most):
        yield from whole(written, suspicion.place.around(leaf))


def _leaves(suspicion: Suspicion, written: Side, read: Side) -> Iterator[Any]:
    """List schemas for the suspected place, the most promising first."""
    yield from suspicion.leaves
    value = merged(suspicion.writer)
    rule = suspicion.reader
    simplest = list(built(written, value))
    missed = (
        each
        for start in simplest
        for keyword in rule
        for miss in near_misses(keyword, rule, start)
        for each in miss.values
    )
    ambiguous = (
        each
        for pair in islice(combinations(rule.get("oneOf", ()), 2), MOST_LEAVES)
        for each in built(read, {"allOf": [*pair]})
    )
    guessed = _difference(written.standing_alone(value), read.standing_alone(rule))
    for each in chain(simplest, PLAIN, missed, guessed, ambiguous):
        if written.accepts(value, each) and not read.accepts(rule, each):
            yield {"const": each}


def anywhere(written: Side, read: Side) -> Iterator[Any]:
    """Build documents of the writer of all kinds, the simple ones first."""
    yield from PLAIN
    described = engine.difference(written.whole, read.whole)
    shape = written.as_shape
    if described is not None:
        yield from _described(described)
        if not _is_tangled(described):
            with suppress(ShapeError, RecursionError):
                yield simplest_document(described)
    yield from built(written, written.root)
    if _is_out_of_reach(written):
        return
    yield from _covering(written)
    # Hypothesis, on which the stream stands, takes a while to load.
    from pactfuzz.values.stream import Stream  # noqa: PLC0415 - see above

    with suppress(ShapeError, RecursionError):
        made = islice(Stream(shape, SEED), MOST_DRAWN)
        yield from (parse_document(each.text) for each in made)


def examples(written: Side) -> Iterator[Any]:
    """Show what the writer may send: a small document, choices together, then each field."""
    yield from built(written, written.root)
    if len(str(written.whole)) <= LARGEST_SHOWN and not _is_out_of_reach(written):
        yield from islice(_covering(written), MOST_SHOWN)
    yield from probes(written)


def _covering(written: Side) -> Iterator[Any]:
    with suppress(ShapeError, RecursionError):
        yield from (each.document for each in covering_examples(written.as_shape.reader))


def _is_out_of_reach(written: Side) -> bool:
    """Say whether documents could only be found by trying, or are too large to draw many."""
    if len(str(written.whole)) > LARGEST_COVERED or _is_tangled(written.whole):
        return True
    return any(map(_is_large, built(written, written.root)))


def _difference(written: Mapping[str, Any], read: Mapping[str, Any]) -> Iterator[Any]:
    """Build what the engine says is left of the writer, if it need not think about it for long."""
    if len(str(written)) + len(str(read)) <= LARGEST_ASKED:
        described = engine.difference(written, read)
        yield from () if described is None else _described(described)


def _is_large(document: Any) -> bool:
    return len(json.dumps(document)) > LARGEST_DRAWN


def _is_tangled(schema: Any) -> bool:
    return any(TANGLED & each.keys() for each in subschemas(schema))


def _described(schema: Mapping[str, Any]) -> Iterator[Any]:
    side = Side.of(schema, formats=True)
    return built(side, side.root)
