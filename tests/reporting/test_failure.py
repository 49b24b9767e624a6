"""A failed interaction in words."""

from dataclasses import replace

from pactfuzz.contract.outcome import Judge, Mismatch, Outcome, Verdict
from pactfuzz.reporting import failure_text, headline, pending_texts
from pactfuzz.shapes import Location

ABSENT = Mismatch(
    Location(("ts",)), "a number, like 1.5", "absent", "the member is required", Judge.CORE
)
ALSO_ABSENT = Mismatch(
    Location(("ts",)), "the member is required", "absent", "required", Judge.SCHEMA
)
STATUS = Mismatch("the status", "200", "503", "equal to the example", Judge.CORE)
BROKEN = Outcome(
    consumer="pipeline",
    provider="store",
    interaction="an event, given the queue is full",
    states=("the queue is full",),
    verdict=Verdict.FAILED,
    mismatches=(ABSENT, STATUS, ALSO_ABSENT),
    head="GET /readyz was answered with 503, application/json",
    sent=b'{"level": "hard"}',
)


def test_a_break_in_full() -> None:
    assert failure_text(BROKEN).splitlines() == [
        "store does not do what pipeline expects:",
        "  an event, given the queue is full",
        "",
        "  the status",
        "      expected  200 (equal to the example), says the official Pact core",
        "      actual    503",
        "",
        "  $.ts",
        "      expected  a number, like 1.5 (the member is required), says the official Pact core",
        "      expected  the member is required, says the consumer's embedded schema",
        "      actual    absent",
        "",
        "  GET /readyz was answered with 503, application/json",
        "  the 17 bytes that left store:",
        '  {"level": "hard"}',
    ]


def test_a_reason_comes_before_what_was_sent() -> None:
    outcome = replace(BROKEN, mismatches=(), reason="OSError: no bus", head="", sent=None)
    assert failure_text(outcome).splitlines()[2:] == ["", "OSError: no bus"]


def test_bytes_that_are_no_text_are_shown_as_bytes() -> None:
    assert "\n  b'\\xff'" in failure_text(replace(BROKEN, sent=b"\xff"))


def test_what_is_long_is_shortened_and_says_so() -> None:
    text = failure_text(replace(BROKEN, sent=b"a" * 1_000_000))
    assert len(text) < 10_000
    assert text.endswith("a … (1000000 characters)")
    assert "the 1000000 bytes that left store" in text


def test_headlines() -> None:
    assert headline(BROKEN) == "the status: 503, expected 200 (and 1 more)"
    assert headline(replace(BROKEN, mismatches=(ABSENT,))) == (
        "$.ts: absent, expected a number, like 1.5"
    )
    assert headline(replace(BROKEN, reason="OSError: no bus\nmore")) == "OSError: no bus"


def test_known_breaks_of_one_reason_share_it_and_a_witness() -> None:
    sent = b'{\n  "level": "hard"\n}'
    known = replace(BROKEN, verdict=Verdict.PENDING, pending="ts is missing (1.2)", sent=sent)
    also = replace(known, interaction="an event, given the queue is empty", sent=b"{}")
    unsaid = replace(known, pending=None)
    seen = [known, BROKEN, unsaid, also]
    assert [each.splitlines() for each in pending_texts(seen)] == [
        [
            "PENDING pipeline: an event, given the queue is full",
            "PENDING pipeline: an event, given the queue is empty",
            "  ts is missing (1.2)",
            "  the status: 503, expected 200 (and 1 more)",
            '  { "level": "hard" }',
        ],
        [
            "PENDING pipeline: an event, given the queue is full",
            "  no reason is given",
            "  the status: 503, expected 200 (and 1 more)",
            '  { "level": "hard" }',
        ],
    ]


def test_a_mended_break_says_what_to_do() -> None:
    mended = replace(BROKEN, verdict=Verdict.PENDING_BUT_PASSES, mismatches=(), pending="known")
    assert failure_text(mended).splitlines() == [
        "store does what pipeline expects:",
        "  an event, given the queue is full",
        "It is marked as pending: known.",
        "Remove the pending mark from the consumer's test, and record the pact again.",
    ]
