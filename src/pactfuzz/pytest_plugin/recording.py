"""The consumer's half: decorated tests become items, and what passes becomes pact files."""

import inspect
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.errors import PactfuzzError
from pactfuzz.pytest_plugin.cases import (
    DOCUMENT,
    EXPECTATIONS,
    REPORT,
    Unusable,
    call_test,
    case_of,
    is_contract,
)
from pactfuzz.pytest_plugin.selection import collects_everything

if TYPE_CHECKING:
    from pactfuzz.contract import Interaction
    from pactfuzz.journeys.record import FileOutcome
    from pactfuzz.pytest_plugin.fuzz_cases import FuzzCase
    from pactfuzz.recording import Case, Expectation, Recording

    _NamedCase: TypeAlias = tuple[Case | FuzzCase | Unusable, str, tuple[pytest.MarkDecorator, ...]]

_RECORDED: "pytest.StashKey[Interaction | None]" = pytest.StashKey()
_SHOWN = pytest.StashKey[str]()

UNUSABLE: Final = "declaration"
"""What stands in the brackets of an item that fails since no runs can be made of a contract."""


class RecordingRun:
    """The hooks of one run that records: in a lone process, an xdist worker or its controller."""

    def __init__(self, config: pytest.Config, configuration: Configuration) -> None:
        self._config = config
        self._configuration = configuration
        self._recording: Recording | None = None
        self._is_whole = True
        self._outcomes: tuple[FileOutcome, ...] = ()
        self._errors: tuple[str, ...] = ()

    # Collecting

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a decorated test on each of its cases."""
        if not hasattr(metafunc.function, EXPECTATIONS):
            return
        from pactfuzz.recording import argument_of, expectations_of
        from pactfuzz.reporting.foreign_text import without_commands

        expectations = expectations_of(metafunc.function)
        test = metafunc.definition.nodeid
        parameters = []
        for expectation in expectations:
            prefix = f"{expectation.description}: " if len(expectations) > 1 else ""
            parameters += [
                pytest.param(case, id=without_commands(prefix + name), marks=marks)
                for case, name, marks in self._cases(expectation, test)
            ]
        metafunc.parametrize(argument_of(metafunc.function, expectations[0]), parameters)
        if DOCUMENT in metafunc.fixturenames:
            metafunc.parametrize(DOCUMENT, [pytest.param(None, id=pytest.HIDDEN_PARAM)])

    def _cases(self, expectation: "Expectation", test: str) -> "list[_NamedCase]":
        """List the runs of a contract; one that has none is a failing item, and stops no other."""
        from pactfuzz.pytest_plugin.fuzz_cases import fuzz_cases
        from pactfuzz.recording import cases_of

        try:
            self._recorded().declare(expectation, test)
            cases: list[_NamedCase] = [(each, each.id, ()) for each in cases_of(expectation)]
        except PactfuzzError as error:
            self._is_whole = False
            return [(Unusable(expectation, str(error)), UNUSABLE, ())]
        if self._configuration.fuzz != 0:
            cases += [(each, each.id, each.marks) for each in fuzz_cases(expectation)]
        return cases

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Know that a file with an error may have declared more than is known."""
        if report.failed:
            self._is_whole = False

    # Running

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Give a case's test what it is to run on, and afterwards see to the stand-in."""
        argument, case = _case(pyfuncitem)
        unusable = case_of(pyfuncitem, Unusable)[1]
        if unusable is not None:
            from pactfuzz.reporting.foreign_text import message

            told = message(f"{unusable.expectation.description}: {unusable.reason}")
            raise pytest.fail.Exception(told, pytrace=False)
        if case is None:
            return (yield)
        with _failing_in_words(case), case.opened() as opened:
            pyfuncitem.funcargs[argument] = opened.argument
            if DOCUMENT in pyfuncitem.funcargs:
                pyfuncitem.funcargs[DOCUMENT] = opened.document
            pyfuncitem.stash[_RECORDED] = opened.recorded
            pyfuncitem.stash[_SHOWN] = _one_line(opened.document)
            return (yield)

    @pytest.hookimpl(specname="pytest_pyfunc_call")
    def pytest_pyfunc_call_coroutine(self, pyfuncitem: pytest.Function) -> object:
        """Run an asynchronous test, unless an earlier plugin for such tests has taken it."""
        if not is_contract(pyfuncitem) or not inspect.iscoroutinefunction(pyfuncitem.obj):
            return None
        names = inspect.signature(pyfuncitem.obj).parameters
        call_test(pyfuncitem.obj, {name: pyfuncitem.funcargs[name] for name in names})
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say in the report what the item did, and on failure on which document."""
        report = yield
        case = _case(item)[1] or case_of(item, Unusable)[1]
        if case is None or (report.passed and call.when != "call"):
            return report
        from pactfuzz.recording import report_of

        recorded = item.stash.get(_RECORDED, None) if report.passed else None
        setattr(report, REPORT, report_of(case.expectation, recorded))
        if report.failed and _SHOWN in item.stash:
            report.sections.append(("the document, to be pasted", item.stash[_SHOWN]))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take over what an item did, whichever process it ran in."""
        if hasattr(report, REPORT):
            self._recorded().take(getattr(report, REPORT), passed=report.passed)

    # Finishing

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over what a worker of xdist collected."""
        del error
        sent = getattr(node, "workeroutput", {}).get(REPORT)
        if sent is None:
            self._is_whole = False
            return
        self._is_whole &= sent["is_whole"]
        if sent["declared"]:
            self._recorded().take_declared(sent["declared"])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Bring the pact files up to date; a worker hands over to its controller instead."""
        is_whole = self._is_whole and collects_everything(
            self._config, self._configuration.consumers
        )
        if hasattr(self._config, "workeroutput"):
            declared = self._recording.all_declared() if self._recording else []
            self._config.workeroutput[REPORT] = {"is_whole": is_whole, "declared": declared}
        elif self._recording is not None:
            self._recording.is_whole = is_whole
            self._bring_up(session, self._recording)

    def _bring_up(self, session: pytest.Session, recording: "Recording") -> None:
        from pactfuzz.journeys.record import record

        try:
            self._outcomes = record(recording, self._configuration)
            self._errors = tuple(each.error for each in self._outcomes if each.error)
        except PactfuzzError as error:
            self._errors = (str(error),)
        is_different = any(each.changes and not each.is_written for each in self._outcomes)
        if (is_different or self._errors) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what changed in the pact files; nothing, if nothing did."""
        changed = [each for each in self._outcomes if each.changes]
        if not changed and not self._errors:
            return
        from pactfuzz.reporting.foreign_text import message, one_line

        terminalreporter.section("pact files")
        for outcome in changed:
            verb = "written" if outcome.is_written else "differs from what the tests record"
            terminalreporter.line(one_line(f"{outcome.path}: {verb}"), yellow=True)
            for change in outcome.changes:
                terminalreporter.line(f"  {one_line(change)}")
        if any(not each.is_written for each in changed):
            terminalreporter.line(
                "Run pytest without --pact-record=check and commit the pact files.", red=True
            )
        for error in self._errors:
            terminalreporter.line(message(error), red=True)

    def _recorded(self) -> "Recording":
        if self._recording is None:
            from pactfuzz.recording import Recording

            self._recording = Recording()
        return self._recording


def _case(item: pytest.Item) -> "tuple[str, Case | None]":
    """Find the case of an item and the parameter that it fills."""
    if not is_contract(item):
        return "", None
    from pactfuzz.recording import Case

    return case_of(item, Case)


@contextmanager
def _failing_in_words(case: "Case") -> Iterator[None]:
    """Turn what pactfuzz itself finds wrong into a failure without a traceback."""
    from pactfuzz.recording.official import ConsumerBreaks

    try:
        yield
    except (PactfuzzError, ConsumerBreaks) as error:
        message = f"{case.expectation.description}: {error}"
        raise pytest.fail.Exception(message, pytrace=False) from None


def _one_line(document: object) -> str:
    from pactfuzz.reporting.foreign_text import one_line
    from pactfuzz.shapes import format_document

    return one_line(format_document(document), None)
