"""Verifying is a pytest run: what it collects can be selected, ordered, shared out, and rerun."""

from typing import Any

import pytest

SOURCE = """
from pathlib import Path
@store.state("the database is reachable")
def reachable(): pass
@store.sends("an event")
def event():
    return Path("event.json").read_bytes()
@store.sends("another event")
def another():
    return b'{"level": "ok"}'
"""


@pytest.fixture
def three(project: Any) -> Any:
    """A project of three interactions, of which the first fails as long as there is no file."""
    project.provider(SOURCE)
    project.pact(
        project.message("an event"),
        project.message("another event"),
        project.message("another event", states=["the database is reachable"]),
    )
    return project


ITEMS = [
    "store.py::pipeline: an event",
    "store.py::pipeline: another event",
    "store.py::pipeline: another event, given the database is reachable",
]


def test_collect_only_lists_sentences_in_order_and_starts_nothing(three: Any) -> None:
    result = three.verify("--co", "-q")
    assert result.ret == pytest.ExitCode.OK
    assert result.outlines[:3] == ITEMS
    result.stdout.no_fnmatch_line("*contracts*")


@pytest.mark.parametrize(
    ("arguments", "outcomes", "summary"),
    [
        (["-k", "reachable"], {"passed": 1, "deselected": 2}, "1 verified, 2 not run"),
        (["-k", "not event"], {"deselected": 3}, "3 not run"),
        (["--deselect", ITEMS[0]], {"passed": 2, "deselected": 1}, "2 verified, 1 not run"),
        (["-x"], {"failed": 1}, "1 failed, 2 not run"),
        ([ITEMS[1]], {"passed": 1}, "1 verified, 2 not run"),
        (["store.py"], {"failed": 1, "passed": 2}, "2 verified, 1 failed"),
        (["."], {"failed": 1, "passed": 2}, "2 verified, 1 failed"),
        (["-n", "2", "-k", "reachable"], {"passed": 1}, "1 verified, 2 not run"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_selection_runs_what_it_names(
    three: Any, arguments: list[str], outcomes: dict[str, int], summary: str
) -> None:
    result = three.verify(*arguments)
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines([f"pipeline -> store: {summary}"])


def test_last_failed_and_failed_first(three: Any) -> None:
    three.verify().assert_outcomes(failed=1, passed=2)
    three.verify("--lf").assert_outcomes(failed=1)
    first = three.verify("--ff", "-v", "-x")
    first.assert_outcomes(failed=1)
    (three.folder / "event.json").write_text('{"level": "ok"}')
    three.verify("--lf").assert_outcomes(passed=1)
    three.verify("--lf").assert_outcomes(passed=3)


def test_what_fails_is_rerun_where_other_files_are_named_after_it(three: Any) -> None:
    (three.folder / "pacts" / "zzz.json").write_text("{")
    three.verify().assert_outcomes(failed=2, passed=2)
    three.verify("--lf").assert_outcomes(failed=2)
    (three.folder / "event.json").write_text('{"level": "ok"}')
    three.verify("--lf").assert_outcomes(failed=1, passed=1)
    three.verify("pacts/zzz.json::can be verified").assert_outcomes(failed=1)


def test_no_terminal_still_fails(three: Any) -> None:
    assert three.verify("-p", "no:terminal").ret == pytest.ExitCode.TESTS_FAILED


def test_doctests_and_marks_of_the_provider_file_do_not_join_in(three: Any) -> None:
    three.provider('"""\n>>> 1\n2\n"""\n' + SOURCE)
    (three.folder / "event.json").write_text('{"level": "ok"}')
    three.verify("--doctest-modules").assert_outcomes(passed=3)


def test_pacts_are_found_in_folders_below_and_hidden_ones_are_not(three: Any) -> None:
    pacts = three.folder / "pacts"
    (pacts / "build" / "old").mkdir(parents=True)
    (pacts / "pipeline-store.json").rename(pacts / "build" / "old" / "x.json")
    (pacts / ".x.json.part.json").write_text("{")
    (pacts / "build" / "y.json").write_text("{")
    three.verify("-k", "reachable or verified").assert_outcomes(passed=1, failed=1, deselected=2)


def test_two_providers_of_two_files_each_get_their_own(project: Any) -> None:
    project.configured('providers = ["store.py", "other/second.py"]')
    project.provider(SOURCE)
    (project.folder / "other").mkdir()
    project.provider(
        SOURCE.replace("@store", "@second").replace("event.json", "../event.json")
        + "from pactfuzz import Provider\n",
        "other/second.py",
    )
    source = (project.folder / "other" / "second.py").read_text()
    (project.folder / "other" / "second.py").write_text(
        source.replace("store = Provider('store')", "second = Provider('second')")
    )
    project.pact(project.message("another event"))
    project.pact(project.message("another event"), provider="second")
    project.pact(project.message("another event"), consumer="orchestrator", provider="second")
    result = project.verify("--co", "-q")
    assert result.outlines[:3] == [
        "store.py::pipeline: another event",
        "other/second.py::orchestrator: another event",
        "other/second.py::pipeline: another event",
    ]
    result = project.verify("other")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "orchestrator -> second: 1 verified",
            "pipeline -> second: 1 verified",
            "pipeline -> store: 1 not run",
        ]
    )


def test_two_providers_of_one_file_are_told_apart(project: Any) -> None:
    project.provider(SOURCE + "second = Provider('second')\nsecond.sends('an event')(another)\n")
    project.pact(project.message("another event"))
    project.pact(project.message("an event"), provider="second")
    assert project.verify("--co", "-q").outlines[:2] == [
        "store.py::second for pipeline: an event",
        "store.py::store for pipeline: another event",
    ]
    project.verify().assert_outcomes(passed=2)


def test_options_stand_for_the_settings(project: Any) -> None:
    project.configured("")
    project.provider(SOURCE, "elsewhere.py")
    project.pact(project.message("another event"))
    (project.folder / "pacts").rename(project.folder / "contracts")
    result = project.verify("--pact-provider=elsewhere.py", "--pact-dir=contracts")
    result.assert_outcomes(passed=1)
