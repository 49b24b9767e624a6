"""The Pact specification's own cases, version 4: our verdict on each is the one it states."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.contract import Pact
from pactfuzz.contract.outcome import Verdict
from pactfuzz.verification import Message, Provider
from pactfuzz.verification.session import Verification

CASES = Path(__file__).parents[3] / "shared" / "data" / "pact_specification"

if not CASES.is_dir():
    pytest.skip(
        "the specification's cases (pact_specification/) are not beside the repository",
        allow_module_level=True,
    )


@pytest.fixture(scope="module")
def verification() -> Iterator[Verification]:
    session = Verification(5.0)
    yield session
    session.close()


def cases(part: str) -> list[Any]:
    files = sorted((CASES / part).rglob("*.json"))
    return [pytest.param(file, id=str(file.relative_to(CASES).with_suffix(""))) for file in files]


@pytest.mark.parametrize("file", cases("message"))
def test_message(verification: Verification, file: Path) -> None:
    case = json.loads(file.read_text("utf-8"))
    expected, actual = case["expected"], case["actual"]
    pact = of_one({"type": "Asynchronous/Messages", "description": "a message", **expected})
    provider = Provider("provider")

    @provider.sends("a message")
    def message() -> Message:
        contents = actual.get("contents") or {}
        return Message(content_of(contents) or b"", contents.get("contentType"))

    assert is_verified(verification, provider, pact) == case["match"]


@pytest.mark.parametrize("file", cases("response"))
def test_response(verification: Verification, file: Path) -> None:
    case = json.loads(file.read_text("utf-8"))
    expected, actual = case["expected"], case["actual"]
    pact = of_one(
        {
            "type": "Synchronous/HTTP",
            "description": "a response",
            "request": {"method": "GET", "path": "/"},
            "response": {"status": 200, **expected},
        }
    )
    provider = Provider("provider")

    @provider.app
    def app() -> Any:
        return answering(actual)

    assert is_verified(verification, provider, pact) == case["match"]


def of_one(interaction: dict[str, Any]) -> Pact:
    return Pact.from_document(
        {
            "consumer": {"name": "consumer"},
            "provider": {"name": "provider"},
            "interactions": [interaction],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )


def is_verified(verification: Verification, provider: Provider, pact: Pact) -> bool:
    (interaction,) = pact.interactions
    verified = verification.verify(provider, pact, interaction)
    assert verified.error is None, verified.error
    return verified.outcome.verdict is Verdict.VERIFIED


def content_of(body: Any) -> bytes | None:
    """The bytes that a case's body stands for; None where it has none."""
    content = body.get("content") if isinstance(body, dict) else None
    if content is None:
        return None
    if content == "":
        return b""
    if isinstance(content, str):
        encoded = body.get("encoded")
        if encoded:
            return base64.b64decode(content)
        if "json" not in body.get("contentType", "json"):
            return content.encode()
    return json.dumps(content).encode()


def answering(actual: dict[str, Any]) -> Any:
    """An ASGI application whose every answer is the case's actual response."""
    body = actual.get("body")
    headers = dict(actual.get("headers") or {})
    if body and "contentType" in body and "content-type" not in map(str.lower, headers):
        headers["Content-Type"] = body["contentType"]

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            # Folded header lines (RFC 9112, section 5.2) are obsolete: no server sends them.
            listed = [
                (name.lower().encode(), " ".join(value.split()).encode())
                for name, value in headers.items()
            ]
            status = actual.get("status", 200)
            await send({"type": "http.response.start", "status": status, "headers": listed})
            await send({"type": "http.response.body", "body": content_of(body) or b""})

    return app
