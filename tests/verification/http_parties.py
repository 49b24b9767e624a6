"""Pacts of one HTTP interaction, and providers that answer it: in this process and by URL."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pactfuzz.contract import Pact
from pactfuzz.verification import Provider
from pactfuzz.verification.session import Verification, Verified

JSON = ("Content-Type", "application/json")


def pact_of(
    response: dict[str, Any],
    request: dict[str, Any] | None = None,
    version: str = "4.0",
    **more: Any,
) -> Pact:
    """Expect a response; the request is ``GET /asked``, where nothing else is said."""
    asked = {"method": "GET", "path": "/asked", **(request or {})}
    http = {"type": "Synchronous/HTTP"} if version.startswith("4") else {}
    interaction = {**http, "description": "it", "request": asked, "response": response, **more}
    return Pact.from_document(
        {
            "consumer": {"name": "consumer"},
            "provider": {"name": "provider"},
            "interactions": [interaction],
            "metadata": {"pactSpecification": {"version": version}},
        }
    )


def json_body(content: Any) -> dict[str, Any]:
    return {"content": content, "contentType": "application/json", "encoded": False}


def provider_of(application: Any) -> Provider:
    provider = Provider("provider")
    provider.app(lambda: application)
    return provider


def verified(verification: Verification, pact: Pact, provider: Any) -> Verified:
    """Verify the one interaction; an application that is no ``Provider`` is made one."""
    provider = provider if isinstance(provider, Provider) else provider_of(provider)
    return verification.verify(provider, pact, pact.interactions[0])


def places(result: Verified) -> set[str]:
    """Where what was answered is not what is expected."""
    return {str(each.where) for each in result.outcome.mismatches}


def asgi(status: int, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> Any:
    """An application whose every answer is the same."""
    listed = [(name.lower().encode(), value.encode()) for name, value in headers]

    async def application(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": status, "headers": listed})
            await send({"type": "http.response.body", "body": body})

    return application


@contextmanager
def raw_server(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """Serve one connection after the other with any bytes; the request's are read before."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listening, answer))
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            # A connection that says nothing is the end.
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join()


def _serve(listening: socket.socket, answer: Callable[[socket.socket, bytes], None]) -> None:
    while True:
        connection, _ = listening.accept()
        with connection:
            request = _read(connection)
            if not request:
                return
            try:
                answer(connection, request)
            except OSError:
                continue


def _read(connection: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request:
        received = connection.recv(65_536)
        if not received:
            return request
        request += received
    return request


def http_bytes(status: int, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> bytes:
    """A response as it travels, its length stated."""
    listed = [*headers, ("Content-Length", str(len(body)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in listed)
    return f"HTTP/1.1 {status} -\r\n{head}\r\n".encode("latin-1") + body
