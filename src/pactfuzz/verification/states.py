"""Bringing a provider into the states of an interaction."""

from functools import partial

from pactfuzz.contract import Interaction
from pactfuzz.verification.arguments import Fixture, arguments_for
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.stage import Stage


def set_up(provider: Provider, interaction: Interaction, stage: Stage, fixture: Fixture) -> None:
    """Set the states up in their order; the stage unwinds them in reverse.

    A handler gets the parameters of its own state alone.

    Raises:
        DeclarationError: a state has no handler, or the handler's parameters cannot be filled.
        Hung: a handler did not return within the time limit.
    """
    handlers = [(state, provider.handler(state.name)) for state in interaction.states]
    for state, handler in handlers:
        whose = f'the state "{state.name}"'
        arguments = arguments_for(handler, state.parameters, fixture, whose)
        stage.enter(partial(handler, **arguments), whose)
