"""A pact file: what a consumer reads of each interaction, or what it sends with its requests."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pactfuzz.contract import Interaction, Pact
from pactfuzz.contract.body import answer_of, body_rules_of, content_type_of, document_of
from pactfuzz.errors import PactFileError
from pactfuzz.shapes import ABSENT, Shape
from pactfuzz.sources.source import Kind as SourceKind
from pactfuzz.sources.source import LeftOut, Part, Source

_NOT_SAID = "not said"
"""How a ``$comment`` opens that tells what a derived schema lets through."""


def is_pact(document: Any) -> bool:
    """Say whether a JSON document is a pact, and no schema."""
    return isinstance(document, Mapping) and all(
        isinstance(document.get(role), Mapping) for role in ("consumer", "provider")
    )


def from_pact(document: Any, text: str, *, requests: bool = False) -> Source:
    """Take each interaction's shape, of what is answered or, with ``requests``, of what is sent.

    The schema that the pact carries counts; without one, what example and matching rules say.
    Interactions of one description that have the same shape are one.

    Raises:
        PactFileError: it is no pact, or an interaction of it is malformed.
        ShapeError: a matching rule in it cannot be read.
    """
    try:
        pact = Pact.from_document(document)
    except PactFileError as error:
        msg = f"{text}: {error}"
        raise PactFileError(msg) from None
    for unusable in pact.unusable:
        msg = f"{text}: not a pact: {unusable}"
        raise PactFileError(msg)
    found: dict[tuple[str, str], tuple[Interaction, Shape]] = {}
    left_out: dict[LeftOut, None] = {}
    for each in pact.interactions:
        shape, reason = _shape(each, text, requests=requests)
        if shape is None:
            left_out[LeftOut(f"{text}: {each.description}", reason)] = None
        else:
            key = (each.description, json.dumps(shape.reader, sort_keys=True))
            found.setdefault(key, (each, shape))
    parts = tuple(_parts(list(found.values()), text))
    return Source(text, SourceKind.INTERACTIONS, parts, tuple(left_out))


def _shape(interaction: Interaction, text: str, *, requests: bool) -> tuple[Shape | None, str]:
    """Give the shape of a body or, where there is none, the reason."""
    name = f"{text}: {interaction.description}"
    half = interaction.request if requests else answer_of(interaction)
    if interaction.schema is not None and not requests:
        return Shape.from_schema(interaction.schema, name), ""
    what = "its request" if requests else "it"
    document = document_of(half)
    if document is ABSENT or document is None:
        return None, f"{what} has no body"
    if "json" not in (content_type := content_type_of(half)):
        return None, f"{what} is {content_type}, not JSON"
    return Shape.from_interaction(document, body_rules_of(half), name), ""


def _parts(found: list[tuple[Interaction, Shape]], text: str) -> Iterator[Part]:
    """Name each by its description and, where that is not enough, by its states and a number."""
    alike = Counter(interaction.description for interaction, _ in found)
    seen: Counter[str] = Counter()
    for interaction, shape in found:
        is_alone = alike[interaction.description] == 1
        name = interaction.description if is_alone else interaction.sentence
        seen[name] += 1
        name = f"{name} ({seen[name]})" if seen[name] > 1 else name
        unsaid = tuple(_unsaid(shape.reader, ""))
        yield Part(name, f"{text}: {name}", shape, interaction.description, unsaid, formats=True)


def _unsaid(schema: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Find where a derived schema tells that it lets through what it cannot say."""
    if isinstance(schema, Mapping):
        comment = schema.get("$comment")
        if isinstance(comment, str) and comment.startswith(_NOT_SAID):
            yield pointer, comment
    items = schema.items() if isinstance(schema, Mapping) else enumerate(schema)
    for key, value in items:
        if isinstance(value, Mapping | list):
            step = str(key).replace("~", "~0").replace("/", "~1")
            yield from _unsaid(value, f"{pointer}/{step}")
