"""May this writer talk to that reader? Proved, refuted by a document, or neither."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.building import TooLarge
from pactfuzz.compatibility.dialect import DRAFTS, draft_of, is_mixed, without_annotations
from pactfuzz.compatibility.differences import differences, shown_by
from pactfuzz.compatibility.hunt import anywhere, documents_of, examples, near
from pactfuzz.compatibility.parties import LARGE, Parties, is_draft_4
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.side import Side, is_equal
from pactfuzz.compatibility.verdict import Answer, Difference, Policy, Undecided, Verdict, Witness
from pactfuzz.compatibility.walk import TooManySteps, Walk
from pactfuzz.shapes import Location, Shape
from pactfuzz.values.minimise import minimise

MOST_SUSPICIONS: Final = 60
FIRST: Final = 2
"""Suspicions that are looked into before the engine is asked about two large schemas."""
MOST_READ: Final = 60
"""Documents that the reader's model has to read before the proof by the schemas is believed."""
LARGEST_BUILT: Final = 1_000
LARGEST_DRAWN: Final = 20_000
"""Characters of a witness beyond which to shrink it takes too long; what is built is near to it."""
SHORT: Final = 80
MOST_COMPARED: Final = 2
"""Witnesses that are compared to find the smallest."""
SMALL: Final = 10_000
"""Characters of both schemas up to which the engine is asked first; then it takes no time."""


Tell: TypeAlias = Callable[[Verdict], None]


def compare(
    writer: Shape,
    reader: Shape,
    *,
    policy: Policy = Policy.DECLARED,
    formats: bool | None = None,
    in_detail: bool = True,
    early: Tell = lambda _: None,
) -> Verdict:
    """Compare what one side writes with what another one reads.

    ``formats`` says whether ``format`` refuses anything: by default where either side is a model,
    and as the reader's draft has it where both are schemas (from 2019-09 on it is a comment).
    Without ``in_detail`` of all differences only the one is told that the witness shows; ``early``
    is told of such a verdict before the details are looked for, which may take long.
    """
    try:
        tell = early if in_detail else None
        return _compared(writer, reader, policy, formats=formats, tell=tell)
    except RecursionError:
        return Verdict.unknown("$ref", "the schemas are nested too deep")
    except TooLarge:
        return Verdict.unknown(
            "minItems", "not proved, and the documents are too large to be tried"
        )


def _compared(
    writer: Shape, reader: Shape, policy: Policy, *, formats: bool | None, tell: Tell | None
) -> Verdict:
    has_models = writer.adapter is not None or reader.adapter is not None
    if writer.is_same(reader) or (not has_models and _are_alike(writer, reader)):
        return Verdict(Answer.COMPATIBLE)
    if formats is None:
        formats = has_models or draft_of(reader.reader) < DRAFTS["2019-09"]
    if is_mixed(writer.writer) or is_mixed(reader.reader):
        return Verdict.unknown("$schema", "a schema inside is of another draft than the whole")
    stated = Side.of(writer.writer, formats=formats)
    is_closed = policy is Policy.CLOSED
    written = stated if policy is Policy.STRICT else stated.declared(extras=not is_closed)
    read = Side.of(reader.read, formats=formats)
    parties = Parties(writer, reader, stated, written, read, policy)
    return _confirmed(_verdict(parties, tell), parties)


def _confirmed(verdict: Verdict, parties: Parties) -> Verdict:
    """Doubt a proof that drafts or models may contradict."""
    if verdict.answer is not Answer.COMPATIBLE:
        return verdict
    if _is_doubtful_in_draft_4(parties):
        return Verdict.unknown("type", "1.0 is an integer, but not by draft 4")
    return _by_parser(parties)


def _are_alike(writer: Shape, reader: Shape) -> bool:
    """Say whether two schemas differ in nothing that refuses a document."""
    schemas = (without_annotations(each) for each in (writer.writer, reader.reader))
    return is_equal(*schemas)


def _by_parser(parties: Parties) -> Verdict:
    """Have the reader's model read some documents, for its schema does not know its validators."""
    if parties.reader.adapter is None:
        return Verdict(Answer.COMPATIBLE)
    witness = _first(islice(examples(parties.written), MOST_READ), parties)
    if witness is None:
        return Verdict(Answer.COMPATIBLE)
    witness = smallest(witness, parties, scalars=True)
    return _breaking(witness, _Hunt(parties), None)


def _is_doubtful_in_draft_4(parties: Parties) -> bool:
    """Say whether the proof may rest on 1.0 being an integer, which it is since draft 6 only."""
    reader = parties.reader.reader
    return (
        is_draft_4(parties.reader)
        and '"integer"' in json.dumps(reader)
        and not engine.is_covered(parties.writer.writer, reader)
    )


