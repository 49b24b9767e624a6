"""How deep documents of a recursive shape go, so that they stay small."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pactfuzz.values.references import name_of
from pactfuzz.values.strategies.recursion import Recursion

DEEPEST: Final = 5
"""How often a document turns back to the same definition, at most."""

MOST_NODES: Final = 64
"""Recursive objects of one document on average: a row of documents is made as a whole, which takes
seconds where each of them has thousands."""

_PRESENCE: Final = 0.5
_ENTRIES: Final = 1.5
"""Entries of a collection within a recursion, on average."""


def deepest_turn(definitions: Mapping[str, Any], recursion: Recursion) -> int:
    """Return how often a document may turn back: as often as keeps it to ``MOST_NODES``.

    A definition with twelve members that lead back to it would otherwise have 12 to the power of
    5 of them. Estimated from how often the stream takes an optional member or a branch.
    """
    looping = [definitions[name] for name in recursion.looping if name in definitions]
    factor = max((_returns(each, recursion) for each in looping), default=0.0)
    nodes, turns = 1.0 + factor, 1
    while turns < DEEPEST and nodes + factor ** (turns + 1) <= MOST_NODES:
        turns += 1
        nodes += factor**turns
    return turns


def _returns(schema: Any, recursion: Recursion) -> float:
    """Estimate how many references of one value lead back into a recursion."""
    if not isinstance(schema, Mapping):
        return 0.0
    branches = [
        sum(_returns(each, recursion) for each in schema[union]) / len(schema[union])
        for union in ("anyOf", "oneOf")
        if schema.get(union)
    ]
    reference = schema.get("$ref")
    is_back = isinstance(reference, str) and name_of(reference) in recursion.looping
    return is_back + sum(branches) + sum(_inside(schema, recursion))


def _inside(schema: Mapping[str, Any], recursion: Recursion) -> Iterator[float]:
    for name, member in schema.get("properties", {}).items():
        share = 1.0 if name in schema.get("required", ()) else _PRESENCE
        yield share * _returns(member, recursion)
    for each in (*schema.get("allOf", ()), *schema.get("prefixItems", ())):
        yield _returns(each, recursion)
    entries = [schema.get("items"), schema.get("additionalProperties")]
    for each in (*entries, *schema.get("patternProperties", {}).values()):
        yield _ENTRIES * _returns(each, recursion)
