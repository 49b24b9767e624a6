"""Near misses: for each rule of JSON Schema the values closest to those that it allows.

A value is a guess until a schema has refused it, for what one rule forbids another may allow.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

from pactfuzz.values.places import Schema, stated_types

LONGEST: Final = 100_000
"""Characters, items or members of the longest near miss; a larger bound is not overstepped."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One way to break a rule, and values that may do so, the nearest first.

    ``part`` is the member that is concerned, where that is not the value as a whole.
    """

    words: str
    values: Sequence[Any]
    part: tuple[str, ...] = ()


Rule: TypeAlias = Callable[[Schema, Any], Iterator[NearMiss]]


def near_misses(keyword: str, schema: Schema, value: Any) -> Iterator[NearMiss]:
    """List the ways to break one keyword of a schema by a change of a value that keeps it."""
    if keyword in _RULES:
        yield from _RULES[keyword](schema, value)


def _other_type(schema: Schema, value: Any) -> Iterator[NearMiss]:
    for words, other in _of_other_types(value, is_integer="integer" in stated_types(schema)):
        yield NearMiss(words, [other])


def _of_other_types(value: Any, *, is_integer: bool) -> Iterator[tuple[str, Any]]:
    match value:
        case None:
            yield "a text in the place of null", "text"
            return
        case bool():
            yield "0 or 1 in the place of a boolean", int(value)
            yield "a boolean written as a text", json.dumps(value)
        case int() | float():
            if is_integer:
                yield "an integer with a fraction", value + 0.5
            yield "a number written as a text", json.dumps(value)
        case str():
            yield "a number in the place of a text", 10
        case list():
            yield "an object in the place of an array", {}
        case dict():
            yield "an array in the place of an object", []
    yield "null", None


def _not_listed(_: Schema, value: Any) -> Iterator[NearMiss]:
    match value:
        case str():
            cases = [value.upper(), value.lower(), value.capitalize(), value.swapcase()]
            yield NearMiss("not listed", [*cases, f"{value} ", f"{value}s", f" {value}", ""])
        case bool() | None:
            yield NearMiss("not listed", [json.dumps(value), not value, "text"])
        case int() | float():
            yield NearMiss("not listed", [value + 1, value - 1, value + 0.5, json.dumps(value)])
        case _:
            yield NearMiss("not listed", [[], {}, None])


def _below(schema: Schema, _: Any) -> Iterator[NearMiss]:
    yield NearMiss(f"below {schema['minimum']}", _beside(schema, schema["minimum"], -1))


def _above(schema: Schema, _: Any) -> Iterator[NearMiss]:
    yield NearMiss(f"above {schema['maximum']}", _beside(schema, schema["maximum"], 1))


def _beside(schema: Schema, bound: float, direction: int) -> list[float]:
    """Step over a bound: to the next integer, number of double precision, or multiple."""
    steps = [bound + direction]
    if "integer" not in stated_types(schema):
        steps.insert(0, math.nextafter(bound, direction * math.inf))
    if "multipleOf" in schema:
        steps.append(bound + direction * schema["multipleOf"])
    return [each for each in steps if math.isfinite(each)]


def _at_open_bound(keyword: str, closed: str) -> Rule:
    """Take the bound itself. In draft 4 the keyword is a flag on the one that has the bound."""

    def rule(schema: Schema, _: Any) -> Iterator[NearMiss]:
        bound = schema.get(closed) if schema[keyword] is True else schema[keyword]
        if bound is not None and bound is not False:
            yield NearMiss(f"the excluded bound {bound}", [bound])

    return rule


def _between_multiples(schema: Schema, value: Any) -> Iterator[NearMiss]:
    step = schema["multipleOf"]
    words = f"no multiple of {step}"
    yield NearMiss(words, [value + 1, value - 1, value + step / 2, value + step / 3])


def _too_short(schema: Schema, value: Any) -> Iterator[NearMiss]:
    if schema["minLength"] and len(value) >= schema["minLength"]:
        shorter = value[: schema["minLength"] - 1]
        yield NearMiss(f"shorter than {schema['minLength']}", [shorter])


def _too_long(schema: Schema, value: Any) -> Iterator[NearMiss]:
    longest = schema["maxLength"]
    if longest < LONGEST:
        further = longest + 1 - len(value)
        fillers = [value[-1:] or "x", "x", "0"]
        yield NearMiss(f"longer than {longest}", [value + each * further for each in fillers])


def _not_matching(schema: Schema, value: Any) -> Iterator[NearMiss]:
    near = [f"{value}\n", f"{value} ", f" {value}", value[:-1], value.swapcase(), f"{value}\u00e9"]
    yield NearMiss(f"not matching {schema['pattern']!r}", [*near, "", "\u2603" * len(value)])


def _not_of_format(schema: Schema, value: Any) -> Iterator[NearMiss]:
    near = [value[:-1], f"{value}x", value.replace("0", "x", 1), f"{value} {value}", "text", ""]
    yield NearMiss(f"no {schema['format']}", near)


def _missing(schema: Schema, value: Any) -> Iterator[NearMiss]:
    for name in schema["required"]:
        if name in value:
            yield NearMiss("missing", [_without(value, name)], (name,))


def _missing_beside(schema: Schema, value: Any) -> Iterator[NearMiss]:
    for present, names in schema["dependentRequired"].items():
        for name in names if present in value else ():
            if name in value:
                yield NearMiss(f"missing beside {present}", [_without(value, name)], (name,))


def _unknown_despite(keyword: str) -> Rule:
    def rule(schema: Schema, value: Any) -> Iterator[NearMiss]:
        if schema[keyword] is False:
            yield from _unknown(schema, value)

    return rule


def _unknown(schema: Schema, value: Any) -> Iterator[NearMiss]:
    name = "unknown"
    while name in value or name in schema.get("properties", ()):
        name += "_"
    yield NearMiss("a member that is not allowed", [{**value, name: None}], (name,))


def _too_few_members(schema: Schema, value: Any) -> Iterator[NearMiss]:
    least = schema["minProperties"]
    if least and len(value) >= least:
        required = set(schema.get("required", ()))
        kept = sorted(value, key=lambda name: name not in required)[: least - 1]
        yield NearMiss(f"fewer members than {least}", [{name: value[name] for name in kept}])


def _too_many_members(schema: Schema, value: Any) -> Iterator[NearMiss]:
    most = schema["maxProperties"]
    if (value or not most) and most < LONGEST:
        filler = next(reversed(value.values()), None)
        names = (
            name for number in range(2 * most + 1) if (name := f"unknown{number}") not in value
        )
        further = dict.fromkeys(islice(names, max(0, most + 1 - len(value))), filler)
        yield NearMiss(f"more members than {most}", [{**value, **further}])


def _too_few_items(schema: Schema, value: Any) -> Iterator[NearMiss]:
    if schema["minItems"] and len(value) >= schema["minItems"]:
        yield NearMiss(f"fewer items than {schema['minItems']}", [value[: schema["minItems"] - 1]])


def _too_many_items(schema: Schema, value: Any) -> Iterator[NearMiss]:
    most = schema["maxItems"]
    if (value or not most) and most < LONGEST:
        last = value[-1] if value else None
        lacking = range(1, most + 2 - len(value))
        repeated = [*value, *(last for _ in lacking)]
        distinct = [*value, *(_continued(last, number) for number in lacking)]
        yield NearMiss(f"more items than {most}", [repeated, distinct])


def _continued(value: Any, number: int) -> Any:
    """Make scalars that differ, for arrays whose items must."""
    match value:
        case bool() | None:
            return value
        case int() | float():
            return value + number
        case str():
            return f"{value}{number}"
        case _:
            return value


def _repeated_item(schema: Schema, value: Any) -> Iterator[NearMiss]:
    if schema["uniqueItems"] and value:
        yield NearMiss("an item that occurs twice", [[*value, value[-1]]])


def _without(members: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in members.items() if each != name}


def _for(kind: type | tuple[type, ...], rule: Rule) -> Rule:
    """Apply a rule to values of a kind alone, as JSON Schema does with most of its keywords."""

    def limited(schema: Schema, value: Any) -> Iterator[NearMiss]:
        if isinstance(value, kind) and not isinstance(value, bool):
            yield from rule(schema, value)

    return limited


_NUMBER: Final = (int, float)
_RULES: Final[Mapping[str, Rule]] = {
    "type": _other_type,
    "enum": _not_listed,
    "const": _not_listed,
    "minimum": _for(_NUMBER, _below),
    "maximum": _for(_NUMBER, _above),
    "exclusiveMinimum": _for(_NUMBER, _at_open_bound("exclusiveMinimum", "minimum")),
    "exclusiveMaximum": _for(_NUMBER, _at_open_bound("exclusiveMaximum", "maximum")),
    "multipleOf": _for(_NUMBER, _between_multiples),
    "minLength": _for(str, _too_short),
    "maxLength": _for(str, _too_long),
    "pattern": _for(str, _not_matching),
    "format": _for(str, _not_of_format),
    "required": _for(dict, _missing),
    "dependentRequired": _for(dict, _missing_beside),
    "additionalProperties": _for(dict, _unknown_despite("additionalProperties")),
    "unevaluatedProperties": _for(dict, _unknown_despite("unevaluatedProperties")),
    "minProperties": _for(dict, _too_few_members),
    "maxProperties": _for(dict, _too_many_members),
    "minItems": _for(list, _too_few_items),
    "maxItems": _for(list, _too_many_items),
    "uniqueItems": _for(list, _repeated_item),
}
