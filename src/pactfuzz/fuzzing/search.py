"""The search for the smallest document that breaks a property, by Hypothesis."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis.errors import HypothesisException, Unsatisfiable
from hypothesis.strategies import SearchStrategy

from pactfuzz.fuzzing.properties import NothingToCompare
from pactfuzz.fuzzing.target import Failure, Sent

MOST_SHRUNK: Final = 1_000_000
"""Bytes of documents that Hypothesis may try after the first failure. It draws large documents so
slowly that it would take minutes over one with lists of hundreds; steps that cut the text of the
document that failed last do the rest. Bytes, not seconds: the same on every machine."""


class _Enough(BaseException):
    """Hypothesis has tried as much as it may; outside of what it takes for a failure."""


@dataclass(slots=True)
class Search:
    """One search: its name among Hypothesis's own, and what counts as a failure.

    ``failures`` are the exceptions by which a test fails; any other ends the search.
    ``found`` is told of the first failure at once, before smaller ones are looked for.
    """

    name: str
    failures: tuple[type[BaseException], ...]
    found: Callable[[Failure], object]
    last: Failure | None = None
    notes: list[str] = field(default_factory=list)
    calls: int = 0
    """How often the property was asked about a document and said something of it."""
    is_incomparable: bool = False
    """Whether there was a document of which the property says nothing."""
    tried: set[Sent] = field(default_factory=set)
    """The documents of which it did."""
    left: int = field(default_factory=lambda: MOST_SHRUNK)
    """Bytes of documents that may be tried until the search is cut short."""

    def run(
        self, documents: SearchStrategy[Sent], check: Callable[[Sent], None], examples: int | None
    ) -> Failure | None:
        """Search among so many ``examples``, or a quarter of what the active profile says."""

        def holds(sent: Sent) -> None:
            self._spend(sent)
            self._check(check, sent)

        # Hypothesis keeps what it found under the name of the test.
        holds.__name__ = holds.__qualname__ = self.name
        try:
            _settings(examples)(given(documents)(holds))()
        except _Enough:
            pass  # the failure that was seen last is the smallest
        except Unsatisfiable:
            # Hypothesis found nothing to try; what this means ``tried`` tells.
            return None
        except self.failures:
            if self.last is None:
                raise
        return self._plain()

    def _spend(self, sent: Sent) -> None:
        """Count a document that is tried after the first failure.

        Raises:
            _Enough: there were as many as may be.
        """
        if self.last is not None:
            self.left -= len(sent.text)
            if self.left < 0:
                raise _Enough

    def _check(self, check: Callable[[Sent], None], sent: Sent) -> None:
        try:
            check(sent)
        except NothingToCompare:
            self.is_incomparable = True
            reject()
        except HypothesisException:
            raise
        except self.failures as error:
            self._note(Failure(sent, error))
            raise
        self.calls += 1
        self.tried.add(sent)

    @property
    def is_cut(self) -> bool:
        """Whether Hypothesis was stopped before it had made the document as small as it gets."""
        return self.left < 0

    def _note(self, failure: Failure) -> None:
        if self.last is None:
            self.found(failure)
        self.last = failure
        self.notes = [*getattr(failure.error, "__notes__", ())]

    def _plain(self) -> Failure | None:
        """Give the failure without what Hypothesis notes on it: how to call a function of ours."""
        if self.last is not None and hasattr(self.last.error, "__notes__"):
            self.last.error.__notes__ = self.notes
        return self.last


def plan(examples: int | None, seed: object) -> str:
    """Say how many examples a search tries, and whether the next run tries the same."""
    number = number_of(examples)
    if settings().derandomize:
        again = "the same at every run"
    elif seed is not None:
        again = f"seed {seed}"
    else:
        again = "others at every run; --hypothesis-seed=N repeats them"
    return f"up to {number} examples each, {again}"


def number_of(examples: int | None) -> int:
    """Count the examples of one search.

    A contract is searched in four ways; together they try what the profile says for one test.
    """
    return max(1, settings().max_examples // 4) if examples is None else examples


def _settings(examples: int | None) -> settings:
    return settings(
        max_examples=number_of(examples),
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        # What takes long, or is rejected often, is the consumer's code and no fault of the search.
        suppress_health_check=list(HealthCheck),
        phases=[phase for phase in settings().phases if phase is not Phase.explain],
    )
