"""``pactfuzz fuzz``: a search by processes of its own, which loses nothing however it ends."""

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

PATIENCE = 60.0
"""Seconds in which what is waited for comes about, on whichever machine."""

READER = """
from typing import Literal
from pydantic import BaseModel
from pactfuzz import Consumer, Fuzz

class Event(BaseModel):
    size: int
    level: Literal["ok", "soft", "hard"]
    note: str = ""
    other: int | None = None

reader = Consumer("reader", provider="writer")

@reader.receives("an event", Event, fuzz=Fuzz(known={"agreement": "for a test"}))
def test_event(event: Event, tmp_path) -> None:
    assert tmp_path.is_dir()
"""

RARE = """    assert not (event.level == "hard" and event.size > 2**63 and event.note)
"""


def project(folder: Path, source: str) -> Path:
    (folder / "pyproject.toml").write_text("[tool.pactfuzz]\n")
    (folder / "test_reader.py").write_text(source)
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pactfuzz", "fuzz", *arguments]


def fuzz(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def corpus(folder: Path) -> list[Any]:
    files = sorted((folder / "tests/contracts/corpus").glob("*.json"))
    return [json.loads(each.read_text()) for each in files]


def test_a_sound_consumer_is_told_with_what_was_reached(tmp_path: Path) -> None:
    project(tmp_path, READER)
    done = fuzz(tmp_path, "--count", "3000", "--seed", "one", "--report", "report.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed one\n")
    assert "reader: an event [valid]: 1,000 documents\n" in done.stdout
    assert "reader: an event [agreement]: known to be broken, left out\n" in done.stdout
    assert "3,000 documents" in done.stdout.splitlines()[-1]
    report = json.loads((tmp_path / "report.json").read_text())
    reached = report["coverage"]["reader: an event"]
    assert min(count for label, count in reached["choices"].items() if "level" in label) > 0
    assert reached["pairs"]
    assert report["failures"] == {}


def test_what_fails_is_told_with_the_smallest_document_and_kept(tmp_path: Path) -> None:
    project(tmp_path, READER + RARE)
    done = fuzz(tmp_path, "--count", "6000", "--processes", "2", "--seed", "one", "-k", "valid")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED reader: an event [valid]" in done.stdout
    smallest = f'{{"level":"hard","note":"0","size":{2**63 + 1}}}'
    assert smallest in done.stdout
    assert "pytest 'test_reader.py::test_event[fuzz: valid]'" in done.stdout
    assert {each["document"] for each in corpus(tmp_path)} == {smallest}
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "fuzz and valid", "--pact-fuzz=1"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert smallest in again.stdout


def test_a_project_without_fuzzing_in_its_ordinary_runs_can_be_searched(tmp_path: Path) -> None:
    project(tmp_path, READER)
    (tmp_path / "pyproject.toml").write_text("[tool.pactfuzz]\nfuzz = 0\n")
    done = fuzz(tmp_path, "--count", "10", "-k", "valid")
    assert done.returncode == 0, done.stderr
    assert "reader: an event [valid]: 10 documents\n" in done.stdout


def test_the_same_seed_finds_the_same(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        project(folder, READER + RARE)
        done = fuzz(folder, "--count", "1500", "--seed", "7", "-k", "valid", "--report", "r.json")
        assert done.returncode in (0, 1), done.stderr
        report = json.loads((folder / "r.json").read_text())
        found.append((corpus(folder), report["coverage"], report["tried"]))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--time", "0"], "expected a time above zero"),
        (["--time", "soon"], "expected a time above zero"),
        (["--count", "-1"], "expected a whole number above zero"),
        (["--tme", "5"], "--tme"),
        (["no_such_file.py", "--count", "1"], "no_such_file.py"),
        (["-k", "nothing", "--count", "1"], "no contract to be fuzzed was collected"),
        (["--count", "1", "--dask", "nowhere"], "Dask"),
        (["--count", "1", "--report", "nowhere/r.json"], "there is no such folder"),
    ],
)
def test_a_wrong_order_is_told(tmp_path: Path, arguments: list[str], told: str) -> None:
    project(tmp_path, READER)
    done = fuzz(tmp_path, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_tests_that_cannot_be_imported_are_told(tmp_path: Path) -> None:
    project(tmp_path, "import no_such_module\n")
    done = fuzz(tmp_path, "--count", "1")
    assert done.returncode == 2, done.stdout
    assert "No module named 'no_such_module'" in done.stderr


def test_a_corpus_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    project(tmp_path, READER.replace("assert tmp", "assert not tmp"))
    (tmp_path / "tests").write_text("a file")
    done = fuzz(tmp_path, "--count", "10")
    assert done.returncode == 2, done.stdout
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fixture_that_fails_is_told(tmp_path: Path) -> None:
    broken = """
import pytest
@pytest.fixture
def broken():
    raise LookupError("no such server")
"""
    project(tmp_path, broken + READER.replace("tmp_path)", "tmp_path, broken)"))
    done = fuzz(tmp_path, "--count", "10")
    assert done.returncode == 2, done.stdout
    assert "no such server" in done.stderr


def test_a_test_that_skips_itself_is_left_out(tmp_path: Path) -> None:
    skipping = READER.replace(
        "    assert tmp", "    import pytest; pytest.skip('not here')\n    assert tmp"
    )
    done = fuzz(project(tmp_path, skipping), "--count", "10", "-k", "valid or extended")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def started(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A search without an end, that has found something."""
    project(tmp_path, READER + RARE)
    process = subprocess.Popen(
        command("-k", "valid"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + PATIENCE
    while not corpus(tmp_path):
        assert time.monotonic() < until, "nothing was found"
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_ctrl_c_ends_it_with_an_account(started: subprocess.Popen[str], tmp_path: Path) -> None:
    os.killpg(started.pid, signal.SIGINT)
    output, _ = started.communicate(timeout=PATIENCE)
    assert started.returncode == 1, output
    assert "FAILED reader: an event [valid]" in output
    assert "Traceback" not in output
    assert corpus(tmp_path)


def test_a_search_that_is_killed_has_kept_what_it_found(
    started: subprocess.Popen[str], tmp_path: Path
) -> None:
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate(timeout=PATIENCE)
    for each in corpus(tmp_path):
        assert json.loads(each["document"])["size"] > 2**63


def test_workers_end_when_the_command_is_killed(
    started: subprocess.Popen[str], tmp_path: Path
) -> None:
    os.kill(started.pid, signal.SIGKILL)
    started.communicate(timeout=PATIENCE)  # the pipe is closed when the last of them has ended
    assert corpus(tmp_path)
