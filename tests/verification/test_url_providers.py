"""A provider that is reached by URL: what crosses is what the pact and the provider say."""

import gzip
import time
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from http_parties import (
    JSON,
    asgi,
    http_bytes,
    json_body,
    pact_of,
    provider_of,
    raw_server,
    verified,
)

from pactfuzz.contract.outcome import Verdict
from pactfuzz.verification.session import Verification, Verified

BODY = b'{"a": 1}'
EXPECTED = {"status": 200, "body": json_body({"a": 1})}


def answered(
    verification: Verification, pact: Any, *parts: bytes, pause: float = 0.0
) -> tuple[Verified, list[str]]:
    """Verify a server that answers with these bytes; the lines of the request come with it."""
    lines: list[str] = []

    def answer(connection: Any, request: bytes) -> None:
        lines.extend(request.decode("latin-1").splitlines())
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    with raw_server(answer) as url:
        return verified(verification, pact, provider_of(url)), lines


def test_every_value_of_a_request_arrives(verification: Verification) -> None:
    request = {
        "path": "/a%20b/c%2Fd/é",
        "query": {"tag": ["x", "y z"], "empty": [""], "page": ["2"]},
        "headers": {"X-Tag": ["one", "two"], "Accept": ["text/plain", "application/json"]},
    }
    result, lines = answered(
        verification, pact_of(EXPECTED, request), http_bytes(200, [JSON], BODY)
    )
    assert result.outcome.verdict is Verdict.VERIFIED
    first = lines[0]
    assert first.startswith("GET /a%20b/c%2Fd/%C3%A9?")
    for part in ("tag=x", "tag=y+z", "empty=", "page=2"):
        assert part in first
    sent = [line.lower() for line in lines]
    for header in ("x-tag: one", "x-tag: two", "accept: text/plain", "accept: application/json"):
        assert header in sent, lines


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_request_without_a_body_has_none(verification: Verification, method: str) -> None:
    pact = pact_of(EXPECTED, {"method": method})
    result, lines = answered(verification, pact, http_bytes(200, [JSON], BODY))
    assert result.outcome.verdict is Verdict.VERIFIED
    assert not {"content-length: 1", "transfer-encoding: chunked"} & {
        line.lower() for line in lines
    }


def test_a_host_that_the_pact_names_arrives(verification: Verification) -> None:
    pact = pact_of(EXPECTED, {"headers": {"Host": ["shop.example"]}})
    _, lines = answered(verification, pact, http_bytes(200, [JSON], BODY))
    assert [line for line in lines if line.lower().startswith("host:")] == ["host: shop.example"]


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'4\r\n{"a"\r\n4\r\n: 1}\r\n0\r\n\r\n'
)


@pytest.mark.parametrize(
    ("expected", "sent"),
    [
        (
            {"status": 200, "headers": {"Set-Cookie": ["a=1; Path=/", "b=2; Path=/"]}},
            http_bytes(200, [("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/")]),
        ),
        (
            {"status": 200, "headers": {"Vary": ["Accept", "Origin"]}},
            http_bytes(200, [("Vary", "Accept"), ("Vary", "Origin")]),
        ),
        (EXPECTED, CHUNKED),
        ({**EXPECTED, "headers": {"Transfer-Encoding": ["chunked"]}}, CHUNKED),
        ({**EXPECTED, "headers": {"Content-Length": ["8"]}}, http_bytes(200, [JSON], BODY)),
        (EXPECTED, b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + BODY),
        ({"status": 204}, b"HTTP/1.1 204 No Content\r\n\r\n"),
        ({"status": 304, "headers": {"ETag": ["1"]}}, b"HTTP/1.1 304 -\r\nETag: 1\r\n\r\n"),
        (
            EXPECTED,
            http_bytes(200, [JSON, ("Content-Encoding", "gzip")], gzip.compress(BODY)),
        ),
        (EXPECTED, b"HTTP/1.1 200 -\r\nContent-Length: 8, 8\r\nContent-Type: application/json\r\n"),
    ],
)
def test_what_a_server_answers_is_judged_as_it_is(
    verification: Verification, expected: Any, sent: bytes
) -> None:
    if sent.endswith(b"json\r\n"):
        sent += b"\r\n" + BODY
    result, _ = answered(verification, pact_of(expected), sent)
    assert result.outcome.verdict is Verdict.VERIFIED, result


def test_a_head_request_keeps_the_length_of_what_a_get_would_give(
    verification: Verification,
) -> None:
    expected = {"status": 200, "headers": {"Content-Length": ["8"], "X-Total": ["3"]}}
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Total: 3\r\n\r\n"
    result, _ = answered(verification, pact_of(expected, {"method": "HEAD"}), head)
    assert result.outcome.verdict is Verdict.VERIFIED, result


# What no client can read


def lengths(*stated: str) -> list[tuple[str, str]]:
    return [JSON, *(("Content-Length", each) for each in stated)]


