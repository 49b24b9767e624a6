"""Verifying by the library, without a test runner: what comes back, and in which order."""

from collections.abc import Iterator
from typing import Any

import pytest

from pactfuzz.contract import Pact
from pactfuzz.contract.outcome import Judge, Mismatch, Outcome, Verdict
from pactfuzz.shapes import Location
from pactfuzz.verification import Message, Provider
from pactfuzz.verification.session import Verification, Verified


@pytest.fixture(scope="module")
def verification() -> Iterator[Verification]:
    session = Verification(10.0)
    yield session
    session.close()


def pact(**interaction: Any) -> Pact:
    document = {"type": "Asynchronous/Messages", "description": "an event", **interaction}
    return Pact.from_document(
        {
            "consumer": {"name": "consumer"},
            "provider": {"name": "provider"},
            "interactions": [document],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )


def json_body(content: Any) -> dict[str, Any]:
    return {"content": content, "contentType": "application/json", "encoded": False}


def verified(verification: Verification, contract: Pact, sent: Any) -> Verified:
    provider = Provider("provider")
    provider.sends("an event")(lambda: sent)
    (interaction,) = contract.interactions
    return verification.verify(provider, contract, interaction)


def found(verification: Verification, content: Any, rules: Any, sent: bytes) -> list[Mismatch]:
    matching = {"body": {path: {"matchers": [rule]} for path, rule in rules.items()}}
    contract = pact(contents=json_body(content), matchingRules=matching)
    return list(verified(verification, contract, sent).outcome.mismatches)


def core(where: tuple[str | int, ...], expected: str, actual: str, rule: str) -> Mismatch:
    return Mismatch(Location(where), expected, actual, rule, Judge.CORE)


REQUIRED = "the member is required"
NO_BUS = "there is no bus"


def test_mismatches_are_told_by_place_expectation_and_rule(verification: Verification) -> None:
    rules = {
        "$.id": {"match": "integer"},
        "$.level": {"match": "regex", "regex": "ok|soft"},
        "$.items": {"match": "type", "min": 1},
        "$.items[*].n": {"match": "number"},
    }
    content = {"id": 1, "level": "ok", "items": [{"n": 1.5}], "it's": True, "exact": [1, 2]}
    sent = b'{"id": "7", "level": "OK", "items": [{"n": 2}, {}, {"n": "3"}], "exact": [1]}'
    text = "text that matches ok|soft"
    assert found(verification, content, rules, sent) == [
        core(("exact",), "[1,2]", "[1]", "Expected 2 but was missing"),
        core(("exact",), "[1,2]", "[1]", "Expected a List with 2 elements but received 1 elements"),
        core(("id",), "an integer, like 1", '"7"', "an integer"),
        core(("items", 1, "n"), "a number", "absent", REQUIRED),
        core(("items", 2, "n"), "a number, like 1.5", '"3"', "a number"),
        core(("level",), f'{text}, like "ok"', '"OK"', text),
        core(("it's",), "true", "absent", REQUIRED),
    ]


@pytest.mark.parametrize("expected", [1, "x", {"b": 1}, [1], True])
@pytest.mark.parametrize(("where", "sent"), [("$.a", b'{"a": null}'), ("$", b"null")])
def test_null_is_not_told_as_absent(
    verification: Verification, expected: Any, where: str, sent: bytes
) -> None:
    content = {"a": expected} if where == "$.a" else expected
    (mismatch,) = found(verification, content, {}, sent)
    assert (str(mismatch.where), mismatch.actual) == (where, "null")


def test_the_order_is_the_same_in_each_run(verification: Verification) -> None:
    content = {f"member {number}": number for number in range(12)}
    first = found(verification, content, {}, b'{"member 3": 5, "member 4": 6}')
    assert len(first) == 12
    for _ in range(5):
        again = found(verification, content, {}, b'{"member 3": 5, "member 4": 6}')
        assert again == first


def test_both_judges_see_the_same_bytes(verification: Verification) -> None:
    contract = pact(
        contents=json_body({"a": 1}),
        comments={"pactfuzz": {"schema": {"properties": {"b": {"type": "null"}}}}},
    )
    outcome = verified(verification, contract, b'{"a": 2, "b": 3}').outcome
    assert [(str(each.where), each.judge) for each in outcome.mismatches] == [
        ("$.a", Judge.CORE),
        ("$.b", Judge.SCHEMA),
    ]
    assert outcome.sent == b'{"a": 2, "b": 3}'


def test_metadata_and_content_type_are_judged_where_they_are_told(
    verification: Verification,
) -> None:
    contract = pact(contents=json_body({"a": 1}), metadata={"topic": "bars"})
    body = b'{"a": 1}'
    assert wheres(verified(verification, contract, body)) == ["the metadata topic"]
    told = Message(body, metadata={"topic": "bars"})
    assert verified(verification, contract, told).outcome.verdict is Verdict.VERIFIED
    other = Message(body, content_type="text/plain", metadata={"topic": "bars"})
    assert "the content type" in wheres(verified(verification, contract, other))


def wheres(result: Verified) -> list[str]:
    return [str(each.where) for each in result.outcome.mismatches]


def test_a_message_that_answers_a_message_gets_it(verification: Verification) -> None:
    contract = pact(
        type="Synchronous/Messages",
        request={"contents": json_body({"number": 20})},
        response=[{"contents": json_body({"double": 40})}],
    )
    provider = Provider("provider")

    @provider.sends("an event")
    async def answer(request: dict[str, int]) -> bytes:
        return b'{"double": %d}' % (2 * request["number"])

    (interaction,) = contract.interactions
    outcome = verification.verify(provider, contract, interaction).outcome
    assert outcome == Outcome(
        "consumer",
        "provider",
        "an event",
        (),
        Verdict.VERIFIED,
        sent=b'{"double": 40}',
        seconds=outcome.seconds,
    )


def test_what_is_pending_is_judged_like_the_rest(verification: Verification) -> None:
    notes = {"pactfuzz": {"pending": "known"}}
    contract = pact(contents=json_body({"a": 1}), pending=True, comments=notes)
    broken = verified(verification, contract, b"{}").outcome
    assert (broken.verdict, broken.pending) == (Verdict.PENDING, "known")
    assert broken.mismatches
    kept = verified(verification, contract, b'{"a": 1}').outcome
    assert kept.verdict is Verdict.PENDING_BUT_PASSES


def test_the_error_of_an_emitter_comes_back_with_its_own_traceback(
    verification: Verification,
) -> None:
    provider = Provider("provider")

    @provider.sends("an event")
    def emit() -> bytes:
        raise OSError(NO_BUS)

    contract = pact(contents=json_body({}))
    result = verification.verify(provider, contract, contract.interactions[0])
    assert result.outcome.reason == f"OSError: {NO_BUS}"
    assert result.error is not None
    assert result.error.__traceback__ is not None
    assert result.error.__traceback__.tb_frame.f_code.co_name == "emit"


def test_what_is_no_failure_goes_through_and_the_states_are_left(
    verification: Verification,
) -> None:
    provider = Provider("provider")
    left = []

    @provider.state("a state")
    def a_state() -> Iterator[None]:
        yield
        left.append(True)

    @provider.sends("an event")
    def emit() -> bytes:
        raise KeyboardInterrupt

    contract = pact(contents=json_body({}), providerStates=[{"name": "a state"}])
    with pytest.raises(KeyboardInterrupt):
        verification.verify(provider, contract, contract.interactions[0])
    assert left == [True]


V3 = {"pactSpecification": {"version": "3.0.0"}}

SPELLINGS: list[Any] = [
    {"pactSpecification": {"version": "4.0"}},
    {},
    V3,
    {"pactSpecificationVersion": "4.0"},
    {"PactSpecification": {"version": "4.0"}},
    {"pactSpecification": {"Version": "4.0"}},
    {"pactSpecification": "4.0"},
]


@pytest.mark.parametrize("metadata", SPELLINGS, ids=str)
def test_a_message_is_judged_however_its_file_states_the_version(
    verification: Verification, metadata: Any
) -> None:
    contract = with_metadata(pact(contents=json_body({"id": 1})), metadata)
    assert verified(verification, contract, b'{"id": 1}').outcome.verdict is Verdict.VERIFIED
    outcome = verified(verification, contract, b'{"nothing": 1}').outcome
    assert [str(each.where) for each in outcome.mismatches] == ["$.id"]


@pytest.mark.parametrize("contents", [{"id": 1}, {"content": {"id": 1}}], ids=str)
def test_contents_without_the_form_of_version_4_are_judged(
    verification: Verification, contents: Any
) -> None:
    contract = pact(contents=contents)
    assert verified(verification, contract, b'{"id": 1}').outcome.verdict is Verdict.VERIFIED
    assert verified(verification, contract, b'{"id": 2}').outcome.verdict is Verdict.FAILED


EMPTY: list[tuple[Pact, tuple[Any, ...], tuple[bytes, ...]]] = [
    (pact(contents=None), (None, b"", b"null", Message(b"")), (b"{}", b"0", b'""', b"\xff")),
    (pact(contents={}), (None, b"", b"null"), (b"{}", b"0")),
    (pact(contents=json_body(None)), (None, b"", b"null"), (b"{}", b"0", b"false", b'""')),
    (pact(contents=json_body("")), (None, b"", b'""'), (b"null", b"{}", b"text")),
]


@pytest.mark.parametrize("form", ["4", "3"])
@pytest.mark.parametrize(("contract", "good", "bad"), EMPTY)
def test_a_message_that_has_no_contents_has_to_be_empty(
    verification: Verification,
    form: str,
    contract: Pact,
    good: tuple[Any, ...],
    bad: tuple[bytes, ...],
) -> None:
    if form == "3":
        contract = in_version_3(contract)
    for sent in good:
        assert verified(verification, contract, sent).outcome.verdict is Verdict.VERIFIED
    for sent in bad:
        outcome = verified(verification, contract, sent).outcome
        (mismatch,) = outcome.mismatches
        assert mismatch.judge is Judge.PACT
        assert mismatch.expected.startswith("no contents")


@pytest.mark.parametrize("sent", [None, b"", b"{}", b"\xff"])
def test_where_no_contents_are_recorded_any_will_do(
    verification: Verification, sent: bytes | None
) -> None:
    for contract in (pact(), in_version_3(pact())):
        assert verified(verification, contract, sent).outcome.verdict is Verdict.VERIFIED


@pytest.mark.parametrize("sent", [None, b"", Message(b"")], ids=str)
@pytest.mark.parametrize("content", [{"a": 1}, {}, [], 0, False, "text"], ids=str)
def test_where_contents_are_expected_nothing_is_not_enough(
    verification: Verification, content: Any, sent: Any
) -> None:
    for contract in (
        pact(contents=json_body(content)),
        in_version_3(pact(contents=json_body(content))),
    ):
        outcome = verified(verification, contract, sent).outcome
        assert outcome.verdict is Verdict.FAILED
        assert outcome.reason == 'the emitter of "an event" sent nothing'


@pytest.mark.parametrize("member", ["metadata", "metaData"])
@pytest.mark.parametrize("name", ["contentType", "content-type", "Content-Type", "content_type"])
@pytest.mark.parametrize("stated", ["application/json", "application/json; charset=utf-8"])
def test_a_content_type_in_the_metadata_is_that_of_the_bytes(
    verification: Verification, member: str, name: str, stated: str
) -> None:
    contract = in_version_3(pact(contents={"a": 1}, **{member: {name: stated}}))
    assert verified(verification, contract, b'{"a": 1}').outcome.verdict is Verdict.VERIFIED
    other = Message(b'{"a": 1}', "application/xml")
    assert verified(verification, contract, other).outcome.verdict is Verdict.FAILED


def test_a_mark_of_another_tool_may_stay_when_it_is_not_needed_any_more(
    verification: Verification,
) -> None:
    contract = pact(contents=json_body({"a": 1}), pending=True)
    broken, mended = (
        verified(verification, contract, sent).outcome for sent in (b"{}", b'{"a": 1}')
    )
    assert (broken.verdict, broken.pending) == (Verdict.PENDING, "")
    assert (mended.verdict, mended.pending) == (Verdict.VERIFIED, "")


def test_before_version_4_no_mark_excuses_a_break(verification: Verification) -> None:
    own = {"comments": {"pactfuzz": {"pending": "known"}}}
    for metadata in SPELLINGS[1:]:
        for more in ({}, own):
            contract = pact(contents=json_body({"a": 1}), pending=True, **more)
            marked = with_metadata(contract, metadata)
            assert verified(verification, marked, b"{}").outcome.verdict is Verdict.FAILED
            outcome = verified(verification, marked, b'{"a": 1}').outcome
            assert (outcome.verdict, outcome.pending) == (Verdict.VERIFIED, None)


def with_metadata(contract: Pact, metadata: Any) -> Pact:
    return Pact.from_document({**contract.to_document(), "metadata": metadata})


def in_version_3(contract: Pact) -> Pact:
    """The same message as version 3 writes it: without a type, its contents as they are."""
    (content,) = contract.to_document()["interactions"]
    message = {name: value for name, value in content.items() if name != "type"}
    contents = message.get("contents")
    if isinstance(contents, dict) and ("content" in contents or not contents):
        message["contents"] = contents.get("content")
    return Pact.from_document(
        {
            "consumer": {"name": "consumer"},
            "provider": {"name": "provider"},
            "messages": [message],
            "metadata": V3,
        }
    )


def test_of_a_large_message_a_mismatch_keeps_the_beginning(verification: Verification) -> None:
    large = b'{"a": "%b"}' % (b"x" * 1_000_000)
    schema = {"properties": {"a": {"type": "integer"}}}
    contract = pact(contents=json_body({"a": 1}), comments={"pactfuzz": {"schema": schema}})
    outcome = verified(verification, contract, large).outcome
    assert {each.judge for each in outcome.mismatches} == {Judge.CORE, Judge.SCHEMA}
    for each in outcome.mismatches:
        assert len(each.expected) + len(each.actual) + len(each.rule) < 40_000
        assert each.actual.endswith("… (1000002 characters)")
    assert len(outcome.official) < 25_000
    assert outcome.sent == large
