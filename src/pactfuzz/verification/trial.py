"""What is seen while a provider is driven: what broke, and what is known to be broken."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.errors import PactfuzzError
from pactfuzz.verification.examples import Told
from pactfuzz.verification.faults import in_words
from pactfuzz.verification.readers import Breach, Reader, States
from pactfuzz.verification.stacks import users_part

PASSES: Final = "what is declared as known does not show any more"

_FLAKY: Final = "It does not show each time that the same is done."


class NotAsRead(Exception):
    """What left the provider is not what a consumer reads; the trial knows the rest."""


class NothingCanFail(BaseException):
    """All consumers know that it is broken, and it is: no other example says more.

    Outside the ``Exception`` family, so that Hypothesis lets it through.
    """


@dataclass(frozen=True, slots=True)
class Driven:
    """What driving showed: an outcome for each consumer of whom there is something to say.

    ``error`` is the exception by which it failed; ``told`` is how Hypothesis would have it
    reproduced; ``calls`` is the number of examples.
    """

    outcomes: tuple[Outcome, ...]
    error: BaseException | None
    told: str
    calls: int

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of all."""
        verdicts = {each.verdict for each in self.outcomes}
        order = (Verdict.FAILED, Verdict.PENDING_BUT_PASSES, Verdict.PENDING)
        return next((each for each in order if each in verdicts), Verdict.VERIFIED)


class Trial:
    """Judges what leaves a provider while it is driven.

    ``known`` is why the provider's own declaration knows it to be broken.
    """

    def __init__(
        self, provider: str, sentence: str, readers: tuple[Reader, ...], known: str | None
    ) -> None:
        self._provider = provider
        self._sentence = sentence
        self._readers = readers
        self._known = known
        self._calls = 0
        self._head = ""
        self._states: States = ()
        self._failure: Outcome | None = None
        self._pending: dict[str, Outcome] = {}
        self._left: BaseException | None = None

    @contextmanager
    def example(self, head: str = "", states: States = ()) -> Iterator[None]:
        """Begin one; ``head`` says in one line what is done in it.

        Raises:
            NothingCanFail: what was raised in it is known to all consumers.
        """
        self.begin(head, states)
        try:
            yield
        except Exception as error:
            excuse = None if _is_no_break(error) else self._excuse_of(error)
            if excuse is None:
                raise
            self._excuse(excuse, self._outcome(self._all, reason=in_words(error)))

    def begin(self, head: str = "", states: States = ()) -> None:
        """Begin an example that ends of itself."""
        self._calls += 1
        self._head, self._states = head, states

    def end(self, unwinding: Sequence[BaseException]) -> None:
        """End an example with what went wrong when its states were torn down.

        A mark as pending or known excuses what is sent, not the tests that tear a state down.
        """
        for error in unwinding:
            self._left = error
            raise error

    def judge(self, body: bytes) -> None:
        """Have every consumer read what left the provider.

        Raises:
            NotAsRead: one of them cannot, and did not know.
            NothingCanFail: all of them know that they cannot.
        """
        for reader in self._readers:
            breach = reader.breach(body)
            if breach is None:
                continue
            outcome = self._of_breach(breach, body)
            excuse = reader.excuse(self._states)
            if excuse is None:
                self._failure = outcome
                raise NotAsRead(reader.consumer)
            self._excuse(excuse, outcome)

    def concluded(self, told: Told) -> Driven:
        """Say what all the examples showed."""
        outcomes = [self._pending[each] for each in sorted(self._pending)]
        if told.error is not None and not isinstance(told.error, NothingCanFail):
            outcomes.insert(0, self._failed(told.error, told.steps))
        elif told.error is None and self._known is not None:
            passes = self._outcome(self._all, reason=PASSES, verdict=Verdict.PENDING_BUT_PASSES)
            outcomes.insert(0, replace(passes, pending=self._known))
        driven = Driven(tuple(outcomes), told.error, told.text, self._calls)
        return driven if driven.verdict.fails_the_run else replace(driven, error=None)

    @property
    def _all(self) -> str:
        names = [each.consumer for each in self._readers]
        return names[0] if len(names) == 1 else f"each of {' and '.join(names)}"

    def _failed(self, error: BaseException, steps: tuple[str, ...]) -> Outcome:
        error.with_traceback(users_part(error.__traceback__))
        outcome = self._failure
        if outcome is None or not _is_breach(error):
            outcome = self._outcome(self._all, reason=in_words(error))
        if isinstance(error, BaseExceptionGroup):
            outcome = replace(outcome, reason=f"{outcome.reason}\n{_FLAKY}".strip())
        outcome = replace(outcome, head="\n  ".join(steps) or outcome.head)
        known = self._known or self._excuse_of(error)
        if known is None or _is_no_break(error) or error is self._left:
            return outcome
        return replace(outcome, verdict=Verdict.PENDING, pending=known)

    def _excuse_of(self, error: BaseException) -> str | None:
        """Say why it is known that nothing leaves the provider, if all consumers know."""
        excuses = [each.excuse(self._states) for each in self._readers]
        return None if None in excuses or _is_breach(error) else excuses[0]

    def _excuse(self, reason: str, outcome: Outcome) -> None:
        """Keep the shortest of the witnesses."""
        kept = self._pending.get(outcome.consumer)
        if kept is None or len(outcome.sent or b"") < len(kept.sent or b""):
            pending = replace(outcome, verdict=Verdict.PENDING, pending=reason)
            self._pending[outcome.consumer] = pending
        if all(each.excuse() is not None for each in self._readers):
            raise NothingCanFail

    def _of_breach(self, breach: Breach, body: bytes) -> Outcome:
        outcome = self._outcome(breach.consumer, reason=breach.refusal)
        return replace(outcome, mismatches=breach.mismatches, sent=body)

    def _outcome(self, consumer: str, *, reason: str, verdict: Verdict = Verdict.FAILED) -> Outcome:
        given = " and ".join(state.name for state in self._states)
        return Outcome(
            consumer=consumer,
            provider=self._provider,
            interaction=f"{self._sentence}, given {given}" if given else self._sentence,
            states=tuple(state.name for state in self._states),
            verdict=verdict,
            reason=reason,
            head=self._head,
        )


def _is_no_break(error: BaseException) -> bool:
    """Say whether it is about the declaration, or Hypothesis's own affair."""
    is_of_hypothesis = type(error).__module__.startswith("hypothesis")
    return isinstance(error, PactfuzzError) or (
        is_of_hypothesis and not isinstance(error, BaseExceptionGroup)
    )


def _is_breach(error: BaseException) -> bool:
    """Say whether it is one, also where Hypothesis found that it is not one each time."""
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return isinstance(error, NotAsRead) or any(map(_is_breach, inner))
