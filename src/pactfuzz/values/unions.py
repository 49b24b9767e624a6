"""Unions: one option for each branch that has documents."""

import json
from collections.abc import Mapping
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.choices import Node, Option, choice_of, document_of, simplest_picks
from pactfuzz.values.keywords import ANNOTATIONS
from pactfuzz.values.spot import Expander, Spot, plainest_label


def union_node(expander: Expander, schema: Mapping[str, Any], spot: Spot) -> Node:
    """Make the tree of a union. A branch whose documents end is simpler than one of a recursion.

    Raises:
        UnsatisfiableShape: no branch has a document.
    """
    ending: list[Option] = []
    endless: list[Option] = []
    reasons: list[str] = []
    for branch in _branches(expander, schema):
        try:
            node = _branch_node(expander, schema, branch, spot)
        except UnsatisfiableShape as error:
            reasons.append(str(error))
            continue
        if expander.is_minimal:
            return node
        options = ending if _has_end(expander, schema, branch, spot) else endless
        options.append(_option(expander, branch, node, spot))
    if not ending and not endless:
        raise UnsatisfiableShape("; ".join(dict.fromkeys(reasons)))
    return choice_of(*ending, *endless)


def _keyword(schema: Mapping[str, Any]) -> str:
    return "anyOf" if "anyOf" in schema else "oneOf"


def _branches(expander: Expander, schema: Mapping[str, Any]) -> list[Any]:
    """List the branches of a union, ``null`` last.

    A text beside a number is how Pydantic describes ``Decimal``, which reads texts only if there
    is a number in them: there, a text of which nothing else is said is a number's.
    """
    branches = sorted(
        schema[_keyword(schema)], key=lambda branch: _type(expander, branch) == "null"
    )
    number = next(
        (each for each in branches if _type(expander, each) in ("integer", "number")), None
    )
    if number is None:
        return branches
    return [
        {**each, "const": json.dumps(expander.simplest(number))} if _is_bare_text(each) else each
        for each in branches
    ]


def _type(expander: Expander, branch: Any) -> Any:
    resolved = expander.resolved(branch)
    return resolved.get("type") if isinstance(resolved, Mapping) else None


def _is_bare_text(branch: Any) -> bool:
    if not isinstance(branch, Mapping):
        return False
    return {k: v for k, v in branch.items() if k not in ANNOTATIONS} == {"type": "string"}


def _branch_node(expander: Expander, schema: Mapping[str, Any], branch: Any, spot: Spot) -> Node:
    """Make the tree of a branch; of ``oneOf`` without what is in other branches too."""
    keyword = _keyword(schema)
    shared = {k: v for k, v in schema.items() if k != keyword and k not in ANNOTATIONS}
    parts = [shared, branch] if shared else [branch]
    node = expander.node(branch if not shared else {"allOf": parts}, spot)
    if keyword == "anyOf" or expander.accepts(schema, document_of(node, simplest_picks(node))):
        return node
    others = [{"not": each} for each in schema[keyword] if each is not branch]
    return expander.node({"allOf": [*parts, *others]}, spot)


def _has_end(expander: Expander, schema: Mapping[str, Any], branch: Any, spot: Spot) -> bool:
    try:
        _branch_node(expander.minimal, schema, branch, spot)
    except UnsatisfiableShape:
        return False
    return True


def _option(expander: Expander, branch: Any, node: Node, spot: Spot) -> Option:
    """Name a branch by its plainest value, or by the title of its model."""
    plainest = plainest_label(node, spot)
    if plainest is not None:
        return Option(plainest, node, is_implied=True)
    resolved = expander.resolved(branch)
    named = resolved if isinstance(resolved, Mapping) else {}
    kind = named.get("title") or named.get("type") or "of another kind"
    return Option(spot.says(f"is {kind}"), node)
