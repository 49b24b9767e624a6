"""What a writer declares, as a schema: members that are not named are not sent.

JSON Schema lets every member through that it does not name; hardly any writer sends some. An object
is closed where its schema names members and says nothing of others (a model that allows extras
says ``additionalProperties: true``). Where several schemas speak of one object together, the names
of all of them are declared. What stands under ``not`` and ``if`` is a condition, and stays open.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pactfuzz.values.references import name_of
from pactfuzz.values.subschemas import with_subschemas

OPEN: Final = "_with_others"
"""The end of the name of a definition that is left open, beside the closed one."""
_TOGETHER: Final = ("allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas")
"""Keywords whose schemas speak of the same value."""
_CONDITIONS: Final = ("not", "if")
_OTHERS: Final = ("additionalProperties", "unevaluatedProperties", "patternProperties")


def declared(
    root: Mapping[str, Any], definitions: Mapping[str, Any], *, extras: bool = True
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Close a schema, whose references are all to definitions, and these definitions.

    Without ``extras`` an object that names members is closed too where it lets all others through;
    one that names none stays a map. A definition that speaks of an object together with another
    schema is there twice: closed, and open under a name of its own.
    """
    if not extras:
        root = _without_extras(root)
        definitions = {name: _without_extras(each) for name, each in definitions.items()}
    closing = _Closing(definitions)
    closed = closing.closed(root)
    for name in definitions:
        closing.named(name)
    return closed, closing.made


def _without_extras(node: Any) -> Any:
    """Drop what lets members of any name and value through, where some are named."""
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _without_extras)
    if node.get("properties") and node.get("additionalProperties") in (True, {}):
        del whole["additionalProperties"]
    return whole


class _Closing:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self.made: dict[str, Any] = {}

    def named(self, name: str) -> None:
        """Close a definition."""
        if name not in self.made:
            self.made[name] = {}
            self.made[name] = self.closed(self._definitions[name])

    def closed(self, node: Any) -> Any:
        """Close a schema that speaks of a value alone."""
        if not isinstance(node, Mapping):
            return node
        speakers = [each for each in self._speakers(node) if "properties" in each]
        own, sources = "properties" in node, _sources(node)
        if not speakers or (sources == 1 and not own):
            return self._inside(node, together=self.closed)
        if sources:
            return self._closed_together(node, speakers)
        whole = self._inside(node, together=self.closed)
        is_stated = any(each in node for each in _OTHERS)
        return whole if is_stated else {**whole, "additionalProperties": False}

    def _closed_together(
        self, node: Mapping[str, Any], speakers: list[Mapping[str, Any]]
    ) -> dict[str, Any]:
        whole: dict[str, Any] = self._open(node)
        if any(each in speaker for speaker in self._speakers(node) for each in _OTHERS):
            return whole
        names = {name: True for each in speakers for name in each["properties"]}
        fence = {"properties": names, "additionalProperties": False}
        return {**whole, "allOf": [*whole.get("allOf", ()), fence]}

    def _open(self, node: Any) -> Any:
        """Leave a schema open that is not alone, and close what is inside its members."""
        if not isinstance(node, Mapping):
            return node
        if "$ref" in node:
            name = name_of(node["$ref"])
            opened = f"{name}{OPEN}"
            if opened not in self.made:
                self.made[opened] = {}
                self.made[opened] = self._open(self._definitions[name])
            node = {**node, "$ref": f"#/$defs/{opened}"}
        return self._inside(node, together=self._open)

    def _inside(self, node: Mapping[str, Any], *, together: Callable[[Any], Any]) -> dict[str, Any]:
        kept = {key: node[key] for key in _CONDITIONS if key in node}
        same = {key: node[key] for key in _TOGETHER if key in node}
        parts = {key: value for key, value in node.items() if key not in {*kept, *same}}
        inside = with_subschemas(parts, self.closed)
        return {**inside, **with_subschemas(same, together), **kept}

    def _speakers(
        self, node: Any, seen: frozenset[str] = frozenset()
    ) -> Iterator[Mapping[str, Any]]:
        """List all schemas that speak of the same value as one does, itself included."""
        if not isinstance(node, Mapping):
            return
        yield node
        if "$ref" in node and node["$ref"] not in seen:
            target = self._definitions[name_of(node["$ref"])]
            yield from self._speakers(target, seen | {node["$ref"]})
        inner: list[Any] = []
        with_subschemas({key: node[key] for key in _together(node)}, inner.append)
        for each in inner:
            yield from self._speakers(each, seen)


def _together(node: Mapping[str, Any]) -> list[str]:
    return [key for key in _TOGETHER if key in node]


def _sources(node: Mapping[str, Any]) -> int:
    """Count what else speaks of the same value: a union speaks with one voice."""
    alone = [key for key in _together(node) if key != "allOf"]
    return ("$ref" in node) + len(node.get("allOf", ())) + len(alone)
