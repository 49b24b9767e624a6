"""One side of a comparison: a shape's schema, in the form in which the two sides are compared."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeVar

from pactfuzz.compatibility.closing import declared
from pactfuzz.compatibility.dialect import draft_of, modernised
from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Shape
from pactfuzz.values.references import closed, name_of
from pactfuzz.values.subschemas import subschemas, with_subschemas

_ELSEWHERE: Final = {"$recursiveRef": 2019, "$dynamicRef": 2020}
"""References whose target depends on the way by which a schema was reached, and their drafts."""


Known = TypeVar("Known")


@dataclass(slots=True, eq=False)
class Side:
    """What one side accepts.

    ``root`` and ``definitions`` are of draft 2020-12; all references are to definitions. Where
    references are of a kind that cannot be followed from the schema alone, ``is_opaque``: then
    ``root`` is the schema as it was stated, and there are no definitions.
    """

    root: Mapping[str, Any]
    definitions: Mapping[str, Any]
    is_opaque: bool = False
    _shapes: dict[int, tuple[Any, Shape]] = field(default_factory=dict)
    _patterns: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _apart_of: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    _referred: dict[int, tuple[Any, frozenset[str]]] = field(default_factory=dict)

    def declared(self, *, extras: bool = True) -> "Side":
        """Narrow what is written to what is declared, with the extras that are allowed or none."""
        if self.is_opaque:
            return self
        return Side(*declared(self.root, self.definitions, extras=extras))

    @classmethod
    def of(cls, schema: Mapping[str, Any], *, formats: bool) -> Self:
        """Prepare a schema; ``formats`` says whether formats refuse anything."""
        draft = draft_of(schema)
        try:
            whole = None if _is_opaque(schema, draft) else closed(_without_idle(schema, draft))
        except ShapeError:
            whole = None
        if whole is None:
            return cls(schema if formats else _without_formats(schema), {}, is_opaque=True)
        definitions = whole.pop("$defs")
        return cls(
            modernised(whole, draft, formats=formats),
            {name: modernised(each, draft, formats=formats) for name, each in definitions.items()},
        )

    @property
    def whole(self) -> Mapping[str, Any]:
        """The schema in one piece."""
        return self.root if self.is_opaque else self.standing_alone(self.root)

    def standing_alone(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Give a schema inside the definitions that it needs."""
        needed: dict[str, Any] = {}
        waiting = [schema]
        while waiting:
            for name in sorted(self.referred(waiting.pop())):
                if name not in needed:
                    needed[name] = self.definitions[name]
                    waiting.append(needed[name])
        return {**schema, "$defs": needed} if needed else dict(schema)

    def accepts(self, schema: Any, document: Any) -> bool:
        """Say whether a schema inside accepts a document."""
        if isinstance(schema, bool):
            return schema
        return self.shape(schema).accepts(document)

    def apart(self, schema: Any, work: Callable[["Side", Any], Known]) -> Known:
        """Take a schema inside apart, which is done once."""
        apart: Known = _once(self._apart_of, schema, lambda each: work(self, each))
        return apart

    def pattern(self, pattern: str) -> Mapping[str, Any]:
        """Make a schema of a pattern, the same one each time."""
        return self._patterns.setdefault(pattern, {"pattern": pattern})

    def shape(self, schema: Mapping[str, Any]) -> Shape:
        """Make a schema inside a shape, which is done once."""
        return _once(
            self._shapes, schema, lambda each: Shape.from_schema(self.standing_alone(each))
        )

    @property
    def as_shape(self) -> Shape:
        """The whole as a shape."""
        return _once(self._shapes, self.root, lambda _: Shape.from_schema(self.whole))

    def referred(self, schema: Mapping[str, Any]) -> frozenset[str]:
        """List the names of all definitions that a schema refers to by itself."""
        return _once(self._referred, schema, _names)

    def target(self, reference: str) -> Any:
        """Follow a reference."""
        return self.definitions[name_of(reference)]


def is_equal(one: Any, other: Any) -> bool:
    """Compare as JSON does: 1 is not true, although Python has them equal."""
    return bool(one == other) and json.dumps(one, sort_keys=True) == json.dumps(
        other, sort_keys=True
    )


def joined(
    writer: Side, written: Mapping[str, Any], reader: Side, read: Mapping[str, Any]
) -> dict[str, Any]:
    """Join a schema of each side into one that both must hold."""
    other = _renamed(reader.standing_alone(read))
    whole = writer.standing_alone(written)
    definitions = {
        **whole.pop("$defs", {}),
        **{_READ + name: each for name, each in other.pop("$defs", {}).items()},
    }
    return {"allOf": [whole, other], "$defs": definitions}


_READ: Final = "read_"
"""Stands before the names of a reader's definitions, for the writer may use the same names."""


def _renamed(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _renamed)
    return whole | {"$ref": f"#/$defs/{_READ}{name_of(node['$ref'])}"} if "$ref" in node else whole


def _once(known: dict[int, tuple[Any, Known]], schema: Any, work: Callable[[Any], Known]) -> Known:
    """Work something out of a schema, and remember it by the number of the object.

    The schema is kept beside it, or its number might come to stand for another one.
    """
    if id(schema) not in known:
        known[id(schema)] = schema, work(schema)
    return known[id(schema)][1]


def _names(schema: Any) -> frozenset[str]:
    return frozenset(name_of(each["$ref"]) for each in subschemas(schema) if "$ref" in each)


def _is_opaque(schema: Mapping[str, Any], draft: int) -> bool:
    """Say whether a reference may lead somewhere else than it seems to."""
    inside = list(subschemas(schema))
    if any(_ELSEWHERE.get(key) == draft for each in inside for key in each):
        return True
    if not any("$ref" in each for each in inside):
        return False
    return any(_is_base(each.get(key)) for each in inside[1:] for key in ("$id", "id"))


def _without_idle(node: Any, draft: int) -> Any:
    """Drop references of a kind that the draft does not know."""
    if not isinstance(node, Mapping):
        return node
    kept = {key: value for key, value in node.items() if _ELSEWHERE.get(key, draft) == draft}
    return with_subschemas(kept, lambda each: _without_idle(each, draft))


def _is_base(address: Any) -> bool:
    """Say whether references beside an ``$id`` are meant from there; a mere fragment is a name."""
    return isinstance(address, str) and not address.startswith("#")


def _without_formats(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    kept = {key: value for key, value in node.items() if key != "format"}
    return with_subschemas(kept, _without_formats)
