"""How much work it is to validate a document by a schema, counted before it is done.

Two kilobytes of references can apply a schema to one value a billion times: a list of ten
references to a list of ten references, and so on. A validator goes through all of them.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import unquote

AT_ONE_PLACE: Final = 100_000
"""How often the parts of a schema may apply to one value. A union of a thousand models, each of a
few parts, is below 10,000; jsonschema-rs tells the errors of 100,000 parts in seven seconds."""

REPEATED: Final = 50
"""How often the same part may apply to the same value, on the average over a document."""

STEPS: Final = 5_000_000
"""From a part of a schema and a value to the next: some twenty megabytes of JSON."""

_ALSO: Final = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
_ALSO_NAMED: Final = ("dependentSchemas", "dependencies")
_ALSO_REFERRED: Final = ("$ref", "$dynamicRef", "$recursiveRef")
"""Keywords whose schemas apply to the value itself."""

_OF_EACH_MEMBER: Final = ("additionalProperties", "unevaluatedProperties")
_OF_EACH_ITEM: Final = ("items", "additionalItems", "unevaluatedItems", "contains")

_FEW: Final = 12
_SHORT: Final = 20_000
"""References and characters in a schema: a dozen references multiply by 81 at the most (four times
three, one after the other), and this text has no thousand parts."""

_Node = TypeVar("_Node", bound=Hashable)


def may_multiply(text: str) -> bool:
    """Whether a schema, in JSON text, has so many references that it takes counting."""
    return len(text) > _SHORT or sum(text.count(f'"{each}"') for each in _ALSO_REFERRED) > _FEW


class Work:
    """Counts the work of one schema."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._roots = [schema]
        self._named: dict[str, list[Any]] = {}
        self._all = list(self._register())

    def at_one_place(self) -> int:
        """Return how often parts of the schema apply to one value, at the worst place."""
        by_id = {id(each): each for each in self._all}

        def parts(node: int) -> Iterator[int]:
            return (id(each) for each in self._applied(by_id[node]) if id(each) in by_id)

        return max(_counts(by_id, parts).values(), default=0)

    def is_bounded(self, document: Any) -> bool:
        """Whether a document can be validated in a time that is in proportion to its size."""
        number = 0

        def parts(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
            nonlocal number
            schema, value = pairs[pair]
            for inner in self._steps(schema, value):
                number += 1
                if number > STEPS:
                    raise _TooMuch
                key = _key(*inner)
                pairs[key] = inner
                yield key

        root = _key(self._schema, document)
        pairs = {root: (self._schema, document)}
        try:
            total = _counts([root], parts)[root]
        except _TooMuch:
            return False
        return total <= AT_ONE_PLACE // 5 + REPEATED * number

    def _steps(self, schema: Any, value: Any) -> Iterator[tuple[Any, Any]]:
        yield from ((each, value) for each in self._applied(schema))
        yield from _inside(schema, value)

    def _register(self) -> Iterator[Any]:
        """Go through all objects and lists, and note what a reference may call them by."""
        left = [self._schema]
        while left:
            node = left.pop()
            if isinstance(node, Mapping):
                yield node
                for key in ("$id", "id", "$anchor", "$dynamicAnchor"):
                    if isinstance(name := node.get(key), str):
                        self._name(node, name, is_root="id" in key)
                left += node.values()
            elif isinstance(node, list):
                left += node

    def _name(self, node: Any, name: str, *, is_root: bool) -> None:
        base, _, fragment = name.partition("#")
        self._named.setdefault(_last_step(base) if base else fragment, []).append(node)
        if is_root:
            self._roots.append(node)

    def _applied(self, schema: Any) -> Iterator[Any]:
        """Find the schemas that apply to the value that a schema applies to."""
        if not isinstance(schema, Mapping):
            return
        for key in _ALSO:
            value = schema.get(key)
            yield from value if isinstance(value, list) else [value] if value is not None else []
        for key in _ALSO_NAMED:
            value = schema.get(key)
            yield from value.values() if isinstance(value, Mapping) else []
        for key in _ALSO_REFERRED:
            if isinstance(reference := schema.get(key), str):
                yield from self._referred(reference)

    def _referred(self, reference: str) -> Sequence[Any]:
        """Find what a reference may lead to: of all that it may, by whatever base, each."""
        base, _, fragment = reference.partition("#")
        if fragment.startswith("/"):
            return [node for root in self._roots for node in _at(root, fragment)]
        name = fragment or _last_step(base)
        return self._named.get(name, []) if name else self._roots[:1]


class _TooMuch(Exception):
    """There are more steps than are counted."""


def _key(schema: Any, value: Any) -> tuple[int, int]:
    """Identify a schema and the value that it applies to: to it, what has no parts is alike."""
    return id(schema), id(value) if isinstance(value, Mapping | list) else 0


def _counts(roots: Iterable[_Node], parts: Callable[[_Node], Iterable[_Node]]) -> dict[_Node, int]:
    """Count for each node how many there are in it and below; what leads back counts as nothing."""
    counts: dict[_Node, int] = {}
    opened: dict[_Node, list[_Node]] = {}
    left = list(roots)
    while left:
        node = left[-1]
        if node in counts:
            left.pop()
        elif node in opened:
            counts[node] = 1 + sum(counts.get(each, 0) for each in opened[node])
            left.pop()
        else:
            opened[node] = list(parts(node))
            left += (each for each in opened[node] if each not in opened)
    return counts


def _inside(schema: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    """Find the schemas that apply to the members or items of a value, each with one of them."""
    if not isinstance(schema, Mapping):
        return
    if isinstance(value, Mapping):
        named = schema.get("properties")
        if isinstance(named, Mapping):
            yield from ((named[name], value[name]) for name in named.keys() & value.keys())
        patterns = schema.get("patternProperties")
        others = list(patterns.values()) if isinstance(patterns, Mapping) else []
        others += (schema[key] for key in _OF_EACH_MEMBER if key in schema)
        yield from ((each, member) for each in others for member in value.values())
    elif isinstance(value, list):
        for key in ("prefixItems", "items"):
            if isinstance(listed := schema.get(key), list):
                yield from zip(listed, value, strict=False)
        others = [schema[key] for key in _OF_EACH_ITEM if isinstance(schema.get(key), Mapping)]
        yield from ((each, item) for each in others for item in value)


def _last_step(address: str) -> str:
    return address.rpartition("/")[2]


def _at(root: Any, pointer: str) -> list[Any]:
    """Follow a JSON pointer (RFC 6901) of a URI fragment; a list of the one node it leads to."""
    node = root
    for part in pointer.split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(key)] if isinstance(node, list) else node[key]
        except (KeyError, IndexError, ValueError, TypeError):
            return []
    return [node]
