"""Documents of one schema that all differ, for arrays without repetition and for keys."""

import string
from collections.abc import Iterator, Mapping
from itertools import chain, count, islice, product
from typing import Any, Final

from pactfuzz.values.choices import Node, document_of, simplest_picks
from pactfuzz.values.formats import PLAIN_TEXTS
from pactfuzz.values.patterns import texts_matching
from pactfuzz.values.spot import Expander, Spot

SERIES: Final = 5_000
"""Members of a series that are tried; of those some may be refused."""


def distinct_documents(expander: Expander, schema: Any, spot: Spot) -> Iterator[Any]:
    """List documents of a schema, the simplest first, until no further one comes to mind."""
    seen: list[Any] = []
    known: set[str] = set()
    for document in chain(
        _one_change_each(expander.alternatives(schema, spot)), _series(expander, schema, spot)
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


def _series(expander: Expander, schema: Any, spot: Spot) -> Iterator[Any]:
    """Continue a plain scalar, or an object by its first member that has a series of its own."""
    resolved = expander.resolved(schema)
    if not isinstance(resolved, Mapping):
        resolved = {"type": "string"}
    if "enum" in resolved or "const" in resolved:
        return
    match resolved.get("type"):
        case "string":
            candidates: Iterator[Any] = _texts(resolved)
        case "integer" | "number":
            candidates = _numbers(expander.simplest(schema), resolved.get("multipleOf", 1))
        case "object":
            candidates = _objects(expander, resolved, spot)
        case "array":
            candidates = _arrays(expander, resolved, spot)
        case _:
            return
    for candidate in islice(candidates, SERIES):
        if expander.accepts(resolved, candidate):
            yield candidate


def _texts(schema: Mapping[str, Any]) -> Iterator[str]:
    """Number a text, or where that is too long list all texts of some lower-case letters."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    if "pattern" in schema:
        yield from texts_matching(schema["pattern"])
    elif schema.get("format") in PLAIN_TEXTS:
        yield from _one_character_each(PLAIN_TEXTS[schema["format"]])
    elif most is None or most > len(f"text{SERIES}"):
        yield from (f"text{number}".rjust(least, "a") for number in count(2))
    for length in range(least, int(most or 0) + 1):
        yield from ("".join(letters) for letters in product(string.ascii_lowercase, repeat=length))


def _one_character_each(text: str) -> Iterator[str]:
    """Change a text in one place, from its end on: times differ in the second, addresses last."""
    for index in reversed(range(len(text))):
        for character in "123456789abcdef":
            yield text[:index] + character + text[index + 1 :]


def _numbers(start: float, step: float) -> Iterator[float]:
    for index in count(1):
        yield start + index * step
        yield start - index * step


def _arrays(expander: Expander, schema: Mapping[str, Any], spot: Spot) -> Iterator[Any]:
    for value in distinct_documents(expander, schema.get("items", True), spot.each()):
        yield [value] * max(1, schema.get("minItems", 1))


def _objects(expander: Expander, schema: Mapping[str, Any], spot: Spot) -> Iterator[Any]:
    simplest = expander.simplest(schema)
    for name in schema.get("required", ()):
        member = schema.get("properties", {}).get(name, True)
        for value in _series(expander, member, spot.member(name)):
            yield simplest | {name: value}
