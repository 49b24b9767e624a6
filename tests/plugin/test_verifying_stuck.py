"""A call into C that neither returns nor can be interrupted ends the run, and not as green."""

import subprocess
import sys
from typing import Any

import pytest

# Each stays in one call; the first holds the interpreter, so that no other thread runs.
STUCK = """
@store.state("it holds the interpreter")
def held():
    sum(range(10**12))
@store.state("it lets others run")
def released():
    import sqlite3
    rows = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    sqlite3.connect(":memory:").execute(rows).fetchall()
@store.app
def app():
    async def application(scope, receive, send):
        if scope["type"] == "http":
            sum(range(10**12))
    return application
@store.sends("an event")
def event():
    return b'{"level": "ok"}'
"""

RELEASED = "it lets others run"


def started(project: Any, selected: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "pytest", "--pact-verify", "--pact-fuzz=0", "-k", selected]
    return subprocess.Popen(
        [*command, "--pact-timeout=0.2"],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="without signals, a thread is left behind")
def test_a_run_that_is_stuck_tells_where_and_ends(project: Any) -> None:
    project.provider(STUCK)
    states = ["it holds the interpreter", RELEASED]
    messages = [project.message("an event", states=[each]) for each in states]
    project.pact(*messages, project.http("what is asked", "/", {}))
    runs = [started(project, each) for each in ("holds", "lets", "asked")]
    try:
        held, released, asked = (each.communicate(timeout=60) for each in runs)
    finally:
        for each in runs:
            each.kill()
    assert [each.returncode for each in runs] == [1, 1, 1]
    assert "Timeout (0:00:0" in held[1]
    assert "in held" in held[1]
    assert "in application" in asked[1]
    assert (
        f'pactfuzz: the state "{RELEASED}" did not return within 0.2 seconds and cannot be '
        "interrupted, so that the run ends here; it stands here:\n"
    ) in released[1]
    assert "in released" in released[1]
    assert "pluggy" not in released[1]
