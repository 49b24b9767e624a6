"""The hooks of items that search; what they do is in ``fuzz_items``, loaded when one is run."""

import shlex
from collections.abc import Generator
from typing import TYPE_CHECKING, Final

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.errors import PactfuzzError
from pactfuzz.pytest_plugin.cases import case_of, is_contract

if TYPE_CHECKING:
    from pactfuzz.pytest_plugin.fuzz_cases import FuzzCase
    from pactfuzz.pytest_plugin.fuzz_items import Found

_FOUND: "pytest.StashKey[Found]" = pytest.StashKey()

FACT: Final = "fact about the contract"
"""Under this name an item's facts are among the properties of its report, and in JUnit's file."""


class FuzzingRun:
    """Runs the items that search, and tells what they found."""

    def __init__(self, config: pytest.Config, configuration: Configuration) -> None:
        self._config = config
        self._configuration = configuration
        self._prune = bool(config.getoption("pact_prune"))
        self._facts: list[tuple[str, str]] = []

    def pytest_report_collectionfinish(self, items: list[pytest.Item]) -> list[str]:
        """Say how many examples are tried, and whether they are the same at the next run."""
        number = sum(1 for item in items if _case(item)[1] is not None)
        if not number:
            return []
        from pactfuzz.fuzzing.search import plan

        seed = self._config.getoption("hypothesis_seed", None)
        return [f"fuzz: {number} items, {plan(self._configuration.fuzz, seed)}"]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Keep the test itself, before a plugin for asynchronous tests replaces it."""
        if not is_contract(item) or _case(item)[1] is None:
            return (yield)
        from pactfuzz.pytest_plugin.example_runs import remembering_test

        with remembering_test(item):
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> object:
        """Search, in the place of calling the test once."""
        __tracebackhide__ = True
        argument, case = _case(pyfuncitem)
        if case is None:
            return None
        from pactfuzz.pytest_plugin.example_runs import is_example

        if is_example(pyfuncitem):
            return None
        from pactfuzz.fuzzing import Broken
        from pactfuzz.pytest_plugin.fuzz_items import run_case
        from pactfuzz.shapes import Refused
        from pactfuzz.verification.stacks import users_part

        try:
            found = run_case(pyfuncitem, argument, case, self._configuration, prune=self._prune)
        except PactfuzzError as error:
            message = f"{case.expectation.description}: {error}"
            raise pytest.fail.Exception(message, pytrace=False) from None
        pyfuncitem.stash[_FOUND] = found
        pyfuncitem.user_properties += [(FACT, each) for each in found.facts]
        if found.failure is None:
            return True
        failed = found.failure.error
        if isinstance(failed, Broken | Refused | PactfuzzError):
            message = f"{case.expectation.description}, {case.of}: {failed}"
            raise pytest.fail.Exception(message, pytrace=False) from None
        raise failed.with_traceback(users_part(failed.__traceback__))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show the smallest document, where it is kept, and how to run it again."""
        report = yield
        found = item.stash.get(_FOUND, None)
        if found is None or found.failure is None or call.when != "call":
            return report
        from pactfuzz.pytest_plugin.fuzz_items import one_line

        report.sections.append(
            ("the smallest document, to be pasted", one_line(found.failure.sent))
        )
        if found.failure.sent.words:
            report.sections.append(("what is special about it", found.failure.sent.words))
        if found.failure.note:
            report.sections.append(("not the smallest document, perhaps", found.failure.note))
        kept = f"{found.file}\n" if found.file else ""
        again = f"{kept}pytest {shlex.quote(item.nodeid)}"
        report.sections.append(("kept, and replayed first by", again))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect the facts, whichever process saw them."""
        if report.when == "call":
            self._facts += [
                (report.nodeid, str(text)) for name, text in report.user_properties if name == FACT
            ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List the facts where pytest is to be verbose, else count them."""
        if not self._facts:
            return
        if self._config.get_verbosity() > 0:
            terminalreporter.section("facts about the contracts")
            for node, text in self._facts:
                terminalreporter.line(f"{node}: {text}")
        else:
            terminalreporter.line(f"{len(self._facts)} facts about the contracts (-v lists them)")


def _case(item: pytest.Item) -> "tuple[str, FuzzCase | None]":
    if not is_contract(item):
        return "", None
    from pactfuzz.pytest_plugin.fuzz_cases import FuzzCase

    return case_of(item, FuzzCase)
