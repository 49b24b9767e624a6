"""What crosses between the official core and a provider's application."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from pactfuzz.verification.compression import TooLarge, unpacked

HOST: Final = "127.0.0.1"

LARGEST_BODY: Final = 100_000_000
"""Bytes that a response may have, as it travels and unpacked: what does not end fills no memory."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; ``target`` is the path with its query."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What was answered."""

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """Give the value of a header, empty where there is none."""
        return next(iter(self.values(name)), "")

    def values(self, name: str) -> tuple[str, ...]:
        """Give the values of a header that may be repeated."""
        return tuple(value for each, value in self.headers if each.lower() == name)

    @property
    def plain_body(self) -> bytes:
        """The body without the compression it may have travelled in."""
        return unpacked(self.body, self.header("content-encoding"), LARGEST_BODY)

    def is_without_body(self, method: str) -> bool:
        """Return whether it has no body, whatever length it states."""
        return method == "HEAD" or self.status in _WITHOUT_BODY

    @property
    def misstated_length(self) -> str | None:
        """Why its head does not say how long it is; None if it does, or says nothing."""
        for length in self._lengths:
            if not (length.isascii() and length.isdigit()):
                return f'its Content-Length is "{length}", which is no length'
        if len(self._lengths) > 1:
            return f"it states different lengths, {' and '.join(self._lengths)}"
        return None

    def flaw(self, method: str) -> str | None:
        """Return why no client can take it for an answer to a request; None if it is sound."""
        try:
            _ = self.plain_body
        except TooLarge:
            return f"its body unpacks to more than {LARGEST_BODY} bytes"
        if self.values("transfer-encoding"):
            return None
        wrong = [
            each for each in self._lengths if each.lstrip("0") != str(len(self.body)).lstrip("0")
        ]
        if self.misstated_length or self.is_without_body(method) or not wrong:
            return self.misstated_length
        return f"its Content-Length is {wrong[0]}, and its body has {len(self.body)} bytes"

    @property
    def _lengths(self) -> tuple[str, ...]:
        """The lengths that it states, each once; a list of equal ones is allowed."""
        stated = ",".join(self.values("content-length"))
        return tuple(dict.fromkeys(each.strip() for each in stated.split(","))) if stated else ()


_WITHOUT_BODY: Final = (204, 304)
"""Statuses whose responses have no body. Source: RFC 9110, section 6.4.1."""


@dataclass(slots=True)
class Exchange:
    """One request and what became of it; filled while it happens.

    ``arrived`` is called when the request has come in, before any code of the provider runs.
    ``error`` is what the provider's own code raised, or what kept it from answering.
    ``has_returned`` is set when that code has, which may be long after the response.
    """

    arrived: Callable[[], None]
    request: Request | None = None
    response: Response | None = None
    error: BaseException | None = None
    has_returned: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def head(self) -> str:
        """The exchange in one line: what was asked, and the start of the answer."""
        if self.request is None:
            return ""
        asked = f"{self.request.method} {self.request.target}"
        if self.response is None:
            return f"{asked} was not answered"
        content_type = self.response.header("content-type") or "no content type"
        return f"{asked} was answered with {self.response.status}, {content_type}"


class Asked(Protocol):
    """What the official core asks."""

    @property
    def port(self) -> int:
        """The loopback port on which it is asked."""

    def hang_up(self) -> None:
        """Break off the exchange that is under way, so that the one who asked waits no longer."""


class Application(Asked, Protocol):
    """What answers HTTP requests."""

    @property
    def shows_its_end(self) -> bool:
        """Whether the provider is known to be at rest when an exchange is over."""

    def recording(self, exchange: Exchange) -> AbstractContextManager[None]:
        """Keep what crosses in the exchange, until the end of the context."""

    def close(self) -> None:
        """Stop it, leaving no process and no thread behind."""
