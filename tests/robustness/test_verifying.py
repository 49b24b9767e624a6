"""What hangs, dies or is interrupted while it is verified: told, ended, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401

PATIENCE = 60.0
"""Seconds in which what is waited for comes about, on whichever machine."""


def project(pytester: pytest.Pytester, source: str, *interactions: dict[str, Any]) -> None:
    """A project whose provider is ``source``; an interaction's missing parts are filled in."""
    pytester.makepyprojecttoml('[tool.pactfuzz]\nproviders = ["store.py"]\n')
    head = "import asyncio, os, threading, time\nfrom pathlib import Path\n"
    declared = "from pactfuzz import Command, Provider\nstore = Provider('store')\n"
    (pytester.path / "store.py").write_text(head + declared + source, encoding="utf-8")
    body = {"content": {"a": 1}, "contentType": "application/json", "encoded": False}
    message = {"type": "Asynchronous/Messages", "description": "an event", "contents": body}
    document = {
        "consumer": {"name": "pipeline"},
        "provider": {"name": "store"},
        "interactions": [each if "request" in each else message | each for each in interactions],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    (pytester.path / "pacts").mkdir()
    (pytester.path / "pacts" / "pact.json").write_text(json.dumps(document), encoding="utf-8")


def get(path: str) -> dict[str, Any]:
    body = {"content": {"a": 1}, "contentType": "application/json", "encoded": False}
    return {
        "type": "Synchronous/HTTP",
        "description": path,
        "request": {"method": "GET", "path": path},
        "response": {"status": 200, "body": body},
    }


EMITTER = """
@store.sends("an event")
def event():
    return b'{"a": 1}'
"""


@pytest.mark.parametrize(
    ("head", "body", "place"),
    [
        ("def", "time.sleep(600)", ">*time.sleep(600)"),
        ("def", "threading.Event().wait()", ">*threading.Event().wait()"),
        ("async def", "await asyncio.sleep(600)", ">*await asyncio.sleep(600)"),
        ("async def", "time.sleep(600)", ">*time.sleep(600)"),
        ("async def", "await asyncio.to_thread(time.sleep, 2)", ">*await asyncio.to_thread(*"),
        (
            "def",
            "while True:\n        try: time.sleep(600)\n        except Exception: pass",
            ">*try: time.sleep(600)",
        ),
    ],
    ids=["blocked", "waiting", "awaiting", "blocking its loop", "in a thread", "swallowing"],
)
@pytest.mark.parametrize("role", ["an emitter", "a state", "a tear-down"])
def test_what_hangs_is_told_with_its_place(
    pytester: pytest.Pytester, role: str, head: str, body: str, place: str
) -> None:
    if role == "an emitter":
        source, states = f"@store.sends('an event')\n{head} hang():\n    {body}\n", []
        whose = 'the emitter of "an event"'
    else:
        before = "yield\n    " if role == "a tear-down" else ""
        source = f"{EMITTER}@store.state('a state')\n{head} hang():\n    {before}{body}\n"
        states = [{"name": "a state"}]
        whose = ("the tear-down of " if before else "") + 'the state "a state"'
    project(pytester, source, {"providerStates": states}, {"description": "another event"})
    result = pytester.runpytest_inprocess("--pact-verify", "--pact-timeout", "0.3")
    # The other interaction is still reached, and told to have no emitter.
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines([place, f"E  *Hung: {whose} did not return within 0.3 seconds"])


APPLICATION = """
async def asgi(scope, receive, send):
    if scope["type"] == "http":
        if scope["path"] == "/awaits":
            await asyncio.sleep(600)
        if scope["path"] == "/blocks":
            time.sleep(4)
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", b"application/json")]})
        if scope["path"] == "/breaks off":
            await send({"type": "http.response.body", "body": b'{"a"', "more_body": True})
            await asyncio.sleep(600)
        await send({"type": "http.response.body", "body": b'{"a": 1}'})
@store.app
def app():
    return asgi
"""


def test_a_request_that_hangs_is_told_and_the_next_is_answered(pytester: pytest.Pytester) -> None:
    paths = ["/answers", "/awaits", "/breaks off", "/then"]
    project(pytester, APPLICATION, *map(get, paths))
    result = pytester.runpytest_inprocess("--pact-verify", "--pact-timeout", "0.3")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            ">*await asyncio.sleep(600)",
            "E*Hung: the application, asked for /awaits, did not return within 0.3 seconds",
            "E*Hung: the application, asked for /breaks off, did not return within 0.3 seconds",
        ]
    )


def test_an_application_that_blocks_its_loop_is_told_with_its_place(
    pytester: pytest.Pytester,
) -> None:
    project(pytester, APPLICATION, get("/blocks"))
    result = pytester.runpytest_inprocess("--pact-verify", "--pact-timeout", "0.2")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*asked for /blocks, did not return*", "*time.sleep(4)*"])


SERVER = """
import os, subprocess, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open("pids.txt", "a") as file:
    file.write(f"{os.getpid()} {child.pid} ")
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/dies":
            print("out of memory", flush=True)
            os._exit(9)
        if self.path == "/hangs":
            open("hanging.txt", "w").close()
            time.sleep(600)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"a": 1}')
    def log_message(self, *_): pass
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

COMMAND = f"""
@store.app
def app():
    return Command([{sys.executable!r}, "server.py", "{{port}}"])
