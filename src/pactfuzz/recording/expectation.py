"""What a consumer's test declares: one exchange, in some provider states, of one shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pactfuzz.contract import COMMENT, Kind, ProviderState
from pactfuzz.errors import DeclarationError, nearest
from pactfuzz.recording.branches import member_names
from pactfuzz.recording.fuzz import Fuzz
from pactfuzz.recording.plain import named_values, plain, plain_text
from pactfuzz.recording.request import Request
from pactfuzz.shapes import Problem, Shape, format_document


@dataclass(frozen=True, slots=True)
class ExpectedState:
    """A provider state that an interaction is recorded in.

    ``promises`` are the top-level members that the state promises, with their values; ``pending``
    says why the provider is known not to keep the contract in this state.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    promises: Mapping[str, Any] | None = None
    pending: str | None = None


def state(
    name: str,
    /,
    *,
    promises: Mapping[str, Any] | None = None,
    pending: str | None = None,
    **parameters: Any,
) -> ExpectedState:
    """Name a provider state, with the parameters that the provider's handler and emitter get.

    A parameter that is named like a top-level field of the shape promises that field: it is
    recorded with just this value. Of a union, the branch is recorded that has the field and allows
    the value. Where names meet by chance, or what is promised is no parameter
    or lies deeper (``promises={"payload": {"level": "hard"}}``), say so by ``promises`` instead.

    ``pending`` marks a known break, with its reason: the interaction is verified and shown, does
    not fail the provider's build, and fails it on the day it passes.

    Values are taken as Pydantic dumps them: a ``UUID`` or a date as its text.

    >>> state("the queue is past its high watermark", level="hard").parameters
    {'level': 'hard'}

    Raises:
        DeclarationError: a value has no JSON form.
    """
    shown = f'state "{plain_text(name, "the name of a state")}"'
    return ExpectedState(
        name,
        {key: plain(value, f'{shown}: "{key}"') for key, value in parameters.items()},
        None if promises is None else _promised(promises, shown),
        pending,
    )


def _promised(promises: Mapping[str, Any], shown: str) -> Mapping[str, Any]:
    return {
        key: plain(value, f'{shown}: promises "{key}"')
        for key, value in named_values(promises, f"{shown}: promises").items()
    }


@dataclass(frozen=True, slots=True)
class Expectation:
    """All that one decorated test says of one exchange.

    ``request`` is there for HTTP only. ``read`` makes of the bytes what the test gets. ``fuzz`` is
    None where nothing is to be fuzzed. ``problem`` says why no shape can be made of what the user
    named; ``shape`` is then a stand-in that accepts everything.
    """

    consumer: str
    provider: str
    description: str
    shape: Shape
    states: tuple[ExpectedState, ...]
    read: Callable[[bytes], Any]
    request: Request | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    pending: str | None = None
    fuzz: Fuzz | None = None
    problem: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of interaction that is recorded."""
        return Kind.MESSAGE if self.request is None else Kind.HTTP

    def values(self) -> tuple[Any, ...]:
        """List the documents that the user gave to be tried; none, where they are a strategy.

        Raises:
            DeclarationError: one has no JSON form.
        """
        given = self.fuzz.values if self.fuzz else ()
        if not isinstance(given, tuple):
            return ()
        return tuple(plain(each, "Fuzz(values=...)") for each in given)

    def promises(self, state: ExpectedState) -> Mapping[str, Any]:
        """Say which members the state promises.

        Raises:
            DeclarationError: it promises a member that the shape does not have, or a value that
                the shape does not allow there.
        """
        members = member_names(self.shape.reader)
        if state.promises is None:
            promised = {k: v for k, v in state.parameters.items() if k in members}
        else:
            promised = dict(state.promises)
        for name in promised:
            if name not in members:
                msg = (
                    f'{self.description}, state "{state.name}": promises "{name}", '
                    f"which {self.shape.name} does not have; {nearest(name, members)}"
                )
                raise DeclarationError(msg)
        return promised

    def check(self, state: ExpectedState, example: Any) -> None:
        """Refuse an example that is not of the shape: the state promised an impossible value."""
        problems: tuple[Problem, ...] = self.shape.problems(example)
        if problems:
            msg = (
                f'{self.description}, state "{state.name}": what it promises is not of the shape '
                f"{self.shape.name}: {'; '.join(map(str, problems))}"
            )
            raise DeclarationError(msg)

    def comments(self, state: ExpectedState) -> dict[str, Any]:
        """What travels beside the interaction: the whole shape, and why it is pending."""
        reason = state.pending or self.pending
        notes: dict[str, Any] = {"schema": self.shape.reader}
        return {COMMENT: notes | ({"pending": reason} if reason else {})}

    def key(self, state: ExpectedState) -> str:
        """Name the interaction in results; the same test gives the same key."""
        named = [self.kind, self.description, state.name, dict(state.parameters)]
        return sha256(format_document(named).encode()).hexdigest()[:16]


def provider_state(state: ExpectedState) -> ProviderState:
    """Say a state as a pact does."""
    return ProviderState(state.name, state.parameters)
