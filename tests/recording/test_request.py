"""Requests as they are declared: what a real client has to send, and what a provider gets."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from pact import match

from pactfuzz import Consumer, Provider, state
from pactfuzz.contract import Pact
from pactfuzz.errors import DeclarationError
from pactfuzz.recording import Expectation, expectations_of
from pactfuzz.recording.official import ConsumerBreaks, interaction_of, recorded, standing_in
from pactfuzz.verification.session import Verification


def declared(path: str = "/items", **parts: Any) -> Expectation:
    @Consumer("reader", provider="writer").requests("items", "GET", path, int, **parts)
    def test(provider_url: str) -> None: ...

    (expectation,) = expectations_of(test)
    return expectation


def ask(expectation: Expectation, target: str, headers: Sequence[tuple[str, str]] = ()) -> None:
    """Ask the stand-in over a socket, with every header line as it is given."""
    with recorded(expectation, None) as pact, standing_in(pact) as url:
        connection = HTTPConnection(urlsplit(url).netloc)
        connection.putrequest("GET", target)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        connection.getresponse().read()
        connection.close()


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ({"tag": ["a", "b"]}, "tag=a&tag=b"),
        ({"tag": ("a", "b")}, "tag=a&tag=b"),
        ({"tag": ["a"]}, "tag=a"),
        ({"tag": "a"}, "tag=a"),
        ({"tag": [1, True, 1.5]}, "tag=1&tag=true&tag=1.5"),
        ({"tag": None, "other": ""}, "tag=&other="),
        ({"tag": []}, ""),
        ({"tag": [match.str("a"), match.str("b")]}, "tag=x&tag=y"),
        ({"tag": match.each_like("a", min=2)}, "tag=x&tag=y&tag=z"),
        ({"tag": [match.regex("a", regex="a|c"), match.regex("c", regex="a|c")]}, "tag=c&tag=c"),
    ],
)
def test_each_value_of_a_parameter_is_one_that_is_sent(query: Any, target: str) -> None:
    expectation = declared(query=query)
    ask(expectation, f"/items?{target}")
    with pytest.raises(ConsumerBreaks):
        ask(expectation, f"/items?{target}&more=1")


def test_the_order_and_the_number_of_values_count() -> None:
    for target in ("tag=b&tag=a", "tag=a", "tag=a&tag=b&tag=c"):
        with pytest.raises(ConsumerBreaks, match="query parameter 'tag'"):
            ask(declared(query={"tag": ["a", "b"]}), f"/items?{target}")


def test_each_value_of_a_header_is_a_line() -> None:
    expectation = declared(headers={"X-Tag": ["a", "b"], "X-Size": 5})
    ask(expectation, "/items", [("X-Tag", "a"), ("X-Tag", "b"), ("X-Size", "5")])
    with pytest.raises(ConsumerBreaks, match="X-Tag"):
        ask(expectation, "/items", [("X-Tag", "a"), ("X-Size", "5")])


def test_a_path_is_recorded_as_it_is_sent() -> None:
    ask(declared("/a b/é"), "/a%20b/%C3%A9")
    ask(declared("/a%20b"), "/a%20b")


@pytest.mark.parametrize(
    ("path", "parts", "words"),
    [
        ("items", {}, 'items: path "items": expected one that starts with "/"'),
        ("/items?x=1", {}, "query parameters go to query="),
        ("/", {"query": [("x", "a")]}, "items: query is [('x', 'a')]: expected names with"),
        ("/", {"headers": {5: "a"}}, "a name of items: headers is 5"),
        ("/", {"status": "200"}, "items: status '200': expected a number from 100 to 599"),
        ("/", {"status": 20}, "items: status 20"),
        ("/", {"states": state("s")}, "expected a list of states"),
        ("/", {"headers": {"X": None}}, 'header "X": None is no value'),
        ("/", {"query": {"x": [["a"]]}}, 'query "x": a list in a list has no form'),
        ("/", {"query": {"x": [match.str("a"), "b"]}}, "Pact has one rule for all values"),
        (
            "/",
            {"headers": {"X": [match.regex("a", regex="a"), match.regex("b", regex="b")]}},
            "Pact has one rule for all values",
        ),
    ],
)
def test_a_part_that_pact_cannot_say_is_refused(
    path: str, parts: dict[str, Any], words: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        declared(path, **parts)
    assert words in str(refused.value)


def test_a_status_may_be_a_member_of_an_enumeration() -> None:
    with recorded(declared(status=HTTPStatus.CREATED), None) as pact:
        assert interaction_of(pact).content["response"]["status"] == 201


def test_a_provider_is_asked_with_every_value() -> None:
    expectation = declared(
        "/a b", query={"tag": ["a", "b"], "page": 1}, headers={"X-Tag": ["a", "b"]}
    )
    seen: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        del receive
        if scope["type"] != "http":
            return
        lines = [value for name, value in scope["headers"] if name == b"x-tag"]
        seen.append((scope["path"], scope["query_string"], lines))
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": json.dumps(1).encode()})

    writer = Provider("writer")
    writer.app(lambda: application)
    with recorded(expectation, None) as pact:
        interaction = interaction_of(pact)
    file = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
    verification = Verification(10.0)
    try:
        outcome = verification.verify(writer, file, interaction).outcome
    finally:
        verification.close()
    assert outcome.verdict == "verified", outcome
    ((path, query, lines),) = seen
    assert path == "/a b"
    assert sorted(query.split(b"&")) == [b"page=1", b"tag=a", b"tag=b"]
    assert lines == [b"a", b"b"]
