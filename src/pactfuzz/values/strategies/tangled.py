"""Schemas that are more than their parts: rewritten by the symbolic engine, or left to others."""

import re
from collections.abc import Mapping
from typing import Any, Final

from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.from_schema import from_schema
from pactfuzz.values.strategies.formats import SOURCES

_FORMAT: Final = re.compile(r"\^format:([a-z0-9-]+)\$")
"""How a format is shown to the engine, which keeps patterns, but drops formats."""
_ITS_OWN: Final = ("date", "date-time", "ipv4", "ipv6", "time")
"""Formats that hypothesis-jsonschema generates itself, and warns of who does it for it."""
_DOCUMENTS: Final = ("const", "enum")
"""Keywords that hold documents, in which a ``format`` is none."""


def rewritten(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say the same without keywords that reach across the document, as far as possible.

    Raises:
        UnsatisfiableShape: the engine proves that no document has it.
    """
    canonical = Shape.from_schema(_with_format_patterns(schema)).canonical
    if canonical.get("not") == {}:
        msg = "no value fits all of the schema"
        raise UnsatisfiableShape(msg)
    shown: Mapping[str, Any] = _with_formats(canonical)
    return shown


def generated(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Leave a schema to hypothesis-jsonschema, which searches where it cannot build."""
    formats = {name: source.strategy() for name, source in SOURCES.items() if name not in _ITS_OWN}
    documents = from_schema(dict(schema), custom_formats=formats)
    return documents.filter(Shape.from_schema(schema).accepts)


def _with_format_patterns(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_format_patterns(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    shown = {
        key: value if key in _DOCUMENTS else _with_format_patterns(value)
        for key, value in node.items()
    }
    if isinstance(node.get("format"), str) and "pattern" not in node:
        shown["pattern"] = f"^format:{shown.pop('format')}$"
    return shown


def _with_formats(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_formats(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    hidden = {
        key: value if key in _DOCUMENTS else _with_formats(value) for key, value in node.items()
    }
    found = _FORMAT.fullmatch(str(node.get("pattern")))
    if found:
        del hidden["pattern"]
        hidden["format"] = found[1]
    return hidden
