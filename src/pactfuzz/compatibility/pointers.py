"""JSON pointers into the schemas as users wrote them.

Sides are compared in one form, of one draft, with all definitions under ``$defs``. What is told
points into the schema that was given: each pointer leads to something there.
"""

from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.compatibility.closing import OPEN
from pactfuzz.errors import ShapeError
from pactfuzz.values.references import references_of

_BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    "prefixItems": ("items",),
    "items": ("additionalItems",),
    "dependentRequired": ("dependencies",),
    "dependentSchemas": ("dependencies",),
}
"""What a keyword of draft 2020-12 was called in earlier drafts."""


def pointer_in(schema: Mapping[str, Any], pointer: str) -> str:
    """Translate a pointer into a side to one into its schema, to the end or as far as it leads."""
    parts = pointer.split("/")[1:]
    if parts[:1] == ["$defs"]:
        parts = [*_definition(schema, parts[1]), *parts[2:]]
    node: Any = schema
    found = ""
    for part in parts:
        key = next((each for each in (part, *_BEFORE.get(part, ())) if _has(node, each)), None)
        if key is None:
            break
        node = node[int(key)] if isinstance(node, list) else node[_unescaped(key)]
        found += f"/{key}"
    return found


def _definition(schema: Mapping[str, Any], name: str) -> list[str]:
    try:
        references = references_of(schema)
    except ShapeError:
        references = {}
    name = name if name in references else name.removesuffix(OPEN)
    base, _, fragment = references.get(name, f"#/$defs/{name}").partition("#")
    return fragment.split("/")[1:] if not base else []


def _has(node: Any, part: str) -> bool:
    if isinstance(node, list):
        return part.isdigit() and int(part) < len(node)
    return isinstance(node, Mapping) and _unescaped(part) in node


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
