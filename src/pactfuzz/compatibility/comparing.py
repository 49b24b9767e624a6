"""May this writer talk to that reader? Proved, refuted by a document, or neither."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.building import TooLarge
from pactfuzz.compatibility.dialect import DRAFTS, draft_of, is_mixed, without_annotations
from pactfuzz.compatibility.differences import differences, shown_by
from pactfuzz.compatibility.hunt import anywhere, documents_of, near
from pactfuzz.compatibility.hunted import first, refused_example, refused_for_null, smallest
from pactfuzz.compatibility.own_reading import reads_own_schema
from pactfuzz.compatibility.parties import LARGE, Parties, is_draft_4
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.side import Side, is_equal
from pactfuzz.compatibility.verdict import Answer, Difference, Policy, Undecided, Verdict, Witness
from pactfuzz.compatibility.walk import TooManySteps, Walk
from pactfuzz.shapes import Location, Omits, Shape

MOST_SUSPICIONS: Final = 400
AT_FIRST: Final = 4
"""Documents that each suspicion gets before any of them gets more: the exact ones come first."""
MOST_TRIED: Final = 2_400
"""Documents that are tried near all suspicions together."""
FIRST: Final = 2
"""Suspicions that are looked into before the engine is asked about two large schemas."""
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
    omits: Omits = Omits.NOTHING,
    formats: bool | None = None,
    in_detail: bool = True,
    early: Tell = lambda _: None,
) -> Verdict:
    """Compare what one side writes with what another one reads.

    ``omits`` is what a writer's model leaves out of its dumps. ``formats`` says whether ``format``
    refuses anything: by default where either side is a model, and as the reader's draft has it
    where both are schemas (from 2019-09 on it is a comment). Without ``in_detail`` of all
    differences only the one is told that the witness shows; ``early`` is told of such a verdict
    before the details are looked for, which may take long.
    """
    try:
        tell = early if in_detail else None
        return _compared(writer, reader, policy, omits, formats=formats, tell=tell)
    except RecursionError:
        return Verdict.unknown("$ref", "the schemas are nested too deep")
    except TooLarge:
        return Verdict.unknown(
            "minItems", "not proved, and the documents are too large to be tried"
        )


def _compared(
    writer: Shape,
    reader: Shape,
    policy: Policy,
    omits: Omits,
    *,
    formats: bool | None,
    tell: Tell | None,
) -> Verdict:
    has_models = writer.adapter is not None or reader.adapter is not None
    is_same = writer.is_same(reader)
    if not has_models and (is_same or _are_alike(writer, reader)):
        return Verdict(Answer.COMPATIBLE)
    if formats is None:
        formats = has_models or draft_of(reader.reader) < DRAFTS["2019-09"]
    if is_mixed(writer.writer) or is_mixed(reader.reader):
        return Verdict.unknown("$schema", "a schema inside is of another draft than the whole")
    parties = _parties(writer, reader, policy, omits, formats=formats)

    def completed(verdict: Verdict) -> Verdict:
        known = omits if parties.dumps.has_defaults else None
        named = verdict.naming(parties.dumps.serializers)
        return replace(named, omits=known, is_same=is_same)

    told = None if tell is None else lambda verdict: tell(completed(verdict))
    verdict = _confirmed(_verdict(parties, told), parties)
    return completed(_with_not_finite(verdict, parties))


def _parties(
    writer: Shape, reader: Shape, policy: Policy, omits: Omits, *, formats: bool
) -> Parties:
    dumps = writer.dumps(omits)
    stated = Side.of(writer.writer, formats=formats)
    written, inputs = (
        Side.of(each, formats=formats) if writer.adapter is not None else stated
        for each in (dumps.schema, writer.reader)
    )
    if policy is not Policy.STRICT:
        extras = policy is not Policy.CLOSED
        written, inputs = written.declared(extras=extras), inputs.declared(extras=extras)
    read = Side.of(reader.read, formats=formats)
    return Parties(writer, reader, stated, written, inputs, read, policy, omits, dumps)


def _confirmed(verdict: Verdict, parties: Parties) -> Verdict:
    """Doubt a proof that drafts or models may contradict."""
    if verdict.answer is not Answer.COMPATIBLE:
        return verdict
    if _is_doubtful_in_draft_4(parties):
        return Verdict.unknown("type", "1.0 is an integer, but not by draft 4")
    return _asked(parties)


def _are_alike(writer: Shape, reader: Shape) -> bool:
    """Say whether two schemas differ in nothing that refuses a document."""
    schemas = (without_annotations(each) for each in (writer.writer, reader.reader))
    return is_equal(*schemas)


def _asked(parties: Parties) -> Verdict:
    """Have the models write and read some documents: a proof by schemas knows none of their code.

    A writer's model that reads none of the documents made from its schema has written nothing.
    """
    if not parties.has_models:
        return Verdict(Answer.COMPATIBLE)
    sent = parties.sent
    witness = refused_example(parties)
    if witness is not None:
        return _breaking(witness, _Hunt(parties), None)
    if parties.sent == sent and parties.writer.adapter is not None:
        return Verdict.unknown("the whole", _NOTHING_WRITTEN)
    return Verdict(Answer.COMPATIBLE, searched=parties.taken)


_NOTHING_WRITTEN: Final = (
    "the writer's model reads none of the documents that its schema gives, so it wrote nothing; "
    "state values that its validators take, as in Field(examples=[...])"
)


def _with_not_finite(verdict: Verdict, parties: Parties) -> Verdict:
    """Ask about floats that are infinite or no number, which a model takes and dumps as null.

    Only lax writers send such a document: it breaks by the strict policy, else it is a fact.
    """
    if verdict.answer is Answer.BREAKING or parties.writer.adapter is None:
        return verdict
    found = refused_for_null(parties)
    if found is None:
        return verdict
    if parties.policy is Policy.STRICT:
        return _breaking(found, _Hunt(parties), None)
    return replace(verdict, not_finite=found)


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
        witness = first(iter(listed), parties)
        if witness is not None:
            return _breaking(witness, _Hunt(parties), tell)
    if _is_unchanged(parties) or _is_proved_at_once(parties, listed):
        return Verdict(Answer.COMPATIBLE)
    hunt = _Hunt(parties)
    witness = hunt.near(FIRST)
    if witness is None and not hunt.is_proved:
        if engine.is_covered(written.whole, read.whole):
            return Verdict(Answer.COMPATIBLE)
        witness = hunt.near(MOST_SUSPICIONS)
    if hunt.is_proved:
        return Verdict(Answer.COMPATIBLE)
    witness = witness or _anywhere(parties)
    if witness is not None:
        return _breaking(witness, hunt, tell)
    suspected = dict.fromkeys(map(_undecided, hunt.suspicions)) or (hunt.obstacle,)
    return Verdict(
        Answer.UNKNOWN,
        undecided=tuple(suspected),
        schemas_only=parties.schemas_only,
        searched=parties.taken,
    )


def _is_unchanged(parties: Parties) -> bool:
    """Return whether both sides have one schema, by which they plainly read what they write.

    Here it is the schema with one name for each field: what is written has no other.
    """
    if not parties.writer.is_alike(parties.reader):
        return False
    return reads_own_schema(parties.written, Side.of(parties.reader.reader, formats=True))


def _anywhere(parties: Parties) -> Witness | None:
    """Look for a witness where nothing is suspected, or what is suspected showed none."""
    if parties.writer.adapter is not None:
        found = refused_example(parties) or _Hunt(parties, parties.inputs).near(MOST_SUSPICIONS)
        if found is not None:
            return found
    found = first(anywhere(parties.written, parties.read), parties)
    return found and smallest(found, parties, scalars=True)


def _breaking(witness: Witness, hunt: "_Hunt", tell: Tell | None) -> Verdict:
    """Tell of a witness, and, unless nobody is to be told early, of all differences."""
    parties = hunt.parties
    told = (shown_by(witness, hunt.suspicions, parties),)
    verdict = Verdict(Answer.BREAKING, witness, told, searched=parties.taken)
    if tell is None:
        return verdict
    tell(verdict)
    is_large = len(witness.text) > LARGE
    suspicions = hunt.suspicions if is_large else hunt.all()
    found: list[Difference] = []
    with suppress(TooLarge):  # of one more place; what is known by then stays known
        found.extend(islice(differences(suspicions, parties), 1 if is_large else None))
    if witness.crashes or witness.is_off_schema:
        found.insert(0, told[0])
    return replace(verdict, differences=tuple(found) or told, searched=parties.taken)


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
        or (listed is not None and not parties.has_models)
        or (is_small and engine.is_covered(written, read) is True)
    )


class _Hunt:
    """The search where both sides seem to differ, which may end with the proof that they do not."""

    def __init__(self, parties: Parties, written: Side | None = None) -> None:
        self.parties = parties
        self.written = written or parties.written
        self.suspicions: list[Suspicion] = []
        self._shown: list[Suspicion] = []
        self.is_proved = False
        self.obstacle = _obstacle("the whole", _UNFINISHED)
        self._coming = self._walk()

    def near(self, most: int) -> Witness | None:
        """Look into some suspicions more: the smallest witness of the first that have one."""
        found: list[Witness] = []
        waiting: list[Iterator[Any]] = []
        for suspicion in islice(self._coming, most):
            self.suspicions.append(suspicion)
            documents = near(suspicion, self.written, self.parties.read)
            witness = first(islice(documents, AT_FIRST), self.parties)
            if witness is None:
                waiting.append(documents)
            else:
                self._shown.append(suspicion)
                found.append(witness)
            if len(found) == MOST_COMPARED or any(map(_is_short, found)):
                break
        if not found:
            witness = first(islice(_in_turn(waiting), MOST_TRIED), self.parties)
            found = [] if witness is None else [witness]
        least = min(found, key=lambda witness: len(witness.text), default=None)
        return least and smallest(least, self.parties, scalars=False)

    def all(self) -> Iterator[Suspicion]:
        """List the suspicions: those that were confirmed, the others, and those not looked into."""
        yield from self._shown
        yield from (each for each in self.suspicions if each not in self._shown)
        yield from self._coming

    def _walk(self) -> Iterator[Suspicion]:
        written, read = self.written, self.parties.read
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


def _in_turn(several: list[Iterator[Any]]) -> Iterator[Any]:
    """Take a document of each, and again, until none has any."""
    waiting = deque(several)
    while waiting:
        documents = waiting.popleft()
        document = next(documents, _NONE)
        if document is not _NONE:
            waiting.append(documents)
            yield document


_NONE: Final = object()


def _is_short(witness: Witness) -> bool:
    return len(witness.text) <= SHORT


def _undecided(suspicion: Suspicion) -> Undecided:
    suspicion = suspicion.within or suspicion
    place = suspicion.place
    return Undecided(
        place.location, place.reader_at, suspicion.keyword, "could not be proved, nor refuted"
    )
