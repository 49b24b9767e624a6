"""The JSON Schemas of a Pydantic model.

``sources/asked.py`` loads this module by its path, beside a Pydantic of any version and without
pactfuzz: so it imports nothing but Pydantic and the standard library.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import to_jsonable_python

EXTRA = "pydantic_js_extra"
"""Where Pydantic keeps a field's ``json_schema_extra``; it has no public name."""

OMITTING = ("nothing", "unset", "defaults", "none")
"""What a service may leave out of its dumps; Pydantic's ``exclude_unset`` and so on."""

NEVER_NONE = frozenset(
    {"str", "int", "float", "bool", "decimal", "bytes", "date", "time", "datetime", "timedelta"}
    | {"list", "tuple", "set", "frozenset", "dict", "typed-dict", "dataclass", "uuid", "url"}
)
"""Types of core schemas whose values are never ``None``."""


def schemas_of(adapter: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Generate the schema of what a ``TypeAdapter`` reads, and that of what it writes."""
    return (
        with_required_tags(
            adapter.json_schema(mode="validation", schema_generator=SchemaGenerator)
        ),
        adapter.json_schema(mode="serialization", schema_generator=SchemaGenerator),
    )


def dumps_of(adapter: Any, omits: str) -> dict[str, Any]:
    """Generate the schema of the documents that a ``TypeAdapter`` dumps, as far as types tell.

    Beside ``schema``, ``serializers`` maps the names of those whose code alone decides what is
    written to the reason; the schema allows anything there. ``has_defaults`` tells whether it
    matters to the schema what is left out.
    """
    known = dict(_definitions(adapter.core_schema))
    facts: dict[str, Any] = {"omits": omits, "serializers": {}, "has_defaults": False}
    generator = type("DumpGenerator", (_DumpGenerator,), {**facts, "known": known})
    schema = adapter.json_schema(mode="serialization", schema_generator=generator)
    # One that allows anything is of a union's other branches, too, which oneOf forbids.
    schema = _as_any_of(schema) if facts["serializers"] else schema
    if not hasattr(GenerateJsonSchema, "ser_schema"):  # Pydantic 2.0 overlooks all serializers
        found = _functions(adapter.core_schema)
        facts["serializers"].update(dict.fromkeys(found, "is not told of by Pydantic 2.0"))
        schema = {} if facts["serializers"] else schema
    has_defaults = generator.has_defaults  # type: ignore[attr-defined]  # made above
    return {
        "schema": schema,
        "serializers": facts["serializers"],
        "has_defaults": has_defaults,
    }


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


def with_required_tags(schema: dict[str, Any]) -> dict[str, Any]:
    """Require the tag in each branch of a tagged union, which the parser demands.

    Pydantic's own schema leaves the tag out of what is required where it has a default. A
    definition that is used outside the union, too, is left as it is there and copied for the union.
    """
    definitions = schema.get("$defs", {})
    branches = [
        (branch, tag)
        for union in _objects(schema)
        for branch in _leaves(union)
        for tag in [_tag(union)]
        if _is_optional(definitions.get(_defined(branch), {}), tag)
    ]
    uses = Counter(str(each.get("$ref")) for each in _objects(schema))
    inside = Counter((branch["$ref"], tag) for branch, tag in branches)
    for branch, tag in branches:
        name = _defined(branch)
        if uses[branch["$ref"]] > inside[branch["$ref"], tag]:
            definition = definitions[name]
            name = re.sub(r"[^\w.-]", "_", f"{name}_with_{tag}", flags=re.ASCII)
            definitions.setdefault(name, dict(definition))
            branch["$ref"] = f"#/$defs/{name}"
        if _is_optional(definitions[name], tag):
            definitions[name]["required"] = [*definitions[name].get("required", ()), tag]
    return schema


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Go through all objects of a schema; those that are no schemas do no harm."""
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from _objects(each)
    elif isinstance(node, list):
        for each in node:
            yield from _objects(each)


def _tag(union: dict[str, Any]) -> Any:
    discriminator = union.get("discriminator")
    return discriminator.get("propertyName") if isinstance(discriminator, dict) else None


def _leaves(union: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """List the branches of a union, and of unions that stand in it, that are definitions."""
    branches = union.get("oneOf")
    for each in branches if isinstance(branches, list) else ():
        if isinstance(each, dict):
            yield from [each] if "$ref" in each else _leaves(each)


def _is_optional(definition: dict[str, Any], tag: Any) -> bool:
    members = definition.get("properties", {})
    return isinstance(tag, str) and tag in members and tag not in definition.get("required", ())


def _defined(branch: dict[str, Any]) -> str:
    return str(branch["$ref"]).removeprefix("#/$defs/")


def is_json(value: Any) -> bool:
    """Return whether Pydantic can write a value as JSON."""
    try:
        to_jsonable_python(value)
    except Exception:  # noqa: BLE001 - of whatever kind the value is
        return False
    return True


class _DumpGenerator(SchemaGenerator):
    """Describes what is dumped: all members that are always there, and no more than is known."""

    omits: str
    serializers: dict[str, str]
    has_defaults: bool
    known: Mapping[str, Any]

    def ser_schema(self, schema: Any) -> Any:
        """Describe what a serializer writes; without a return type Pydantic keeps the inner one."""
        described = super().ser_schema(schema)
        kind = schema["type"]
        if described is None and (kind == "any" or _is_any(schema)):
            self.serializers["SerializeAsAny"] = "writes what a subclass has"
            return {}
        if described is None and kind in {"function-plain", "function-wrap"}:
            if _is_of_pydantic(schema["function"]):
                return None
            self.serializers[_name(schema["function"])] = "states no return type"
            return {}
        if described is not None and "any" in _types(schema.get("return_schema")):
            reason = "states a return type that leaves open what it writes"
            self.serializers[_name(schema["function"])] = reason
        return described

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: FBT001 - Pydantic's own
        """Return whether each dump has the field."""
        has_default = field["schema"]["type"] == "default"
        if has_default:
            type(self).has_defaults = True
        if field.get("serialization_exclude_if") is not None:
            return False
        if field["type"] == "typed-dict-field":
            always = bool(field.get("required", total))
        else:
            always = not has_default or self.omits in {"nothing", "none"} or self._is_stated
        return always and not (self.omits == "none" and _may_be_none(field["schema"], self.known))

    @property
    def _is_stated(self) -> bool:
        """Whether the model states that its dumps have all defaults; Pydantic keeps it private."""
        config = getattr(self, "_config", None)
        return bool(getattr(config, "json_schema_serialization_defaults_required", False))

    def default_schema(self, schema: Any) -> dict[str, Any]:
        """Add the null of a default ``None`` that is not of the field's type."""
        described = super().default_schema(schema)
        is_none = schema.get("default", self) is None and not schema.get("validate_default")
        if is_none and self.omits == "nothing" and not _may_be_none(schema["schema"], self.known):
            inner = {key: each for key, each in described.items() if key != "default"}
            return {"anyOf": [inner, {"type": "null"}]}
        return described


def _is_any(schema: Any) -> bool:
    """Return whether a serializer is how Pydantic before 2.12 marks ``SerializeAsAny``."""
    inner = schema.get("schema") or {}
    return schema["type"] == "function-wrap" and inner.get("type") == "any"


def _may_be_none(schema: Any, definitions: Mapping[str, Any]) -> bool:
    """Return whether a value is perhaps written as null; a type that is not known may be."""
    inner = _written_as(schema)
    if inner is not None:
        return any(_may_be_none(each, definitions) for each in inner)
    match schema["type"]:
        case "literal":
            return None in schema["expected"]
        case "enum":
            return any(each.value is None for each in schema["members"])
        case "model":
            return bool(schema.get("root_model"))
        case "definition-ref":
            known = dict(definitions)
            target = known.pop(schema["schema_ref"], None)
            return target is None or _may_be_none(target, known)
        case kind:
            return kind not in NEVER_NONE


def _written_as(schema: Any) -> list[Any] | None:
    """List the core schemas of which a value is written by one, if that is not for itself to say.

    An untyped serializer, and a default that is ``None``, write what may be null.
    """
    serialization, kind = schema.get("serialization", {}), schema["type"]
    if "function" in serialization and not _is_of_pydantic(serialization["function"]):
        return [serialization.get("return_schema") or _NULL]
    if kind == "default" and schema.get("default", schema) is None:
        return [_NULL]
    if kind == "union":
        return [each[0] if isinstance(each, tuple) else each for each in schema["choices"]]
    if kind == "tagged-union":
        return list(schema["choices"].values())
    return [schema[_INNER.get(kind, "schema")]] if kind in _WRAPPING else None


_NULL: Any = {"type": "none"}
_WRAPPING = frozenset(
    {"default", "function-after", "function-before", "function-wrap", "lax-or-strict"}
    | {"json-or-python"}
)
_INNER = {"lax-or-strict": "strict_schema", "json-or-python": "json_schema"}
"""Core schemas around another one, and the key under which they have it, if it is no ``schema``."""


_VALUES = frozenset({"config", "default", "expected", "members", "metadata"})
"""Keys of a core schema under which there are values of the user's own, and no core schemas."""
_WITH_FIELDS = frozenset({"model", "dataclass", "typed-dict"})


def _nodes(schema: Any, closed: frozenset[str] = frozenset()) -> Iterator[dict[str, Any]]:
    """List a core schema and those inside it, but for what is inside the ``closed`` types.

    A node is told by its ``type``: a mapping of fields has names that are the user's, such as
    ``ref``, ``type`` or ``serialization``.
    """
    if isinstance(schema, dict):
        is_node = isinstance(schema.get("type"), str)
        if is_node:
            yield schema
        if not is_node or schema["type"] not in closed:
            for key, each in schema.items():
                if not (is_node and key in _VALUES):
                    yield from _nodes(each, closed)
    elif isinstance(schema, (list, tuple)):
        for each in schema:
            yield from _nodes(each, closed)


def _definitions(schema: Any) -> Iterator[tuple[str, Any]]:
    """List the parts of a core schema that others refer to."""
    return ((node["ref"], node) for node in _nodes(schema) if "ref" in node)


def _types(schema: Any) -> Iterator[str]:
    """List the types that a core schema states itself; those of models' fields are theirs."""
    return (node["type"] for node in _nodes(schema, _WITH_FIELDS))


def validators_of(adapter: Any) -> list[str]:
    """List the functions by which a ``TypeAdapter`` reads that Pydantic did not write, by name."""
    functions = (
        node["function"]["function"]
        for node in _nodes(adapter.core_schema)
        if str(node["type"]).startswith("function-") and isinstance(node.get("function"), dict)
    )
    return sorted({_name(each) for each in functions if not _is_of_pydantic(each)})


def _functions(schema: Any) -> Iterator[str]:
    """List the serializers in a core schema that Pydantic did not write, by their names."""
    for node in _nodes(schema):
        serialization = node.get("serialization")
        if isinstance(serialization, dict) and "function" in serialization:
            if _is_any(serialization):
                yield "SerializeAsAny"
            elif not _is_of_pydantic(serialization["function"]):
                yield _name(serialization["function"])


def _is_of_pydantic(function: Any) -> bool:
    """Return whether Pydantic wrote a serializer for a type of its own, whose schema it knows."""
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__module__", "")).partition(".")[0] in {"pydantic", "pydantic_core"}


def _name(function: Any) -> str:
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__qualname__", type(inner).__name__)).replace("<locals>.", "")


def _as_any_of(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_any_of(each) for each in node]
    if not isinstance(node, dict):
        return node
    is_union = isinstance(node.get("oneOf"), list)
    kept = {key: _as_any_of(each) for key, each in node.items() if not is_union or key != "oneOf"}
    return {**kept, "anyOf": _as_any_of(node["oneOf"])} if is_union else kept
