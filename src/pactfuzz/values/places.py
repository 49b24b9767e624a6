"""The places in a document, and at each of them what the schema says of the value there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeAlias

from pactfuzz.shapes import Crashed, Location, Shape
from pactfuzz.values.parts import member_schemas
from pactfuzz.values.references import closed, name_of

Schema: TypeAlias = Mapping[str, Any]

ENTRY: Final = "*"
ITEM: Final = "[]"


@dataclass(frozen=True, slots=True)
class Place:
    """One value in a document.

    ``schemas`` are all those that hold for the value: references are followed, and of a union
    those branches count that accept it. ``mentioned`` are also the schemas of the other branches.
    ``path`` is where in the schema this is: the names of members, ``*`` for the entries of a map,
    ``[]`` for the items of an array; two items of one array have the same path.
    """

    location: Location
    value: Any
    schemas: tuple[Schema, ...]
    mentioned: tuple[Schema, ...]
    path: tuple[str, ...]

    @property
    def types(self) -> frozenset[str]:
        """The types that any schema here mentions, in whichever branch of a union."""
        return frozenset(each for schema in self.mentioned for each in stated_types(schema))

    @property
    def names(self) -> frozenset[str]:
        """The member names that any schema here mentions."""
        return frozenset(
            name
            for schema in self.mentioned
            for name in (*schema.get("properties", ()), *schema.get("required", ()))
        )


def stated_types(schema: Schema) -> tuple[str, ...]:
    """List the types that the keyword ``type`` allows; none where it is not there."""
    stated = schema.get("type", ())
    return (stated,) if isinstance(stated, str) else tuple(stated)


def changed(document: Any, location: Location, change: Callable[[Any], Any]) -> Any:
    """Change what is in a place; everything beside the way there is shared, nothing is mutated."""
    if not location.parts:
        return change(document)
    first, *rest = location.parts
    copy: Any = list(document) if isinstance(document, list) else dict(document)
    copy[first] = changed(document[first], Location.of(rest), change)
    return copy


def replaced(document: Any, location: Location, value: Any) -> Any:
    """Put another value in a place."""
    return changed(document, location, lambda _: value)


def is_parsed(shape: Shape, text: bytes) -> bool:
    """Say whether a model's parser takes a text, NaN included; no model takes everything."""
    if shape.adapter is None:
        return True
    try:
        shape.adapter.validate_json(text)
    except Exception:  # noqa: BLE001 - how the model's own validators refuse is not asked here
        return False
    return True


def is_refused(shape: Shape, text: bytes) -> bool:
    """Return whether a model's parser refuses a text as invalid; one that crashes does not."""
    if shape.adapter is None:
        return False
    try:
        shape.adapter.validate_json(text)
    except Crashed:
        return False
    except ValueError:  # Pydantic's own ValidationError is one
        return True
    except Exception:  # noqa: BLE001 - a validator fails, and refuses nothing
        return False
    return False


