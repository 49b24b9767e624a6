"""The keywords of JSON Schema by what they mean for the building of documents."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

Chosen = TypeVar("Chosen")

ANNOTATIONS: Final = frozenset(
    {
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema", "contentEncoding",
        "default", "deprecated", "description", "discriminator", "examples", "externalDocs",
        "readOnly", "title", "writeOnly", "xml",
    }
)  # fmt: skip
"""Keywords that refuse no document."""

TANGLED: Final = frozenset(
    {
        "allOf", "contains", "dependencies", "dependentRequired", "dependentSchemas", "else", "if",
        "maxContains", "minContains", "not", "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
"""Keywords that reach across a document; the symbolic engine rewrites most of them."""

_OF_TYPE: Final = {
    "object": (
        "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
        "minProperties", "maxProperties",
    ),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": ("minLength", "maxLength", "pattern", "format", "contentMediaType"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}  # fmt: skip


def is_open(schema: Any) -> bool:
    """Say whether a schema accepts whatever there is."""
    return schema is True or (isinstance(schema, Mapping) and not schema.keys() - ANNOTATIONS)


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """List the types that a schema names, or else those that its keywords are about."""
    stated = schema.get("type", [])
    if isinstance(stated, str):
        return [stated]
    return list(stated) or [kind for kind, own in _OF_TYPE.items() if schema.keys() & set(own)]


def deciding(
    schema: Mapping[str, Any],
    *,
    enumeration: Chosen,
    tangled: Chosen,
    reference: Chosen,
    union: Chosen,
    typed: Chosen,
) -> Chosen:
    """Choose by the keyword of a schema that says most of how its documents are built."""
    if "const" in schema or "enum" in schema:
        return enumeration
    if TANGLED & schema.keys():
        return tangled
    if "$ref" in schema:
        return reference
    return union if "anyOf" in schema or "oneOf" in schema else typed
