"""The smallest document that still fails, found by taking away what need not be there."""

import json
from itertools import islice

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from market_data_core.telemetry import FeedbackEvent

from pactfuzz.shapes import Shape, parse_document
from pactfuzz.values.minimise import minimise
from pactfuzz.values.spelling import Escapes, Spelling, written
from pactfuzz.values.stream import Stream

EVENT = {
    "coordinator_id": "bars é\x00\x01abc",
    "queue_size": 18446744073709551617,
    "capacity": 100,
    "level": "hard",
    "source": "x" * 400,
    "ts": 1.6892e9,
}
SMALLEST = {"capacity": 1, "coordinator_id": "", "level": "ok", "queue_size": 0, "ts": 0}
SHAPE = Shape.from_model(FeedbackEvent)
FAULTS = {
    "an enum member": (lambda each: each["level"] == "hard", {"level": "hard"}),
    "beyond 2**63": (lambda each: each["queue_size"] > 2**63, {"queue_size": 2**63 + 1}),
    "beyond a limit": (lambda each: each["queue_size"] > 1_000, {"queue_size": 1_001}),
    "a fraction": (lambda each: each["ts"] > 12345.678, {"ts": 12346}),
    "NUL": (lambda each: "\x00" in each["coordinator_id"], {"coordinator_id": "\x00"}),
    "not ASCII": (lambda each: not each["coordinator_id"].isascii(), {"coordinator_id": "é"}),
    "a long text": (lambda each: len(each.get("source", "")) > 300, {"source": "0" * 301}),
    "more than there is room for": (
        lambda each: each["queue_size"] > each["capacity"],
        {"queue_size": 2},
    ),
    "a big one of a level": (
        lambda each: each["level"] == "hard" and each["queue_size"] >= 2**53,
        {"level": "hard", "queue_size": 2**53},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_typical_fault_is_shown_by_the_smallest_document_of_the_shape(fault: str) -> None:
    is_faulty, special = FAULTS[fault]

    def still_fails(text: bytes) -> bool:
        document = parse_document(text)
        return SHAPE.accepts(document) and is_faulty(document)

    found = json.loads(minimise(written(EVENT), still_fails))
    expected = {**SMALLEST, **special}
    if "level" not in special:
        del expected["level"], found["level"]  # no member of an enumeration is smaller
    assert found == expected


@pytest.mark.parametrize(
    ("text", "still_fails", "smallest"),
    [
        (b'{"ts": NaN, "a": [1]}', lambda text: b"NaN" in text, b"NaN"),
        (b'{"ts": -Infinity}', lambda text: b"ts" in text and b"Inf" in text, b'{"ts":Infinity}'),
        (b'{"a": "\\u0061bc", "b": 1}', lambda text: b"\\u0061" in text, b'"\\u0061"'),
        (b'["\\ud83d\\ude00x"]', lambda text: b"\\ud83d" in text, b'"\\ud83d\\ude00"'),
        (b'["a\\ud800b"]', lambda text: b"\\ud800" in text, b'"\\ud800"'),
        (b' { "a" : 1 , "b" : 2 } ', lambda text: b" " in text and b"b" in text, b'{ "b" : null }'),
        (b'{"a": {"b": {"c": "x"}}}', lambda text: b"x" in text, b'"x"'),
        (b'{"a": 1, "a": 2, "b": 3}', lambda text: text.count(b'"a"') > 1, b'{"a":null,"a":null}'),
        (b"[1e400, 2]", lambda text: b"e400" in text, b"1e400"),
        (b"[3, 2, 1]", lambda text: sorted(json.loads(text)) == [1, 2, 3], b"[1,2,3]"),
        (b"[-0.0]", lambda text: b"-0.0" in text, b"-0.0"),
        (b'{"model_config": 1}', lambda text: b'"model_' in text, b'{"model_":null}'),
    ],
)
def test_the_smallest_of_some_documents(text: bytes, still_fails, smallest: bytes) -> None:
    assert minimise(text, still_fails) == smallest


def test_a_large_document_takes_few_calls() -> None:
    asked = []

    def still_fails(text: bytes) -> bool:
        asked.append(text)
        return "member500" in json.loads(text)

    large = written({f"member{number}": [number] for number in range(1_000)})
    assert minimise(large, still_fails) == b'{"member500":null}'
    assert len(asked) < 150


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
spellings = st.builds(Spelling, st.sampled_from(["", " ", "\n"]), st.sampled_from(Escapes))
texts = st.builds(written, documents, spellings)
some = settings(max_examples=40)


@some
@given(texts, st.integers(0, 255), st.integers(0, 60))
@example(b"[[]]", ord("["), 1)
def test_what_is_returned_has_failed(text: bytes, byte: int, length: int) -> None:
    failed = set()

    def still_fails(candidate: bytes) -> bool:
        is_failing = len(candidate) > length or byte in candidate
        failed.update([candidate] if is_failing else [])
        return is_failing

    smallest = minimise(text, still_fails, limit=150)
    assert smallest in failed or (smallest == text and not failed)


@some
@given(texts, st.integers(0, 40))
def test_it_asks_no_more_often_than_it_may_and_never_twice(text: bytes, limit: int) -> None:
    asked = []

    def still_fails(candidate: bytes) -> bool:
        asked.append(candidate)
        return b"1" in candidate or len(candidate) > 3

    minimise(text, still_fails, limit=limit)
    assert len(asked) <= limit
    assert len(set(asked)) == len(asked)


@some
@given(texts)
def test_nothing_smaller_is_left_to_be_found(text: bytes) -> None:
    def still_fails(candidate: bytes) -> bool:
        return len(candidate) >= 2

    smallest = minimise(text, still_fails)
    assert minimise(smallest, still_fails) == smallest


@some
@given(texts)
def test_a_predicate_that_raises_does_not_want_the_candidate(text: bytes) -> None:
    def still_fails(candidate: bytes) -> bool:
        if candidate != text:
            raise RuntimeError
        return True

    assert minimise(text, still_fails) == text


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 5_000])
def test_what_is_no_json_stays_as_it_is(text: bytes) -> None:
    assert minimise(text, lambda _: True) == text


def test_a_document_that_does_not_fail_stays_as_it_is() -> None:
    assert minimise(b'{"a": 1}', lambda _: False) == b'{"a": 1}'


def test_what_a_stream_finds_becomes_small() -> None:
    found = next(
        each.text
        for each in islice(Stream(SHAPE, 0, extended=True), 100_000)
        if b'"__class__":' in each.text
    )

    def still_fails(text: bytes) -> bool:
        document = parse_document(text)
        return SHAPE.accepts(document) and "__class__" in document

    smallest = json.loads(minimise(found, still_fails))
    assert smallest == {**SMALLEST, "level": smallest["level"], "__class__": None}
