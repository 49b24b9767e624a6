"""A schema as a list of parts that must all hold, and what follows from all of them together."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility.side import Side, is_equal
from pactfuzz.values.parts import member_schemas

Part: TypeAlias = Mapping[str, Any]
"""A schema without references, ``allOf`` and conditions; a union stands in a part of its own."""

Conjunction: TypeAlias = tuple[Part, ...]

UNIONS: Final = ("anyOf", "oneOf")
ALL_TYPES: Final = frozenset(
    {"null", "boolean", "integer", "fraction", "string", "array", "object"}
)
"""The types of JSON Schema, none of which contains another one."""

MOST_VALUES: Final = 256
MOST_DEPTH: Final = 4

NOTHING: Final[Part] = {"not": {}}
"""A part that no value keeps."""


def conjunction(side: Side, *schemas: Any) -> Conjunction:
    """Take schemas apart that must all hold."""
    return tuple(part for schema in schemas for part in side.once(schema, _apart))


def branches_of(part: Part) -> list[tuple[Any, ...]]:
    """List the cases of a union; where only one branch may fit, a case excludes the others."""
    branches = part.get("anyOf", part.get("oneOf", []))
    if "anyOf" in part or len(branches) == 1:
        return [(each,) for each in branches]
    return [
        (each, Apart({"not": {"anyOf": [*branches[:index], *branches[index + 1 :]]}}))
        for index, each in enumerate(branches)
    ]


def excluded(parts: Conjunction) -> list[Any]:
    """List the schemas that no value is of."""
    inner = [part["not"] for part in parts if isinstance(part, Apart)]
    return [each for one in inner for each in one.get("anyOf", [one])]


def types_of(parts: Conjunction) -> frozenset[str]:
    """List the types of which values can be."""
    types = ALL_TYPES
    for part in parts:
        if part.get("not") == {}:
            return frozenset()
        if "type" in part:
            stated = part["type"] if isinstance(part["type"], list) else [part["type"]]
            types &= {each for name in stated for each in _split(name)}
        if "multipleOf" in part and Fraction(str(part["multipleOf"])).denominator == 1:
            types -= {"fraction"}
    return types


def values_of(side: Side, parts: Conjunction, depth: int = 0) -> list[Any] | None:
    """List all values that keep every part; ``None`` if there are many."""
    listed = next((_listed(part) for part in parts if "const" in part or "enum" in part), None)
    if listed is None:
        listed = _few(side, parts, depth) if depth <= MOST_DEPTH else None
    if listed is None:
        return None
    return [each for each in listed if all(side.accepts(part, each) for part in parts)]


def members(side: Side, parts: Conjunction, name: str) -> Conjunction:
    """Take apart all that applies to a member."""
    return conjunction(side, *member_schemas_of(side, parts, name))


def member_schemas_of(
    side: Side, parts: Conjunction, name: str, matched: frozenset[str] | None = None
) -> tuple[Any, ...]:
    """List the schemas of a member, ``(True,)`` if there is none.

    ``matched`` are the patterns that its name matches, where that is known.
    """

    def is_match(pattern: str, name: str) -> bool:
        if matched is not None:
            return pattern in matched
        return side.accepts(side.pattern(pattern), name)

    found = [each for part in parts for each in member_schemas(part, name, is_match)]
    return tuple(each for each in found if each is not True) or (True,)


def named(parts: Conjunction) -> dict[str, None]:
    """List the members that are named, those that must be there among them, in order."""
    return {
        name: None
        for part in parts
        for key in ("required", "properties")
        for name in part.get(key, ())
    }


def required(parts: Conjunction) -> frozenset[str]:
    """List the members that must be there."""
    return frozenset(name for part in parts for name in part.get("required", ()))


def patterns(parts: Conjunction) -> dict[str, None]:
    """List the patterns by which members are described."""
    return {each: None for part in parts for each in part.get("patternProperties", ())}


def item_schemas(parts: Conjunction, index: int) -> tuple[Any, ...]:
    """List the schemas of an item, ``(True,)`` if there is none."""
    found = []
    for part in parts:
        fixed = part.get("prefixItems", ())
        found.append(fixed[index] if index < len(fixed) else part.get("items", True))
    return tuple(each for each in found if each is not True) or (True,)


def item(side: Side, parts: Conjunction, index: int) -> Conjunction:
    """Take apart all that applies to an item."""
    return conjunction(side, *item_schemas(parts, index))


def fixed_items(parts: Conjunction) -> int:
    """Count the items that are described one by one."""
    return max((len(part.get("prefixItems", ())) for part in parts), default=0)


def is_nothing(parts: Conjunction) -> bool:
    """Say whether it can be seen at once that no value keeps every part."""
    forbidden = (part["not"] for part in parts if isinstance(part, Apart))
    return not types_of(parts) or any(
        all(key in part and is_equal(part[key], value) for key, value in each.items())
        for each in forbidden
        for part in parts
    )


def most_items(side: Side, parts: Conjunction) -> float:
    """Say how many items there are at most."""
    stated = min((part["maxItems"] for part in parts if "maxItems" in part), default=float("inf"))
    fixed = fixed_items(parts)
    for index in range(fixed + 1):
        if is_nothing(item(side, parts, index)):
            return float(min(stated, index))
    return float(stated)


def least(parts: Conjunction, keyword: str, default: float = 0) -> float:
    """Join the lower bounds that a keyword sets."""
    return max((part[keyword] for part in parts if keyword in part), default=default)


def most(parts: Conjunction, keyword: str) -> float:
    """Join the upper bounds that a keyword sets."""
    return min((part[keyword] for part in parts if keyword in part), default=float("inf"))


def _apart(side: Side, schema: Any) -> Conjunction:
    return tuple(_parts(side, schema, frozenset()))


def _parts(side: Side, schema: Any, entered: frozenset[str]) -> Iterator[Part]:
    if isinstance(schema, bool):
        if not schema:
            yield NOTHING
        return
    if isinstance(schema, Apart):
        yield schema
        return
    rest = dict(schema)
    reference = rest.pop("$ref", None)
    if reference in entered:
        # A schema that consists of itself says nothing; what it is meant to say is not known.
        yield {"$ref": reference}
    elif reference is not None:
        yield from _parts(side, side.target(reference), entered | {reference})
    for each in rest.pop("allOf", ()):
        yield from _parts(side, each, entered)
    for condition in _conditions(rest):
        yield {"anyOf": condition}
    for union in UNIONS:
        if union in rest:
            yield {union: rest.pop(union)}
    if "not" in rest:
        yield from _parts(side, _negated(rest.pop("not")), entered)
    if rest:
        yield rest


def _conditions(rest: dict[str, Any]) -> Iterator[list[Any]]:
    """Say by unions what holds under a condition."""
    if "if" in rest:
        condition = rest.pop("if")
        yield [
            {"allOf": [condition, rest.pop("then", True)]},
            {"allOf": [{"not": condition}, rest.pop("else", True)]},
        ]
    for name, needed in rest.pop("dependentSchemas", {}).items():
        yield [{"properties": {name: False}}, needed]
    for name, names in rest.pop("dependentRequired", {}).items():
        yield [{"properties": {name: False}}, {"required": names}]


def _negated(schema: Any) -> Any:
    """Say what is left beside a schema; one keyword at most stays under each ``not``."""
    if isinstance(schema, bool) or not schema:
        return not schema if isinstance(schema, bool) else False
    groups = _groups(schema)
    if len(groups) > 1:
        return {"anyOf": [{"not": each} for each in groups]}
    match schema:
        case {"not": inner}:
            return inner
        case {"allOf": branches}:
            return {"anyOf": [{"not": each} for each in branches]}
        case {"anyOf": branches}:
            return {"allOf": [{"not": each} for each in branches]}
        case {"type": kinds} if "integer" not in kinds or "number" in kinds:
            dropped = {*([kinds] if isinstance(kinds, str) else kinds)}
            kept = {"null", "boolean", "number", "string", "array", "object"} - dropped
            return {"type": sorted(kept)} if kept else False
        case _:
            return Apart({"not": schema})


class Apart(dict[str, Any]):
    """A part that is as simple as it can be, not to be taken apart once more."""


BELONG: Final = (
    ("properties", "patternProperties", "additionalProperties"),
    ("prefixItems", "items"),
    ("contains", "minContains", "maxContains"),
    ("if", "then", "else"),
)
"""Keywords that mean something else without each other."""


def _groups(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tell the keywords of a schema apart, as far as each has a meaning of its own."""
    if any(key.startswith("unevaluated") for key in schema):
        return [dict(schema)]
    groups = [{key: schema[key] for key in each if key in schema} for each in BELONG]
    alone = [{key: schema[key]} for key in schema if not any(key in each for each in BELONG)]
    return [*alone, *filter(None, groups)]


