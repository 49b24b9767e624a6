"""An outcome survives its way through other processes and jobs."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.contract.outcome import Judge, Mismatch, Outcome, Verdict
from pactfuzz.shapes import Location

texts = st.text(st.characters(exclude_categories=["Cs"]))
locations = st.lists(texts | st.integers(0)).map(Location.of)
mismatches = st.builds(Mismatch, locations | texts, texts, texts, texts, st.sampled_from(Judge))
outcomes = st.builds(
    Outcome,
    consumer=texts,
    provider=texts,
    interaction=texts,
    states=st.lists(texts).map(tuple),
    verdict=st.sampled_from(Verdict),
    mismatches=st.lists(mismatches).map(tuple),
    reason=texts,
    pending=st.none() | texts,
    head=texts,
    sent=st.none() | st.binary() | texts.map(str.encode),
    official=texts,
    seconds=st.floats(0, allow_infinity=False),
)


@given(outcomes)
def test_nothing_is_lost_in_json(outcome: Outcome) -> None:
    assert Outcome.from_document(json.loads(json.dumps(outcome.to_document()))) == outcome


def test_a_message_in_text_is_readable_in_the_json() -> None:
    outcome = Outcome("c", "p", "i", (), Verdict.VERIFIED, sent=b'{"a": 1}')
    assert outcome.to_document()["sent"] == {"text": '{"a": 1}'}
