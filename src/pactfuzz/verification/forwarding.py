"""A provider that is reached by URL: what the official core asks is passed on to it, and kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pactfuzz.errors import DeclarationError
from pactfuzz.verification.faults import Unanswered
from pactfuzz.verification.http_client import HttpClient, NoAnswer
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.traffic import HOST, Exchange, Request, Response

_BROKEN: Final = 500


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
        self._client = HttpClient(_checked(url), seconds)
        self._loopback = loopback
        self._explain = explain

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
            except Unanswered as fault:
                exchange.error = fault
            return exchange.response or Response(502)

        with self._loopback.answering(answer):
            yield

    def hang_up(self) -> None:
        """Break off what is under way, on both sides."""
        self._client.hang_up()
        self._loopback.hang_up()

    def close(self) -> None:
        """Leave it as it is: it was not started here."""

    def is_there(self, path: str) -> bool:
        """Return whether the server answers a GET with no error of its own."""
        try:
            return self._client.ask(Request("GET", path)).status < _BROKEN
        except NoAnswer:
            return False

    def ask(self, request: Request) -> Response:
        """Pass one request on.

        Raises:
            Unanswered: saying what happened instead.
        """
        # The core names our loopback server as the host; a host that a pact names stays.
        ours = ("host", f"{HOST}:{self.port}")
        headers = tuple(each for each in request.headers if (each[0].lower(), each[1]) != ours)
        try:
            return self._client.ask(replace(request, headers=headers))
        except NoAnswer as error:
            shown = without_password(self._client.url)
            msg = f"{shown}, asked for {request.target}, {error}{self._explain()}"
            raise Unanswered(msg) from None


def without_password(url: SplitResult) -> str:
    """Write a URL for a reader, without what it may hold of a user's."""
    user, at, host = url.netloc.rpartition("@")
    return url._replace(netloc=f"***@{host}" if at and user else host).geturl()


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
        if any(each.isspace() or not each.isprintable() for each in url):
            blank = "it has white space or control characters in it"
            raise ValueError(blank)  # noqa: TRY301 (one refusal for all that is wrong with it)
    except ValueError as error:
        shown = url.rpartition("@")[2]
        msg = f'the application\'s URL "{shown}" cannot be used: {error}'
        raise DeclarationError(msg) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = (
            f'the application "{without_password(parts)}" is no URL; '
            "expected one like http://127.0.0.1:8081"
        )
        raise DeclarationError(msg)
    return parts
