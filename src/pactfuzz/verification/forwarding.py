"""A provider that is reached by URL: what the official core asks is passed on to it, and kept."""

import http.client
import math
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

from pactfuzz.errors import DeclarationError
from pactfuzz.verification.faults import Fault, Unanswered
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.traffic import Exchange, Headers, Request, Response

_OF_ONE_CONNECTION: Final = frozenset(
    ("connection", "content-length", "host", "keep-alive", "proxy-connection", "transfer-encoding")
)
"""Headers that are not passed on. Source: RFC 9110, section 7.6.1; the length is set anew."""


class UrlApplication:
    """Passes requests on to a URL; ``explain`` words what is wrong where there is no answer.

    Raises:
        DeclarationError: it is no URL of HTTP.
    """

    def __init__(
        self,
        url: str,
        loopback: Loopback,
        seconds: float,
        explain: Callable[[], str] = lambda: "",
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            msg = f'the application "{url}" is no URL; expected one like http://127.0.0.1:8081'
            raise DeclarationError(msg)
        self._url = parts
        self._loopback = loopback
        self._seconds = seconds
        self._timeout = None if math.isinf(seconds) else seconds
        self._explain = explain
        self._connected: http.client.HTTPConnection | None = None
        # Made here and now: while the official core runs there are no certificates to be read.
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None

    @property
    def port(self) -> int:
        """The loopback port on which it is asked."""
        return self._loopback.port

    @property
    def shows_its_end(self) -> bool:
        """False: what it does after an answer is its own affair."""
        return False

    @contextmanager
    def recording(self, exchange: Exchange) -> Iterator[None]:
        """Keep what crosses, or why nothing came back."""

        def answer(request: Request) -> Response:
            exchange.request = request
            exchange.arrived()
            try:
                exchange.response = self.ask(request)
            except Fault as fault:
                exchange.error = fault
            return exchange.response or Response(502)

        with self._loopback.answering(answer):
            yield

    def hang_up(self) -> None:
        """Break off what is under way, on both sides."""
        connection = self._connected
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        self._loopback.hang_up()

    def close(self) -> None:
        """Leave it as it is: it was not started here."""

    def ask(self, request: Request) -> Response:
        """Pass one request on.

        Raises:
            Unanswered: saying what happened instead.
        """
        self._connected = connection = self._connection()
        try:
            headers = dict(_passed_on(request.headers))
            path = self._url.path.rstrip("/") + request.target
            connection.request(request.method, path, request.body or None, headers)
            response = connection.getresponse()
            kept = _passed_on(tuple(response.getheaders()))
            return Response(response.status, kept, response.read())
        except TimeoutError:
            what = f"did not answer within {self._seconds:g} seconds"
        except (OSError, http.client.HTTPException) as error:
            what = f"did not answer: {type(error).__name__}: {error}"
        finally:
            self._connected = None
            connection.close()
        msg = f"{self._url.geturl()}, asked for {request.target}, {what}{self._explain()}"
        raise Unanswered(msg)

    def _connection(self) -> http.client.HTTPConnection:
        host = self._url.hostname or ""
        if self._tls is None:
            return http.client.HTTPConnection(host, self._url.port, timeout=self._timeout)
        return http.client.HTTPSConnection(
            host, self._url.port, timeout=self._timeout, context=self._tls
        )


def _passed_on(headers: Headers) -> Headers:
    return tuple(each for each in headers if each[0].lower() not in _OF_ONE_CONNECTION)
