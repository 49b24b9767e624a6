"""Schemas in which every reference is one to ``$defs``, so that each part stands by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from pactfuzz.errors import ShapeError
from pactfuzz.values.subschemas import subschemas, with_subschemas

_DEFINITIONS: Final = ("$defs", "definitions")


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Rewrite a schema such that its references are all of the form ``#/$defs/<name>``.

    Raises:
        ShapeError: a reference leads nowhere, or out of the schema; nothing is fetched.
    """
    closing = _Closing(schema)
    root = closing.rewrite(schema)
    if "#" in closing.names:
        # The whole is one of its own definitions: to start with that one shows where it recurs.
        stated = {key: root[key] for key in ("$schema", "title") if key in root}
        root = {**stated, "$ref": f"#/$defs/{closing.names['#']}"}
    return {**root, "$defs": closing.definitions}


def references_of(schema: Mapping[str, Any]) -> dict[str, str]:
    """Tell by which reference a schema refers to what ``closed`` makes a definition of this name.

    Raises:
        ShapeError: a reference leads nowhere, or out of the schema.
    """
    closing = _Closing(schema)
    closing.rewrite(schema)
    return {name: reference for reference, name in closing.names.items()}


def name_of(reference: str) -> str:
    """Read the name from a reference of a closed schema."""
    return reference.removeprefix("#/$defs/")


@dataclass(slots=True)
class _Closing:
    root: Mapping[str, Any]
    names: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, Any] = field(default_factory=dict)

    def rewrite(self, node: Any) -> Any:
        if not isinstance(node, Mapping):
            return node
        kept = {key: value for key, value in node.items() if key not in _DEFINITIONS}
        whole = with_subschemas(kept, self.rewrite)
        reference = whole.pop("$dynamicRef", whole.pop("$ref", None))
        return whole if reference is None else {**whole, "$ref": self._reference(reference)}

    def _reference(self, reference: str) -> str:
        if reference not in self.names:
            word = _last_word(reference)
            name = word if word not in self.definitions else f"{word}_{len(self.names)}"
            self.names[reference] = name
            self.definitions[name] = {}
            self.definitions[name] = self.rewrite(self._target(reference))
        return f"#/$defs/{self.names[reference]}"

    def _target(self, reference: str) -> Any:
        base, _, fragment = reference.partition("#")
        is_inside = base in ("", self.root.get("$id", ""))
        if is_inside and (not fragment or fragment.startswith("/")):
            return _at(self.root, fragment, reference)
        anchored = [node for node in subschemas(self.root) if _is_named(node, reference)]
        if len(anchored) == 1:
            return anchored[0]
        raise _dangling(reference)


def _at(root: Any, pointer: str, reference: str) -> Any:
    """Follow a JSON pointer (RFC 6901) that stands in a URI fragment."""
    node = root
    for part in pointer.split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(key)] if isinstance(node, list) else node[key]
        except (KeyError, IndexError, ValueError, TypeError):
            raise _dangling(reference) from None
    return node


def _is_named(node: Mapping[str, Any], reference: str) -> bool:
    anchors = (node.get("$anchor"), node.get("$dynamicAnchor"))
    return reference.removeprefix("#") in anchors or node.get("$id") == reference


def _last_word(reference: str) -> str:
    word = unquote(reference).rpartition("/")[2].lstrip("#")
    return "".join(each if each.isalnum() else "_" for each in word) or "document"


def _dangling(reference: str) -> ShapeError:
    msg = (
        f"the schema refers to {reference!r}, which is not in it and is never fetched; "
        "put the referred schema under $defs"
    )
    return ShapeError(msg)
