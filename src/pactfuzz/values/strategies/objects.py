"""Objects: members that a schema names, and members of any name."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.parts import listed_names, member_schema, unnamed_members
from pactfuzz.values.strategies.builder import Builder, may_stand
from pactfuzz.values.strategies.maps import Names, Others, joined, others
from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.records import Member, record
from pactfuzz.values.strategies.source import EVEN, Odds, Source

Schema = Mapping[str, Any]


def object_source(builder: Builder, schema: Schema, nesting: Nesting) -> Source:
    """Make objects.

    Members that the schema does not name are made up only where it says that there may be such,
    where it names none, or where there would be too few without them.

    Raises:
        UnsatisfiableShape: a required member can have no value, or there are too few members.
        Inexpressible: a pattern of names cannot be read as a language.
        TooManyStates: the patterns of names are too large.
    """
    rules = builder.resolved(schema.get("propertyNames", True))
    listed = listed_names(rules)
    named = list(
        dict.fromkeys([*schema.get("properties", ()), *schema.get("required", ()), *(listed or ())])
    )
    is_looping = builder.recursion.is_looping
    seldom = nesting.presence(sum(map(is_looping, schema.get("properties", {}).values())))
    members = [each for name in named for each in _member(builder, schema, name, nesting, seldom)]
    least = schema.get("minProperties", 0)
    unnamed = []
    if listed is None and rules is not False:
        for pattern, values in unnamed_members(schema, is_short=len(members) < least):
            names = Names(
                rules if isinstance(rules, Mapping) else {},
                tuple(schema.get("patternProperties", ())),
                pattern,
                tuple(named),
            )
            unnamed += _others(builder, names, values, nesting)
    return record(members, joined(unnamed), least, schema.get("maxProperties"))


def _member(
    builder: Builder, schema: Schema, name: str, nesting: Nesting, seldom: Odds
) -> list[Member]:
    """Make a member, or none if it need not be and can have no value.

    ``seldom`` is how often there is one that may lead here again.
    """
    is_required = name in schema.get("required", ())
    value = member_schema(schema, name, partial(_matches, builder))
    if not is_required and not may_stand(builder, value, nesting):
        return []
    presence = seldom if builder.recursion.is_looping(value) else EVEN
    try:
        _check_name(builder, schema, name)
        source = builder.source(value, nesting)
    except UnsatisfiableShape:
        if is_required:
            raise
        return []
    return [Member(name, source, None if is_required else presence)]


def _check_name(builder: Builder, schema: Schema, name: str) -> None:
    rules = {"allOf": [schema.get("propertyNames", True)]}
    if "propertyNames" in schema and not builder.accepts(rules, name):
        msg = f"no member may have the name {name!r}"
        raise UnsatisfiableShape(msg)


def _matches(builder: Builder, pattern: str, name: str) -> bool:
    return builder.accepts({"type": "string", "pattern": pattern}, name)


def _others(builder: Builder, names: Names, values: Any, nesting: Nesting) -> list[Others]:
    """Make members without names, or none if they can have no value."""
    if not may_stand(builder, values, nesting):
        return []
    try:
        source = builder.source(values, nesting.inside)
        spare = partial(names.spare, builder.alphabet)
        return [others(names.source(builder.alphabet), source, nesting, spare)]
    except UnsatisfiableShape:
        return []
