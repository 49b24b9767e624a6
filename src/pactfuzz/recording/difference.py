"""What changed between two pacts, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from pactfuzz.contract import COMMENT, Interaction, Pact
from pactfuzz.shapes import ABSENT, Location, format_document


def differences(before: Pact | None, after: Pact) -> tuple[str, ...]:
    """Say what turns one pact into the other, a line each; nothing, if they hold the same."""
    old = {each.identity: each for each in before.interactions} if before else {}
    new = {each.identity: each for each in after.interactions}
    lines: list[str] = []
    for identity in sorted(old.keys() | new.keys()):
        if identity not in new:
            lines.append(f"{old[identity].sentence}: removed, no test declares it any more")
        elif identity not in old:
            lines.append(f"{new[identity].sentence}: added")
        else:
            changes = _interaction_changes(old[identity], new[identity])
            lines.extend(f"{new[identity].sentence}: {change}" for change in changes)
    return tuple(lines)


def _interaction_changes(before: Interaction, after: Interaction) -> Iterator[str]:
    old, new = before.schema, after.schema
    if old is not None and new is not None:
        yield from _schema_changes(old, new)
    for location, was, now in _leaves(_bare(before.content), _bare(after.content), Location()):
        yield f"{location} {_changed(was, now)}"


def _schema_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Word the changes of a shape field by field, through the named definitions too."""
    old, new = dict(_objects(before)), dict(_objects(after))
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield f"{name}: model added"
        elif name not in new:
            yield f"{name}: model removed"
        else:
            yield from _object_changes(name, old[name], new[name])


def _object_changes(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    old, new = before.get("properties", {}), after.get("properties", {})
    for each in sorted(old.keys() | new.keys()):
        field = f'field "{each}" of {name}'
        if each not in old:
            necessity = "required" if each in after.get("required", ()) else "optional"
            yield f"{field} added ({necessity}, {_type(new[each])})"
        elif each not in new:
            yield f"{field} removed"
        else:
            yield from _field_changes(field, old[each], new[each])
            yield from _necessity_change(field, each, before, after)
    rest_old = {k: v for k, v in before.items() if k not in _WORDED}
    rest_new = {k: v for k, v in after.items() if k not in _WORDED}
    for location, was, now in _leaves(rest_old, rest_new, Location()):
        yield f"{name}: {location} {_changed(was, now)}"


_WORDED = {"properties", "required", "$defs"}


def _field_changes(field: str, before: Any, after: Any) -> Iterator[str]:
    if _type(before) != _type(after):
        yield f"type of {field} changed from {_type(before)} to {_type(after)}"
        return
    for location, was, now in _leaves(before, after, Location()):
        yield f"{field}: {location} {_changed(was, now)}"


def _necessity_change(
    field: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    was, now = (name in schema.get("required", ()) for schema in (before, after))
    if was != now:
        yield f"{field} is now {'required' if now else 'optional'}"


def _objects(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield str(schema.get("title", "the document")), schema
    yield from schema.get("$defs", {}).items()


def _type(schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return "anything" if schema is True else format_document(schema)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return " or ".join(_type(branch) for branch in schema[keyword])
    return str(schema.get("type", "anything"))


def _leaves(before: Any, after: Any, at: Location) -> Iterator[tuple[Location, Any, Any]]:
    """Walk two documents side by side and name the smallest parts in which they differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted(before.keys() | after.keys()):
            yield from _leaves(before.get(name, ABSENT), after.get(name, ABSENT), at / name)
    elif before != after or type(before) is not type(after):
        yield at, before, after


def _changed(was: Any, now: Any) -> str:
    if was is ABSENT:
        return f"added: {format_document(now)}"
    if now is ABSENT:
        return f"removed (was {format_document(was)})"
    return f"changed from {format_document(was)} to {format_document(now)}"


def _bare(content: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the shape, which is worded field by field."""
    comments = dict(content.get("comments", {}))
    notes = {k: v for k, v in comments.get(COMMENT, {}).items() if k != "schema"}
    return {**content, "comments": {**comments, COMMENT: notes}}
