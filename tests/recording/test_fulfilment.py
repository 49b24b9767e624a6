"""What is recorded is fulfilled by the document that the consumer's test passed on."""

from typing import Any

import pytest

from pactfuzz import Consumer
from pactfuzz.contract import Interaction, Kind
from pactfuzz.errors import PactfuzzError
from pactfuzz.recording import cases_of, expectations_of, matching
from pactfuzz.recording.fulfilment import check_fulfilled, meant_to_fulfil, recorded_document


def message(content: Any, rules: Any = None, *, encoded: Any = False) -> Interaction:
    contents = {"content": content, "contentType": "application/json", "encoded": encoded}
    matching = {"matchingRules": {"body": rules}} if rules else {}
    document = {"description": "it", "contents": contents, **matching}
    return Interaction.from_content(document, Kind.MESSAGE)


INTEGER = {"$.a": {"combine": "AND", "matchers": [{"match": "integer"}]}}


@pytest.mark.parametrize(
    ("interaction", "document"),
    [
        (message({"a": 1}, INTEGER), {"a": 2}),
        (message("null", encoded="JSON"), None),
        (message("5"), "5"),
        (message([1]), [1]),
    ],
)
def test_a_document_that_fulfils_an_interaction_is_recorded(
    interaction: Interaction, document: Any
) -> None:
    check_fulfilled(interaction, document)


@pytest.mark.parametrize(
    ("interaction", "document", "words"),
    [
        (message({"a": 1}, INTEGER), {"a": "x"}, r"\$\.a: "),
        (message({"a": 1}, INTEGER), {}, r"\$\.a: "),
        (message({"a": 1}), {"a": 2}, r"\$\.a: "),
        (message(None), None, "it asks for no document"),
        (message(None), {"a": 1}, "it asks for no document"),
    ],
)
def test_a_document_that_does_not_is_told(
    interaction: Interaction, document: Any, words: str
) -> None:
    with pytest.raises(PactfuzzError, match=words):
        check_fulfilled(interaction, document)


def test_null_is_recorded_as_a_document() -> None:
    @Consumer("reader", provider="writer").receives("it", None)
    def test(it: None) -> None: ...

    (case, *_) = cases_of(expectations_of(test)[0])
    with case.opened() as opened:
        assert opened.recorded is not None
        assert opened.document is None
        assert recorded_document(opened.recorded) is None


def test_a_run_whose_document_does_not_fulfil_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    @Consumer("reader", provider="writer").receives("it", int)
    def test(it: int) -> None: ...

    (case, *_) = cases_of(expectations_of(test)[0])
    monkeypatch.setattr("pactfuzz.recording.official.reified", lambda _: b"1.5")
    monkeypatch.setattr("pactfuzz.recording.case.Case._read", lambda *_: 1)
    with pytest.raises(PactfuzzError, match="not fulfilled by a document"), case.opened():
        pass


TEXT_OR_COUNT = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
CHOICE = {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "array"}], "$defs": {"A": {"type": "object"}}}
DOCUMENTS = [{"a": 1}, {"a": 1, "b": {"c": 2, "d": 3}}, {"a": 1.0, "b": {"c": 2}}]


@pytest.mark.parametrize(
    ("schema", "promises", "meant"),
    [
        ({}, {}, DOCUMENTS),
        (TEXT_OR_COUNT, {}, DOCUMENTS),
        ({}, {"a": 1}, DOCUMENTS[:2]),
        ({}, {"b": {"c": 2}}, DOCUMENTS[1:]),
        ({}, {"a": 2}, []),
        (CHOICE, {}, []),
        ({"properties": {"x": CHOICE}, "$defs": CHOICE["$defs"]}, {}, []),
        ({"enum": [[1], {"a": 1}]}, {}, []),
        ({"type": ["object", "array", "null"]}, {}, []),
        ({"type": ["object", "null"]}, {}, DOCUMENTS),
    ],
)
def test_covering_examples_are_meant_unless_pact_can_say_one_branch_only(
    schema: Any, promises: Any, meant: Any
) -> None:
    assert list(meant_to_fulfil(schema, promises, {"a": 0}, DOCUMENTS)) == meant
    assert list(meant_to_fulfil(schema, promises, {"z": 0}, DOCUMENTS)) == []


def test_a_covering_example_that_does_not_fulfil_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(matching._SCALAR_RULES, "integer", "equality")

    @Consumer("reader", provider="writer").receives("it", int)
    def test(it: int) -> None: ...

    (case, *_) = cases_of(expectations_of(test)[0])
    with pytest.raises(PactfuzzError, match="is run on, 0: "), case.opened():
        pass
