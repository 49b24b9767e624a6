"""What each side says of a value, in words."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pactfuzz.compatibility.conjunction import ALL_TYPES, Conjunction, named, required, types_of

MOST_LISTED: Final = 6
LONGEST: Final = 80
"""Characters of a value that are still shown."""

_TYPES: Final = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "an integer",
    "fraction": "a number",
    "string": "a text",
    "array": "an array",
    "object": "an object",
}

_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "matching {}",
    "format": "of the format {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} fields",
    "maxProperties": "at most {} fields",
}
_LIKE: Final = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


def said(keyword: str, parts: Conjunction, member: str | None = None) -> str:
    """Say what the parts of one side say of a value by a keyword; ``member`` is the one meant."""
    return _SAID.get(keyword, _rules)(keyword, parts, member)


def extra_said(name: str | int) -> str:
    """Say what a writer says of a field that it may send without declaring it: nothing."""
    return f"{_shown(name)} is not declared; fields of any name may be sent, with any value"


def types_said(parts: Conjunction) -> str:
    """List the types that values can be of."""
    kinds = types_of(parts)
    if kinds == ALL_TYPES:
        return "anything"
    shown = kinds - {"integer"} if "fraction" in kinds else kinds
    return " or ".join(words for kind, words in _TYPES.items() if kind in shown) or "nothing"


def _values(_keyword: str, parts: Conjunction, _member: str | None) -> str:
    listed = _listed(parts)
    return types_said(parts) if listed is None else _one_of(listed)


def _listed(parts: Conjunction) -> list[Any] | None:
    for part in parts:
        if "const" in part or "enum" in part:
            return [part["const"]] if "const" in part else list(part["enum"])
    return None


def _one_of(values: list[Any]) -> str:
    shown = [_shown(each) for each in values[:MOST_LISTED]]
    more = f" and {len(values) - MOST_LISTED} more" if len(values) > MOST_LISTED else ""
    return shown[0] if len(values) == 1 else f"one of {', '.join(shown)}{more}"


def _bound(keyword: str, parts: Conjunction, _member: str | None) -> str:
    words = [
        text.format(_shown(part[key]))
        for key, text in _BOUNDS.items()
        if key in _alike(keyword)
        for part in parts
        if key in part
    ]
    return " and ".join(dict.fromkeys(words)) or f"{types_said(parts)}, without such a rule"


def _alike(keyword: str) -> set[str]:
    pairs = {**_LIKE, **{other: each for each, other in _LIKE.items()}}
    return {keyword, pairs.get(keyword, keyword)}


def _required(_keyword: str, parts: Conjunction, member: str | None) -> str:
    name = _shown(member)
    if member in required(parts):
        return f"{name} is required"
    return f"{name} may be left out" if member in named(parts) else f"{name} is not declared"


def _members(_keyword: str, parts: Conjunction, member: str | None) -> str:
    name = _shown(member)
    stated = [part["properties"][member] for part in parts if member in part.get("properties", {})]
    if False in stated:
        return f"{name} is forbidden"
    if stated:
        return f"{name} is declared"
    if any(part.get("additionalProperties") is False for part in parts):
        return f"{name} is not declared, and no other fields are allowed"
    return "fields of any name"


def _dependent(_keyword: str, parts: Conjunction, member: str | None) -> str:
    stated = [part["dependentRequired"] for part in parts if "dependentRequired" in part]
    if not stated:
        return _required("required", parts, member)
    ((trigger, names),) = stated[0].items()
    return f"{_shown(names[0])} is required where {_shown(trigger)} is there"


def _condition(keyword: str, parts: Conjunction, _member: str | None) -> str:
    stated = next((part for part in parts if keyword in part), None)
    if stated is None:
        return f"{types_said(parts)}, without such a rule"
    if keyword == "dependentSchemas":
        ((trigger, needed),) = stated[keyword].items()
        return f"{_shown(needed)} where {_shown(trigger)} is there"
    if stated.get("then", True) is not True:
        return f"{_shown(stated['then'])} if {_shown(stated['if'])}"
    return f"{_shown(stated['else'])} unless {_shown(stated['if'])}"


def _unique(_keyword: str, parts: Conjunction, _member: str | None) -> str:
    is_unique = any(part.get("uniqueItems") for part in parts)
    return "no item twice" if is_unique else "items may be repeated"


def _union(keyword: str, parts: Conjunction, _member: str | None) -> str:
    branches = next((part[keyword] for part in parts if keyword in part), None)
    if branches is None:
        return _shape(parts)
    exactly = "exactly one" if keyword == "oneOf" else "one"
    return f"{exactly} of {', '.join(_named(each) for each in branches[:MOST_LISTED])}"


def _shape(parts: Conjunction) -> str:
    listed = _listed(parts)
    if listed is not None:
        return _one_of(listed)
    tags = [
        f"{name} = {_shown(inner['const'])}"
        for part in parts
        for name, inner in part.get("properties", {}).items()
        if isinstance(inner, Mapping) and "const" in inner
    ]
    return types_said(parts) + (f" with {', '.join(tags)}" if tags else "")


def _named(schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return "anything" if schema else "nothing"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return _shape((schema,))


def _rules(keyword: str, parts: Conjunction, _member: str | None) -> str:
    stated = [part[keyword] for part in parts if keyword in part]
    if not stated:
        return types_said(parts)
    return f"{keyword} {_shown(stated[0])}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


_SAID: Final[Mapping[str, Callable[[str, Conjunction, str | None], str]]] = {
    "type": _values,
    "const": _values,
    "enum": _values,
    "required": _required,
    "uniqueItems": _unique,
    "dependentRequired": _dependent,
    **dict.fromkeys(("if", "dependentSchemas"), _condition),
    **dict.fromkeys(_BOUNDS, _bound),
    **dict.fromkeys(("properties", "additionalProperties"), _members),
    **dict.fromkeys(("anyOf", "oneOf"), _union),
}
