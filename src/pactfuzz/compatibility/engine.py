"""The symbolic engine: what can be proved of two schemas without looking at any document.

Source: jsonschema-rs, ``canonicalize``. Its interface is marked experimental, so it is used here
alone. A yes is taken for a proof; a no is a hint where to look for a document that shows it.
"""

from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs
from jsonschema_rs import CanonicalSchema
from jsonschema_rs.canonical import CanonicalizationError, Containment, Satisfiability

from pactfuzz.shapes.formats import FORMATS
from pactfuzz.values.subschemas import with_subschemas

_FAILURES: Final = (CanonicalizationError, jsonschema_rs.ValidationError, ValueError)
_DRAFT: Final = jsonschema_rs.Draft202012


def is_covered(writer: Mapping[str, Any], reader: Mapping[str, Any]) -> bool | None:
    """Say whether a reader accepts all that a writer does; ``None`` if that cannot be said."""
    wide, narrow = _canonical(reader), _canonical(writer)
    if wide is None or narrow is None:
        return None
    try:
        answer = wide.covers(narrow)
    except _FAILURES:
        return None
    return {Containment.YES: True, Containment.NO: False}.get(answer)


def is_empty(schema: Mapping[str, Any]) -> bool:
    """Say whether it is proved that no document has a schema."""
    canonical = _canonical(schema)
    return canonical is not None and canonical.satisfiability() is Satisfiability.NO


def difference(writer: Mapping[str, Any], reader: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Describe the documents that a writer accepts and a reader refuses.

    The description need not be exact. ``None`` if there is none, or it cannot be given.
    """
    wide, narrow = _canonical(reader), _canonical(writer)
    if wide is None or narrow is None:
        return None
    try:
        rest = narrow.subtract(wide)
        if rest.satisfiability() is Satisfiability.NO:
            return None
        described = _shown(rest.to_json_schema())
    except _FAILURES:
        return None
    return described if isinstance(described, dict) else {}


def _canonical(schema: Mapping[str, Any]) -> CanonicalSchema | None:
    try:
        return jsonschema_rs.canonicalize(
            _hidden(schema),
            draft=None if "$schema" in schema else _DRAFT,
            offline=True,
            validate_formats=True,
        )
    except _FAILURES:
        return None


# The engine takes values that are no dates by the standard out of an enumeration. Where readers
# here are more generous than the standard, it must not know what a format means.

_MARK: Final = "pactfuzz: "


def _hidden(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _hidden)
    return whole | {"format": _MARK + node["format"]} if node.get("format") in FORMATS else whole


def _shown(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _shown)
    form = node.get("format")
    return whole | {"format": form.removeprefix(_MARK)} if isinstance(form, str) else whole
