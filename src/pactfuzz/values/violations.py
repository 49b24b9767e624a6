"""Violations: documents that a shape forbids by one rule, as near as can be to allowed ones."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pactfuzz.errors import DocumentError
from pactfuzz.shapes import ABSENT, Location, Problem, Shape, parse_document
from pactfuzz.values.every_place import Shown, every_place
from pactfuzz.values.near_misses import NearMiss, near_misses
from pactfuzz.values.places import Place, Reading, is_parsed
from pactfuzz.values.spelling import Spelling, written

JSON: Final = "json"
"""The rule that a text is one JSON document."""

_CONSTANTS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(frozen=True, slots=True)
class Violation:
    """A near miss: where it is, the keyword that it breaks (or ``json``), and how, in words.

    ``document`` is what Python's own ``json`` makes of ``text``, so it may hold a NaN; it is
    ``ABSENT`` where that makes nothing of it. ``problems`` are the schema's own account: a single
    one wherever a rule can be broken alone. ``is_parsed`` says that the model's parser, the other
    truth of a shape, takes it all the same, as Pydantic's lax one takes ``"5"`` for an integer.
    """

    location: Location
    rule: str
    words: str
    text: bytes
    document: Any
    problems: tuple[Problem, ...]
    is_parsed: bool


def violations(shape: Shape) -> tuple[Violation, ...]:
    """Break every rule of a shape's schema at every place, each time in a valid document.

    A union is broken by way of its branches. Every violation is refused by the schema; of several
    near misses the one that breaks the fewest other rules is taken, and what breaks a rule only
    as another does already is left out. The same shape gives the same violations.

    Not broken by themselves are ``not``, ``contains``, a schema that is ``false``, a second fitting
    branch of ``oneOf``, and bounds on size beyond 100 000.

    Raises:
        UnsatisfiableShape: no document has this shape, or none can be built.
    """
    reading = Reading.of(shape)
    found: dict[tuple[Any, ...], Violation] = {}
    for shown in every_place(shape, reading):
        for each in _at(shape, reading, shown):
            part = each.location.parts[len(shown.place.location.parts) :]
            found.setdefault((shown.place.path, part, each.rule, each.words), each)
    by_text: dict[bytes, Violation] = {}
    for each in found.values():
        by_text.setdefault(each.text, each)
    return tuple(by_text.values())


def _at(shape: Shape, reading: Reading, shown: Shown) -> Iterator[Violation]:
    """Break what holds in one place."""
    for rule, near in _near_misses(reading, shown.place):
        location = Location.of((*shown.place.location.parts, *near.part))
        refused = [
            (document, problems)
            for document in map(shown.with_value, near.values)
            if (problems := shape.problems(document))
        ]
        if refused:
            document, problems = min(refused, key=lambda each: _strays(each[1], rule, location))
            text = written(document)
            is_taken = shape.adapter is not None and is_parsed(shape, text)
            yield Violation(location, rule, near.words, text, document, problems, is_taken)
    yield from _no_numbers(shape, shown)
    if not shown.place.location.parts:
        yield from _no_texts(shape, shown.document)


def _near_misses(reading: Reading, place: Place) -> Iterator[tuple[str, NearMiss]]:
    for schema in place.schemas:
        for keyword in schema:
            for near in near_misses(keyword, schema, place.value):
                yield keyword, near
        if "propertyNames" in schema and isinstance(place.value, dict):
            for near in _misnamed(reading, schema["propertyNames"], place.value):
                yield "propertyNames", near


def _misnamed(reading: Reading, names: Any, members: Mapping[str, Any]) -> Iterator[NearMiss]:
    """Give the last member of a map a name that it must not have."""
    if not members:
        return
    last = list(members)[-1]
    others = {name: value for name, value in members.items() if name != last}
    for schema in reading.holding(names, last):
        for keyword in schema:
            for near in near_misses(keyword, schema, last):
                renamed = [each for each in near.values if isinstance(each, str)]
                documents = [{**others, name: members[last]} for name in renamed]
                yield NearMiss(f"a name of a member: {near.words}", documents)


def _strays(problems: tuple[Problem, ...], rule: str, location: Location) -> tuple[bool, ...]:
    """Say how far a refusal is from one for the rule and the place that were meant."""
    first, *others = problems
    return bool(others), first.location != location, first.rule != rule


def _no_numbers(shape: Shape, shown: Shown) -> Iterator[Violation]:
    """Write what Python's ``json`` writes for numbers that JSON has not (RFC 8259, section 6)."""
    place = shown.place
    if isinstance(place.value, bool) or not isinstance(place.value, int | float):
        return
    for constant, number in _CONSTANTS.items() if place.schemas else ():
        text = written(shown.document, Spelling(numbers={place.location: constant}))
        yield from _no_json(shape, place.location, constant, text, shown.with_value(number))


def _no_texts(shape: Shape, document: Any) -> Iterator[Violation]:
    """Break the text of a whole document."""
    text = written(document)
    yield from _no_json(shape, Location(), "empty", b"", ABSENT)
    yield from _no_json(shape, Location(), "cut short by a byte", text[:-1], ABSENT)
    yield from _no_json(shape, Location(), "not UTF-8", text[:-1] + b"\xff" + text[-1:], ABSENT)


def _no_json(
    shape: Shape, location: Location, words: str, text: bytes, document: Any
) -> Iterator[Violation]:
    try:
        parse_document(text)
    except DocumentError as error:
        problem = Problem(location, JSON, str(error), words)
        is_taken = shape.adapter is not None and is_parsed(shape, text)
        yield Violation(location, JSON, words, text, document, (problem,), is_taken)
