"""The broadcaster that posts feedback events, and a receiver on the loopback interface."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from market_data_store.coordinator import BackpressureLevel, HttpFeedbackBroadcaster

from emitting.backpressure import NOTHING, bring_to


@dataclass(frozen=True, slots=True)
class Receiver:
    """An HTTP endpoint: its address, and the bodies that were posted to it."""

    url: str
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def receiver(status: HTTPStatus = HTTPStatus.NO_CONTENT) -> Iterator[Receiver]:
    """Serve an endpoint that answers each POST with ``status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet: a request is no news."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received = Receiver(f"http://127.0.0.1:{server.server_port}/feedback")
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
        serving.start()
        try:
            yield received
        finally:
            server.shutdown()
            serving.join()


async def by_http_post(level: BackpressureLevel, capacity: int) -> bytes:
    """Give the body that HttpFeedbackBroadcaster posts when a coordinator signals ``level``."""
    with receiver() as received:
        broadcaster = HttpFeedbackBroadcaster(received.url, max_retries=1)
        await broadcaster.start()
        try:
            event = await bring_to(level, capacity)
        finally:
            await broadcaster.stop()
    return received.bodies[-1] if event and received.bodies else NOTHING
