"""Asking one server over HTTP: one connection for each request, each within the time limit."""

import http.client
import math
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult

from pactfuzz.verification.traffic import LARGEST_BODY, Headers, Request, Response

_OF_ONE_CONNECTION: Final = frozenset(("connection", "keep-alive", "proxy-connection"))
"""Headers that are about the connection. Source: RFC 9110, section 7.6.1."""

_SET_ANEW: Final = frozenset(("content-length", "transfer-encoding"))
"""Headers of a request that tell how its body travels."""

_CHUNK: Final = 65_536


class NoAnswer(Exception):
    """What a server did instead of answering, as the end of a sentence."""


@dataclass(slots=True)
class HttpClient:
    """Asks the server of a URL, below the URL's path; nobody else, wherever it may point.

    ``seconds`` is the longest that a whole exchange may take, however it dawdles.
    """

    url: SplitResult
    seconds: float
    # Made here and now: while the official core runs there are no certificates to be read.
    _tls: ssl.SSLContext | None = field(init=False, repr=False)
    _socket: socket.socket | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._tls = ssl.create_default_context() if self.url.scheme == "https" else None

    def ask(self, request: Request) -> Response:
        """Send a request and return the answer, none of its headers lost.

        Raises:
            NoAnswer: there is none, or none that can be used.
        """
        connection = self._connection()
        with self._deadline() as is_over:
            try:
                self._send(connection, request)
                with connection.getresponse() as received:
                    response = _received(received, request.method)
            except NoAnswer:
                # What came until the time was over is no answer to judge.
                if not is_over.is_set():
                    raise
            except TimeoutError:
                is_over.set()
            except (OSError, http.client.HTTPException, ValueError) as error:
                if not is_over.is_set():
                    msg = f"did not answer: {type(error).__name__}: {error}"
                    raise NoAnswer(msg) from None
            finally:
                # An answer that was not read to its end keeps the connection open by itself.
                self.hang_up()
                self._socket = None
                connection.close()
            if is_over.is_set():
                msg = f"did not answer within {self.seconds:g} seconds"
                raise NoAnswer(msg)
        return response

    def hang_up(self) -> None:
        """Break off what is under way; from any thread."""
        if self._socket is not None:
            with suppress(OSError):
                # As of a plain socket: that of TLS would only be unwrapped.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _connection(self) -> http.client.HTTPConnection:
        # With a port of None, a host that is an IPv6 address would be split at its last colon.
        port = self.url.port or (80 if self._tls is None else 443)
        host = self.url.hostname or ""
        timeout = None if math.isinf(self.seconds) else self.seconds
        if self._tls is None:
            return http.client.HTTPConnection(host, port, timeout=timeout)
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=self._tls)

    @contextmanager
    def _deadline(self) -> Iterator[threading.Event]:
        """End the whole exchange in time: a socket's own limit begins anew with each byte."""
        is_over = threading.Event()

        def end() -> None:
            is_over.set()
            self.hang_up()

        timer = threading.Timer(min(self.seconds, threading.TIMEOUT_MAX), end)
        timer.daemon = True
        timer.start()
        try:
            yield is_over
        finally:
            timer.cancel()

    def _send(self, connection: http.client.HTTPConnection, request: Request) -> None:
        connection.connect()
        self._socket = connection.sock
        names = {name.lower() for name, _ in request.headers}
        path = self.url.path.rstrip("/") + request.target
        connection.putrequest(
            request.method, path, skip_host="host" in names, skip_accept_encoding=True
        )
        for name, value in passed_on(request.headers, besides=_SET_ANEW):
            connection.putheader(name, value)
        if request.body or names & _SET_ANEW:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)


def passed_on(headers: Headers, besides: frozenset[str] = frozenset()) -> Headers:
    """Leave out what is of one connection only, and what is named ``besides``."""
    left_out = _OF_ONE_CONNECTION | besides
    return tuple(each for each in headers if each[0].lower() not in left_out)


def _received(received: http.client.HTTPResponse, method: str) -> Response:
    """Read an answer to its end.

    Raises:
        NoAnswer: it never ends, is too large, or misstates its length.
    """
    head = Response(received.status, passed_on(tuple(received.getheaders())))
    flaw = head.misstated_length or _unreadable(head.header("transfer-encoding"))
    body = b"" if flaw else _body(received)
    response = Response(head.status, head.headers, body)
    if flaw := flaw or response.flaw(method):
        msg = f"gave no sound answer: {flaw}"
        raise NoAnswer(msg)
    return response


def _body(received: http.client.HTTPResponse) -> bytes:
    body = bytearray()
    while chunk := received.read(_CHUNK):
        body += chunk
        if len(body) > LARGEST_BODY:
            msg = f"gave no sound answer: its body has more than {LARGEST_BODY} bytes"
            raise NoAnswer(msg)
    return bytes(body)


def _unreadable(encoding: str) -> str | None:
    if encoding.lower() in ("", "chunked"):
        return None
    return f'its Transfer-Encoding is "{encoding}", and only "chunked" can be read'
