"""Verifying responses, as pytest runs it: an application in this process, a URL, a command."""

import sys
from typing import Any

import pytest

ASGI = """
from pathlib import Path
def tell(text):
    with Path("told.txt").open("a") as file:
        file.write(text + "\\n")
level = "ok"
@store.state("the level is soft")
def soft():
    global level
    level = "soft"
    yield
    level = "ok"
async def answer(send, status, body, *headers):
    listed = [(b"content-type", b"application/json"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body[:5], "more_body": True})
    await send({"type": "http.response.body", "body": body[5:]})
async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        for each in ("startup", "shutdown"):
            assert (await receive())["type"] == f"lifespan.{each}"
            tell(each)
            await send({"type": f"lifespan.{each}.complete"})
    elif scope["path"] == "/raises":
        raise LookupError("no such row")
    elif scope["path"] == "/answers and raises":
        await answer(send, 500, b'{"detail": "sorry"}')
        raise LookupError("a row is missing")
    elif scope["path"] == "/compressed":
        import gzip
        body = gzip.compress(b'{"level": "ok"}')
        await answer(send, 200, body, (b"content-encoding", b"gzip"))
    else:
        await answer(send, 200, b'{"level": "%s"}' % level.encode())
@store.app
def app():
    tell("called")
    return asgi
"""


def test_the_application_is_started_once_with_its_lifespan_and_is_in_the_states(
    project: Any,
) -> None:
    project.provider(ASGI)
    project.pact(
        project.http("the level", "/level", {"level": "ok"}),
        project.http("the level", "/level", {"level": "soft"}, states=["the level is soft"]),
        project.http("the level afterwards", "/level", {"level": "ok"}),
    )
    project.verify().assert_outcomes(passed=3)
    assert (project.folder / "told.txt").read_text().split() == ["called", "startup", "shutdown"]


def test_an_interaction_is_selected_by_its_path_too(project: Any) -> None:
    project.provider(ASGI)
    project.pact(
        project.http("the level", "/level", {"level": "ok"}),
        project.http("something else", "/readyz", {"level": "ok"}),
    )
    project.verify("-k", "readyz").assert_outcomes(passed=1, deselected=1)


def test_a_break_tells_status_headers_and_body(project: Any) -> None:
    project.provider(ASGI)
    interaction = project.http("the level", "/level", {"level": "hard"}, status=503)
    interaction["response"]["headers"] = {"X-Trace": ["1"]}
    interaction["comments"] = {"pactfuzz": {"schema": {"required": ["ts"]}}}
    project.pact(interaction)
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "store does not do what pipeline expects:",
            "  the status",
            "      expected  503*",
            "      actual    200",
            "  the header X-Trace",
            "      actual    absent",
            "  $.level",
            '      actual    "ok"',
            "  $.ts",
            "      expected  the member is required, says the consumer's embedded schema",
            "  GET /level was answered with 200, application/json",
            '  {"level": "ok"}',
        ]
    )


@pytest.mark.parametrize("path", ["/raises", "/answers and raises"])
def test_an_application_that_raises_shows_its_own_code(project: Any, path: str) -> None:
    project.provider(ASGI)
    project.pact(project.http("the level", path, {"level": "ok"}))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [">           raise LookupError*", "E           LookupError: *row*"]
    )
    result.stdout.fnmatch_lines(["  the status", "      actual    500"])
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


def test_an_error_that_the_consumer_expects_is_no_break(project: Any) -> None:
    project.provider(ASGI)
    project.pact(project.http("an error", "/answers and raises", {"detail": "sorry"}, status=500))
    project.verify().assert_outcomes(passed=1)


def test_a_compressed_body_is_judged_plain(project: Any) -> None:
    project.provider(ASGI)
    project.pact(
        project.http("the level", "/compressed", {"level": "ok"}, schema={"required": ["ts"]})
    )
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  $.ts", '  {"level": "ok"}'])


FAILING_START = """
@store.app
def app():
    async def asgi(scope, receive, send):
        await send({"type": "lifespan.startup.failed"})
        raise OSError("no disk")
    return asgi
"""

