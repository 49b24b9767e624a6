"""What a verifying run collects: an item for each interaction, and one for each unusable pact."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import pytest

from pactfuzz.contract.outcome import Outcome
from pactfuzz.errors import PactfuzzError
from pactfuzz.journeys.verify import Case, UnusableCase
from pactfuzz.pytest_plugin.driving import driven_items
from pactfuzz.pytest_plugin.items import Broken, InteractionItem, fixture_value, in_words
from pactfuzz.pytest_plugin.verifying_run import VerifyingRun
from pactfuzz.reporting import failure_text, headline
from pactfuzz.reporting.foreign_text import one_line
from pactfuzz.verification import Provider
from pactfuzz.verification.faults import Fault

RUN: Final = pytest.StashKey[VerifyingRun]()

OUTCOME: Final = pytest.StashKey[Outcome]()
"""What running an item showed."""


class ProviderFile(pytest.Module):
    """A file that declares providers; pytest imports it, with the fixtures around it."""

    def collect(self) -> Iterator[pytest.Item]:
        """Collect the interactions of the file's providers, in the order of their titles."""
        # For the fixtures that it finds. The tests that it finds are not for this run.
        super().collect()
        providers = {each for each in vars(self.obj).values() if isinstance(each, Provider)}
        if not providers:
            msg = (
                f"{self.path}: declares no provider; expected one, "
                'as in store = Provider("market-data-store")'
            )
            raise self.CollectError(msg)
        for provider in sorted(providers, key=lambda each: each.name):
            # Of several providers in one file, each says whose interaction it is.
            prefix = f"{provider.name} for " if len(providers) > 1 else ""
            yield from self._items(provider, prefix)
        self.config.stash[RUN].collected(self.path)

    def _items(self, provider: Provider, prefix: str) -> Iterator[pytest.Item]:
        run = self.config.stash[RUN]
        try:
            cases = run.declare(provider, self.path)
        except PactfuzzError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            verify = _verifying(run, provider, case)
            item = InteractionItem.from_parent(self, name=prefix + case.title, callobj=verify)
            # What `-k` finds beside the title: the request, as in `-k readyz`.
            item.extra_keyword_matches.update(map(str, case.interaction.request.values()))
            yield item
        for unusable in run.unusable(provider, self.path, cases):
            yield InteractionItem.from_parent(
                self, name=prefix + unusable.title, callobj=_failing(unusable)
            )
        try:
            yield from driven_items(self, run, provider, cases, prefix)
        except PactfuzzError as error:
            raise self.CollectError(str(error)) from None


def unusual_pact_files(folder: pytest.Collector) -> Iterator["PactFile"]:
    """Collect what is named like a pact file and is none: pytest looks at regular files alone."""
    for each in folder.config.stash[RUN].found:
        if each.path.parent == folder.path and not each.path.is_file():
            yield PactFile.from_parent(folder, path=each.path)


class PactFile(pytest.File):
    """A file of the pacts folder; it has an item only if it cannot be verified."""

    @classmethod
    def named(cls, parent: pytest.Collector, path: Path) -> Self:
        """Make one whose id passes through the gate, as far as the name of its file needs that."""
        shown = one_line(str(path), None)
        if shown == str(path):
            return cls.from_parent(parent, path=path)
        return cls.from_parent(parent, path=path, nodeid=f"{parent.nodeid}/{Path(shown).name}")

    def collect(self) -> Iterator[pytest.Item]:
        """Collect the one item that fails, if there is a reason for it."""
        problem = self.config.stash[RUN].problem_of(self.path)
        if problem is not None:
            yield UnusablePact.from_parent(self, name="can be verified", problem=problem)


class UnusablePact(pytest.Item):
    """A pact file that cannot be read, or whose provider nobody declares."""

    def __init__(self, *, problem: str, **keywords: Any) -> None:
        super().__init__(**keywords)
        self._problem = problem

    def runtest(self) -> None:
        """Fail."""
        raise Broken(self._problem, self._problem)

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ARG002 (the signature is pytest's)
    ) -> Any:
        """Show the problem, and no traceback."""
        return in_words(excinfo) or super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Locate it in the pact file."""
        return one_line(str(self.path), None), None, self.name


def _verifying(
    run: VerifyingRun, provider: Provider, case: Case
) -> Callable[[pytest.FixtureRequest], None]:
    """Make the function that an item runs."""

    def verify(request: pytest.FixtureRequest) -> None:
        # Of a user's exception, only the user's own code is of interest.
        __tracebackhide__ = _is_the_users
        verified = run.verify(provider, case, partial(fixture_value, request))
        outcome = verified.outcome
        request.node.stash[OUTCOME] = outcome
        request.node.user_properties += [
            ("consumer", outcome.consumer),
            ("provider", outcome.provider),
            ("verdict", outcome.verdict.value),
        ]
        if outcome.verdict.fails_the_run:
            if verified.error is None or isinstance(verified.error, PactfuzzError | Fault):
                raise Broken(failure_text(outcome), headline(outcome))
            raise verified.error

    return verify


def _failing(case: UnusableCase) -> Callable[[pytest.FixtureRequest], None]:
    """Make the function of an item for what cannot be verified."""

    def fail(request: pytest.FixtureRequest) -> None:
        request.node.stash[OUTCOME] = case.outcome
        raise Broken(case.outcome.reason, case.outcome.reason)

    return fail


def _is_the_users(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    return not isinstance(excinfo.value, Broken)
