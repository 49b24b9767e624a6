"""Redirects: the provider's own first answer is judged, and nobody else is asked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from http_parties import (
    JSON,
    asgi,
    http_bytes,
    json_body,
    pact_of,
    places,
    provider_of,
    raw_server,
    verified,
)

from pactfuzz.contract.outcome import Verdict
from pactfuzz.verification.session import Verification

BODY = b'{"a": 1}'

Kind = Callable[[int, str], AbstractContextManager[Any]]


@contextmanager
def in_process(status: int, location: str) -> Iterator[Any]:
    """Redirect one path; every other has what the consumer expects of the first."""
    redirect = asgi(status, [JSON, ("Location", location)], b"" if status == 304 else BODY)
    arrived = asgi(200, [JSON], BODY)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        answer = redirect if scope.get("path") == "/asked" else arrived
        await answer(scope, receive, send)

    yield provider_of(application)


@contextmanager
def by_url(status: int, location: str) -> Iterator[Any]:
    body = b"" if status == 304 else BODY

    def answer(connection: Any, request: bytes) -> None:
        is_asked = request.startswith(b"GET /asked ")
        redirect = http_bytes(status, [JSON, ("Location", location)], body)
        connection.sendall(redirect if is_asked else http_bytes(200, [JSON], BODY))

    with raw_server(answer) as url:
        yield provider_of(url)


kinds = pytest.mark.parametrize("kind", [in_process, by_url])
statuses = pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[bytes]]]:
    """Another server, that has what the consumer expects, and what it was asked."""
    asked: list[bytes] = []

    def answer(connection: Any, request: bytes) -> None:
        asked.append(request)
        connection.sendall(http_bytes(200, [JSON], BODY))

    with raw_server(answer) as url:
        yield url, asked


@kinds
@statuses
def test_a_redirect_is_not_the_answer_that_it_leads_to(
    verification: Verification,
    kind: Kind,
    status: int,
    elsewhere: tuple[str, list[bytes]],
) -> None:
    other, asked = elsewhere
    pact = pact_of({"status": 200, "body": json_body({"a": 1})})
    for location in (f"{other}/login", "/asked/", "orders", "/asked", "?page=2"):
        with kind(status, location) as provider:
            assert "the status" in places(verified(verification, pact, provider)), location
    assert asked == []


@kinds
@statuses
def test_a_redirect_that_is_expected_is_verified(
    verification: Verification,
    kind: Kind,
    status: int,
    elsewhere: tuple[str, list[bytes]],
) -> None:
    other, asked = elsewhere
    for location in (f"{other}/login", "/asked/", "/asked"):
        expected = {"status": status, "headers": {"Location": [location]}}
        with kind(status, location) as provider:
            result = verified(verification, pact_of(expected), provider)
        assert result.outcome.verdict is Verdict.VERIFIED, result
    assert asked == []


RULE = {"match": "regex", "regex": "/orders/\\d+"}

BY_VERSION = {
    "4.0": {"header": {"Location": {"matchers": [RULE]}}},
    "3.0.0": {"header": {"Location": {"matchers": [RULE]}}},
    "2.0.0": {"$.headers.Location": RULE},
}


@kinds
@pytest.mark.parametrize("name", ["Location", "location"])
@pytest.mark.parametrize("version", BY_VERSION)
def test_the_location_is_matched_like_any_header(
    verification: Verification, kind: Kind, version: str, name: str
) -> None:
    value: Any = ["/orders/1"] if version == "4.0" else "/orders/1"
    # Content-Location is another header.
    headers = {name: value, "Content-Type": JSON[1]}
    expected = {"status": 303, "headers": headers, "matchingRules": BY_VERSION[version]}
    pact = pact_of(expected, version=version)
    with kind(303, "/orders/22") as provider:
        assert verified(verification, pact, provider).outcome.verdict is Verdict.VERIFIED
    with kind(303, "/orders/x") as provider:
        result = verified(verification, pact, provider)
    assert {each.lower() for each in places(result)} == {"the header location"}
    assert "Pactfuzz-" not in repr(result.outcome)


def test_another_header_of_nearly_the_same_name_keeps_it(verification: Verification) -> None:
    expected = {"status": 201, "headers": {"Content-Location": ["/a"], "X-Location": ["/b"]}}
    named = [("Content-Location", "/a"), ("X-Location", "/b"), ("Location", "/c")]
    result = verified(verification, pact_of(expected), asgi(201, named))
    assert result.outcome.verdict is Verdict.VERIFIED
