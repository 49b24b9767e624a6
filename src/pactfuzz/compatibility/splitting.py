"""What one schema has to do with another one: nothing at all, or only in some cases."""

from collections.abc import Sequence
from typing import Any, Final

from pactfuzz.compatibility.building import built
from pactfuzz.compatibility.conjunction import (
    Conjunction,
    Part,
    conjunction,
    excluded,
    is_nothing,
    members,
    named,
    required,
    types_of,
)
from pactfuzz.compatibility.enumerating import values_of
from pactfuzz.compatibility.meeting import Proving
from pactfuzz.compatibility.place import merged, with_member, without_member
from pactfuzz.compatibility.texts import is_any_text

MOST_CASES: Final = 64

_KINDS: Final = {
    "null": ("null",),
    "boolean": ("boolean",),
    "number": ("integer", "fraction"),
    "string": ("string",),
    "array": ("array",),
    "object": ("object",),
}


def are_disjoint(walk: Proving, writer: Conjunction, reader: Any) -> bool:
    """Say whether it is proved that no value of the writer is of a schema of the reader."""
    if any(walk.is_identical(each, reader) for each in excluded(writer)):
        return True
    parts = conjunction(walk.reader, reader)
    kinds = types_of(writer) & types_of(parts)
    if not kinds:
        return True
    values = values_of(walk.writer, writer)
    if values is not None:
        return not any(walk.reader.accepts(reader, each) for each in values)
    if _are_far_apart(walk, writer, parts, kinds):
        return True
    if any(walk.reader.accepts(reader, each) for each in built(walk.writer, merged(writer))):
        return False
    return walk.is_empty_together(writer, reader)


def _are_far_apart(
    walk: Proving, writer: Conjunction, reader: Conjunction, kinds: frozenset[str]
) -> bool:
    """Say whether values of the types that both have differ in a member, or as texts."""
    if kinds == {"object"}:
        needed = required((*writer, *reader))
        return any(_is_told_apart(walk, writer, reader, name) for name in needed)
    return kinds == {"string"} and not is_any_text((*writer, *reader))


def cases(walk: Proving, writer: Conjunction, branches: Sequence[Any]) -> list[Conjunction]:
    """Split what the writer may send, so that each case may be of one branch alone.

    By type, or by a member that tells the branches apart. Empty, if nothing tells them apart.
    """
    kinds = [kind for kind, inner in _KINDS.items() if types_of(writer).intersection(inner)]
    if len(kinds) > 1:
        return [(*writer, {"type": kind}) for kind in kinds]
    if kinds != ["object"]:
        return []
    read = [conjunction(walk.reader, each) for each in branches]
    for name in dict.fromkeys(name for parts in read for name in named(parts)):
        found = _by_member(walk, writer, read, name)
        if len(found) > 1:
            return found
    return []


def _by_member(
    walk: Proving, writer: Conjunction, read: Sequence[Conjunction], name: str
) -> list[Conjunction]:
    written = members(walk.writer, writer, name)
    if is_nothing(written):
        return []
    is_sent = name in required(writer)
    values = values_of(walk.writer, written)
    inner = [members(walk.reader, parts, name) for parts in read]
    is_tag = values is not None and any(values_of(walk.reader, each) is not None for each in inner)
    is_asked = any(map(is_nothing, inner)) or any(name in required(parts) for parts in read)
    if not is_tag and (is_sent or not is_asked):
        return []
    absent = [] if is_sent else [_with(writer, without_member((), name))]
    if is_tag and values is not None and len(values) <= MOST_CASES:
        wanted = [with_member((), name, leaf={"const": each}) for each in values]
    else:
        wanted = [{"type": "object", "required": [name]}]
    return [*(_with(writer, each) for each in wanted), *absent]


def _with(writer: Conjunction, part: Part) -> Conjunction:
    return (*writer, part)


def _is_told_apart(walk: Proving, writer: Conjunction, reader: Conjunction, name: str) -> bool:
    """Say whether a member that one side demands cannot be of both."""
    written, read = members(walk.writer, writer, name), members(walk.reader, reader, name)
    if not types_of(written) & types_of(read):
        return True
    values = values_of(walk.writer, written)
    if values is None:
        return False
    return not any(all(walk.reader.accepts(part, each) for part in read) for each in values)
