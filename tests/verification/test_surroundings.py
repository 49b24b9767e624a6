"""What the official core may reach: our own loopback port, and nothing else."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.contract import Interaction, Kind, Pact
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.official_core import OfficialCore
from pactfuzz.verification.traffic import Response


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What a proxy is asked for that the user's environment names."""
    found: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            found.append(connection.recv(4096))
            connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for spelt in (name, name.upper()):
            monkeypatch.setenv(spelt, f"http://127.0.0.1:{server.getsockname()[1]}")
    yield found
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


class WithPlugins(Pact):
    """A pact that would reach the core with all that its file says."""

    def alone(self, interaction: Interaction) -> dict[str, Any]:
        return {**super().alone(interaction), "metadata": dict(self.metadata)}


def test_no_plugin_is_looked_up_on_the_network(
    asked: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    content = {
        "type": "Synchronous/HTTP",
        "description": "a page",
        "request": {"method": "GET", "path": "/"},
        "response": {"status": 200},
    }
    metadata = {
        "pactSpecification": {"version": "4.0"},
        "plugins": [{"name": "protobuf", "version": "0.4.0", "configuration": {}}],
    }
    interaction = Interaction.from_content(content, Kind.HTTP)
    core, loopback = OfficialCore(5.0), Loopback()
    try:
        with loopback.answering(lambda _: Response(200)):
            refused = core.judge(WithPlugins("c", "p", (), metadata), interaction, loopback)
            judged = core.judge(Pact("c", "p", (), metadata), interaction, loopback)
    finally:
        loopback.close()
        core.close()
    assert not refused.is_match
    assert judged.is_match
    assert asked == []
    assert json.dumps(list(tmp_path.iterdir())) == "[]"
    assert os.environ["https_proxy"] == os.environ["HTTPS_PROXY"]
