"""Numbers that the official core and JSON Schema type differently: 1.0 is an integer to one only.

To the core a number is what its spelling makes of it: the rule ``integer`` refuses ``1.0``, ``1e3``
and integers beyond 64 bits, and 1 does not equal 1.0. To JSON Schema, Pydantic and most consumers a
number is its value. Where the pact carries the consumer's own schema, that decides; a pact without
one is the core's alone to judge.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pactfuzz.contract import Interaction
from pactfuzz.contract.outcome import Mismatch
from pactfuzz.errors import DocumentError
from pactfuzz.shapes import ABSENT, Location, parse_document
from pactfuzz.verification.expectation import example_at, matchers_at


def without_number_typing(
    by_core: Iterable[Mismatch],
    by_schema: Sequence[Mismatch],
    interaction: Interaction,
    body: bytes,
) -> tuple[Mismatch, ...]:
    """Leave out mismatches that are only about a number's spelling, where the schema accepts it."""
    if interaction.schema is None:
        return tuple(by_core)
    try:
        document = parse_document(body)
    except DocumentError:
        return tuple(by_core)
    return tuple(
        each
        for each in by_core
        if not (
            isinstance(each.where, Location)
            and _is_spelling(interaction, each.where, document)
            and not any(_is_at_or_above(other.where, each.where) for other in by_schema)
        )
    )


def _is_spelling(interaction: Interaction, location: Location, document: Any) -> bool:
    value = _value_at(document, location)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    names = matchers_at(interaction, location)
    if names:
        return names <= {"integer", "null"} and value == value // 1
    example = example_at(interaction, location)
    is_number = isinstance(example, int | float) and not isinstance(example, bool)
    return is_number and bool(value == example)


def _value_at(document: Any, location: Location) -> Any:
    value = document
    for part in location.parts:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value


def _is_at_or_above(where: Location | str, location: Location) -> bool:
    return isinstance(where, Location) and location.parts[: len(where.parts)] == where.parts
