"""Objects: required members, optional ones absent and present, and maps of any size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.arrays import MOST_ITEMS, Repetition, repeated_node
from pactfuzz.values.choices import NOTHING, Constant, Entries, Members, Node, Option, choice_of
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.patterns import texts_matching
from pactfuzz.values.spot import Expander, Spot


def object_node(expander: Expander, schema: Mapping[str, Any], spot: Spot) -> Node:
    """Make the tree of an object.

    Members that the schema does not name are added only where it says what they are like, or
    where there would be too few members without them.

    Raises:
        UnsatisfiableShape: a required member can have no value, or there are too few members.
    """
    required = tuple(dict.fromkeys(schema.get("required", ())))
    optional = [name for name in schema.get("properties", {}) if name not in required]
    lacking = schema.get("minProperties", 0) - len(required)
    maps = _maps_of(schema)
    if lacking > 0 and not maps:
        required, optional = (*required, *optional[:lacking]), optional[lacking:]
        lacking = schema["minProperties"] - len(required)
        if lacking > 0:
            maps = [_Map(None, schema.get("additionalProperties", True))]
    members = [(name, _member(expander, schema, name, spot)) for name in required]
    if not expander.is_minimal:
        members += _optional_members(expander, schema, optional, spot)
    most = schema["maxProperties"] - len(required) if "maxProperties" in schema else None
    entries = []
    for each in maps:
        repetition = Repetition(each.values, max(0, lacking), most)
        entries.append(_entries(expander, schema, each, repetition, spot))
        lacking = 0
    return Members(tuple(members), tuple(entries))


def _optional_members(
    expander: Expander, schema: Mapping[str, Any], names: list[str], spot: Spot
) -> Iterator[tuple[str, Node]]:
    for name in names:
        inside = spot.member(name)
        try:
            node = _member(expander, schema, name, spot)
        except UnsatisfiableShape:
            continue
        absent = Option(inside.says("absent"), Constant(NOTHING))
        yield name, choice_of(absent, Option(inside.says("present"), node, is_implied=True))


def _member(expander: Expander, schema: Mapping[str, Any], name: str, spot: Spot) -> Node:
    """Make the tree of one member: all that applies to it, by its name and by patterns."""
    patterns = schema.get("patternProperties", {})
    applying = [
        *([schema["properties"][name]] if name in schema.get("properties", {}) else []),
        *(inner for pattern, inner in patterns.items() if _matches(expander, pattern, name)),
    ] or [schema.get("additionalProperties", True)]
    if "propertyNames" in schema and not expander.accepts(
        {"allOf": [schema["propertyNames"]]}, name
    ):
        msg = f"{spot.member(name).says('')}: no member may have this name"
        raise UnsatisfiableShape(msg)
    whole = applying[0] if len(applying) == 1 else {"allOf": applying}
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
        msg = f"{spot.says('')}: only {len(keys)} names for members are found"
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
