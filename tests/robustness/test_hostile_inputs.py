"""Each input of the table ends with its status and one line that names the thing and the place."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import ClassVar

import pytest
from hostile_inputs import NEVER, Input, inputs
from hostile_text import faults

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401
from pactfuzz.cli import main
from pactfuzz.contract import Finding
from pactfuzz.errors import FindingError

KINDS = ("settings", "command_lines", "schemas", "models")


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_says_in_a_line_what_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    wrong = []
    path = list(sys.path)
    for number, each in enumerate(inputs(kind)):
        folder = tmp_path / str(number)
        folder.mkdir()
        each.write(folder)
        monkeypatch.chdir(folder)
        status = ended(each.arguments)
        printed = capsys.readouterr()
        said = f"{printed.out}{printed.err}".replace(f"{folder}/", "").replace(str(folder), "HERE")
        wrong += [f"{each.name}: {what}" for what in faults_of(each, status, said)]
        sys.path[:] = path  # a command puts the project in front
    assert wrong == []


def ended(arguments: tuple[str, ...]) -> int:
    """Run a command; a wrong command line ends it otherwise than a wrong input."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def faults_of(each: Input, status: int, said: str) -> list[str]:
    """List what is wrong with what was said of an input."""
    lines = [line for line in said.splitlines() if not line.startswith(("usage:", "  "))]
    first = lines[0] if lines else ""
    found = [] if status == each.status else [f"status {status}: {first}"]
    found += [] if first.startswith(each.line) else [f"says {first}"]
    found += [f"says {word!r}" for word in NEVER if word in said]
    return found + faults(said)


PROVIDER = """
from pactfuzz import Provider
store = Provider("store")

async def asgi(scope, receive, send):
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"a": 1}'})

@store.app
def app():
    return asgi

@store.state("an order exists")
def an_order_exists(): ...

@store.sends("an event")
def event():
    return b'{"a": 1}'
"""


def test_a_pact_fails_as_an_item_that_says_what_is_wrong(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml("[tool.pactfuzz]\nproviders = ['store.py']\n")
    (pytester.path / "store.py").write_text(PROVIDER, encoding="utf-8")
    rows = inputs("pacts")
    for each in rows:
        each.write(pytester.path / "pacts")
    run = pytester.inline_run("--pact-verify", "--pact-fuzz=0", "--pact-timeout=5", "-q")
    items = list(seen(run, f"{pytester.path}/pacts/"))
    wrong = []
    for each in rows:
        # The file is named like its consumer, with whose name an item begins.
        (party,) = (Path(name).stem for name in each.files)
        own = [said for node, said in items if f"::{party}:" in node or f"/{party}.json" in node]
        failed = list(filter(None, own))
        wrong += [] if own else [f"{each.name}: nothing was collected"]
        found = faults_of(each, 1 if failed else 0, failed[0] if failed else "")
        wrong += [f"{each.name}: {what}" for what in found]
    assert wrong == []


def seen(run: pytest.HookRecorder, folder: str) -> Iterator[tuple[str, str]]:
    """Give the items of a run, and the first line of what each failed with."""
    for report in run.getreports("pytest_runtest_logreport"):
        if report.failed or report.when == "call":
            crash = getattr(report.longrepr, "reprcrash", None)
            message = crash.message if crash is not None else str(report.longrepr or "")
            yield report.nodeid, message.partition("\n")[0].replace(folder, "")


def test_a_finding_that_is_none_is_told(tmp_path: Path) -> None:
    wrong = []
    for each in inputs("findings"):
        each.write(tmp_path)
        (path,) = (tmp_path / name for name in each.files)
        with pytest.raises(FindingError) as raised:
            Finding.read(path)
        said = str(raised.value).replace(f"{tmp_path}/", "")
        wrong += [f"{each.name}: {what}" for what in faults_of(each, 2, said)]
    assert wrong == []


class Answering(StreamRequestHandler):
    """Answers with the bytes that stand under the last name of the path."""

    answers: ClassVar[dict[str, bytes]] = {}

    def handle(self) -> None:
        """Read a request's head, write the bytes, hang up."""
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        self.wfile.write(self.answers[path.rpartition("/")[2]])


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def test_an_answer_fails_as_an_item_that_says_what_is_wrong(
    pytester: pytest.Pytester, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = inputs("answers")
    contents = {f"a{number:03}": content for number, content in enumerate(map(answer, rows))}
    monkeypatch.setattr(Answering, "answers", contents)
    pytester.makepyprojecttoml("[tool.pactfuzz]\nproviders = ['store.py']\n")
    source = f"store = Provider('store')\n@store.app\ndef app(): return 'http://127.0.0.1:{port}'\n"
    (pytester.path / "store.py").write_text(f"from pactfuzz import Provider\n{source}", "utf-8")
    (pytester.path / "pacts").mkdir()
    (pytester.path / "pacts" / "p.json").write_text(json.dumps(asking(contents)), "utf-8")
    run = pytester.inline_run("--pact-verify", "--pact-fuzz=0", "--pact-timeout=5", "-q")
    items = list(seen(run, f"{pytester.path}/"))
    wrong = []
    for name, each in zip(contents, rows, strict=True):
        (said,) = [said for node, said in items if node.endswith(f" {name}")]
        said = said.replace(f"http://127.0.0.1:{port}", "ADDRESS")
        wrong += [f"{each.name}: {what}" for what in faults_of(each, 1 if said else 0, said)]
    assert wrong == []


def answer(each: Input) -> bytes:
    (content,) = each.files.values()
    return content


def asking(names: Iterable[str]) -> dict[str, object]:
    """A pact with an interaction for each name."""
    body = {"content": {"a": 1}, "contentType": "application/json", "encoded": False}
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": name,
            "request": {"method": "GET", "path": f"/{name}"},
            "response": {"status": 200, "body": body},
        }
        for name in names
    ]
    metadata = {"pactSpecification": {"version": "4.0"}}
    parties = {"consumer": {"name": "c"}, "provider": {"name": "store"}}
    return {**parties, "interactions": interactions, "metadata": metadata}
