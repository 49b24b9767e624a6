"""Interactions that are not of the form of the Pact specification: each is told, alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.contract import Pact, read_pact, refusing_plugins
from pactfuzz.errors import PactFileError

BODY = {"content": {"a": 1}, "contentType": "application/json", "encoded": False}
MESSAGE = {"type": "Asynchronous/Messages", "description": "an event", "contents": BODY}
HTTP = {
    "type": "Synchronous/HTTP",
    "description": "a page",
    "request": {"method": "GET", "path": "/"},
    "response": {"status": 200, "body": BODY},
}
ANSWER = {
    "type": "Synchronous/Messages",
    "description": "a reply",
    "request": {"contents": BODY},
    "response": [{"contents": BODY}],
}
RULES = "matchingRules"
TYPES = 'expected "Synchronous/HTTP" or "Asynchronous/Messages" or "Synchronous/Messages"'


def pact(*interactions: Any, **more: Any) -> Pact:
    return Pact.from_document(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": list(interactions),
            "metadata": {"pactSpecification": {"version": "4.0"}},
            **more,
        }
    )


def without(content: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != name}


def message(**members: Any) -> dict[str, Any]:
    return {**MESSAGE, **members}


def request(**members: Any) -> dict[str, Any]:
    return {**HTTP, "request": {**HTTP["request"], **members}}  # type: ignore[dict-item]


def response(**members: Any) -> dict[str, Any]:
    return {**HTTP, "response": {**HTTP["response"], **members}}  # type: ignore[dict-item]


def schema(document: Any) -> dict[str, Any]:
    return message(comments={"pactfuzz": {"schema": document}})


MALFORMED: list[tuple[Any, str]] = [
    (5, "expected an object, found the number 5"),
    (None, "expected an object, found null"),
    ([], "expected an object, found a list"),
    (without(MESSAGE, "description"), "description: expected a text, found nothing"),
    (message(description=None), "description: expected a text, found null"),
    (message(description=7), "description: expected a text, found the number 7"),
    (without(HTTP, "type"), f"type: {TYPES}, found nothing"),
    (message(type="Messages"), f'type: {TYPES}, found the text "Messages"'),
    (message(type=[]), f"type: {TYPES}, found a list"),
    (message(pending="true"), 'pending: expected true or false, found the text "true"'),
    (message(providerState=5), "providerState: expected a text, found the number 5"),
    (message(providerStates=5), "providerStates: expected a list of provider states, found the"),
    (message(providerStates={}), "providerStates: expected a list of provider states, found an"),
    (message(providerStates=[5]), 'providerStates[0]: expected an object with a "name", found'),
    (message(providerStates=[{"name": None}]), "providerStates[0].name: expected a text, found"),
    (message(providerStates=[{"name": 5}]), "providerStates[0].name: expected a text, found the"),
    (
        message(providerStates=[{"name": "s", "params": []}]),
        "providerStates[0].params: expected an object, found a list",
    ),
    (message(metadata="x"), 'metadata: expected an object, found the text "x"'),
    (without(HTTP, "request"), "request: expected an object, found nothing"),
    (without(HTTP, "response"), "response: expected an object, found nothing"),
    ({**HTTP, "request": []}, "request: expected an object, found a list"),
    ({**HTTP, "response": []}, "response: expected an object, found a list"),
    (request(method=5), "request.method: expected a text, found the number 5"),
    (request(path=False), "request.path: expected a text, found false"),
    (request(query=5), "request.query: expected an object or a text, found the number 5"),
    (request(query={"a": None}), 'request.query["a"]: expected a text or a list of texts, found'),
    (request(headers=5), "request.headers: expected an object, found the number 5"),
    (response(headers={"A": {}}), 'response.headers["A"]: expected a text or a list of texts, fo'),
    (response(status="201"), "response.status: expected an HTTP status as an integer, found the t"),
    (response(status=None), "response.status: expected an HTTP status as an integer, found null"),
    (response(status=True), "response.status: expected an HTTP status as an integer, found true"),
    (response(status=99999), "response.status: expected an HTTP status as an integer, found the n"),
    ({**ANSWER, "response": []}, "response: expected a list of at least one message, found a list"),
    (
        {**ANSWER, "response": {}},
        "response: expected a list of at least one message, found an obje",
    ),
    ({**ANSWER, "response": [5]}, "response[0]: expected an object, found the number 5"),
    (without(ANSWER, "request"), "request: expected an object, found nothing"),
    (message(matchingRules="x"), f'{RULES}: expected an object, found the text "x"'),
    (message(matchingRules={"body": []}), f"{RULES}.body: expected an object, found a list"),
    (
        message(matchingRules={"body": {"$.a": {"match": "type"}}}),
        f'{RULES}.body["$.a"]: expected an object with a list of "matchers", found an object',
    ),
    (
        response(matchingRules={"status": {"matchers": "x"}}),
        f'response.{RULES}.status: expected an object with a list of "matchers", found an object',
    ),
    (
        message(matchingRules={"body": {"$.a": {"combine": "XOR", "matchers": []}}}),
        f'{RULES}.body["$.a"].combine: expected "AND" or "OR", found the text "XOR"',
    ),
    (request(generators=[]), "request.generators: expected an object, found a list"),
    (request(generators={"body": 5}), "request.generators.body: expected an object, found the nu"),
    (
        request(generators={"body": {"$.a": "x"}}),
        'request.generators.body["$.a"]: expected an object, found the text "x"',
    ),
    (request(Method="GET"), 'request.Method: no tool reads this member; it is called "method"'),
    (response(Body={"a": 1}), 'response.Body: no tool reads this member; it is called "body"'),
    (response(Status=404), 'response.Status: no tool reads this member; it is called "status"'),
    (response(statusCode=404), 'response.statusCode: no tool reads this member; it is called "st'),
    (response(contents={"a": 1}), 'response.contents: no tool reads this member; it is called "b'),
    (response(HEADERS={}), 'response.HEADERS: no tool reads this member; it is called "headers"'),
    ({**HTTP, "Response": {}}, 'Response: no tool reads this member; it is called "response"'),
    ({**HTTP, "provider_states": []}, "provider_states: no tool reads this member; it is called"),
    (message(Contents={"a": 1}), 'Contents: no tool reads this member; it is called "contents"'),
    (message(body={"a": 1}), 'body: no tool reads this member; it is called "contents"'),
    (message(matching_rules={}), 'matching_rules: no tool reads this member; it is called "matc'),
    (
        {**ANSWER, "response": [{"Contents": {"content": 1}}]},
        'response[0].Contents: no tool reads this member; it is called "contents"',
    ),
    (schema("x"), "comments.pactfuzz.schema: expected a JSON Schema as an object, found the text"),
    (schema({"type": "no"}), "the consumer's schema: not a usable JSON Schema: "),
    (schema({"$ref": "https://example.com/s"}), "the consumer's schema: the schema refers to http"),
]


@pytest.mark.parametrize(("content", "reason"), MALFORMED)
def test_a_malformed_interaction_is_told_and_keeps_no_other_from_being_read(
    content: Any, reason: str
) -> None:
    read = pact(MESSAGE, content, HTTP)
    assert [each.description for each in read.interactions] == ["an event", "a page"]
    (unusable,) = read.unusable
    assert unusable.place == "interactions[1]"
    assert unusable.reason.startswith(reason)


@pytest.mark.parametrize(
    "content",
    [
        MESSAGE,
        HTTP,
        ANSWER,
        without(MESSAGE, "contents"),
        message(providerStates=None, metadata=None, matchingRules=None, pending=None),
        message(
            matchingRules={"body": {"$.a": {"combine": "OR", "matchers": [{"match": "null"}]}}}
        ),
        {**HTTP, "request": {}, "response": {}},
        request(query="a=1&b=2"),
        request(query={"a": ["1", 2]}),
        response(headers={"A": ["1", "2"], "B": 3}),
        response(matchingRules={"path": {}, "status": {"matchers": [{"match": "statusCode"}]}}),
        request(matchingRules={"path": {"$": {"matchers": [{"match": "type"}]}}}),
        message(contents={}),
        response(body={}),
        response(reason="OK", _id=1),
        {**HTTP, "provider_state": "s", "_id": 5, "transport": "http", "status": "draft"},
        request(generators={"path": {"type": "ProviderState"}, "body": {"$.a": {"type": "Uuid"}}}),
    ],
)
def test_what_the_specification_allows_is_read(content: Any) -> None:
    assert not pact(content).unusable


@pytest.mark.parametrize("name", ["Interactions", "MESSAGES"])
def test_interactions_under_a_misspelt_name_are_not_passed_over(name: str) -> None:
    with pytest.raises(PactFileError, match=f'{name}: no tool reads this member; it is called "'):
        pact(MESSAGE, **{name: [HTTP]})


def test_rules_of_version_2_stand_in_no_category() -> None:
    content = {
        **without(HTTP, "type"),
        "response": {"body": {"a": 1}, RULES: {"$.body.a": {"match": "type"}}},
    }
    assert not pact(content, metadata={"pactSpecification": {"version": "2.0.0"}}).unusable


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("9" * 5000, "$.contents.content.a: a number that is too large for the readers of JSON"),
        ("-1e999", "$.contents.content.a: a number that is too large for the readers of JSON"),
        ('{"b": 1, "c": 2, "b": 3}', '$.contents.content.a: the member "b" stands in it more than'),
        ("[" * 400 + "]" * 400, "nested deeper than the official Pact core reads (124 levels)"),
    ],
    ids=["an integer of 5000 digits", "a float without end", "a member twice", "nested deep"],
)
def test_what_readers_of_json_do_not_agree_on_is_refused(
    tmp_path: Path, value: str, reason: str
) -> None:
    document = json.dumps(
        pact(MESSAGE, message(contents={**BODY, "content": {"a": "?"}})).to_document()
    )
    path = tmp_path / "c-p.json"
    path.write_text(document.replace('"?"', value))
    (unusable,) = read_pact(path).unusable
    assert unusable.description == "an event"
    assert unusable.reason.startswith(reason)
    assert len(read_pact(path).interactions) == 1


PLUGINS = {
    "plugins": [{"name": "protobuf", "version": "1"}],
    "pactSpecification": {"version": "4.0"},
}
PROTOBUF = {"content": "CgE=", "contentType": "application/protobuf", "encoded": "base64"}


@pytest.mark.parametrize(
    "content",
    [
        {**HTTP, "pluginConfiguration": {"protobuf": {}}},
        message(contents=PROTOBUF),
        request(body=PROTOBUF),
        response(body=PROTOBUF),
        {**ANSWER, "request": {"contents": PROTOBUF}},
        {**ANSWER, "response": [{"contents": BODY}, {"contents": PROTOBUF}]},
    ],
)
def test_an_interaction_that_needs_a_plugin_is_refused_by_its_name(content: Any) -> None:
    read = pact(content, HTTP, metadata=PLUGINS)
    assert [each.content for each in read.interactions] == [content, HTTP]
    read = refusing_plugins(read)
    assert [each.content for each in read.interactions] == [HTTP]
    (unusable,) = read.unusable
    assert unusable.reason.startswith('needs the Pact plugin "protobuf"; ')


@pytest.mark.parametrize("plugins", [None, "x", 5, {}, [5], [{}]])
def test_a_list_of_plugins_that_is_none_reaches_nobody(plugins: Any) -> None:
    read = refusing_plugins(pact(HTTP, metadata={**PLUGINS, "plugins": plugins}))
    (interaction,) = read.interactions
    assert read.alone(interaction)["metadata"] == {"pactSpecification": {"version": "4.0"}}


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        ({"pactSpecification": {"version": "4.0"}}, "4.0"),
        ({"pact-specification": {"version": "4.0"}}, "4.0"),
        ({"pactSpecification": {"version": 4}}, "4.0"),
        ({}, "4.0"),
        ({"pactSpecification": {"version": "3.0.0"}}, "4.0"),
        ({"pactSpecification": "4.0"}, "4.0"),
        ({"pactSpecification": {"Version": "4.0"}}, "4.0"),
        ({"pactSpecificationVersion": "4.0"}, "4.0"),
        ({"PactSpecification": {"version": "4.0"}}, "4.0"),
        (
            {"pactSpecification": {"version": "3.0"}, "pact-specification": {"version": "4.0"}},
            "4.0",
        ),
    ],
)
def test_the_official_core_gets_each_interaction_in_the_version_of_its_form(
    metadata: Any, version: str
) -> None:
    for content in (MESSAGE, HTTP, ANSWER):
        read = pact(content, metadata=metadata)
        stated = read.alone(read.interactions[0])["metadata"]
        assert stated == {"pactSpecification": {"version": version}}


@pytest.mark.parametrize("version", ["1.1.0", "2.0.0", "3.0.0"])
def test_a_body_of_the_older_form_stays_in_the_older_version(version: str) -> None:
    for body in ({"a": 1}, {}):
        content = response(body=body)
        metadata = {"pactSpecification": {"version": version}}
        assert pact(content, metadata=metadata).interactions
    for content in (response(body={"a": 1}), without(response(body={"a": 1}), "type")):
        metadata = {"pactSpecification": {"version": version}}
        read = pact(content, metadata=metadata)
        assert read.alone(read.interactions[0])["metadata"] == metadata


def test_a_message_of_the_older_form_is_looked_at_in_a_file_of_version_4() -> None:
    read = pact(messages=[{"description": "an event", "contents": {"a": 1}}])
    alone = read.alone(read.interactions[0])
    assert alone["metadata"] == {"pactSpecification": {"version": "3.0.0"}}
    assert alone["messages"] == [{"description": "an event", "contents": {"a": 1}}]
