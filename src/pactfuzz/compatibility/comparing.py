"""May this writer talk to that reader? Proved, refuted by a document, or neither."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility import engine
from pactfuzz.compatibility.building import TooLarge
from pactfuzz.compatibility.dialect import DRAFTS, draft_of, is_mixed, without_annotations
from pactfuzz.compatibility.differences import differences, shown_by
from pactfuzz.compatibility.hunt import anywhere, documents_of
from pactfuzz.compatibility.hunted import first, refused_example, refused_for_null, smallest
from pactfuzz.compatibility.own_reading import reads_own_schema
from pactfuzz.compatibility.parties import LARGE, Parties, is_draft_4
from pactfuzz.compatibility.side import Side, is_equal
from pactfuzz.compatibility.verdict import Answer, Difference, Policy, Verdict, Witness
from pactfuzz.compatibility.witness_search import MOST_SUSPICIONS, WitnessSearch, undecided
from pactfuzz.shapes import Omits, Shape

FIRST: Final = 2
"""Suspicions that are looked into before the engine is asked about two large schemas."""
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
        return _breaking(witness, WitnessSearch(parties), None)
    if parties.sent == sent and parties.writer.adapter is not None:
        return Verdict.unknown("the whole", _NOTHING_WRITTEN)
    return Verdict(Answer.COMPATIBLE, searched=parties.taken)


_NOTHING_WRITTEN: Final = (
    "the writer's model reads and dumps none of the documents of its schema, so it wrote nothing; "
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
        return _breaking(found, WitnessSearch(parties), None)
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
            return _breaking(witness, WitnessSearch(parties), tell)
    if _is_unchanged(parties) or _is_proved_at_once(parties, listed):
        return Verdict(Answer.COMPATIBLE)
    search = WitnessSearch(parties)
    witness = search.near(FIRST)
    if witness is None and not search.is_proved:
        if engine.is_covered(written.whole, read.whole):
            return Verdict(Answer.COMPATIBLE)
        witness = search.near(MOST_SUSPICIONS)
    if search.is_proved:
        return Verdict(Answer.COMPATIBLE)
    witness = witness or _anywhere(parties)
    if witness is not None:
        return _breaking(witness, search, tell)
    suspected = dict.fromkeys(map(undecided, search.suspicions)) or (search.obstacle,)
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
        found = refused_example(parties) or WitnessSearch(parties, parties.inputs).near(
            MOST_SUSPICIONS
        )
        if found is not None:
            return found
    found = first(anywhere(parties.written, parties.read), parties)
    return found and smallest(found, parties, scalars=True)


def _breaking(witness: Witness, search: WitnessSearch, tell: Tell | None) -> Verdict:
    """Tell of a witness, and, unless nobody is to be told early, of all differences."""
    parties = search.parties
    told = (shown_by(witness, search.suspicions, parties),)
    verdict = Verdict(Answer.BREAKING, witness, told, searched=parties.taken)
    if tell is None:
        return verdict
    tell(verdict)
    is_large = len(witness.text) > LARGE
    suspicions = search.suspicions if is_large else search.all()
    found: list[Difference] = []
    with suppress(TooLarge):  # of one more place; what is known by then stays known
        found.extend(islice(differences(suspicions, parties), 1 if is_large else None))
    if witness.crashes or witness.is_off_schema:
        found.insert(0, told[0])
    return replace(verdict, differences=tuple(found) or told, searched=parties.taken)


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