def _split(kind: str) -> tuple[str, ...]:
    return ("integer", "fraction") if kind == "number" else (kind,)


def _listed(part: Part) -> list[Any]:
    return [part["const"]] if "const" in part else list(part["enum"])


def _few(side: Side, parts: Conjunction, depth: int) -> list[Any] | None:
    types = types_of(parts)
    if any(union in part for part in parts for union in UNIONS):
        return None
    found: list[Any] = []
    for kind in sorted(types):
        some = _FEW[kind](side, parts, depth)
        if some is None or len(some) > MOST_VALUES:
            return None
        found += some
    return found


def _few_integers(_side: Side, parts: Conjunction, _depth: int) -> list[Any] | None:
    low = max(
        least(parts, "minimum", float("-inf")), least(parts, "exclusiveMinimum", float("-inf"))
    )
    high = min(most(parts, "maximum"), most(parts, "exclusiveMaximum"))
    if not high - low <= MOST_VALUES / 2:
        return None
    return list(range(int(low) - 1, int(high) + 2))


def _few_objects(side: Side, parts: Conjunction, depth: int) -> list[Any] | None:
    is_closed = any(
        part.get("additionalProperties") is False and not part.get("patternProperties")
        for part in parts
    )
    if not is_closed:
        return None
    needed = required(parts)
    choices: list[list[Any]] = []
    names = list(named(parts))
    for name in names:
        inner = values_of(side, members(side, parts, name), depth + 1)
        if inner is None:
            return None
        choices.append([*inner] if name in needed else [_ABSENT, *inner])
        if prod(map(len, choices)) > MOST_VALUES:
            return None
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not _ABSENT}
        for row in product(*choices)
    ]


def _few_arrays(side: Side, parts: Conjunction, depth: int) -> list[Any] | None:
    longest = most_items(side, parts)
    if longest > 8:  # noqa: PLR2004 - more items have too many values together anyhow
        return None
    rows: list[Any] = []
    for length in range(int(least(parts, "minItems")), int(longest) + 1):
        choices = [values_of(side, item(side, parts, index), depth + 1) for index in range(length)]
        known = [each for each in choices if each is not None]
        if len(known) < length or len(rows) + prod(map(len, known)) > MOST_VALUES:
            return None
        rows += map(list, product(*known))
    return rows


_ABSENT: Final = object()


def _constants(*values: Any) -> Any:
    return lambda *_: list(values)


def _many(*_: Any) -> None:
    return None


_FEW: Final = {
    "null": _constants(None),
    "boolean": _constants(False, True),
    "integer": _few_integers,
    "fraction": _many,
    "string": _many,
    "array": _few_arrays,
    "object": _few_objects,
}
