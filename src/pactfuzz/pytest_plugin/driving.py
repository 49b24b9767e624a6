"""What is run over generated inputs in a verifying run: its items, and what is told of them."""

import shlex
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import pytest

from pactfuzz.contract import Interaction, Pact
from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.errors import PactfuzzError
from pactfuzz.journeys.verify import Case
from pactfuzz.pytest_plugin.example_fixtures import ExampleFixtures, has_fixture
from pactfuzz.pytest_plugin.items import Broken, InteractionItem
from pactfuzz.pytest_plugin.verifying_run import VerifyingRun
from pactfuzz.reporting import driven_text, headline, pending_texts
from pactfuzz.verification import Provider
from pactfuzz.verification.driving import DrivenEmitter, driven_emitters
from pactfuzz.verification.faults import Fault
from pactfuzz.verification.orders import Turn, first_break, turns
from pactfuzz.verification.sequences import Sequences, sequences
from pactfuzz.verification.session import Verified
from pactfuzz.verification.trial import Driven, NotAsRead

DRIVEN: Final = pytest.StashKey[Driven]()
"""What running an item showed."""

KEPT: Final = pytest.StashKey[str]()
"""The sentence on where the document is kept that showed a break."""

REPORT: Final = "pactfuzz_driven"
"""The attribute of a test report that holds its outcomes; xdist passes it on."""

ORDERS: Final = "every order of the states"
"""The title of the item that repeats the HTTP interactions."""


def driven_items(
    file: pytest.Module, run: VerifyingRun, provider: Provider, cases: Sequence[Case], prefix: str
) -> Iterator[pytest.Item]:
    """Collect what is run over generated inputs; nothing where the user wants no examples."""
    if run.examples == 0:
        return
    recorded = [(case.pact, case.interaction) for case in cases]

    def is_fixture(name: str) -> bool:
        return has_fixture(file, name)

    emitters = driven_emitters(provider, recorded, is_fixture)
    subjects: Iterator[DrivenEmitter | Sequences] = chain(emitters, sequences(provider, recorded))
    for each in subjects:
        yield InteractionItem.from_parent(
            file, name=prefix + each.title, callobj=_driving(run, each)
        )
    in_turn = turns(recorded)
    if len(in_turn) > 1:
        yield InteractionItem.from_parent(
            file, name=prefix + ORDERS, callobj=_ordering(run, provider, in_turn)
        )


def _driving(run: VerifyingRun, subject: DrivenEmitter | Sequences) -> Callable[..., None]:
    """Make the function that an item runs."""

    def drive(request: pytest.FixtureRequest) -> None:
        # Of a user's exception, only the user's own code is of interest.
        __tracebackhide__ = _is_the_users
        try:
            driven = subject.run(run.limits, ExampleFixtures(request.node))
        except PactfuzzError as error:
            raise Broken(str(error), str(error)) from None
        request.node.stash[DRIVEN] = driven
        request.node.user_properties += [
            ("provider", subject.provider.name),
            ("verdict", driven.verdict.value),
            ("examples", driven.calls),
        ]
        if driven.verdict.fails_the_run:
            outcome = driven.outcomes[0]
            if driven.verdict is Verdict.FAILED:
                request.node.stash[KEPT] = _kept(run, outcome, subject.description)
            if driven.error is None or _has_no_code_to_show(driven.error):
                raise Broken(_text(request.node, outcome), headline(outcome))
            raise driven.error
        if driven.verdict is Verdict.VERIFIED and request.config.getoption("pact_prune"):
            run.forget(subject.provider, subject.description)

    # Hypothesis's own plugin gathers its statistics of what says so.
    drive.is_hypothesis_test = True  # type: ignore[attr-defined]
    return drive


def _ordering(
    run: VerifyingRun, provider: Provider, in_turn: tuple[Turn, ...]
) -> Callable[..., None]:
    """Make the function that an item runs."""

    def order(request: pytest.FixtureRequest) -> None:
        fixtures = ExampleFixtures(request.node)

        def verify(pact: Pact, interaction: Interaction) -> Verified:
            fixtures.renew()
            return run.verification.verify(provider, pact, interaction, fixtures)

        broken = first_break(in_turn, verify)
        if broken is not None:
            raise Broken(_text(request.node, broken.outcome), headline(broken.outcome))

    return order


class Driving:
    """The hooks of a verifying run that tell what driving showed; in any process of it."""

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Add the outcomes; what is pending is neither passed nor failed."""
        report = yield
        driven = item.stash.get(DRIVEN, None)
        if driven is None or call.when != "call":
            return report
        setattr(report, REPORT, [each.to_document() for each in driven.outcomes])
        if report.failed:
            if call.excinfo is None or not isinstance(call.excinfo.value, Broken):
                text = _text(item, driven.outcomes[0])
                report.sections.append(("the contract", text))
            if driven.told:
                report.sections.append(("Hypothesis", driven.told))
        if report.passed and driven.verdict is Verdict.PENDING:
            report.outcome = "skipped"
            report.wasxfail = f"pending: {driven.outcomes[0].pending}"
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, Any] | None:
        """Give what is pending a letter and a word of its own."""
        if not hasattr(report, REPORT) or not report.skipped:
            return None
        return "pending", "p", ("PENDING", {"yellow": True})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take over what an item showed, whichever process it ran in."""
        self._outcomes += map(Outcome.from_document, getattr(report, REPORT, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Close with what is pending."""
        texts = list(pending_texts(self._outcomes))
        if texts:
            terminalreporter.write_sep("=", "driven")
        for text in texts:
            terminalreporter.write_line(text, yellow=True)


def _text(item: pytest.Item, outcome: Outcome) -> str:
    command = f"pytest --pact-verify {shlex.quote(item.nodeid)}"
    return driven_text(outcome, command, item.stash.get(KEPT, ""))


def _kept(run: VerifyingRun, outcome: Outcome, description: str) -> str:
    try:
        file = run.keep(outcome, description)
    except PactfuzzError as error:
        return f"The document could not be kept: {error}"
    return f"The document is kept in {file}." if file else ""


def _has_no_code_to_show(error: BaseException) -> bool:
    return isinstance(error, NotAsRead | PactfuzzError | Fault | BaseExceptionGroup)


def _is_the_users(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    return not isinstance(excinfo.value, Broken)