MISSING_PROGRAM = """
from pactfuzz import Command
@store.app
def app():
    return Command(["not-a-program", "{port}"])
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("", ["*declares no application, so no request can be made*"]),
        ("@store.app\ndef app(): return 5", ["*is 5; expected an ASGI application, a URL or a*"]),
        ("@store.app\ndef app(): return 'localhost'", ['*"localhost" is no URL; expected one*']),
        ("@store.app\ndef app(): raise OSError('no disk')", ["E   OSError: no disk"]),
        (FAILING_START, ["E       OSError: no disk"]),
        (MISSING_PROGRAM, ['the command "not-a-program {port}" cannot be started: No such file*']),
    ],
)
def test_an_application_that_does_not_start_fails_each_of_its_interactions(
    project: Any, source: str, told: list[str]
) -> None:
    project.provider(source)
    project.pact(project.http("one", "/1", {}), project.http("two", "/2", {}))
    result = project.verify()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(told * 2)


SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404 if self.path == "/" else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"path": "%s"}' % self.path.encode())
        print("asked for", self.path, flush=True)
        if self.path == "/v1/dies":
            import os; os._exit(3)
    def log_message(self, *_): pass
print("hello", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

COMMAND = f"""
from pactfuzz import Command
@store.app
def app():
    return Command([{sys.executable!r}, "server.py", "{{port}}"])
"""


def test_a_command_is_started_and_ended(project: Any) -> None:
    (project.folder / "server.py").write_text(SERVER)
    project.provider(COMMAND)
    project.pact(
        project.http("a path", "/v1/a?b=c", {"path": "/v1/a?b=c"}),
        project.http("another path", "/v1/b", {"path": "/v1/b"}),
    )
    project.verify().assert_outcomes(passed=2)


def test_a_url_is_asked_below_its_path(project: Any) -> None:
    (project.folder / "server.py").write_text(SERVER)
    project.provider(
        f"""
import socket, subprocess, time, pytest
@pytest.fixture(scope="session", autouse=True)
def server():
    global port
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([{sys.executable!r}, "server.py", str(port)],
                               stdout=subprocess.PIPE)
    process.stdout.readline()
    time.sleep(0.3)
    yield
    process.kill()
    process.communicate()
@store.app
def app():
    return f"http://127.0.0.1:{{port}}/v1/"
"""
    )
    project.pact(project.http("a path", "/a", {"path": "/v1/a"}))
    project.verify().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("print('no config'); raise SystemExit(3)", "*ended before it was ready; the process*3; *"),
        ("import time; print('no config', flush=True); time.sleep(60)", "*was not ready within 1*"),
    ],
    ids=["it ends", "it does not listen"],
)
def test_a_command_that_does_not_come_up_says_what_it_printed(
    project: Any, program: str, told: str
) -> None:
    (project.folder / "server.py").write_text(program)
    project.provider(COMMAND.replace('"{port}"]', '"{port}"], start_within=1'))
    project.pact(project.http("a path", "/a", {}))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([told, "no config"])


OLDER = {
    "1.0.0": {},
    "2.0.0": {"$.body.level": {"match": "type"}},
    "3.0.0": {"body": {"$.level": {"matchers": [{"match": "type"}]}}},
}


@pytest.mark.parametrize("version", OLDER)
def test_responses_of_older_specifications_are_verified(project: Any, version: str) -> None:
    project.provider(ASGI)
    request = {"method": "GET", "path": "/level"}
    equal = {"request": request, "response": {"status": 200, "body": {"level": "soft"}}}
    by_rule = {**equal, "response": {**equal["response"], "matchingRules": OLDER[version]}}
    project.pact(
        {"description": "equal", "providerState": "the level is soft", **equal},
        {"description": "other", **equal},
        {"description": "same type", **by_rule},
        version=version,
    )
    result = project.verify("-v")
    # Matching rules came with version 2.
    same_type = "PASSED" if OLDER[version] else "FAILED"
    result.stdout.fnmatch_lines(
        [
            "*: equal, given the level is soft PASSED*",
            "*: other FAILED*",
            f"*: same type {same_type}*",
        ]
    )


LINGERING = """
import asyncio
async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        for each in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{each}.complete"})
        return
    body = b'{"level": "ok"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", b"15")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    is_late = scope["path"] == "/ends late"
    await send({"type": "http.response.body", "body": body, "more_body": is_late})
    if is_late:
        await asyncio.sleep(0.3)
        await send({"type": "http.response.body"})
    else:
        await asyncio.sleep(0.1)
@store.app
def app():
    return asgi
"""


def test_a_request_that_lingers_is_not_taken_for_the_next_one(project: Any) -> None:
    """A framework may return after the client has all, and end a response in two steps."""
    project.provider(LINGERING)
    project.pact(
        project.http("a first", "/returns late", {"level": "ok"}),
        project.http("b second", "/ends late", {"level": "ok"}),
    )
    project.verify().assert_outcomes(passed=2)
