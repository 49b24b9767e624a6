"""By which rule a reader is narrower than its writer: the name that stands in ``RULES``."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pactfuzz.compatibility.conjunction import NOTHING, conjunction, named, types_of
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.side import Side
from pactfuzz.shapes import Location

MISSING: Final = object()

_RAISED: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "minimum": ("minimum-raised", "minimum-added", ("minimum", "exclusiveMinimum")),
    "exclusiveMinimum": ("minimum-raised", "minimum-added", ("minimum", "exclusiveMinimum")),
    "maximum": ("maximum-lowered", "maximum-added", ("maximum", "exclusiveMaximum")),
    "exclusiveMaximum": ("maximum-lowered", "maximum-added", ("maximum", "exclusiveMaximum")),
    "multipleOf": ("multiple-changed", "multiple-added", ("multipleOf",)),
    "minLength": ("minimum-length-raised", "minimum-length-added", ("minLength",)),
    "maxLength": ("maximum-length-lowered", "maximum-length-added", ("maxLength",)),
    "pattern": ("pattern-changed", "pattern-added", ("pattern",)),
    "format": ("format-changed", "format-added", ("format",)),
    "minItems": ("minimum-items-raised", "minimum-items-added", ("minItems",)),
    "maxItems": ("maximum-items-lowered", "maximum-items-added", ("maxItems",)),
}
"""The rule where the writer has such a keyword, where it has none, and which keywords are such."""

_OF_UNION: Final = re.compile(r"/(any|one)Of/\d+$")
"""How a place in the writer ends that is a branch of a union."""

_ALWAYS: Final[Mapping[str, str]] = {
    "patternProperties": "field-names-narrowed",
    "propertyNames": "field-names-narrowed",
    "minProperties": "minimum-fields-raised",
    "maxProperties": "maximum-fields-lowered",
    "uniqueItems": "unique-items-added",
    "contains": "contains-added",
    "dependentRequired": "dependent-field-required",
    "dependentSchemas": "condition-added",
    "if": "condition-added",
    "unevaluatedItems": "condition-added",
    "unevaluatedProperties": "condition-added",
}


def rule_of(suspicion: Suspicion, document: Any, read: Side) -> str:
    """Name the rule that a document breaks where it was suspected."""
    keyword = suspicion.keyword
    if suspicion.place.is_extra:
        return "extra-field-narrowed"
    if keyword in _RAISED:
        raised, added, alike = _RAISED[keyword]
        is_there = any(key in part for part in suspicion.writer for key in alike)
        return raised if is_there else added
    value = value_at(document, suspicion.place.location)
    naming = _NAMED.get(keyword)
    return naming(suspicion, value, read) if naming else _ALWAYS.get(keyword, "rule-added")


def value_at(document: Any, location: Location) -> Any:
    """Look up what stands in a place; ``MISSING`` if nothing does."""
    for part in location.parts:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return document


def _required(suspicion: Suspicion, _value: Any, _read: Side) -> str:
    is_declared = suspicion.member in named(suspicion.writer)
    return "field-made-required" if is_declared else "required-field-added"


def _members(suspicion: Suspicion, _value: Any, _read: Side) -> str:
    if suspicion.keyword == "properties":
        return "field-forbidden"
    is_declared = suspicion.member in named(suspicion.writer)
    return "field-removed" if is_declared else "additional-fields-forbidden"


def _type(suspicion: Suspicion, value: Any, _read: Side) -> str:
    return _by_types(suspicion, value, types_of((suspicion.reader,)))


def _by_types(suspicion: Suspicion, value: Any, kinds: frozenset[str]) -> str:
    common = types_of(suspicion.writer) & kinds
    if value is None and "null" not in kinds:
        return "nullable-removed"
    is_of_union = bool(_OF_UNION.search(suspicion.place.writer_at))
    return "type-narrowed" if common or is_of_union else "type-changed"


def _listed(suspicion: Suspicion, value: Any, _read: Side) -> str:
    if value is None and types_of(suspicion.writer) == {"null"}:
        return "nullable-removed"
    if any("enum" in part for part in suspicion.writer):
        return "enum-member-removed"
    if any("const" in part for part in suspicion.writer):
        return "constant-changed" if suspicion.keyword == "const" else "enum-member-removed"
    return "enum-added"


def _union(suspicion: Suspicion, value: Any, read: Side) -> str:
    branches = suspicion.reader[suspicion.keyword]
    if suspicion.keyword == "oneOf" and any(read.accepts(each, value) for each in branches):
        return "union-ambiguous"
    inner = [conjunction(read, each) for each in branches]
    kinds = frozenset[str]().union(*map(types_of, inner))
    if not kind_of(value) & kinds:
        return _by_types(suspicion, value, kinds)
    known = {name for parts in inner for name in _tags(parts)}
    own = set(_tags(suspicion.writer))
    return "discriminator-changed" if own and known and not own & known else "union-member-removed"


def _tags(parts: Any) -> list[str]:
    return [
        name
        for part in parts
        for name, inner in part.get("properties", {}).items()
        if isinstance(inner, Mapping) and ("const" in inner or "enum" in inner)
    ]


def _not(suspicion: Suspicion, _value: Any, _read: Side) -> str:
    if suspicion.reader != NOTHING:
        return "value-forbidden"
    parts = suspicion.place.location.parts
    return "items-forbidden" if parts and isinstance(parts[-1], int) else "field-forbidden"


def kind_of(value: Any) -> frozenset[str]:
    """Tell the type of a value, as JSON Schema names it; an integer is one, however written."""
    if isinstance(value, float):
        return frozenset({"integer"} if value.is_integer() else {"fraction"})
    kind = _KINDS.get(type(value))
    return frozenset() if kind is None else frozenset({kind})


_KINDS: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}

_NAMED: Final[Mapping[str, Callable[[Suspicion, Any, Side], str]]] = {
    "required": _required,
    "properties": _members,
    "additionalProperties": _members,
    "type": _type,
    "const": _listed,
    "enum": _listed,
    "anyOf": _union,
    "oneOf": _union,
    "not": _not,
}
