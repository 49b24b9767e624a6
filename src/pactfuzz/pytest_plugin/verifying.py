"""The provider's half: each interaction of each pact becomes an item, its outcome a report."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.journeys.verify import numbers_of, write_outcomes
from pactfuzz.pytest_plugin.interactions import (
    OUTCOME,
    RUN,
    PactFile,
    ProviderFile,
    UnusablePact,
    unusual_pact_files,
)
from pactfuzz.pytest_plugin.items import Broken, InteractionItem
from pactfuzz.pytest_plugin.last_resort import install_last_resort, remove_last_resort
from pactfuzz.pytest_plugin.provider_files import (
    arguments,
    check_pacts_folder,
    outcomes_file,
    provider_files,
)
from pactfuzz.pytest_plugin.verifying_run import VerifyingRun
from pactfuzz.reporting import (
    annotation,
    error_annotation,
    failure_text,
    job_summary,
    pending_texts,
    tallies,
)
from pactfuzz.reporting.foreign_text import message
from pactfuzz.reporting.github import add_to_summary, is_on_github

REPORT: Final = "pactfuzz_outcome"
"""The attribute of a test report that holds the outcome; xdist passes it on."""


class Verifying:
    """The hooks of one run that verifies: in a lone process, an xdist worker or its controller.

    Raises:
        pytest.UsageError: there are no providers, or no pacts.
    """

    def __init__(self, config: pytest.Config, configuration: Configuration) -> None:
        self._config = config
        self._files = provider_files(configuration)
        self._pacts = configuration.pacts.resolve()
        check_pacts_folder(self._pacts)
        self._outcomes_file = outcomes_file(config)
        config.args = arguments(config, self._files, self._pacts)
        config.stash[RUN] = self._run = VerifyingRun(configuration, self._files)
        install_last_resort(config)
        self._outcomes: list[Outcome] = []
        self._annotations: list[str] = []
        self._problems: list[str] = []

    # Collecting

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Look at nothing but the providers' files and the pacts."""
        if collection_path.is_relative_to(self._pacts):
            # A folder that is named like a pact is one item, and nobody looks inside it.
            return (collection_path.suffix.lower() == ".json") == collection_path.is_dir()
        return collection_path not in self._files

    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Module | None:
        """Take a provider's file for what it is."""
        if module_path not in self._files:
            return None
        return ProviderFile.from_parent(parent, path=module_path)

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> PactFile | None:
        """Take a pact file for what it is."""
        if file_path.suffix.lower() != ".json" or not file_path.is_relative_to(self._pacts):
            return None
        return PactFile.named(parent, file_path)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Add to a folder of pacts what pytest does not take for a file."""
        report = yield
        if isinstance(collector, pytest.Directory) and report.passed:
            report.result += unusual_pact_files(collector)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run nothing else, whatever else other plugins find in these files (doctest, for one)."""
        items[:] = [each for each in items if isinstance(each, InteractionItem | UnusablePact)]

    # Running

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Add the outcome; what is pending is neither passed nor failed."""
        report = yield
        outcome = item.stash.get(OUTCOME, None)
        if outcome is None or call.when != "call":
            return report
        setattr(report, REPORT, outcome.to_document())
        if report.failed:
            if call.excinfo is None or not isinstance(call.excinfo.value, Broken):
                report.sections.append(("the contract", failure_text(outcome)))
            if outcome.official:
                report.sections.append(("the official Pact core", outcome.official.strip()))
        if outcome.verdict is Verdict.PENDING and report.passed:
            # As pytest marks an expected failure, so that other reports (JUnit) have it so too.
            report.outcome = "skipped"
            report.wasxfail = f"pending: {outcome.pending or 'no reason is given'}"
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, Any] | None:
        """Give what is pending a letter and a word of its own."""
        outcome = getattr(report, REPORT, None)
        if outcome is None or outcome["verdict"] != Verdict.PENDING or not report.skipped:
            return None
        return "pending", "p", ("PENDING", {"yellow": True})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take over what an item showed, whichever process it ran in."""
        file, _, title = report.nodeid.partition("::")
        command = None
        if hasattr(report, REPORT):
            outcome = Outcome.from_document(getattr(report, REPORT))
            self._outcomes.append(outcome)
            command = annotation(outcome, file)
        elif report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            command = error_annotation(file, title, str(getattr(crash, "message", "failed")))
        if command is not None:
            self._annotations.append(command)

    # Ending

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Stop what was started; leave what a job of CI shows and passes on."""
        self._run.close()
        remove_last_resort()
        if hasattr(self._config, "workerinput") or self._config.option.collectonly:
            return
        if is_on_github():
            pairs = tallies(self._outcomes, numbers_of(self._run.found))
            problem = add_to_summary(job_summary(self._outcomes, pairs))
            self._problems += [problem] if problem else []
        if self._outcomes_file is not None:
            self._write_outcomes(session, self._outcomes_file)

    def _write_outcomes(self, session: pytest.Session, file: Path) -> None:
        """Leave the outcomes for another job; without them the run is not green."""
        try:
            write_outcomes(file, self._outcomes)
        except OSError as error:
            self._problems.append(f"--pact-outcomes={file}: cannot be written: {error.strerror}")
            if session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Close with the pairs in numbers, and what is pending with its witness."""
        numbers = numbers_of(self._run.found)
        if not numbers.total():
            terminalreporter.write_line(
                f"nothing to verify: no pact in {self._pacts} has an interaction", red=True
            )
            return
        if self._config.option.collectonly:
            return
        terminalreporter.write_sep("=", "contracts")
        for text in pending_texts(self._outcomes):
            terminalreporter.write_line(text, yellow=True)
        for tally in tallies(self._outcomes, numbers):
            terminalreporter.write_line(str(tally))
        for command in self._annotations if is_on_github() else ():
            terminalreporter.write_line(command)
        for problem in self._problems:
            terminalreporter.write_line(message(problem), red=True)
