"""Documents of one schema that all differ, for arrays without repetition and for keys."""

from collections.abc import Iterator, Mapping
from itertools import chain, count, islice
from typing import Any, Final

from pactfuzz.values.choices import Node, choices_in, document_of, simplest_picks
from pactfuzz.values.patterns import texts_matching
from pactfuzz.values.spot import Expander, Spot

SERIES: Final = 5_000
"""Members of a series that are tried; of those some may be refused."""


def distinct_documents(expander: Expander, schema: Any, spot: Spot) -> Iterator[Any]:
    """List documents of a schema, the simplest first, until no further one comes to mind."""
    seen: list[Any] = []
    known: set[str] = set()
    for document in chain(
        _one_change_each(expander.alternatives(schema, spot)), _series(expander, schema)
    ):
        key = repr(document)
        if key not in known and document not in seen:
            known.add(key)
            seen.append(document)
            yield document


def _one_change_each(node: Node) -> Iterator[Any]:
    """Build the simplest document, and those that differ from it in one choice."""
    picks = simplest_picks(node)
    yield document_of(node, picks)
    for choice in picks:
        for index, option in enumerate(choice.options[1:], 1):
            yield document_of(node, picks | {choice: index} | simplest_picks(option.node))


def _series(expander: Expander, schema: Any) -> Iterator[Any]:
    """Continue a plain scalar, or an object by its first member that has a series of its own."""
    resolved = expander.resolved(schema)
    if not isinstance(resolved, Mapping):
        resolved = {"type": "string"}
    match resolved.get("type"):
        case "string" if "pattern" in resolved:
            candidates: Iterator[Any] = texts_matching(resolved["pattern"])
        case "string":
            candidates = (f"text{index}" for index in count(2))
        case "integer" | "number":
            candidates = _numbers(expander.simplest(schema), resolved.get("multipleOf", 1))
        case "object":
            candidates = _objects(expander, resolved)
        case _:
            return
    for candidate in islice(candidates, SERIES):
        if expander.accepts(resolved, candidate):
            yield candidate


def _numbers(start: float, step: float) -> Iterator[float]:
    for index in count(1):
        yield start + index * step
        yield start - index * step


def _objects(expander: Expander, schema: Mapping[str, Any]) -> Iterator[Any]:
    simplest = expander.simplest(schema)
    for name in schema.get("required", ()):
        member = schema.get("properties", {}).get(name, True)
        for value in _series(expander, member):
            yield simplest | {name: value}