"""


def processes(pytester: pytest.Pytester) -> list[int]:
    """The provider's process and its child, as far as they do not go."""
    pids = [int(each) for each in (pytester.path / "pids.txt").read_text().split()]
    until = time.monotonic() + PATIENCE / 4
    # Who is killed is there for a moment yet.
    while any(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.01)
    return [each for each in pids if is_running(each)]


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        # What was killed and waits for an init process to be reaped is not running.
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_provider_that_dies_in_the_middle_is_told_and_leaves_nothing(
    pytester: pytest.Pytester,
) -> None:
    (pytester.path / "server.py").write_text(SERVER)
    project(pytester, COMMAND, get("/answers"), get("/dies"), get("/then"))
    result = pytester.runpytest_inprocess("--pact-verify")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        ["*asked for /dies, did not answer: *; the process ended with status 9*", "out of memory"]
    )
    result.stdout.fnmatch_lines(["*asked for /then, did not answer: *Connection refused*"])
    assert processes(pytester) == []


@pytest.fixture
def started(pytester: pytest.Pytester) -> Iterator[Any]:
    """Starts pytest in a process of its own, which is gone at the end whatever happens."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pytest", "--pact-verify", "-p", "no:cacheprovider"]
        processes.append(
            subprocess.Popen(
                [*command, *arguments],
                cwd=pytester.path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        )
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def wait_for(file: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} did not appear"
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("arguments", [[], ["-s"], ["-n", "1"]], ids=" ".join)
def test_ctrl_c_during_a_request_ends_all_processes(
    pytester: pytest.Pytester, started: Any, arguments: list[str]
) -> None:
    (pytester.path / "server.py").write_text(SERVER)
    project(pytester, COMMAND, get("/answers"), get("/hangs"))
    before = sorted((pytester.path / "pacts").iterdir())
    run = started("--pact-timeout", "600", *arguments)
    wait_for(pytester.path / "hanging.txt")
    # As a terminal does: the whole group gets it, xdist's workers too.
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == pytest.ExitCode.INTERRUPTED, output
    assert "KeyboardInterrupt" in output
    assert processes(pytester) == []
    assert sorted((pytester.path / "pacts").iterdir()) == before


@pytest.mark.parametrize(
    "function",
    [
        "def event(): began(); time.sleep(600)",
        "async def event(): began(); await asyncio.sleep(600)",
    ],
)
def test_ctrl_c_during_an_emitter_tears_the_states_down(
    pytester: pytest.Pytester, started: Any, function: str
) -> None:
    source = f"""
def began():
    Path("hanging.txt").touch()
@store.state("a state")
def a_state():
    yield
    Path("down.txt").touch()
@store.sends("an event")
{function}
"""
    project(pytester, source, {"providerStates": [{"name": "a state"}]})
    run = started("--pact-timeout", "600")
    wait_for(pytester.path / "hanging.txt")
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == pytest.ExitCode.INTERRUPTED, output
    assert (pytester.path / "down.txt").exists()
    assert "pipeline -> store: 1 not run" in output


def test_the_providers_code_finds_the_environment_as_it_was(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/the/users/own.pem")
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    source = """
@store.sends("an event")
def event():
    assert os.environ["SSL_CERT_FILE"] == "/the/users/own.pem"
    return b'{"a": 1}'
async def asgi(scope, receive, send):
    if scope["type"] == "http":
        assert os.environ["SSL_CERT_FILE"] == "/the/users/own.pem"
        assert not {"SSL_CERT_DIR", "NO_PROXY", "no_proxy"} & os.environ.keys()
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b'{"a": 1}'})
@store.app
def app():
    return asgi
"""
    project(pytester, source, {}, get("/"))
    before = dict(os.environ)
    pytester.runpytest_inprocess("--pact-verify").assert_outcomes(passed=2)
    changed = {name for name, value in os.environ.items() if before.get(name) != value}
    assert changed <= {"PYTEST_CURRENT_TEST"}


def test_nothing_runs_on_in_this_process_afterwards(pytester: pytest.Pytester) -> None:
    import threading

    project(pytester, EMITTER + APPLICATION, {}, get("/"))
    before = set(threading.enumerate())
    pytester.runpytest_inprocess("--pact-verify").assert_outcomes(passed=2)
    assert set(threading.enumerate()) <= before


def test_what_the_application_prints_under_s_is_not_lost(pytester: pytest.Pytester) -> None:
    source = (
        APPLICATION.replace("async def asgi", "async def inner")
        + """
async def asgi(scope, receive, send):
    print("asked for", scope.get("path"), flush=True)
    os.write(1, b"straight to the terminal\\n")
    await inner(scope, receive, send)
"""
    )
    project(pytester, source, get("/"))
    result = pytester.runpytest_subprocess("--pact-verify", "-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*asked for /", "straight to the terminal"])
    result.stdout.no_fnmatch_line("*Verifying a pact*")
