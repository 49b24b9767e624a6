"""A run that is killed at any moment leaves no process, no port and no half-written file.

A handful of moments here; ``PACTFUZZ_KILLS=150``, as in the nightly run, tries that many.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from pactfuzz.processes import remove_leftovers

KILLS = int(os.environ.get("PACTFUZZ_KILLS", "5"))
LATEST = 4.0
"""Seconds after its start at which a run is killed, at the latest."""
PATIENCE = 60.0
"""Seconds in which all is gone, on whichever machine."""
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q")
PACTFUZZ = (sys.executable, "-m", "pactfuzz")

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="reads /proc to find what is left"
)

SERVICE = """
import sys, subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import sleep
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        sleep(0.3)
        self.send_response(200)
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

PROVIDER = """
import sys
from pactfuzz import Command, Provider
store = Provider("store")
@store.app
def app():
    return Command([sys.executable, "service.py", "{port}"])
"""

CONSUMER = """
import time
from pydantic import BaseModel
from pactfuzz import Consumer
class Event(BaseModel):
    size: int
    name: str = ""
reader = Consumer("reader", provider="writer")
@reader.receives("an event", Event)
def test_event(event: Event) -> None:
    time.sleep(0.01)
    assert event.size < 1000
"""


def verifying(folder: Path) -> tuple[str, ...]:
    """Verify a provider that is a command with a process of its own."""
    (folder / "pyproject.toml").write_text("[tool.pactfuzz]\nproviders = ['store.py']\n")
    (folder / "service.py").write_text(SERVICE)
    (folder / "store.py").write_text(PROVIDER)
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": f"order {number}",
            "request": {"method": "GET", "path": "/"},
            "response": {"status": 200},
        }
        for number in range(40)
    ]
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "store"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    (folder / "pacts").mkdir()
    (folder / "pacts" / "web-store.json").write_text(json.dumps(pact))
    return (*PYTEST, "--pact-verify", "--pact-outcomes=outcomes.json")


def recording(folder: Path) -> tuple[str, ...]:
    """Record many interactions, and search for what breaks them."""
    (folder / "pyproject.toml").write_text("[tool.pactfuzz]\n")
    (folder / "test_reader.py").write_text(CONSUMER)
    return (*PYTEST, "--pact-fuzz=100")


def fuzzing(folder: Path) -> tuple[str, ...]:
    """Search by two workers."""
    recording(folder)
    return (*PACTFUZZ, "fuzz", "--time=600", "--processes=2", "--report=reached.json")


def importing(folder: Path) -> tuple[str, ...]:
    """Ask a model at a commit whose import never ends."""
    (folder / "hanging.py").write_text("import time\ntime.sleep(600)\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a model"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"]
        git = ["git", *identity, *command]
        subprocess.run(git, cwd=folder, check=True)
    return (*PACTFUZZ, "compare", "git:HEAD:hanging:Order", "git:HEAD:hanging:Order")


def comparing(folder: Path) -> tuple[str, ...]:
    """Compare many schemas, each by the judge."""
    for name in ("old", "new"):
        (folder / name).mkdir()
        for number in range(200):
            schema = {"properties": {"id": {"type": "string", "minLength": number}}}
            (folder / name / f"{number}.json").write_text(json.dumps(schema))
    return (*PACTFUZZ, "compare", "old/", "new/", "--json=compared.json")


KINDS: tuple[Callable[[Path], tuple[str, ...]], ...] = (
    verifying,
    fuzzing,
    importing,
    recording,
    comparing,
)


@pytest.mark.parametrize("number", range(KILLS))
def test_a_run_that_is_killed_leaves_nothing(tmp_path: Path, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 - a moment, no secret
    kind = KINDS[number % len(KINDS)]
    sent = SIGNALS[number // len(KINDS) % len(SIGNALS)] if number >= len(KINDS) else signal.SIGKILL
    moment = chance.uniform(0.0, LATEST)
    project, temporary = tmp_path / "project", tmp_path / "temporary"
    project.mkdir()
    temporary.mkdir()
    mark = uuid4().hex
    environment = {**os.environ, "PACTFUZZ_KILLED": mark, "TMPDIR": str(temporary)}
    with (tmp_path / "printed").open("wb") as printed:
        run = subprocess.Popen(
            kind(project), cwd=project, env=environment, stdout=printed, stderr=printed
        )
    time.sleep(moment)
    run.send_signal(sent)
    try:
        run.wait(PATIENCE)
    finally:
        run.kill()
    told = f"{kind.__name__}, {sent.name} after {moment:.2f} s"
    assert wait_for_none(mark) == [], told
    remove_leftovers(temporary)
    assert list(temporary.glob("pactfuzz-*")) == [], told
    for path in project.rglob("*.json"):
        json.loads(path.read_bytes())


def wait_for_none(mark: str) -> list[str]:
    """Wait until no process has the mark in its environment; give those that stay."""
    end = time.monotonic() + PATIENCE
    while (left := marked(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def marked(mark: str) -> list[str]:
    """List the processes that a run started, and whatever these started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it has gone, or is another user's
            continue
    return found