@dataclass(frozen=True, slots=True)
class Reading:
    """A schema, made ready to be held against many documents.

    What ``not``, ``contains``, ``propertyNames`` and ``unevaluated…`` say of values inside is not
    followed; who changes a document in their reach asks the schema afterwards.
    """

    root: Schema
    definitions: Schema
    branches: dict[int, Shape] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, shape: Shape) -> Self:
        """Take what a shape's reader reads."""
        root = closed(shape.reader)
        return cls(root, root.pop("$defs"))

    def places(self, document: Any) -> Iterator[Place]:
        """Go through a valid document, an object or array before what is in it.

        What is inside a value that no schema mentions is passed over.
        """
        yield from self._places(document, Location(), (), [self.root], [self.root])

    def names(self) -> frozenset[str]:
        """Collect the names of members that the schema shows anywhere."""
        return frozenset(_names_in([self.root, *self.definitions.values()]))

    def whole(self, schema: Any) -> Schema:
        """Make a schema from inside stand by itself."""
        mapping = schema if isinstance(schema, Mapping) else ({} if schema else {"not": {}})
        dialect = {key: self.root[key] for key in ("$schema",) if key in self.root}
        return {**mapping, **dialect, "$defs": self.definitions}

    def accepts(self, schema: Any, value: Any) -> bool:
        """Say whether a schema inside accepts a value."""
        if isinstance(schema, bool):
            return schema
        if id(schema) not in self.branches:
            self.branches[id(schema)] = Shape.from_schema(self.whole(schema))
        return self.branches[id(schema)].accepts(value)

    def children(self, schemas: Iterable[Schema], part: str | int) -> list[Any]:
        """Find what schemas of an object or array say of one member or item."""
        if isinstance(part, int):
            return [child for schema in schemas for child in _item(schema, part)]
        return [
            child for schema in schemas for child in member_schemas(schema, part, self.is_match)
        ]

    def _places(
        self,
        value: Any,
        location: Location,
        path: tuple[str, ...],
        holding: list[Any],
        mentioning: list[Any],
    ) -> Iterator[Place]:
        schemas = _unique(each for schema in holding for each in self.holding(schema, value))
        mentioned = _unique(each for schema in mentioning for each in self._mentioned(schema, ()))
        yield Place(location, value, schemas, mentioned, path)
        for part, inner in parts_of(value) if mentioned else ():
            yield from self._places(
                inner,
                location / part,
                (*path, _step(mentioned, part)),
                self.children(schemas, part),
                self.children(mentioned, part),
            )

    def holding(self, schema: Any, value: Any) -> Iterator[Schema]:
        """List the schemas that hold for a value which a schema inside accepts."""
        if not isinstance(schema, Mapping):
            return
        yield schema
        for inner in self._applied(schema, value):
            yield from self.holding(inner, value)

    def _applied(self, schema: Schema, value: Any) -> Iterator[Any]:
        if "$ref" in schema:
            yield self.definitions[name_of(schema["$ref"])]
        yield from schema.get("allOf", ())
        for union in ("anyOf", "oneOf"):
            yield from (each for each in schema.get(union, ()) if self.accepts(each, value))
        if "if" in schema:
            yield schema.get("then" if self.accepts(schema["if"], value) else "else", True)
        if isinstance(value, dict):
            dependent = schema.get("dependentSchemas", {})
            yield from (inner for name, inner in dependent.items() if name in value)

    def _mentioned(self, schema: Any, entered: tuple[str, ...]) -> Iterator[Schema]:
        if not isinstance(schema, Mapping):
            return
        yield schema
        name = name_of(schema["$ref"]) if "$ref" in schema else None
        if name is not None and name not in entered:
            yield from self._mentioned(self.definitions[name], (*entered, name))
        inner = [each for key in ("allOf", "anyOf", "oneOf") for each in schema.get(key, ())]
        inner += [schema[key] for key in ("if", "then", "else") if key in schema]
        for each in (*inner, *schema.get("dependentSchemas", {}).values()):
            yield from self._mentioned(each, entered)

    def is_match(self, pattern: str, name: str) -> bool:
        """Say whether ``patternProperties`` speak of a name."""
        return Shape.from_schema({"type": "string", "pattern": pattern}).accepts(name)


def _item(schema: Schema, index: int) -> Iterator[Any]:
    """Find the schema of an item; drafts before 2020-12 have fixed items under ``items``."""
    fixed, rest = schema.get("prefixItems", ()), schema.get("items", True)
    if isinstance(rest, list):
        fixed, rest = rest, schema.get("additionalItems", True)
    yield fixed[index] if index < len(fixed) else rest


def _names_in(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        named = node.get("properties")
        members = named if isinstance(named, Mapping) else {}
        yield from members
        # The mapping of names is no schema: one of them may be "properties" too.
        node = [*members.values(), *(each for key, each in node.items() if key != "properties")]
    for each in node if isinstance(node, list) else ():
        yield from _names_in(each)


def parts_of(value: Any) -> Iterable[tuple[str | int, Any]]:
    """List the members of an object by name, or the items of an array by index."""
    match value:
        case dict():
            return value.items()
        case list():
            return enumerate(value)
        case _:
            return ()


def _step(schemas: Iterable[Schema], part: str | int) -> str:
    if isinstance(part, str):
        return part if any(part in each.get("properties", ()) for each in schemas) else ENTRY
    fixed = (each.get("prefixItems", each.get("items")) for each in schemas)
    return (
        f"[{part}]" if any(isinstance(each, list) and part < len(each) for each in fixed) else ITEM
    )


def _unique(schemas: Iterable[Schema]) -> tuple[Schema, ...]:
    return tuple({id(each): each for each in schemas}.values())
