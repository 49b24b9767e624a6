"""A schema as a list of parts that must all hold, and what follows from all of them together."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
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


NOTHING: Final[Part] = {"not": {}}
"""A part that no value keeps."""


def conjunction(side: Side, *schemas: Any) -> Conjunction:
    """Take schemas apart that must all hold."""
    return tuple(part for schema in schemas for part in side.apart(schema, _apart))


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
    forbidden = [part["not"] for part in parts if isinstance(part, Apart)]
    return not types_of(parts) or any(
        _is_kept_by(part, each) for each in forbidden for part in parts
    )


def _is_kept_by(part: Part, schema: Mapping[str, Any]) -> bool:
    """Say whether a part says all that a schema says, in the same words."""
    if any(key.startswith("unevaluated") for key in schema):
        return is_equal(dict(part), dict(schema))
    together = [next((each for each in BELONG if key in each), (key,)) for key in schema]
    told = {key for each in together for key in each}
    return is_equal({key: part[key] for key in told if key in part}, dict(schema))


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
        yield from () if schema else (NOTHING,)
    elif isinstance(schema, Apart):
        yield schema
    else:
        rest = dict(schema)
        yield from _referred(side, rest.pop("$ref", None), entered)
        for each in rest.pop("allOf", ()):
            yield from _parts(side, each, entered)
        yield from _conditions(rest)
        yield from ({union: rest.pop(union)} for union in UNIONS if union in rest)
        if "not" in rest:
            yield from _parts(side, _negated(rest.pop("not")), entered)
        yield from [rest] if rest else []


def _referred(side: Side, reference: str | None, entered: frozenset[str]) -> Iterator[Part]:
    if reference in entered:
        # A schema that consists of itself says nothing; what it is meant to say is not known.
        yield {"$ref": reference}
    elif reference is not None:
        yield from _parts(side, side.target(reference), entered | {reference})


class Condition(dict[str, Any]):
    """A part that says by a union what holds under a condition.

    ``keyword`` is the one by which it is stated, ``pointer`` leads from its schema to what is
    demanded, and ``stated`` is the schema that says nothing else. ``member`` is the one that the
    condition asks for, if it asks for one.
    """

    def __init__(
        self,
        union: list[Any],
        keyword: str,
        pointer: str,
        stated: Mapping[str, Any],
        *,
        member: str | None = None,
    ) -> None:
        super().__init__(anyOf=union)
        self.keyword = keyword
        self.pointer = pointer
        self.stated = stated
        self.member = member


def _conditions(rest: dict[str, Any]) -> Iterator[Condition]:
    """Say by unions what holds under a condition; the keywords that say it are taken out."""
    if "if" in rest:
        names = ("if", "then", "else")
        stated: dict[str, Any] = {key: rest.pop(key) for key in names if key in rest}
        condition, then, other = (stated.get(key, True) for key in ("if", "then", "else"))
        if then is not True:
            yield Condition([{"not": condition}, then], "if", "/then", {**stated, "else": True})
        if other is not True:
            yield Condition([condition, other], "if", "/else", {**stated, "then": True})
    for name, needed in rest.pop("dependentSchemas", {}).items():
        union = [{"properties": {name: False}}, needed]
        stated = {"dependentSchemas": {name: needed}}
        yield Condition(union, "dependentSchemas", f"/dependentSchemas/{escaped(name)}", stated)
    for name, names in rest.pop("dependentRequired", {}).items():
        for each in names:
            yield Condition(
                [{"properties": {name: False}}, {"required": [each]}],
                "dependentRequired",
                f"/dependentRequired/{escaped(name)}",
                {"dependentRequired": {name: [each]}},
                member=each,
            )


def escaped(name: str) -> str:
    """Escape a name for a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _negated(schema: Any) -> Any:
    """Say what is left beside a schema; one keyword at most stays under each ``not``."""
    if isinstance(schema, bool) or not schema:
        return not schema if isinstance(schema, bool) else False
    groups = _groups(schema)
    if len(groups) > 1:
        return {"anyOf": [{"not": each} for each in groups]}
    keyword, said = next(iter(schema.items()))
    match keyword:
        case "not":
            return said
        case "allOf" | "anyOf":
            opposite = "anyOf" if keyword == "allOf" else "allOf"
            return {opposite: [{"not": each} for each in said]}
        case "type" if "integer" not in said or "number" in said:
            dropped = {*([said] if isinstance(said, str) else said)}
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
