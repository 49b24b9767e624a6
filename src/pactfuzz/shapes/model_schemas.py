"""The JSON Schemas of a Pydantic model.

``sources/asked.py`` loads this module by its path, beside a Pydantic of any version and without
pactfuzz: so it imports nothing but Pydantic and the standard library.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import to_jsonable_python

EXTRA = "pydantic_js_extra"
"""Where Pydantic keeps a field's ``json_schema_extra``; it has no public name."""


def schemas_of(adapter: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Generate the schema of what a ``TypeAdapter`` reads, and that of what it writes."""
    return (
        adapter.json_schema(mode="validation", schema_generator=SchemaGenerator),
        adapter.json_schema(mode="serialization", schema_generator=SchemaGenerator),
    )


class SchemaGenerator(GenerateJsonSchema):
    """Pydantic's generator, which leaves out additions to a field that are no JSON."""

    def generate_inner(self, schema: Any) -> dict[str, Any]:
        """Generate the schema of one part of a model."""
        metadata = schema.get("metadata")
        extra = metadata.get(EXTRA) if isinstance(metadata, dict) else None
        if isinstance(extra, dict):
            kept = {key: each for key, each in extra.items() if is_json(each)}
            schema = {**schema, "metadata": {**metadata, EXTRA: kept}}
        return super().generate_inner(schema)


def is_json(value: Any) -> bool:
    """Return whether Pydantic can write a value as JSON."""
    try:
        to_jsonable_python(value)
    except Exception:  # noqa: BLE001 - of whatever kind the value is
        return False
    return True
