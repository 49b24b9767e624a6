"""Running a provider's code through sequences of calls, by a state machine of Hypothesis's."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from math import isinf
from typing import Any

from pactfuzz.verification.arguments import arguments_for
from pactfuzz.verification.declared import SENT, SEQUENCES, Machine
from pactfuzz.verification.driving import Fixtures, Limits, Recorded
from pactfuzz.verification.emitters import message_of
from pactfuzz.verification.examples import run, settings_of
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.readers import Reader, interactions_of, readers
from pactfuzz.verification.time_limit import Hung, can_interrupt, interrupting
from pactfuzz.verification.trial import Driven, Trial


@dataclass(frozen=True, slots=True)
class Sequences:
    """A state machine, and all that reads what its rules send."""

    provider: Provider
    description: str
    machine: Machine
    readers: tuple[Reader, ...]

    @property
    def title(self) -> str:
        """Name it as one reads it."""
        return f"{self.description} [{SEQUENCES}]"

    def run(self, limits: Limits, fixtures: Fixtures) -> Driven:
        """Run the machine, as often as Hypothesis finds right.

        Raises:
            DeclarationError: for a parameter of the machine there is nothing.
        """
        from hypothesis.stateful import get_state_machine_test  # noqa: PLC0415 - only to drive

        known = self.machine.known
        trial = Trial(self.provider.name, self.title, self.readers, known)
        settings = settings_of(self.machine.factory, limits.examples, is_known=known is not None)

        def started() -> Any:
            return self._started(trial, limits, fixtures)

        # Hypothesis names it by the class, and takes a function for one that returns instances.
        test = get_state_machine_test(started, settings=settings)  # type: ignore[arg-type]
        key = f"{self.provider.name}: {self.title}"
        return trial.concluded(run(test, self.machine.factory, key, limits.caught))

    def _started(self, trial: Trial, limits: Limits, fixtures: Fixtures) -> Any:
        """Make a machine; its time runs until it is torn down."""
        whose = f'the state machine of "{self.description}"'
        fixtures.renew()
        trial.begin()

        def sent(returned: Any) -> None:
            trial.judge(message_of(returned, whose).body)

        factory = partial(self.machine.factory, **{SENT: sent})
        with ExitStack() as stack:
            if can_interrupt() and not isinf(limits.seconds):
                hung = partial(Hung, whose, limits.seconds)
                stack.enter_context(interrupting(limits.seconds, hung))
            machine = factory(**arguments_for(factory, {}, fixtures, whose))
            machine.teardown = partial(_end, machine.teardown, stack.pop_all())
        return machine


def _end(teardown: Callable[[], None], stack: ExitStack) -> None:
    with stack:
        teardown()


def sequences(provider: Provider, recorded: Recorded) -> Iterable[Sequences]:
    """Find the state machines whose messages somebody reads.

    Raises:
        ShapeError: a pact carries no usable JSON Schema, or a reader is no type for Pydantic.
    """
    recorded = tuple(recorded)
    for description, machine in provider.machines.items():
        emitter = provider.emitters.get(description)
        read_by = emitter.read_by if emitter else {}
        reading = readers(interactions_of(description, recorded), read_by)
        if any(each.is_judge for each in reading):
            yield Sequences(provider, description, machine, reading)
