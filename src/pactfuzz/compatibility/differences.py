"""Every rule by which a reader is narrower than its writer, each with a document that shows it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pactfuzz.compatibility.hunt import near
from pactfuzz.compatibility.meeting import alone
from pactfuzz.compatibility.naming import MISSING, rule_of, value_at
from pactfuzz.compatibility.parties import Parties
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.verdict import Difference, Witness
from pactfuzz.compatibility.wording import said
from pactfuzz.shapes import Location

MOST_SUSPICIONS: Final = 30
MOST_LEAVES: Final = 8

_OF_UNIONS: Final = ("anyOf", "oneOf")


def differences(suspicions: Iterable[Suspicion], parties: Parties) -> Iterator[Difference]:
    """Tell which suspicions are differences, by a witness for each.

    Of a union that says no and of its branch that comes nearest, the nearer place is told alone.
    """
    told: list[tuple[str, Location]] = []
    for suspicion in islice(suspicions, MOST_SUSPICIONS):
        place = suspicion.place
        at = place.location if suspicion.member is None else place.location / suspicion.member
        if suspicion.keyword in _OF_UNIONS and any(_is_within(each, at) for _, each in told):
            continue
        witness = _witness(suspicion, at, parties)
        if witness is None:
            continue
        rule = rule_of(suspicion, witness.document, parties.read)
        if (rule, at) not in told:
            told.append((rule, at))
            yield Difference(
                rule,
                at,
                place.writer_at,
                place.reader_at,
                said(suspicion.keyword, suspicion.writer, suspicion.member),
                said(suspicion.keyword, (suspicion.reader,), suspicion.member),
                witness,
            )


def otherwise(witness: Witness) -> Difference:
    """Tell of a witness that was found without knowing where both sides differ."""
    first = witness.problems[0]
    refuses = "parser-crashes" if witness.crashes else "parser-refuses"
    return Difference(
        refuses if witness.by_parser else "rule-added",
        first.location,
        "",
        "",
        "this document",
        first.expected,
        witness,
    )


def _witness(suspicion: Suspicion, at: Location, parties: Parties) -> Witness | None:
    """Find a witness that breaks the very keyword, and is refused in the very place."""
    rule = alone(suspicion.reader, suspicion.keyword)
    for document in near(suspicion, parties.written, parties.read, MOST_LEAVES):
        value = value_at(document, suspicion.place.location)
        if value is MISSING or parties.read.accepts(rule, value):
            continue
        witness = parties.witness(document)
        if witness is None or witness.crashes:  # a crash breaks no keyword
            continue
        if any(_touches(each.location, at) for each in witness.problems):
            return witness
    return None


def _touches(one: Location, other: Location) -> bool:
    return _is_within(one, other) or _is_within(other, one)


def _is_within(inner: Location, outer: Location) -> bool:
    return inner.parts[: len(outer.parts)] == outer.parts
