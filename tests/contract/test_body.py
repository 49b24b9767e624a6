"""The bodies of interactions, as the versions of the specification write them."""

from typing import Any

import pytest

from pactfuzz.contract import Interaction, Kind
from pactfuzz.contract.body import answer_of, body_rules_of, content_type_of, document_of
from pactfuzz.shapes import ABSENT

WRAPPED = {"content": {"a": 1}, "contentType": "application/vnd.api+json", "encoded": False}


@pytest.mark.parametrize(
    ("half", "document", "content_type"),
    [
        ({"body": {"a": 1}}, {"a": 1}, "application/json"),
        ({"body": {"a": 1}, "headers": {"content-type": "a/b"}}, {"a": 1}, "a/b"),
        ({"body": {"a": 1}, "headers": {"Content-Type": ["a/b"]}}, {"a": 1}, "a/b"),
        ({"body": WRAPPED}, {"a": 1}, "application/vnd.api+json"),
        ({"body": WRAPPED, "headers": {"Content-Type": []}}, {"a": 1}, "application/vnd.api+json"),
        ({"contents": WRAPPED}, {"a": 1}, "application/vnd.api+json"),
        ({"contents": {"a": 1}, "metaData": {"contentType": "a/b"}}, {"a": 1}, "a/b"),
        ({"contents": {"a": 1}, "metadata": {"Content-Type": "a/b"}}, {"a": 1}, "a/b"),
        ({"body": '{"a": 1}'}, {"a": 1}, "application/json"),
        ({"body": "<a/>"}, "<a/>", "application/json"),
        ({"body": {"content": 1, "contentType": 2}}, 1, "application/json"),
        ({"body": None}, None, "application/json"),
        ({"status": 204}, ABSENT, "application/json"),
        ({"headers": "odd"}, ABSENT, "application/json"),
    ],
)
def test_document_and_type_are_found(
    half: dict[str, Any], document: Any, content_type: str
) -> None:
    assert document_of(half) == document
    assert content_type_of(half) == content_type


RULE = {"matchers": [{"match": "type"}]}


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ({"body": {"$": RULE}, "header": {}}, {"$": RULE}),
        ({"content": {"$": RULE}}, {"$": RULE}),
        ({"$.body.a": {"match": "type"}}, {"$.body.a": {"match": "type"}}),
        (None, {}),
    ],
)
def test_the_rules_of_the_body_are_found(written: Any, rules: Any) -> None:
    assert body_rules_of({"matchingRules": written}) == rules


@pytest.mark.parametrize(
    ("kind", "content", "answer"),
    [
        (Kind.HTTP, {"response": {"status": 200}}, {"status": 200}),
        (Kind.HTTP, {}, {}),
        (Kind.SYNCHRONOUS_MESSAGE, {"response": [{"contents": 1}]}, {"contents": 1}),
        (Kind.SYNCHRONOUS_MESSAGE, {"response": [5]}, {}),
    ],
)
def test_the_answer_is_what_the_provider_owes(kind: Kind, content: Any, answer: Any) -> None:
    assert answer_of(Interaction(kind, "x", (), content)) == answer


def test_a_message_is_its_own_answer() -> None:
    content = {"contents": 1}
    assert answer_of(Interaction(Kind.MESSAGE, "x", (), content)) is content
