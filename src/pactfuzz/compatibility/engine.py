"""The symbolic engine: what can be proved of two schemas without looking at any document.

Source: jsonschema-rs, ``canonicalize``. Its interface is marked experimental, so it is used here
alone. A yes is taken for a proof; a no is a hint where to look for a document that shows it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import jsonschema_rs
from jsonschema_rs import CanonicalSchema
from jsonschema_rs.canonical import CanonicalizationError, Containment, Satisfiability

from pactfuzz.shapes.formats import FORMATS
from pactfuzz.values.keywords import ANNOTATIONS
from pactfuzz.values.subschemas import subschemas, with_subschemas

_FAILURES: Final = (CanonicalizationError, jsonschema_rs.ValidationError, ValueError)
_DRAFT: Final = jsonschema_rs.Draft202012


def is_covered(writer: Mapping[str, Any], reader: Mapping[str, Any]) -> bool | None:
    """Return whether a reader accepts all that a writer does; ``None`` if that is not known."""
    written, read = _hidden(writer), _hidden(reader)
    if _mixes_formats_and_constants(written, read):
        return None
    wide, narrow = _canonical(read), _canonical(written)
    if wide is None or narrow is None:
        return None
    try:
        answer = wide.covers(narrow)
    except _FAILURES:
        return None
    return {Containment.YES: True, Containment.NO: False}.get(answer)


def is_empty(schema: Mapping[str, Any]) -> bool:
    """Return whether it is proved that no document has a schema."""
    hidden = _hidden(schema)
    canonical = None if _mixes_formats_and_constants(hidden) else _canonical(hidden)
    return canonical is not None and canonical.satisfiability() is Satisfiability.NO


def difference(writer: Mapping[str, Any], reader: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Describe the documents that a writer accepts and a reader refuses.

    The description need not be exact. ``None`` if there is none, or it cannot be given.
    """
    wide, narrow = _canonical(_hidden(reader)), _canonical(_hidden(writer))
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


def _canonical(hidden: dict[str, Any]) -> CanonicalSchema | None:
    """Make the engine's form of a schema, as ``_hidden`` gives it."""
    try:
        return jsonschema_rs.canonicalize(
            hidden,
            draft=None if "$schema" in hidden else _DRAFT,
            offline=True,
            validate_formats=True,
        )
    except _FAILURES:
        return None


# The engine takes values that are no dates by the standard out of an enumeration. Where readers
# here are more generous than the standard, it must not know what a format means. But a format that
# it does not know refuses no constant, as it sees it, so constants are never left for it to join
# with such a format.

_MARK: Final = "pactfuzz: "
_JOINING: Final = frozenset(
    {
        "allOf", "contains", "dependentSchemas", "if", "not", "oneOf", "patternProperties",
        "propertyNames", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
"""Keywords by which two schemas inside may come to hold for one value, or one is negated."""
_JOINING_BESIDE_OTHERS: Final = frozenset({"$ref", "anyOf"})


def _hidden(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _hidden)
    is_accepted = FORMATS.get(str(node.get("format")))
    if is_accepted is None:
        return whole
    if not any(key in node for key in _CONSTANTS):
        return whole | {"format": _MARK + node["format"]}
    del whole["format"]
    listed = whole.pop("enum", None) or [whole["const"]]
    return whole | {"enum": [each for each in listed if _is_of(each, is_accepted)]}


_CONSTANTS: Final = ("const", "enum")


def _is_of(constant: Any, is_accepted: Callable[[str], bool]) -> bool:
    return not isinstance(constant, str) or is_accepted(constant)


def _mixes_formats_and_constants(*hidden: Mapping[str, Any]) -> bool:
    """Return whether the engine may join a constant with a format that it does not know."""
    nodes = [each for schema in hidden for each in subschemas(schema)]
    if not any(str(each.get("format")).startswith(_MARK) for each in nodes):
        return False
    has_constants = any(key in each for each in nodes for key in _CONSTANTS)
    # The names of members are constants too, which it joins with `propertyNames`.
    return any("propertyNames" in each or (has_constants and _joins(each)) for each in nodes)


def _joins(node: Mapping[str, Any]) -> bool:
    if not _JOINING.isdisjoint(node):
        return True
    rules = node.keys() - ANNOTATIONS
    return len(rules) > 1 and not _JOINING_BESIDE_OTHERS.isdisjoint(rules)


def _shown(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    whole = with_subschemas(node, _shown)
    form = node.get("format")
    return whole | {"format": form.removeprefix(_MARK)} if isinstance(form, str) else whole
