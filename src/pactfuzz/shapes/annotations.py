"""Annotations of a JSON Schema that no JSON can hold, as models come to have them.

Pydantic puts into a schema whatever a model states: a tuple as a description, objects among the
examples, anything in ``json_schema_extra``. None of it refuses a document.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

_TYPES: Final[Mapping[str, type]] = {
    "title": str,
    "description": str,
    "$comment": str,
    "examples": list,
    "deprecated": bool,
    "readOnly": bool,
    "writeOnly": bool,
}
"""What the metaschema asks of the annotations."""
_ASSERTING: Final = frozenset(
    {"$defs", "$ref", "type", "enum", "const", "properties", "required", "items", "prefixItems"}
    | {"anyOf", "oneOf", "allOf", "not", "if", "then", "else", "additionalProperties", "pattern"}
    | {"patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "contains"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength"}
    | {"maxLength", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains", "format"}
    | {"minProperties", "maxProperties", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords that are never left out, for they may refuse a document."""
_BY_NAME: Final = frozenset({"$defs", "properties", "patternProperties", "dependentSchemas"})
"""Keywords whose values are schemas by names, which are no keywords."""


def without_idle_annotations(schema: Any) -> Any:
    """Leave out annotations that are no JSON, or of another type than the metaschema has them."""
    if isinstance(schema, list):
        return [without_idle_annotations(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: _inside(key, each) for key, each in schema.items() if _is_usable(key, each)}


def no_json(value: Any) -> str | None:
    """Find the first place in a schema, as a JSON pointer, where something is no JSON."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return next(_no_json(value, ""), None)
    return None


def _inside(key: str, value: Any) -> Any:
    if key in _BY_NAME and isinstance(value, Mapping):
        return {name: without_idle_annotations(each) for name, each in value.items()}
    return without_idle_annotations(value) if key in _ASSERTING - {"enum", "const"} else value


def _is_usable(key: str, value: Any) -> bool:
    if key in _ASSERTING:
        return True
    return isinstance(value, _TYPES.get(key, object)) and no_json(value) is None


def _no_json(value: Any, pointer: str) -> Iterator[str]:
    match value:
        case Mapping():
            for key, each in value.items():
                if isinstance(key, str):
                    yield from _no_json(
                        each, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
                    )
                else:
                    yield pointer
        case list() | tuple():
            for at, each in enumerate(value):
                yield from _no_json(each, f"{pointer}/{at}")
        case _:
            try:
                json.dumps(value, allow_nan=False)
            except (TypeError, ValueError):
                yield pointer
