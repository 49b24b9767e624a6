"""What a Pydantic model reads under any of the names that its fields have.

Pydantic's own schema of what a model reads has one name for each field: the first of
``AliasChoices``, or the field's own where it is read from an ``AliasPath``. The parser takes any of
them, and the field's own name too with ``validate_by_name``. Generated documents keep to the one
name; whoever asks what the model reads needs all.

``sources/asked.py`` loads this module by its path, as it does ``model_schemas``: so it imports
nothing but Pydantic and the standard library.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema

Path: TypeAlias = tuple[str | int, ...]


def aliased_schema_of(adapter: Any, generator: type[GenerateJsonSchema]) -> dict[str, Any] | None:
    """Generate the schema of what a ``TypeAdapter`` reads under all names of its fields.

    ``None`` if each field has one name, which Pydantic's own schema states.
    """
    if not _has_several_names(adapter.core_schema):
        return None
    named = type("AliasGenerator", (_WithAliases, generator), {})
    schema: dict[str, Any] = adapter.json_schema(mode="validation", schema_generator=named)
    return schema


def _has_several_names(core_schema: Any) -> bool:
    waiting = [core_schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            by_name = node.get("validate_by_name") or node.get("populate_by_name")
            if by_name is True or isinstance(node.get("validation_alias"), list):
                return True
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)
    return False


class _WithAliases(GenerateJsonSchema):
    """The part that knows names. It never lets through what the parser refuses for a name."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.configs: list[Mapping[str, Any]] = [{}]

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """Generate the schema of a model."""
        with self._within(schema):
            return super().model_schema(schema)

    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        """Generate the schema of a dataclass."""
        with self._within(schema):
            return super().dataclass_schema(schema)

    def model_fields_schema(self, schema: Any) -> dict[str, Any]:
        """Generate the schema of a model's fields."""
        return self._renamed(super().model_fields_schema(schema), schema["fields"].items())

    def dataclass_args_schema(self, schema: Any) -> dict[str, Any]:
        """Generate the schema of a dataclass's fields."""
        fields = [(each["name"], each) for each in schema["fields"]]
        return self._renamed(super().dataclass_args_schema(schema), fields)

    def typed_dict_schema(self, schema: Any) -> dict[str, Any]:
        """Generate the schema of a typed dictionary."""
        with self._within(schema):
            return self._renamed(super().typed_dict_schema(schema), schema["fields"].items())

    @contextmanager
    def _within(self, schema: Any) -> Iterator[None]:
        own = {**schema.get("config", {})}
        if "extra_behavior" in schema:
            own["extra_fields_behavior"] = schema["extra_behavior"]
        self.configs.append(own)
        try:
            yield
        finally:
            self.configs.pop()

    def _renamed(
        self, whole: dict[str, Any], fields: Iterable[tuple[str, Mapping[str, Any]]]
    ) -> dict[str, Any]:
        config = self.configs[-1]
        paths = {name: list(_paths(name, field, config)) for name, field in fields}
        own = {path[0] for each in paths.values() for path in each if len(path) == 1}
        is_closed = config.get("extra_fields_behavior") == "forbid"
        rules: list[dict[str, Any]] = []
        for name, read_from in paths.items():
            known = next((str(path[0]) for path in read_from if len(path) == 1), name)
            if read_from != [(known,)] and known in whole.get("properties", {}):
                rules += _rules(whole, known, read_from, is_closed=is_closed)
                if (known,) not in read_from and known not in own:
                    del whole["properties"][known]
        return {**whole, "allOf": rules} if rules else whole


def _paths(name: str, field: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[Path]:
    """List the places from which a field is read, the one that wins first."""
    alias = field.get("validation_alias")
    by_name = config.get("validate_by_name") or config.get("populate_by_name")
    if isinstance(alias, str):
        alias = [[alias]]
    elif alias and not isinstance(alias[0], list):
        alias = [alias]
    if config.get("validate_by_alias", True) and alias:
        yield from map(tuple, alias)
    else:
        by_name = True
    if by_name and [name] not in (alias or []):
        yield (name,)


def _rules(
    whole: dict[str, Any], known: str, paths: list[Path], *, is_closed: bool
) -> Iterator[dict[str, Any]]:
    """Let a field be read from each of its places; say what no list of properties can."""
    schema = whole["properties"][known]
    for path in paths:
        first = str(path[0])
        if len(path) == 1 and first not in whole["properties"]:
            whole["properties"][first] = deepcopy(schema)
        elif path != (known,):
            whole["properties"].setdefault(first, {})
            yield {"properties": {first: _valued(path[1:], schema)}}
    if known in whole.get("required", ()):
        whole["required"] = [each for each in whole["required"] if each != known]
        yield {"anyOf": [_present(path) for path in paths]}
    if is_closed:  # what is not used is refused: only one of the names may be there
        names = list(dict.fromkeys(str(path[0]) for path in paths))
        for index, name in enumerate(names):
            yield from ({"not": {"required": [name, other]}} for other in names[index + 1 :])
        deep = (path for path in paths if len(path) > 1)
        yield from ({"properties": {str(path[0]): _present(path[1:])}} for path in deep)


def _valued(path: Path, schema: Any) -> Any:
    """Say what the value at a path is like, where there is one."""
    if not path:
        return deepcopy(schema)
    key, inner = path[0], _valued(path[1:], schema)
    if isinstance(key, str):
        return {"properties": {key: inner}}
    return {"items": inner} if key < 0 else {"prefixItems": [*[True] * key, inner]}


def _present(path: Path) -> Any:
    """Say that there is a value at a path."""
    if not path:
        return True
    key, inner = path[0], _present(path[1:])
    if isinstance(key, str):
        return {"type": "object", "required": [key], "properties": {key: inner}}
    if key < 0:
        return {"type": "array", "minItems": -key, "items": inner}
    return {"type": "array", "minItems": key + 1, "prefixItems": [*[True] * key, inner]}