MISSTATED = [
    (lengths("-5"), 'its Content-Length is "-5", which is no length'),
    (lengths("eight"), 'its Content-Length is "eight", which is no length'),
    (lengths("8.0"), 'its Content-Length is "8.0", which is no length'),
    (lengths("8", "9"), "it states different lengths, 8 and 9"),
    (lengths("20"), "its Content-Length is 20, and its body has 8 bytes"),
]


@pytest.mark.parametrize(("headers", "told"), MISSTATED)
def test_a_length_that_is_none_is_told(
    verification: Verification, headers: Sequence[tuple[str, str]], told: str
) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    sent = b"HTTP/1.1 200 OK\r\n" + head.encode() + b"\r\n" + BODY
    by_url, _ = answered(verification, pact_of(EXPECTED), sent)
    assert by_url.outcome.reason.endswith(f"asked for /asked, gave no sound answer: {told}")
    in_process = verified(verification, pact_of(EXPECTED), asgi(200, headers, BODY))
    told = f"the application, asked for /asked, gave no sound answer: {told}"
    assert in_process.outcome.reason == told


def test_a_body_that_unpacks_to_gigabytes_is_told(verification: Verification) -> None:
    told = "gave no sound answer: its body unpacks to more than 100000000 bytes"
    headers = [JSON, ("Content-Encoding", "gzip")]
    packed = http_bytes(200, headers, _bomb(31))
    by_url, _ = answered(verification, pact_of(EXPECTED), packed)
    assert by_url.outcome.reason.endswith(told)
    headers = [JSON, ("Content-Encoding", "deflate")]
    in_process = verified(verification, pact_of(EXPECTED), asgi(200, headers, _bomb(15)))
    assert in_process.outcome.reason.endswith(told)


def _bomb(window: int) -> bytes:
    packing = zlib.compressobj(1, zlib.DEFLATED, window)
    zeros = bytes(1_000_000)
    return b"".join(packing.compress(zeros) for _ in range(101)) + packing.flush()


def test_a_body_that_never_ends_is_told(verification: Verification) -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n", *[bytes(1_000_000)] * 150
    by_url, _ = answered(verification, pact_of(EXPECTED), *endless)
    told = "gave no sound answer: its body has more than 100000000 bytes"
    assert by_url.outcome.reason.endswith(told)

    async def application(scope: Any, _receive: Any, send: Any) -> None:
        while scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while True:
                body = {"type": "http.response.body", "body": bytes(1_000_000)}
                await send({**body, "more_body": True})

    in_process = verified(verification, pact_of(EXPECTED), application)
    assert in_process.outcome.reason.endswith(told)


@pytest.mark.parametrize(
    "sent",
    [
        [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n", *[b"x"] * 100],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 100],
        [*[b"H"] * 100],
        [b"HTTP/1.1 200 OK\r\n", *[b"X: 1\r\n"] * 100],
    ],
    ids=["a body", "a body of a length", "chunks", "a status line", "headers"],
)
def test_the_time_limit_is_on_the_whole_exchange(
    impatient: Verification, sent: list[bytes]
) -> None:
    result, _ = answered(impatient, pact_of(EXPECTED), *sent, pause=0.1)
    assert result.outcome.reason.endswith("asked for /asked, did not answer within 0.5 seconds")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "http://localhost:99999",
            'URL "http://localhost:99999" cannot be used: Port out of range',
        ),
        ("http://localhost:http", 'URL "http://localhost:http" cannot be used: Port could not be'),
        ("http://local host", 'URL "http://local host" cannot be used: it has white space or con'),
        ("http://localhost/a b", "cannot be used: it has white space or control characters in it"),
        ("http://[::1", 'URL "http://[::1" cannot be used: Invalid IPv6 URL'),
        ("http://me:secret@localhost:http", 'URL "localhost:http" cannot be used: Port could not'),
        ("ftp://me:secret@localhost", '"ftp://***@localhost" is no URL; expected one like'),
    ],
)
def test_a_url_that_cannot_be_used_is_named(
    verification: Verification, url: str, told: str
) -> None:
    reason = verified(verification, pact_of(EXPECTED), provider_of(url)).outcome.reason
    assert told in reason
    assert "secret" not in reason


def test_an_address_of_ipv6_needs_no_port(verification: Verification) -> None:
    reason = verified(verification, pact_of(EXPECTED), provider_of("http://[::1]")).outcome.reason
    # Nobody listens on port 80 here; an address that was split would not be found.
    assert "gaierror" not in reason


def test_a_password_is_not_told(verification: Verification) -> None:
    provider = provider_of("http://me:secret@127.0.0.1:1/base")
    reason = verified(verification, pact_of(EXPECTED), provider).outcome.reason
    assert reason.startswith("http://***@127.0.0.1:1/base, asked for /asked, did not answer: ")
