"""Bringing a provider into states."""

from functools import partial

from pactfuzz.contract import ProviderState
from pactfuzz.verification.arguments import Fixture, arguments_for
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.stage import Stage


def set_up(
    provider: Provider, states: tuple[ProviderState, ...], stage: Stage, fixture: Fixture
) -> None:
    """Set the states up in their order; the stage unwinds them in reverse.

    A handler gets the parameters of its own state alone.

    Raises:
        DeclarationError: a state has no handler, or the handler's parameters cannot be filled.
        Hung: a handler did not return within the time limit.
    """
    handlers = [(state, provider.handler(state.name)) for state in states]
    for state, handler in handlers:
        whose = f'the state "{state.name}"'
        arguments = arguments_for(handler, state.parameters, fixture, whose)
        stage.enter(partial(handler, **arguments), whose)
