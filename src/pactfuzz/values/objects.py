"""Objects: required members, optional ones absent and present, and maps of any size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.arrays import MOST_ITEMS, Repetition, repeated_node
from pactfuzz.values.choices import NOTHING, Constant, Entries, Members, Node, Option, choice_of
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.parts import member_schema
from pactfuzz.values.patterns import texts_matching
from pactfuzz.values.spot import Expander, Spot, plainest_label


def object_node(expander: Expander, schema: Mapping[str, Any], spot: Spot) -> Node:
    """Make the tree of an object.

    Members that the schema does not name are added only where it says what they are like, or
    where there would be too few members without them.

    Raises:
        UnsatisfiableShape: a required member can have no value, or there are too few members.
    """
    maps = _maps_of(schema)
    required = _required_names(expander, schema, spot, has_maps=bool(maps))
    lacking = max(0, schema.get("minProperties", 0) - len(required))
    if lacking and not maps:
        maps = [_Map(None, schema.get("additionalProperties", True))]
    members = []
    for name in dict.fromkeys([*schema.get("properties", ()), *required]):
        if name in required:
            members.append((name, _member(expander, schema, name, spot)))
        elif not expander.is_minimal:
            members += _optional_member(expander, schema, name, spot)
    most = schema["maxProperties"] - len(required) if "maxProperties" in schema else None
    entries = []
    for each in maps:
        repetition = Repetition(each.values, lacking, most)
        entries.append(_entries(expander, schema, each, repetition, spot))
        lacking = 0
    return Members(tuple(members), tuple(entries))


def _required_names(
    expander: Expander, schema: Mapping[str, Any], spot: Spot, *, has_maps: bool
) -> list[str]:
    """List the members that must be there: those named, and optional ones to make up the count."""
    required = list(dict.fromkeys(schema.get("required", ())))
    for name in schema.get("properties", ()):
        is_enough = has_maps or len(required) >= schema.get("minProperties", 0)
        if not is_enough and name not in required and _is_possible(expander, schema, name, spot):
            required.append(name)
    return required


def _is_possible(expander: Expander, schema: Mapping[str, Any], name: str, spot: Spot) -> bool:
    try:
        _member(expander.minimal, schema, name, spot)
    except UnsatisfiableShape:
        return False
    return True


def _optional_member(
    expander: Expander, schema: Mapping[str, Any], name: str, spot: Spot
) -> list[tuple[str, Node]]:
    """Make the tree of a member that may be absent; of none if it can have no value."""
    inside = spot.member(name)
    try:
        node = _member(expander, schema, name, spot)
    except UnsatisfiableShape:
        return []
    absent = Option(inside.says("absent"), Constant(NOTHING))
    label = plainest_label(node, inside) or inside.says("present")
    return [(name, choice_of(absent, Option(label, node, is_implied=True)))]


def _member(expander: Expander, schema: Mapping[str, Any], name: str, spot: Spot) -> Node:
    """Make the tree of one member: all that applies to it, by its name and by patterns."""
    if "propertyNames" in schema and not expander.accepts(
        {"allOf": [schema["propertyNames"]]}, name
    ):
        msg = f"{spot.member(name)}: no member may have this name"
        raise UnsatisfiableShape(msg)
    whole = member_schema(schema, name, partial(_matches, expander))
    return expander.node(whole, spot.member(name))


@dataclass(frozen=True, slots=True)
class _Map:
    """Members that are not named: those whose names match a pattern, or all others."""

    pattern: str | None
    values: Any


def _maps_of(schema: Mapping[str, Any]) -> list[_Map]:
    maps = [_Map(*each) for each in schema.get("patternProperties", {}).items()]
    is_record = bool(maps) or "properties" in schema or "required" in schema
    others = schema.get("additionalProperties", True)
    if isinstance(others, Mapping) or (others is True and not is_record):
        maps.append(_Map(None, others))
    return [each for each in maps if each.values is not False]


def _entries(
    expander: Expander,
    schema: Mapping[str, Any],
    entries: _Map,
    repetition: Repetition,
    spot: Spot,
) -> Entries:
    wanted = repetition.counts()[-1]
    keys = tuple(islice(_keys(expander, schema, entries, spot), wanted))
    if len(keys) < repetition.least:
        msg = f"{spot}: only {len(keys)} names for members are found"
        raise UnsatisfiableShape(msg)
    limited = Repetition(repetition.schema, repetition.least, min(wanted, len(keys)))
    return Entries(keys, repeated_node(expander, limited, spot, ".*"))


def _keys(
    expander: Expander, schema: Mapping[str, Any], entries: _Map, spot: Spot
) -> Iterator[str]:
    """List names that members of a map may have."""
    patterns = schema.get("patternProperties", {})
    named = schema.get("properties", {})
    names = {"allOf": [schema.get("propertyNames", True)]}
    for key in _candidates(expander, schema, entries, spot):
        matched = [each for each in patterns if _matches(expander, each, key)]
        expected = [] if entries.pattern is None else [entries.pattern]
        if key not in named and matched == expected and expander.accepts(names, key):
            yield key


def _candidates(
    expander: Expander, schema: Mapping[str, Any], entries: _Map, spot: Spot
) -> Iterator[str]:
    if entries.pattern is not None:
        for suffix in ("", "a", "b", "c", "1", "2"):
            for text in islice(texts_matching(entries.pattern), MOST_ITEMS):
                yield text + suffix
    elif "propertyNames" in schema:
        names = schema["propertyNames"]
        named = {**names, "type": "string"} if isinstance(names, Mapping) else {"type": "string"}
        yield from distinct_documents(expander, named, spot)
    else:
        yield "key"
        yield from (f"key{index}" for index in islice(count(2), 2 * MOST_ITEMS))


def _matches(expander: Expander, pattern: str, name: str) -> bool:
    return expander.accepts({"type": "string", "pattern": pattern}, name)
