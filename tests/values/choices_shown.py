"""What choices a document shows, found by looking at it: apart from how examples are made.

It knows a part of JSON Schema that is small enough to take all choices in all ways.
"""

from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

BOUNDED = {"type": "integer", "minimum": -3, "maximum": 8}
NULL = {"type": "null"}

_scalars = st.sampled_from(
    [
        {"enum": ["ok", "soft", "hard"]},
        {"enum": [1, None]},
        {"const": "fixed"},
        {"type": "boolean"},
        {"type": "string"},
        BOUNDED,
        {"anyOf": [{"type": "string"}, NULL]},
        {"anyOf": [{"type": "boolean"}, BOUNDED, NULL]},
    ]
)


def _branch(kind: str, member: Any) -> Any:
    return {
        "type": "object",
        "properties": {"kind": {"const": kind}, "of": member},
        "required": ["kind", "of"],
    }


def _containers(schemas):
    return st.one_of(
        st.builds(
            lambda first, second, required: {
                "type": "object",
                "properties": {"a": first, "b": second},
                "required": required,
            },
            schemas,
            schemas,
            st.sampled_from([[], ["a"], ["a", "b"]]),
        ),
        st.builds(lambda items: {"type": "array", "items": items}, schemas),
        st.builds(
            lambda first, second: {"oneOf": [_branch("x", first), _branch("y", second)]},
            schemas,
            schemas,
        ),
    )


small_schemas = st.recursive(_scalars, _containers, max_leaves=4)


def every_document(schema: Any) -> list[Any]:
    """Take all choices in all ways."""
    match schema:
        case {"anyOf": branches} | {"oneOf": branches}:
            every = [document for branch in branches for document in every_document(branch)]
        case {"type": "array", "items": items}:
            inside = every_document(items)
            every = [[], *([each] for each in inside), *([each, inside[0]] for each in inside)]
        case {"type": "object", "properties": properties, "required": required}:
            every = _every_object(properties, required)
        case {"enum": members}:
            every = members
        case {"const": member}:
            every = [member]
        case {"type": "integer", "minimum": least, "maximum": most}:
            every = [least, most]
        case _:
            every = {"boolean": [False, True], "null": [None], "string": ["", "x"]}[schema["type"]]
    return every


def _every_object(properties: dict[str, Any], required: list[str]) -> list[Any]:
    members = [
        [{name: value} for value in every_document(inner)] + ([] if name in required else [{}])
        for name, inner in properties.items()
    ]
    return [{k: v for part in parts for k, v in part.items()} for parts in product(*members)]


def shown(schema: Any, document: Any, place: str = "$") -> set[tuple[str, str]]:
    """List the choices that a document shows, each with its place."""
    match schema:
        case {"anyOf": branches} | {"oneOf": branches}:
            index = next(i for i, branch in enumerate(branches) if _is_of(branch, document))
            return {(place, f"branch {index}")} | shown(branches[index], document, place)
        case {"type": "string"}:
            return {(place, "a text" if document else "the empty text")}
        case {"type": "array", "items": items}:
            size = ("empty", "single", "several")[min(len(document), 2)]
            inside = shown(items, document[0], f"{place}[]") if document else set()
            return {(place, size)} | inside
        case {"type": "object", "properties": properties}:
            return {
                each
                for name, inner in properties.items()
                for each in _shown_member(inner, document, name, place)
            }
    return {(place, repr(document))}


def _shown_member(schema: Any, document: Any, name: str, place: str) -> set[tuple[str, str]]:
    inside = f"{place}.{name}"
    if name not in document:
        return {(inside, "absent")}
    return {(inside, "present")} | shown(schema, document[name], inside)


def _is_of(branch: Any, document: Any) -> bool:
    match branch:
        case {"type": "object", "properties": {"kind": {"const": kind}}}:
            return document["kind"] == kind
        case {"type": "integer"}:
            return isinstance(document, int) and not isinstance(document, bool)
    kinds = {"null": type(None), "boolean": bool, "string": str}
    return isinstance(document, kinds[branch["type"]])


def pairs_shown(schema: Any, documents: list[Any]) -> set[frozenset[tuple[str, str]]]:
    """List every two choices that one of the documents shows together."""
    return {
        frozenset(pair)
        for document in documents
        for pair in combinations(sorted(shown(schema, document)), 2)
    }
