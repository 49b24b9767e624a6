"""What a schema says of the members of an object and the items of an array."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any


def member_schemas(
    schema: Mapping[str, Any], name: str, is_match: Callable[[str, str], bool]
) -> list[Any]:
    """Find all that applies to a member: by its name and by patterns, or else as to any other.

    ``is_match`` says whether a pattern matches a name.
    """
    named = [schema["properties"][name]] if name in schema.get("properties", {}) else []
    patterned = [
        values
        for pattern, values in schema.get("patternProperties", {}).items()
        if is_match(pattern, name)
    ]
    return named + patterned or [schema.get("additionalProperties", True)]


def member_schema(
    schema: Mapping[str, Any], name: str, is_match: Callable[[str, str], bool]
) -> Any:
    """Join all that applies to a member into one schema."""
    applying = member_schemas(schema, name, is_match)
    return applying[0] if len(applying) == 1 else {"allOf": applying}


def is_record(schema: Mapping[str, Any]) -> bool:
    """Say whether a schema has anything to say of members by their names."""
    return any(each in schema for each in ("properties", "required", "patternProperties"))


def unnamed_members(
    schema: Mapping[str, Any], *, is_short: bool
) -> Iterator[tuple[str | None, Any]]:
    """List what members without names may be like, with the pattern that the names match.

    ``is_short`` says that there are not enough members with names.
    """
    yield from schema.get("patternProperties", {}).items()
    others = schema.get("additionalProperties", not is_record(schema) or is_short)
    if others is not False:
        yield None, others


def listed_names(rules: Any) -> list[str] | None:
    """List all names that there may be, if the rules for names (``propertyNames``) do."""
    if not isinstance(rules, Mapping) or not {"enum", "const"} & rules.keys():
        return None
    listed = rules.get("enum", [rules.get("const")])
    return [each for each in listed if isinstance(each, str)]


def item_schemas(schema: Mapping[str, Any]) -> tuple[list[Any], Any]:
    """Tell the fixed items from the rest. Drafts before 2020-12 have the former as ``items``."""
    items = schema.get("items")
    if isinstance(items, list):
        return items, schema.get("additionalItems", schema.get("minItems", 0) > len(items))
    fixed = schema.get("prefixItems", [])
    return fixed, schema.get("items", not fixed or schema.get("minItems", 0) > len(fixed))
