"""What reports of contracts say in foreign words passes through the gate of ``reporting``.

Every report does: the terminal, the JUnit file, a worker of xdist and whichever plugin shows
reports take the texts from them.
"""

from collections.abc import Generator
from typing import Any, Final

import pytest
from _pytest._code.code import TerminalRepr

from pactfuzz.errors import PactfuzzError
from pactfuzz.pytest_plugin.cases import is_contract

PASTED: Final = ("the document, to be pasted", "the smallest document, to be pasted")
"""The sections of a report that hold a document in one line, whole, as the gate has made it."""


class Gate:
    """The hooks that clean the reports of contracts; of a run that verifies, all reports."""

    def __init__(self, *, verifies: bool) -> None:
        self._verifies = verifies

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Clean the report when all others have added what they have to say."""
        report = yield
        if self._verifies or is_contract(item):
            _clean(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self,
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Clean what an import or a declaration failed with."""
        report = yield
        if self._verifies and not report.passed:
            _clean(report)
        return report

    def pytest_exception_interact(self, call: pytest.CallInfo[Any], report: object) -> None:
        """Clean what a declaration failed with, in whichever file it stands."""
        error = None if call.excinfo is None else call.excinfo.value
        if isinstance(report, pytest.CollectReport) and isinstance(error, PactfuzzError):
            _clean(report)


def _clean(report: pytest.TestReport | pytest.CollectReport) -> None:
    from pactfuzz.reporting.foreign_text import LONGEST_LINE, one_line, printed

    report.longrepr = _cleaned(report.longrepr, {})
    report.sections[:] = [
        (name, text if name in PASTED else printed(text)) for name, text in report.sections
    ]
    if isinstance(report, pytest.TestReport):
        report.user_properties[:] = [
            (name, one_line(value, LONGEST_LINE) if isinstance(value, str) else value)
            for name, value in report.user_properties
        ]
        if hasattr(report, "wasxfail"):
            report.wasxfail = one_line(str(report.wasxfail))


def _cleaned(value: Any, seen: dict[int, Any]) -> Any:
    """Clean all texts of what pytest shows of an error; what it holds twice is cleaned once."""
    from pactfuzz.reporting.foreign_text import message

    match value:
        case str():
            return message(value)
        case tuple() | list():
            return type(value)(_cleaned(each, seen) for each in value)
        case TerminalRepr() if id(value) not in seen:
            seen[id(value)] = value
            for name, each in vars(value).items():
                setattr(value, name, _cleaned(each, seen))
    return value
