"""Driving a provider's real emitters with generated inputs, in the states that the pacts record."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Protocol

from pactfuzz.contract import Interaction, Pact
from pactfuzz.verification.arguments import arguments_for
from pactfuzz.verification.declared import DRIVEN, Emitter
from pactfuzz.verification.drawing import Call, IsFixture, calls, can_be_drawn
from pactfuzz.verification.emitters import message_of
from pactfuzz.verification.examples import given, run, settings_of
from pactfuzz.verification.expectation import may_be_empty
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.readers import Reader, interactions_of, readers
from pactfuzz.verification.stage import Stage
from pactfuzz.verification.states import set_up
from pactfuzz.verification.time_limit import Hung
from pactfuzz.verification.trial import Driven, NothingCanFail, Trial

Recorded = Iterable[tuple[Pact, Interaction]]


class Fixtures(Protocol):
    """The fixtures of a test runner."""

    def __call__(self, name: str) -> Any:
        """Give a fixture's value, or raise ``NoSuchFixture``."""

    def has(self, name: str) -> bool:
        """Say whether there is one of that name."""

    def renew(self) -> None:
        """Begin an example: end those that are not to outlive the one before."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for each run.

    ``seconds`` is the longest that an example may take, ``examples`` their number, where it is
    not the profile's. ``failures`` are the exceptions by which the provider's code fails.
    """

    seconds: float
    examples: int | None = None
    failures: tuple[type[BaseException], ...] = (Exception,)

    @property
    def caught(self) -> tuple[type[BaseException], ...]:
        """What ends a run."""
        return (*self.failures, Hung, NothingCanFail)


@dataclass(frozen=True, slots=True)
class DrivenEmitter:
    """An emitter, and all that reads what it sends."""

    provider: Provider
    description: str
    emitter: Emitter
    interactions: tuple[Interaction, ...]
    readers: tuple[Reader, ...]

    @property
    def title(self) -> str:
        """Name it as one reads it."""
        return f"{self.description} [{DRIVEN}]"

    def run(self, limits: Limits, fixtures: Fixtures) -> Driven:
        """Call it with generated arguments, as often as Hypothesis finds right.

        Raises:
            DeclarationError: for an argument there is nothing.
        """
        known = self.emitter.known
        trial = Trial(self.provider.name, self.title, self.readers, known)
        settings = settings_of(self.emitter.function, limits.examples, is_known=known is not None)
        strategy = calls(self.emitter, self.interactions, fixtures.has)
        test = given(strategy, partial(self._call, trial, limits, fixtures), settings)
        key = f"{self.provider.name}: {self.title}"
        return trial.concluded(run(test, self.emitter.function, key, limits.caught))

    def _call(self, trial: Trial, limits: Limits, fixtures: Fixtures, call: Call) -> None:
        """Call it once, in states, and judge what left it."""
        whose = f'the emitter of "{self.description}"'
        drawn = partial(self.emitter.function, **call.drawn)
        fixtures.renew()
        stage = Stage(limits.seconds)
        with trial.example(call.text(self.emitter.function), call.around.states):
            try:
                set_up(self.provider, call.around.states, stage, fixtures)
                arguments = arguments_for(drawn, call.around.given, fixtures, whose)
                returned = stage.call(partial(drawn, **arguments), whose)
            finally:
                unwinding = stage.unwind()
            message = message_of(returned, whose, may_be_empty=self._may_be_empty(call))
            if message.body:
                trial.judge(message.body)
        trial.end(unwinding)

    def _may_be_empty(self, call: Call) -> bool:
        """Whether a consumer expects no contents in the states around a call."""
        of_states = (each for each in self.interactions if each.states == call.around.states)
        return any(map(may_be_empty, of_states))


def driven_emitters(
    provider: Provider, recorded: Recorded, is_fixture: IsFixture
) -> Iterable[DrivenEmitter]:
    """Find the emitters that have a parameter to make values for, and somebody who reads.

    Raises:
        ShapeError: a pact carries no usable JSON Schema, or a reader is no type for Pydantic.
    """
    recorded = tuple(recorded)
    for description, emitter in provider.emitters.items():
        by_consumer = interactions_of(description, recorded)
        interactions = tuple(chain.from_iterable(by_consumer.values()))
        reading = readers(by_consumer, emitter.read_by)
        is_judged = any(each.is_judge for each in reading)
        if is_judged and can_be_drawn(emitter, interactions, is_fixture):
            yield DrivenEmitter(provider, description, emitter, interactions, reading)
