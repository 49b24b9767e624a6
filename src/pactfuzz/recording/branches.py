"""Schemas as the recording reads them: references followed, conjunctions joined, unions apart."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pactfuzz.shapes import ABSENT, Shape

Schema: TypeAlias = Mapping[str, Any]

_OF_OBJECTS: Final = ("type", "properties", "required", "additionalProperties")
"""Keywords beside a union that hold in each of its branches; others there only annotate."""


_SCALARS: Final = ("string", "boolean", "integer", "number", "null")


class Circular(Exception):
    """A reference leads back to itself without anything between."""


def resolved(
    root: Schema, schema: Any, entered: tuple[str, ...] = ()
) -> tuple[Schema, tuple[str, ...]]:
    """Follow references and join what ``allOf`` lists; gives the references that were followed.

    Raises:
        Circular: one is followed that is among ``entered``.
    """
    node: Schema = schema if isinstance(schema, Mapping) else {}
    followed: tuple[str, ...] = ()
    while True:
        parts = node.get("allOf", ())
        if "$ref" in node:
            reference = node["$ref"]
            if reference in entered or reference in followed:
                raise Circular
            followed = (*followed, reference)
            node = _pointed(root, reference)
        elif len(parts) == 1:
            node = {**node, **parts[0], "allOf": ()}
        elif parts:
            joined: Schema = {key: value for key, value in node.items() if key != "allOf"}
            for part in parts:
                inner, through = resolved(root, part, (*entered, *followed))
                followed = (*followed, *through)
                joined = _joined(joined, inner)
            node = joined
        else:
            return node, followed


def branches_of(node: Schema) -> Sequence[Schema]:
    """List the branches of a union; none for a schema that is no union."""
    kinds = node.get("type")
    if isinstance(kinds, list):
        return [{**node, "type": kind} for kind in kinds]
    branches: Sequence[Schema] = node.get("anyOf") or node.get("oneOf") or ()
    if "properties" not in node and "required" not in node:
        return branches
    beside = {key: node[key] for key in _OF_OBJECTS if key in node}
    return [{"allOf": [beside, branch]} for branch in branches]


def objects_in(root: Schema, schema: Any) -> Iterator[Schema]:
    """List the branches of a union, and of unions in it, that objects may have."""
    node = _seen(root, schema)
    branches = branches_of(node)
    for branch in branches:
        yield from objects_in(root, branch)
    if not branches and (node.get("type", "object") == "object" and "const" not in node):
        yield schema


def member_names(root: Schema) -> frozenset[str]:
    """Collect the names of the members that any branch of a schema describes."""
    return frozenset(
        name for each in objects_in(root, root) for name in _seen(root, each).get("properties", ())
    )


def fitting(root: Schema, branches: Sequence[Schema], promise: Mapping[str, Any]) -> list[Schema]:
    """Choose the branches that describe all promised members, and allow the promised values."""
    return [each for each in branches if _fits(root, _seen(root, each), promise)]


def has_choice_of_structures(root: Schema) -> bool:
    """Whether objects or arrays stand for choice anywhere: Pact's rules can say one of them."""
    return any(_is_choice_of_structures(root, each) for each in _subschemas(root))


def title(root: Schema, schema: Schema) -> str:
    """Name a branch in a message."""
    return str(_seen(root, schema).get("title") or schema.get("$ref", "an object").split("/")[-1])


def rooted(root: Schema, node: Schema) -> Schema:
    """Make a schema from inside stand by itself."""
    return {**node, "$defs": root.get("$defs", {})}


def _fits(root: Schema, node: Schema, promise: Mapping[str, Any]) -> bool:
    others = node.get("additionalProperties")
    schemas = {**dict.fromkeys(promise, others), **node.get("properties", {})}
    return all(
        isinstance(schemas[name], Mapping) and _allows(root, schemas[name], value)
        for name, value in promise.items()
    )


def _allows(root: Schema, schema: Schema, value: Any) -> bool:
    if value is ABSENT:
        return True
    if isinstance(value, Mapping):
        branches = list(objects_in(root, schema))
        if any("properties" in _seen(root, each) for each in branches):
            return bool(fitting(root, branches, value))
    return Shape.from_schema(rooted(root, schema)).accepts(value)


def _is_choice_of_structures(root: Schema, schema: Schema) -> bool:
    stated = schema.get("enum", ())
    structures: list[Any] = [each for each in stated if isinstance(each, dict | list)]
    branches = [_seen(root, each) for each in branches_of(schema)]
    structures += [each for each in branches if not _is_plain(each)]
    return len(structures) > 1


def _is_plain(node: Schema) -> bool:
    values = node.get("enum", [node["const"]] if "const" in node else [{}])
    return node.get("type") in _SCALARS or not any(isinstance(each, dict | list) for each in values)


def _subschemas(value: Any) -> Iterator[Schema]:
    """Go through all objects in a schema; those that are no schemas do no harm."""
    if isinstance(value, Mapping):
        yield value
        for each in value.values():
            yield from _subschemas(each)
    elif isinstance(value, list):
        for each in value:
            yield from _subschemas(each)


def _seen(root: Schema, schema: Any) -> Schema:
    """Look at a schema; one that leads back to itself says nothing."""
    try:
        return resolved(root, schema)[0]
    except Circular:
        return {"const": None}


def _joined(first: Schema, second: Schema) -> Schema:
    """Join two schemas of objects that hold both."""
    properties = dict(first.get("properties", {}))
    for name, schema in second.get("properties", {}).items():
        both = [properties[name], schema] if name in properties else [schema]
        properties[name] = {"allOf": both} if len(both) > 1 else schema
    required = dict.fromkeys([*first.get("required", ()), *second.get("required", ())])
    joined = {**first, **second}
    return (
        joined
        | ({"properties": properties} if properties else {})
        | ({"required": [*required]} if required else {})
    )


def _pointed(root: Schema, reference: str) -> Schema:
    """Look up a JSON pointer within the schema (RFC 6901); shapes refer to nothing outside."""
    node: Any = root
    for part in reference.removeprefix("#").split("/")[1:]:
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node if isinstance(node, Mapping) else {}
