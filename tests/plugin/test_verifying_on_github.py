"""Verifying in a GitHub Actions job: the job summary and the annotations."""

import json
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.contract.outcome import Outcome, Verdict

EMITTER = """
@store.sends("an event")
def event():
    return b'{"level": "<ok>"}'
"""


TITLE = "pipeline%3A an event"
"""The interaction, escaped as a property of a workflow command."""


@pytest.fixture
def page(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    page: Path = project.folder / "summary.md"
    page.write_text("what a step before wrote\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    project.provider(EMITTER)
    project.pact(
        project.message("an event"),
        project.message("an event", {"level": "<ok>"}),
        project.message("an event", {"level": 1}, pending=True, reason="100%, known: since 1.2"),
    )
    return page


@pytest.mark.parametrize("arguments", [[], ["-n", "2"], ["-s"]], ids=" ".join)
def test_a_break_is_annotated_in_a_line_of_its_own(
    project: Any, page: Path, arguments: list[str]
) -> None:
    result = project.verify(*arguments)
    commands = [each for each in result.outlines if each.startswith("::")]
    error, warning = sorted(commands)
    assert error == (
        f'::error file=store.py,title=failed%3A {TITLE}::$.level: "<ok>", expected "ok"'
    )
    assert warning == (
        f'::warning file=store.py,title=pending%3A {TITLE}::$.level: "<ok>", expected 1'
        "%0APending: 100%25, known: since 1.2"
    )
    assert page.read_text().startswith("what a step before wrote\n### Contracts\n")


def test_what_fails_without_an_outcome_is_annotated_too(project: Any, page: Path) -> None:
    (page.parent / "pacts" / "bad.json").write_text("{")
    project.provider(
        EMITTER
        + "import pytest\n@pytest.fixture(autouse=True)\ndef broken(): raise OSError('no disk')\n"
    )
    result = project.verify("-k", "verified or 2")
    fixture, pact = sorted(each for each in result.outlines if each.startswith("::"))[::-1]
    assert fixture == f"::error file=store.py,title={TITLE} (2)::OSError: no disk"
    assert pact.startswith("::error file=pacts/bad.json,title=can be verified::")
    assert "bad.json: not JSON" in pact


def test_the_page_counts_the_pairs_and_shows_each_break(project: Any, page: Path) -> None:
    project.verify()
    text = page.read_text()
    assert "| pipeline | store | 1 | 1 | 1 |  |  |" in text
    assert "<summary>failed: pipeline: an event</summary>" in text
    assert '{"level": "&lt;ok&gt;"}' in text
    assert text.index("failed: pipeline") < text.index("pending: pipeline")


def test_the_page_is_written_without_a_terminal(project: Any, page: Path) -> None:
    project.verify("-p", "no:terminal")
    assert "### Contracts" in page.read_text()


@pytest.mark.parametrize("arguments", [[], ["-p", "no:terminal"]], ids=" ".join)
def test_outcomes_are_written_for_another_job(
    project: Any, page: Path, arguments: list[str]
) -> None:
    project.verify("--pact-outcomes=reports/outcomes.json", *arguments)
    written = json.loads((page.parent / "reports" / "outcomes.json").read_text("utf-8"))
    verdicts = [Outcome.from_document(each).verdict for each in written]
    assert verdicts == [Verdict.FAILED, Verdict.VERIFIED, Verdict.PENDING]


def test_elsewhere_nothing_is_annotated(
    project: Any, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    project.verify().stdout.no_fnmatch_line("::*")
    assert page.read_text() == "what a step before wrote\n"
