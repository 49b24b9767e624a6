"""What crosses between the official core and a provider's application."""

import gzip
import threading
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

HOST: Final = "127.0.0.1"

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
        return next((value for each, value in self.headers if each.lower() == name), "")

    @property
    def plain_body(self) -> bytes:
        """The body without the compression it may have travelled in."""
        try:
            match self.header("content-encoding"):
                case "gzip":
                    return gzip.decompress(self.body)
                case "deflate":
                    return zlib.decompress(self.body)
        except (OSError, EOFError, zlib.error):
            # It says that it is compressed, and is not: then these are the bytes.
            return self.body
        return self.body


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

    def recording(self, exchange: Exchange) -> AbstractContextManager[None]:
        """Keep what crosses in the exchange, until the end of the context."""

    def close(self) -> None:
        """Stop it, leaving no process and no thread behind."""
