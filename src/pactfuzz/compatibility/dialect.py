"""Schemas of all drafts said in one way: as of draft 2020-12, without what refuses nothing.

Sources: the release notes and migration guides of drafts 6 to 2020-12 at json-schema.org.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.values.keywords import ANNOTATIONS
from pactfuzz.values.subschemas import subschemas, with_subschemas

DRAFTS: Final = {"draft-04": 4, "draft-06": 6, "draft-07": 7, "2019-09": 2019, "2020-12": 2020}
"""What the address of a metaschema contains, and the number by which a draft is compared."""

_SINCE: Final = {
    "const": 6,
    "contains": 6,
    "propertyNames": 6,
    "if": 7,
    "then": 7,
    "else": 7,
    "dependentRequired": 2019,
    "dependentSchemas": 2019,
    "maxContains": 2019,
    "minContains": 2019,
    "unevaluatedItems": 2019,
    "unevaluatedProperties": 2019,
    "prefixItems": 2020,
}
"""The first draft that knows a keyword; earlier ones let everything through there."""

_ENDED: Final = {"additionalItems": 2019}
"""The last draft that knows a keyword. ``dependencies`` ended too, but validators still read it."""


def draft_of(schema: Mapping[str, Any]) -> int:
    """Read which draft a schema states; 2020 if none, or one that is not known."""
    stated = str(schema.get("$schema", ""))
    return next((number for name, number in DRAFTS.items() if name in stated), 2020)


def is_mixed(schema: Mapping[str, Any]) -> bool:
    """Say whether a schema inside states another draft than the whole."""
    if json.dumps(schema).count('"$schema"') <= ("$schema" in schema):
        return False
    drafts = {draft_of(each) for each in subschemas(schema) if "$schema" in each}
    return bool(drafts - {draft_of(schema)})


def modernised(node: Any, draft: int, *, formats: bool) -> Any:
    """Say in draft 2020-12 what a schema of another draft says; references stay as they are.

    ``formats``: whether ``format`` refuses anything.
    """

    def inner(each: Any) -> Any:
        return modernised(each, draft, formats=formats)

    if not isinstance(node, Mapping):
        return node
    if "$ref" in node and draft < DRAFTS["2019-09"]:
        return {"$ref": node["$ref"]}
    dropped = ANNOTATIONS if formats else {*ANNOTATIONS, "format"}
    kept = {
        key: value
        for key, value in node.items()
        if key not in dropped and _SINCE.get(key, 0) <= draft <= _ENDED.get(key, draft)
    }
    for change in (_items, _dependencies, _exclusive_bounds, _idle, _single):
        kept = change(kept)
    return with_subschemas(kept, inner)


def without_annotations(node: Any) -> Any:
    """Leave out what refuses nothing, and keep the definitions and the draft."""
    if not isinstance(node, Mapping):
        return node
    kept = {key: value for key, value in node.items() if key not in _REMARKS}
    return with_subschemas(kept, without_annotations)


_REMARKS: Final = ANNOTATIONS - {"$anchor", "$defs", "$dynamicAnchor", "$id", "$schema"}


def _items(node: dict[str, Any]) -> dict[str, Any]:
    """Until 2019-09 ``items`` may be a list, and ``additionalItems`` is about all others."""
    others = node.pop("additionalItems", None)
    if isinstance(node.get("items"), list):
        fixed = node.pop("items")
        node |= {"prefixItems": fixed} if fixed else {}
        node |= {} if others is None else {"items": others}
    return node


def _dependencies(node: dict[str, Any]) -> dict[str, Any]:
    """Until draft 7 one keyword holds both, names that are required and schemas that hold."""
    for name, needed in node.pop("dependencies", {}).items():
        key = "dependentRequired" if isinstance(needed, list) else "dependentSchemas"
        node[key] = {**node.get(key, {}), name: needed}
    return node


def _exclusive_bounds(node: dict[str, Any]) -> dict[str, Any]:
    """In draft 4 the exclusive keywords are flags on the others."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = node.get(exclusive)
        if isinstance(flag, bool):
            del node[exclusive]
            if flag and bound in node:
                node[exclusive] = node.pop(bound)
    return node


def _idle(node: dict[str, Any]) -> dict[str, Any]:
    """Drop keywords that refuse nothing without another one."""
    if "if" not in node:
        node.pop("then", None)
        node.pop("else", None)
    if "contains" not in node:
        node.pop("minContains", None)
        node.pop("maxContains", None)
    return node


def _single(node: dict[str, Any]) -> dict[str, Any]:
    """Say what there are several ways to say in one of them."""
    kinds = node.get("type")
    if isinstance(kinds, list) and len(kinds) == 1:
        node["type"] = kinds[0]
    if not node.get("required", True):
        del node["required"]
    if isinstance(node.get("enum"), list) and len(node["enum"]) == 1 and "const" not in node:
        node["const"] = node.pop("enum")[0]
    return node
