"""Schemas combined, and kept as short as that goes."""

from collections.abc import Iterable
from typing import Final

from pactfuzz.shapes.document import format_document
from pactfuzz.shapes.matching_rules.value import NOTHING, Schema

_READ_WITH: Final = {"additionalProperties": "properties", "prefixItems": "items"}
"""Keywords whose meaning depends on another one beside them (JSON Schema 2020-12, core, 10.3)."""


def is_same(one: Schema, two: Schema) -> bool:
    """Compare as JSON does: to Python, 1 and True are equal."""
    return format_document(one) == format_document(two)


def all_of(schemas: Iterable[Schema]) -> Schema:
    """Make the schema of what is of every one of these shapes."""
    parts = _distinct(schema for schema in schemas if schema)
    if any(is_same(part, NOTHING) for part in parts):
        return NOTHING
    topics = [topic for part in parts for topic in _topics(part)]
    if len(topics) == len(set(topics)):
        return {keyword: value for part in parts for keyword, value in part.items()}
    return {"allOf": parts}


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Make the schema of what is of one of these shapes at least."""
    parts = [part for part in _distinct(schemas) if not is_same(part, NOTHING)]
    open_part = next((part for part in parts if not part.keys() - {"$comment"}), None)
    if open_part is not None:
        return open_part
    if len(parts) == 1:
        return parts[0]
    return {"anyOf": parts} if parts else NOTHING


def _topics(part: Schema) -> set[str]:
    return {_READ_WITH.get(keyword, keyword) for keyword in part}


def _distinct(schemas: Iterable[Schema]) -> list[Schema]:
    return list({format_document(schema): schema for schema in schemas}.values())
