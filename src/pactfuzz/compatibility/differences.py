"""Every rule by which a reader is narrower than its writer, each with a document that shows it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pactfuzz.compatibility.hunt import near
from pactfuzz.compatibility.meeting import alone
from pactfuzz.compatibility.naming import MISSING, rule_of, value_at
from pactfuzz.compatibility.parties import Parties
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.pointers import pointer_in
from pactfuzz.compatibility.verdict import Difference, Witness
from pactfuzz.compatibility.wording import extra_said, said
from pactfuzz.shapes import Location

MOST_SUSPICIONS: Final = 30
MOST_LEAVES: Final = 8

_OF_UNIONS: Final = ("anyOf", "oneOf")
_MISSED: Final = ("required", "dependentRequired")
"""Keywords by which a member is missed; by others one is there that must not be."""


def differences(suspicions: Iterable[Suspicion], parties: Parties) -> Iterator[Difference]:
    """Tell which suspicions are differences, by a witness for each.

    Of a union that says no and of its branch that comes nearest, the nearer place is told alone.
    """
    told: list[tuple[str, Location]] = []
    for suspicion in islice(suspicions, MOST_SUSPICIONS):
        stated = suspicion.within or suspicion
        at = location_of(stated)
        if stated.keyword in _OF_UNIONS and any(_is_within(each, at) for _, each in told):
            continue
        witness = _witness(suspicion, stated, parties)
        if witness is None:
            continue
        difference = _difference(stated, witness, parties)
        if (difference.rule, at) not in told:
            told.append((difference.rule, at))
            yield difference


def shown_by(witness: Witness, suspicions: Iterable[Suspicion], parties: Parties) -> Difference:
    """Tell which of the suspected rules a witness breaks; if it is none, what its reader says."""
    stated = (each.within or each for each in suspicions)
    shown = (each for each in stated if _shows(witness, each, parties))
    suspicion = next(shown, None)
    if suspicion is None:
        return otherwise(witness)
    return _difference(suspicion, witness, parties)


def _difference(suspicion: Suspicion, witness: Witness, parties: Parties) -> Difference:
    place, keyword, member = suspicion.place, suspicion.keyword, suspicion.member
    if place.is_extra:
        writer_says = extra_said(place.location.parts[-1])
    else:
        writer_says = said(keyword, suspicion.writer, member)
    return Difference(
        rule_of(suspicion, witness.document, parties.read),
        location_of(suspicion),
        pointer_in(parties.writer.writer, place.writer_at),
        pointer_in(parties.reader.reader, place.reader_at),
        writer_says,
        said(keyword, (suspicion.reader,), member),
        witness,
    )


def otherwise(witness: Witness) -> Difference:
    """Tell of a witness that was found without knowing where both sides differ."""
    first = witness.problems[0]
    return Difference(
        _rule(witness),
        first.location,
        "",
        "",
        "this document",
        first.expected,
        witness,
    )


def _rule(witness: Witness) -> str:
    if witness.crashes:
        return "parser-crashes"
    if witness.is_off_schema:
        return "dump-off-schema"
    return "parser-refuses" if witness.by_parser else "rule-added"


def location_of(suspicion: Suspicion) -> Location:
    """Say which place a suspicion concerns: that of a member, where one is meant."""
    at = suspicion.place.location
    return at if suspicion.member is None else at / suspicion.member


def _witness(suspicion: Suspicion, stated: Suspicion, parties: Parties) -> Witness | None:
    """Find a witness near a suspicion that shows what is stated."""
    for document in near(suspicion, parties.written, parties.read, MOST_LEAVES):
        for witness in parties.witnesses(document):
            if _shows(witness, stated, parties):
                return witness
    return None


def _shows(witness: Witness, suspicion: Suspicion, parties: Parties) -> bool:
    """Say whether a witness breaks the very keyword, and is refused in the very place.

    What counts is what was sent, which a writer's model may have filled up.
    """
    value = value_at(witness.document, suspicion.place.location)
    if witness.crashes or witness.is_off_schema or value is MISSING:
        return False  # what code does alone, no keyword shows
    if suspicion.member is not None:
        is_meant = isinstance(value, dict)
        if not is_meant or (suspicion.member in value) is (suspicion.keyword in _MISSED):
            return False
    at = location_of(suspicion)
    is_refused_here = any(_touches(each.location, at) for each in witness.problems)
    rule = alone(suspicion.reader, suspicion.keyword)
    return is_refused_here and not parties.read.accepts(rule, value)


def _touches(one: Location, other: Location) -> bool:
    return _is_within(one, other) or _is_within(other, one)


def _is_within(inner: Location, outer: Location) -> bool:
    return inner.parts[: len(outer.parts)] == outer.parts
