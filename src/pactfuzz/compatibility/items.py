"""Items: what the reader says of those of an array, held against what the writer says of them."""

from collections.abc import Iterator

from pactfuzz.compatibility.conjunction import (
    conjunction,
    fixed_items,
    item_schemas,
    least,
    most_items,
)
from pactfuzz.compatibility.meeting import Meeting
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.splitting import are_disjoint


def broken_items(meeting: Meeting) -> Iterator[Suspicion]:
    """Hold the items of both sides against each other, one by one and then all others."""
    writer, part = meeting.writer, meeting.part
    fixed = fixed_items(writer)
    longest = most_items(meeting.walk.writer, writer)
    for index in range(max(fixed, fixed_items((part,))) + 1):
        if index >= longest:
            return
        written, read = item_schemas(writer, index), item_schemas((part,), index)
        yield from meeting.walk.between(written, read, meeting.place.item(writer, part, index))


def is_contained(meeting: Meeting) -> bool:
    """Say whether it is proved that as many items are of a kind as the reader wants."""
    walk, writer, part, kind = meeting.walk, meeting.writer, meeting.part, meeting.demand
    longest, shortest = most_items(walk.writer, writer), least(writer, "minItems")
    fixed = fixed_items(writer)
    certain = possible = 0.0
    for index in range(fixed + 1):
        if index >= longest:
            break
        count = 1 if index < fixed else longest - index
        schemas = item_schemas(writer, index)
        if walk.holds(schemas, (kind,), meeting.place.item(writer, part, index)):
            certain += max(min(shortest - index, count), 0)
        if not are_disjoint(walk, conjunction(walk.writer, *schemas), kind):
            possible += count
    stated = (
        each.get("minContains", 1)
        for each in writer
        if "contains" in each and walk.holds((each["contains"],), (kind,), meeting.place)
    )
    is_enough = max([certain, *stated]) >= part.get("minContains", 1)
    return bool(is_enough and possible <= part.get("maxContains", float("inf")))
