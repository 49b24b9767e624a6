"""Exit statuses: 1 means that a contract is broken, and nothing else ends with it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.cli import main
from pactfuzz.cli.status import STATUSES, status_of_running
from pactfuzz.errors import SourceError


def raising(error: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise error

    return command


class Panic(BaseException):
    """As the Rust extensions raise one."""


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (SourceError("no such model"), 2, "pactfuzz: no such model"),
        (KeyError("x"), 70, "pactfuzz: internal error: KeyError: 'x' (test_status.py:*"),
        (AssertionError(), 70, "pactfuzz: internal error: AssertionError (test_status.py:*"),
        (RecursionError("too deep\nat a"), 70, "*internal error: RecursionError: too deep at a (*"),
        (MemoryError(), 70, "pactfuzz: internal error: MemoryError (*"),
        (PermissionError(13, "no", "f"), 70, "*internal error: PermissionError: *"),
        (Panic("in Rust"), 70, "pactfuzz: internal error: Panic: in Rust (*"),
        (SystemExit(1), 70, "pactfuzz: internal error: SystemExit: 1 (*"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 2, "*cannot be written: No space left on device"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else None,
)
def test_what_a_command_raises_becomes_a_status_and_a_line(
    capfd: pytest.CaptureFixture[str], error: BaseException, status: int, line: str
) -> None:
    found = status_of_running(raising(error), debugs=False)
    printed = capfd.readouterr().err
    assert found == status
    assert printed.count("\n") == (1 if line else 0)
    pytest.LineMatcher(printed.splitlines()).fnmatch_lines([line] if line else [])
    assert ("--debug" in printed) == (status == 70)


def test_with_debug_the_traceback_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of_running(raising(KeyError("x")), debugs=True) == 70
    printed = capsys.readouterr().err
    assert printed.startswith("Traceback (most recent call last):\n")
    assert printed.splitlines()[-1].startswith("pactfuzz: internal error: KeyError: 'x'")


@pytest.mark.parametrize("arguments", [["--debug", "explain", "x"], ["explain", "x", "--debug"]])
def test_debug_stands_anywhere(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert "Traceback" in capsys.readouterr().err


def test_the_help_lists_the_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert STATUSES in capsys.readouterr().out


def run(*arguments: str, **how: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pactfuzz", *arguments]
    return subprocess.run(command, check=False, text=True, stderr=subprocess.PIPE, **how)


def test_who_reads_no_further_is_no_error() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE) as reader:
        reader.wait()
        done = run("explain", stdout=reader.stdin)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_a_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = run("explain", stdout=full)
    assert done.returncode == 2
    assert done.stderr == (
        "pactfuzz: what is to be said cannot be written: No space left on device\n"
    )


def test_an_output_that_lacks_characters_gets_escapes(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"enum": ["\u00e9\u20ac"]}', encoding="utf-8")
    (tmp_path / "b.json").write_text('{"enum": ["x"]}', encoding="utf-8")
    environment = {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"}
    done = run("compare", "a.json", "b.json", cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
    assert done.returncode == 1, done.stderr
    assert "\\xe9\\u20ac" in done.stdout


def test_a_summary_that_cannot_be_written_is_told_and_changes_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "gone/summary.md")
    Path("a.json").write_text('{"type": "string"}')
    assert main(["compare", "a.json", "a.json"]) == 0
    assert capsys.readouterr().err == (
        "pactfuzz: the job's summary, GITHUB_STEP_SUMMARY=gone/summary.md, cannot be written: "
        "No such file or directory\n"
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("option", ["--json", "--markdown"])
@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("gone/file", "gone/file: there is no such folder to write the report into"),
        ("folder", "folder: is a folder; expected a file to write the report into"),
        ("a\0b", "a\\u0000b: cannot be written: embedded null byte"),
        ("x" * 300, "x* cannot be written: File name too long"),
    ],
    ids=["no folder", "a folder", "NUL", "too long"],
)
def test_a_report_that_cannot_be_written_is_a_line(
    folder: Path, capsys: pytest.CaptureFixture[str], option: str, target: str, said: str
) -> None:
    (folder / "folder").mkdir()
    (folder / "a.json").write_text('{"type": "string"}')
    assert main(["compare", "a.json", "a.json", option, target]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    pytest.LineMatcher(lines).fnmatch_lines([f"pactfuzz: {said}"])


def test_an_interruption_while_the_command_is_loaded_shows_no_traceback() -> None:
    code = """
import sys

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == "pactfuzz.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from pactfuzz.__main__ import main
raise SystemExit(main())
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


EXITING = """
import os
from pydantic import BaseModel, field_validator

class Order(BaseModel):
    id: str

class Exiting(Order):
    @field_validator("id")
    @classmethod
    def leave(cls, value: str) -> str:
        os._exit(0)
"""


def test_a_model_that_ends_the_process_does_not_end_the_command(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(EXITING)
    (tmp_path / "leaves.py").write_text("import os\nos._exit(0)\n")
    command = [sys.executable, "-m", "pactfuzz", "compare", "shop:Order"]
    done = [
        subprocess.run([*command, each], cwd=tmp_path, capture_output=True, text=True, check=False)
        for each in ("shop:Exiting", "leaves:Order")
    ]
    assert [each.returncode for each in done] == [1, 2]
    assert "parser crashes with SystemExit: os._exit(0) was called" in done[0].stdout
    assert "importing leaves fails: SystemExit: os._exit(0) was called" in done[1].stderr


def test_a_reader_that_closes_the_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(EXITING)
    command = [sys.executable, "-m", "pactfuzz", "compare", "shop:Order", "shop:Order"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 141
