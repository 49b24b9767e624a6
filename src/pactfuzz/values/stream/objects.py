"""Objects as a schema describes them: members that it names, and members of any name."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, count, islice
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.keywords import is_open
from pactfuzz.values.parts import is_record, listed_names, member_schema, unnamed_members
from pactfuzz.values.spelling import written
from pactfuzz.values.stream.catalogue import Where
from pactfuzz.values.stream.collections import Entries, Sizes, by_name
from pactfuzz.values.stream.maker import Made, Maker
from pactfuzz.values.stream.parts import Kind, Part, Piece
from pactfuzz.values.stream.pool import Pool
from pactfuzz.values.stream.records import Named, Record, Way, prefix_of
from pactfuzz.values.stream.unknown import unknown_members

Schema = Mapping[str, Any]

_TRIES: Final = 50
_ABSENT: Final = 8
"""How often an optional member is absent, compared with one kind of values that it may have."""


def object_part(maker: Maker, schema: Schema, where: Where) -> Made:
    """Make the part of objects.

    Raises:
        UnsatisfiableShape: a required member can have no value, or there are too few members.
    """
    rules = maker.resolved(schema.get("propertyNames", True))
    listed = listed_names(rules)
    required = schema.get("required", ())
    names = list(dict.fromkeys([*schema.get("properties", ()), *required, *(listed or ())]))
    members: list[tuple[str | None, Part]] = []
    is_opened = not maker.is_extended and names[:1] == [*required][:1] != []
    for index, name in enumerate(names):
        prefix = prefix_of(written(name), b"{" if is_opened and index == 0 else b",")
        member = _member(maker, schema, name, prefix, where)
        members += [] if member is None else [(name, member)]
    least, most = int(schema.get("minProperties", 0)), schema.get("maxProperties")
    lacking = max(0, least - len(required))
    if listed is None and rules is not False:
        room = None if most is None else max(0, int(most) - len(required))
        for pattern, values in _unnamed(schema, is_short=len(members) < least):
            entries = _entries(maker, schema, (pattern, values), (lacking, room), where)
            members += [] if entries is None else [(None, entries)]
            lacking = 0
    unknown = _unknown(maker, schema, where)
    ways = _ways(maker, members, unknown, where)
    made = Record(tuple(members), is_opened, unknown, ways, maker.random)
    is_counted = least > len(required) or (most is not None and most < len(names))
    is_mixed = len(members) > len(required) and (len(members) > 1 or names)
    if is_counted and (is_mixed or lacking):
        return maker.checked(schema, made, where)
    return made


def _member(maker: Maker, schema: Schema, name: str, prefix: bytes, where: Where) -> Part | None:
    """Make a member, or none if it need not be and can have no value."""
    is_required = name in schema.get("required", ())
    value = member_schema(schema, name, partial(_matches, maker))
    inside = where.member(name)
    if not is_required and where.turns >= maker.deepest and maker.is_looping(value):
        return None
    if is_required:
        _check_name(maker, schema, name, inside)
        made = maker.part(value, inside)
        return _named(maker, made, prefix, inside)
    numbers = maker.catalogue.choice(
        inside, [inside.spot.says("absent"), inside.spot.says("present")]
    )
    there = inside.behind(numbers[1], numbers)
    try:
        _check_name(maker, schema, name, inside)
        made = maker.part(value, there)
    except UnsatisfiableShape:
        maker.catalogue.impossible.update(numbers)
        return None
    if isinstance(made, list):
        # Each kind of value says by itself that the member is there.
        maker.catalogue.impossible.add(numbers[1])
        absent = Kind(inside.spot.says("absent"), _nothing, _ABSENT, is_constant=True)
        return maker.finished([*made, absent], there, prefix)
    return Named(prefix, made, maker.random, numbers)


def _named(maker: Maker, made: Made, prefix: bytes, where: Where) -> Part:
    if isinstance(made, list):
        return maker.finished(made, where, prefix)
    return Named(prefix, made, maker.random)


def _nothing() -> Piece:
    return Piece(b"")


def _check_name(maker: Maker, schema: Schema, name: str, where: Where) -> None:
    if "propertyNames" in schema:
        accepts = maker.accepting({"allOf": [schema["propertyNames"]]})
        if not accepts(name):
            msg = f"{where.spot}: no member may have this name"
            raise UnsatisfiableShape(msg)


def _matches(maker: Maker, pattern: str, name: str) -> bool:
    return maker.accepting({"type": "string", "pattern": pattern})(name)


def _unnamed(schema: Schema, *, is_short: bool) -> Iterator[tuple[str | None, Any]]:
    """List what members without names may be like, where it is for the plain documents to tell.

    Anything at all beside members with names is for the extensions.
    """
    for pattern, values in unnamed_members(schema, is_short=is_short):
        is_extension = pattern is None and is_open(values) and is_record(schema)
        if is_short or not is_extension:
            yield pattern, values


def _entries(
    maker: Maker,
    schema: Schema,
    entry: tuple[str | None, Any],
    size: tuple[int, int | None],
    where: Where,
) -> Part | None:
    """Make members without names; none where there need be none and can be none."""
    (pattern, value), (least, most) = entry, size
    if most == 0 or (not least and where.turns >= maker.deepest and maker.is_looping(value)):
        return None
    sizes = Sizes.of(
        least, most, replace(where, spot=where.spot.each(".*")), maker.catalogue, maker.random
    )
    inside = where.each(".*")
    for option in sizes.shut:
        inside = inside.without(option)
    try:
        names = _names(maker, schema, pattern, inside)
        values = maker.finished(maker.part(value, inside), inside)
        spare = _spare(names, values, least)
    except UnsatisfiableShape:
        if least:
            raise
        maker.catalogue.impossible |= sizes.options
        return None
    naming = replace(inside, spot=inside.spot.each(" name"))
    return Entries(sizes, maker.finished(names, naming), values, by_name, spare, least)


def _names(maker: Maker, schema: Schema, pattern: str | None, where: Where) -> list[Kind]:
    """Make names, none of which has another meaning in the object.

    Raises:
        UnsatisfiableShape: none is found.
    """
    rules = maker.resolved(schema.get("propertyNames", True))
    wanted = {**(rules if isinstance(rules, Mapping) else {}), "type": "string"}
    if pattern is not None:
        wanted = (
            {"allOf": [wanted, {"pattern": pattern}]}
            if "pattern" in wanted
            else {**wanted, "pattern": pattern}
        )
    naming = replace(where, spot=where.spot.each(" name"))
    kinds = maker.part(wanted, naming)
    allowed = _allowed(maker, schema, pattern)
    if not isinstance(kinds, list):
        msg = f"{where.spot}: names are texts"
        raise UnsatisfiableShape(msg)
    filtered = [_filtered(each, allowed) for each in kinds]
    found = [each for each in filtered if each is not None]
    if not found:
        msg = f"{where.spot}: no names for members are found"
        raise UnsatisfiableShape(msg)
    return found


def _allowed(maker: Maker, schema: Schema, pattern: str | None) -> Callable[[bytes], bool]:
    taken = {written(each) for each in (*schema.get("properties", ()), *schema.get("required", ()))}
    patterns = {
        each: maker.accepting({"type": "string", "pattern": each})
        for each in schema.get("patternProperties", {})
    }

    def is_allowed(name: bytes) -> bool:
        text = json.loads(name)
        return name not in taken and all(
            matches(text) is (each == pattern) for each, matches in patterns.items()
        )

    return is_allowed


def _filtered(kind: Kind, is_allowed: Callable[[bytes], bool]) -> Kind | None:
    """Keep of a kind of names what is allowed, or nothing where that is not found."""
    known = next((each for each in islice(_drawn(kind), _TRIES) if is_allowed(each.text)), None)
    if known is None:
        return None

    def make() -> Piece:
        return next((each for each in islice(_drawn(kind), 4) if is_allowed(each.text)), known)

    return replace(kind, make=make)


def _drawn(kind: Kind) -> Iterator[Piece]:
    return (kind.make() for _ in count())


def _spare(names: list[Kind], values: Part, least: int) -> tuple[tuple[bytes, bytes], ...]:
    """Make members with different names, for where there must be some number of them.

    Raises:
        UnsatisfiableShape: fewer names than that are found.
    """
    if least < 2:  # noqa: PLR2004 - one is always different
        return ()
    drawn = chain.from_iterable(islice(_drawn(each), _TRIES * least) for each in names)
    different = list(dict.fromkeys(each.text for each in drawn))[: 2 * least]
    if len(different) < least:
        msg = f"only {len(different)} names for members are found, not {least}"
        raise UnsatisfiableShape(msg)
    return tuple(zip(different, values.fill(len(different), None).plain, strict=True))


def _unknown(maker: Maker, schema: Schema, where: Where) -> Part | None:
    """Make members that mean nothing, where there may be such."""
    is_record = "properties" in schema or "required" in schema
    bounding = ("patternProperties", "propertyNames", "maxProperties")
    is_closed = not is_open(schema.get("additionalProperties", True))
    if (
        not maker.is_extended
        or not is_record
        or is_closed
        or any(each in schema for each in bounding)
    ):
        return None
    known = {*schema.get("properties", ()), *schema.get("required", ()), *where.known}
    names = maker.unknown_names(frozenset(known))
    kind = Kind(where.spot.says(Way.UNKNOWN), partial(unknown_members, names, maker.random))
    return Pool([kind], where, maker.catalogue, maker.random)


def _ways(
    maker: Maker, members: list[tuple[str | None, Part]], unknown: Part | None, where: Where
) -> Mapping[Way, int]:
    """Number the ways in which a later producer may write an object."""
    if not maker.is_extended:
        return {}
    names = [name for name, _ in members if name is not None]
    possible = {
        Way.SPACES: bool(members),
        Way.ESCAPES: bool(names),
        Way.UNKNOWN: unknown is not None,
        Way.ORDER: len(members) + (unknown is not None) > 1,
    }
    return {
        way: maker.catalogue.choice(where, [where.spot.says(way)])[0]
        for way, is_possible in possible.items()
        if is_possible
    }
