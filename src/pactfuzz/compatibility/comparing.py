"""May this writer talk to that reader? Proved, refuted by a document, or neither."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, Final

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.dialect import DRAFTS, draft_of
from pactfuzz.compatibility.hunt import anywhere, near
from pactfuzz.compatibility.parties import Parties
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.side import Side, is_equal
from pactfuzz.compatibility.verdict import Answer, Policy, Undecided, Verdict, Witness
from pactfuzz.compatibility.walk import TooManySteps, Walk
from pactfuzz.shapes import Shape
from pactfuzz.values.minimise import minimise

MOST_SUSPICIONS: Final = 60


def compare(
    writer: Shape,
    reader: Shape,
    *,
    policy: Policy = Policy.DECLARED,
    formats: bool | None = None,
) -> Verdict:
    """Compare what one side writes with what another one reads.

    ``formats`` says whether ``format`` refuses anything: by default where either side is a model,
    and as the reader's draft has it where both are schemas (from 2019-09 on it is a comment).
    """
    if formats is None:
        has_model = writer.adapter is not None or reader.adapter is not None
        formats = has_model or draft_of(reader.reader) < DRAFTS["2019-09"]
    written = Side.of_writer(writer, policy, formats=formats)
    read = Side.of_reader(reader, formats=formats)
    parties = Parties(writer, reader, written, read, policy)
    if is_equal(written.whole, read.whole) or engine.is_covered(written.whole, read.whole):
        return Verdict(Answer.COMPATIBLE)
    suspicions, is_all = _suspicions(written, read)
    if not suspicions and is_all:
        return Verdict(Answer.COMPATIBLE)
    hunted = chain.from_iterable(near(each, written, read) for each in suspicions)
    for document in chain(hunted, anywhere(written, read)):
        witness = parties.witness(document)
        if witness is not None:
            return Verdict(Answer.BREAKING, smallest(witness, parties), searched=parties.asked)
    return Verdict(
        Answer.UNKNOWN,
        undecided=tuple(map(_undecided, suspicions)),
        schemas_only=parties.schemas_only,
        searched=parties.asked,
    )


def smallest(witness: Witness, parties: Parties) -> Witness:
    """Make a witness as small as can be."""
    text = minimise(witness.text.encode(), lambda each: parties.of_text(each) is not None)
    return parties.of_text(text) or witness


def _suspicions(written: Side, read: Side) -> tuple[list[Suspicion], bool]:
    """List what could not be proved, and say whether the walk came to its end."""
    if written.is_opaque or read.is_opaque:
        return [], False
    found: list[Suspicion] = []
    try:
        found.extend(islice(Walk(written, read).suspicions(), MOST_SUSPICIONS))
    except (TooManySteps, RecursionError):
        return found, False
    return found, True


def _undecided(suspicion: Suspicion) -> Undecided:
    place = suspicion.place
    return Undecided(
        place.location, place.reader_at, suspicion.keyword, "could not be proved, nor refuted"
    )
