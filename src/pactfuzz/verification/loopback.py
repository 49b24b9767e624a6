"""The address at which the official core finds what it is to judge."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pactfuzz.verification.location_header import hide_answered
from pactfuzz.verification.traffic import HOST, Request, Response

Answer = Callable[[Request], Response]


class Loopback:
    """One HTTP server on a free loopback port, for as many exchanges as there are.

    Its answer is what ``answering`` was last given; between two exchanges it refuses.
    """

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._server = _Server(_handler(self._answered))
        self._is_closing = False
        self._thread = threading.Thread(target=self._serve, name="pactfuzz loopback", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    @contextmanager
    def answering(self, answer: Answer) -> Iterator[None]:
        """Answer every request of one exchange."""
        self._answer = answer
        try:
            yield
        finally:
            self._answer = None

    def hang_up(self) -> None:
        """Break off what is under way."""
        self._server.hang_up()

    def close(self) -> None:
        """Stop, and wait until it has."""
        self._is_closing = True
        socket.create_connection((HOST, self.port)).close()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        """Serve until a connection comes that is only there to say that it is over.

        The end of socketserver's own serve_forever waits for a timer, longer than a verification.
        """
        while not self._is_closing:
            self._server.handle_request()

    def _answered(self, request: Request) -> Response:
        answer = self._answer
        return answer(request) if answer else Response(503)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A connection that a hung exchange has left must not be waited for at the end.
    block_on_close = False

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__((HOST, 0), handler)
        self._connections: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for each in tuple(self._connections):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        # Unbuffered writes on a kept-alive connection cost 40 ms each: Nagle's algorithm waits for
        # an acknowledgement that the other side delays.
        wbufsize = -1
        # The version in which a response may travel in chunks.
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self._exchange
            raise AttributeError(name)

        def log_message(self, *_: object) -> None:
            """Print nothing: the terminal belongs to the test runner."""

        def _exchange(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = tuple(self.headers.items())
            response = answer(Request(self.command, self.path, headers, body))
            self.close_connection = True
            self.send_response_only(response.status)
            for name, value in hide_answered(response.headers):
                self.send_header(name, value)
            if response.is_without_body(self.command):
                self.end_headers()
            elif _is_chunked(response):
                self.end_headers()
                self.wfile.write(_in_one_chunk(response.body))
            else:
                if not response.values("content-length"):
                    self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body)

    return Handler


def _is_chunked(response: Response) -> bool:
    return response.header("transfer-encoding").lower() == "chunked"


def _in_one_chunk(body: bytes) -> bytes:
    chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
    return chunk + b"0\r\n\r\n"
