"""Items: what the reader says of those of an array, held against what the writer says of them."""

from collections.abc import Iterator

from pactfuzz.compatibility.conjunction import (
    Conjunction,
    Part,
    conjunction,
    fixed_items,
    item_schemas,
    least,
    most_items,
)
from pactfuzz.compatibility.place import Place, Suspicion
from pactfuzz.compatibility.splitting import Proving, are_disjoint


def broken_items(
    walk: Proving, writer: Conjunction, part: Part, place: Place
) -> Iterator[Suspicion]:
    """Hold the items of both sides against each other, one by one and then all others."""
    fixed = fixed_items(writer)
    longest = most_items(walk.writer, writer)
    for index in range(max(fixed, fixed_items((part,))) + 1):
        if index >= longest:
            return
        written, read = item_schemas(writer, index), item_schemas((part,), index)
        yield from walk.between(written, read, place.item(writer, index, fixed))


def is_contained(walk: Proving, writer: Conjunction, part: Part, place: Place) -> bool:
    """Say whether it is proved that as many items of an array are of a kind as the reader wants."""
    kind, lowest, highest = part["contains"], part.get("minContains", 1), part.get("maxContains")
    longest, shortest = most_items(walk.writer, writer), least(writer, "minItems")
    fixed = fixed_items(writer)
    certain = possible = 0.0
    for index in range(fixed + 1):
        if index >= longest:
            break
        count = 1 if index < fixed else longest - index
        schemas = item_schemas(writer, index)
        if walk.holds(schemas, (kind,), place.item(writer, index, fixed)):
            certain += max(min(shortest - index, count), 0)
        if not are_disjoint(walk, conjunction(walk.writer, *schemas), kind):
            possible += count
    stated = (
        each.get("minContains", 1)
        for each in writer
        if "contains" in each and walk.holds((each["contains"],), (kind,), place)
    )
    certain = max([certain, *stated])
    return certain >= lowest and (highest is None or possible <= highest)