def _verdict(parties: Parties, tell: Tell | None) -> Verdict:
    written, read = parties.written, parties.read
    listed = documents_of(written.root)
    if listed is not None:
        witness = _first(iter(listed), parties)
        if witness is not None:
            return _breaking(witness, _Hunt(parties), tell)
    if _is_proved_at_once(parties, listed):
        return Verdict(Answer.COMPATIBLE)
    hunt = _Hunt(parties)
    witness = hunt.near(FIRST)
    if witness is None and not hunt.is_proved:
        if engine.is_covered(written.whole, read.whole):
            return Verdict(Answer.COMPATIBLE)
        witness = hunt.near(MOST_SUSPICIONS)
    if hunt.is_proved:
        return Verdict(Answer.COMPATIBLE)
    if witness is None:
        witness = _first(anywhere(written, read), parties)
        witness = witness and smallest(witness, parties, scalars=True)
    if witness is not None:
        return _breaking(witness, hunt, tell)
    return Verdict(
        Answer.UNKNOWN,
        undecided=tuple(map(_undecided, hunt.suspicions)) or (hunt.obstacle,),
        schemas_only=parties.schemas_only,
        searched=parties.asked,
    )


def _breaking(witness: Witness, hunt: "_Hunt", tell: Tell | None) -> Verdict:
    """Tell of a witness, and, unless nobody is to be told early, of all differences."""
    parties = hunt.parties
    told = (shown_by(witness, hunt.suspicions, parties),)
    verdict = Verdict(Answer.BREAKING, witness, told, searched=parties.asked)
    if tell is None:
        return verdict
    tell(verdict)
    is_large = len(witness.text) > LARGE
    suspicions = hunt.suspicions if is_large else hunt.all()
    found: list[Difference] = []
    with suppress(TooLarge):  # of one more place; what is known by then stays known
        found.extend(islice(differences(suspicions, parties), 1 if is_large else None))
    if witness.crashes:
        found.insert(0, told[0])
    return replace(verdict, differences=tuple(found) or told, searched=parties.asked)


_NOT_FOLLOWED: Final = (
    "a reference of a kind that is not followed ($dynamicRef, $recursiveRef, or inside an $id)"
)
_UNFINISHED: Final = "the proof was not finished"


def _is_proved_at_once(parties: Parties, listed: list[Any] | None) -> bool:
    """Try what takes no time: equal schemas, few documents, and the engine where both are small."""
    written, read = parties.written.whole, parties.read.whole
    is_small = len(str(written)) + len(str(read)) <= SMALL
    return (
        not read
        or is_equal(written, read)
        or (listed is not None and parties.reader.adapter is None)
        or (is_small and engine.is_covered(written, read) is True)
    )


class _Hunt:
    """The search where both sides seem to differ, which may end with the proof that they do not."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.suspicions: list[Suspicion] = []
        self.is_proved = False
        self.obstacle = _obstacle("the whole", _UNFINISHED)
        self._coming = self._walk()

    def near(self, most: int) -> Witness | None:
        """Look into some suspicions more: the smallest witness of the first that have one."""
        found: list[Witness] = []
        for suspicion in islice(self._coming, most):
            self.suspicions.append(suspicion)
            documents = near(suspicion, self.parties.written, self.parties.read)
            witness = _first(documents, self.parties)
            if witness is not None:
                found.append(witness)
            if len(found) == MOST_COMPARED or any(map(_is_short, found)):
                break
        least = min(found, key=lambda witness: len(witness.text), default=None)
        return least and smallest(least, self.parties, scalars=False)

    def all(self) -> Iterator[Suspicion]:
        """List the suspicions that were looked into, and those that come after them."""
        yield from self.suspicions
        yield from self._coming

    def _walk(self) -> Iterator[Suspicion]:
        written, read = self.parties.written, self.parties.read
        if written.is_opaque or read.is_opaque:
            self.obstacle = _obstacle("$ref", _NOT_FOLLOWED)
            return
        is_any = False
        try:
            for suspicion in Walk(written, read).suspicions():
                is_any = True
                yield suspicion
            self.is_proved = not is_any
        except TooManySteps as error:
            self.obstacle = _obstacle("the whole", f"{_UNFINISHED}: {error}")
        except RecursionError:
            self.obstacle = _obstacle(
                "the whole", f"{_UNFINISHED}: the schemas are nested too deep"
            )


def _obstacle(keyword: str, reason: str) -> Undecided:
    return Undecided(Location(), "", keyword, f"{reason}; no document was found that is refused")


def _is_short(witness: Witness) -> bool:
    return len(witness.text) <= SHORT


def _first(documents: Iterator[Any], parties: Parties) -> Witness | None:
    return next(filter(None, map(parties.witness, documents)), None)


def smallest(witness: Witness, parties: Parties, *, scalars: bool) -> Witness:
    """Make a witness as small as can be; ``scalars``, if they are not so already."""

    def is_witness(text: bytes) -> bool:
        found = parties.of_text(text)
        return found is not None and found.crashes is witness.crashes

    if len(witness.text) > (LARGEST_DRAWN if scalars else LARGEST_BUILT):
        return witness
    text = minimise(witness.text.encode(), is_witness, scalars=scalars)
    return parties.of_text(text) or witness


def _undecided(suspicion: Suspicion) -> Undecided:
    suspicion = suspicion.within or suspicion
    place = suspicion.place
    return Undecided(
        place.location, place.reader_at, suspicion.keyword, "could not be proved, nor refuted"
    )
