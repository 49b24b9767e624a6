"""Where in a JSON Schema other schemas stand, in all drafts from 4 to 2020-12."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

_ONE: Final = frozenset(
    {
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if",
        "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
_LISTED: Final = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
_NAMED: Final = frozenset(
    {
        "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties",
        "properties",
    }
)  # fmt: skip
"""Keywords that hold a schema, a list of them, or an object with one for each name.

Everything else, ``const``, ``enum``, ``default`` and ``examples`` among them, holds data.
"""


_HOLDING: Final = _ONE | _LISTED | _NAMED

_OBJECT: Final = (dict, Mapping)
"""What nearly every object is comes first: the other question takes three times as long."""
_SCHEMA: Final = (*_OBJECT, bool)


def with_subschemas(schema: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """Exchange the schemas directly inside a schema; what is no schema stays as it is."""
    return {
        key: _changed(key, value, change) if key in _HOLDING else value
        for key, value in schema.items()
    }


def subschemas(schema: Any) -> Iterator[Mapping[str, Any]]:
    """List a schema and all schemas inside it, the outer ones first; not those that are boolean."""
    if isinstance(schema, Mapping):
        yield schema
        inner: list[Any] = []
        with_subschemas(schema, inner.append)
        for each in inner:
            yield from subschemas(each)


def _changed(key: str, value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, _OBJECT):
        if key in _NAMED:
            return {name: _schema(each, change) for name, each in value.items()}
        return change(value) if key in _ONE else value
    if isinstance(value, list):
        return [change(each) for each in value] if key in _LISTED else value
    return change(value) if key in _ONE and isinstance(value, bool) else value


def _schema(value: Any, change: Callable[[Any], Any]) -> Any:
    """``dependencies`` may also hold lists of names."""
    return change(value) if isinstance(value, _SCHEMA) else value
