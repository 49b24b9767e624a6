"""``pactfuzz fuzz`` on consumers that end their process, never return, or read nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 90.0
"""Seconds in which any of these searches ends, on whichever machine."""

READER = """
import ctypes, os, re, sys, time
from pydantic import BaseModel, field_validator
from pactfuzz import Consumer, state

class Event(BaseModel):
    size: int

reader = Consumer("reader", provider="writer")

@reader.receives("an event", Event, states=[state("there is one", size=7)])
def test_event(event: Event) -> None:
    if event.size == 0:
        BREAKS

@reader.receives("another event", Event, states=[state("there is one", size=7)])
def test_other(event: Event) -> None:
    assert event.size != 1
"""


def project(folder: Path, breaks: str) -> Path:
    (folder / "pyproject.toml").write_text("[tool.pactfuzz]\ntimeout = 1\n")
    (folder / "test_reader.py").write_text(READER.replace("BREAKS", breaks))
    return folder


def fuzz(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pactfuzz", "fuzz", "--seed", "one", *arguments],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def corpus(folder: Path) -> dict[str, Any]:
    files = sorted((folder / "tests/contracts/corpus").glob("*.json"))
    found = [json.loads(each.read_text()) for each in files]
    return {each["description"]: (each["document"], each["words"]) for each in found}


DEATHS = {
    "os._exit": ("os._exit(7)", "the consumer ended the process with status 7"),
    "a segmentation fault": ("ctypes.string_at(0)", "the consumer ended the process by SIGSEGV"),
}


@pytest.mark.parametrize(("breaks", "words"), DEATHS.values(), ids=DEATHS)
def test_a_document_that_ends_the_process_is_kept_and_the_search_goes_on(
    tmp_path: Path, breaks: str, words: str
) -> None:
    done = fuzz(project(tmp_path, breaks), "--count", "1500", "-k", "valid")
    assert done.returncode == 1, done.stdout + done.stderr
    assert corpus(tmp_path) == {
        "an event": ('{"size":0}', words),
        "another event": ('{"size":1}', "AssertionError: assert 1 != 1"),
    }
    assert "FAILED reader: an event [valid]\n  " + words in done.stdout
    assert "a worker ended" not in done.stdout


HANGS = {
    "in Python": "while True: pass",
    "asleep": "time.sleep(1000)",
    "in C": "re.match(r'(a+)+$', 'a' * 60 + 'b')",
}


@pytest.mark.parametrize("breaks", HANGS.values(), ids=HANGS)
def test_a_document_on_which_the_consumer_hangs_is_kept_within_the_time(
    tmp_path: Path, breaks: str
) -> None:
    done = fuzz(project(tmp_path, breaks), "--time", "5", "-k", "valid")
    assert done.returncode == 1, done.stdout + done.stderr
    document, words = corpus(tmp_path)["an event"]
    assert document == '{"size":0}'
    assert "did not return within 1 seconds" in words


ORDINARY = {
    "sys.exit": ("sys.exit(7)", "SystemExit: 7"),
    "Ctrl-C of its own": ("raise KeyboardInterrupt", "KeyboardInterrupt: "),
    "no memory": ("raise MemoryError", "MemoryError: "),
}


@pytest.mark.parametrize(("breaks", "words"), ORDINARY.values(), ids=ORDINARY)
def test_what_ends_other_programs_is_a_failure_like_others(
    tmp_path: Path, breaks: str, words: str
) -> None:
    done = fuzz(project(tmp_path, breaks), "--count", "1000", "-k", "event and valid")
    assert done.returncode == 1, done.stdout + done.stderr
    assert corpus(tmp_path)["an event"] == ('{"size":0}', words)


PICKY = """
from pydantic import BaseModel, Field, field_validator
from pactfuzz import Consumer

class Event(BaseModel):
    code: str STATED

    @field_validator("code")
    @classmethod
    def is_known(cls, code: str) -> str:
        if code != "text":
            raise ValueError("unknown")
        return code

@Consumer("reader", provider="writer").receives("an event", Event)
def test_event(event: Event) -> None: ...
"""


@pytest.mark.parametrize(
    ("stated", "status", "told"),
    [("", 3, "the parser read none of them"), ("= Field(examples=['text'])", 0, "0 failures")],
)
def test_a_search_whose_parser_read_nothing_is_not_green(
    tmp_path: Path, stated: str, status: int, told: str
) -> None:
    folder = project(tmp_path, "pass")
    (folder / "test_reader.py").write_text(PICKY.replace("STATED", stated))
    done = fuzz(folder, "--count", "2000", "-k", "valid")
    assert done.returncode == status, done.stdout + done.stderr
    assert told in done.stdout
