"""Bringing a provider into states."""

from collections.abc import Mapping
from functools import partial

from pactfuzz.contract import ProviderState
from pactfuzz.verification.arguments import Fixture, arguments_for
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.stage import Stage
from pactfuzz.verification.state_values import StateValues


def set_up(
    provider: Provider, states: tuple[ProviderState, ...], stage: Stage, fixture: Fixture
) -> tuple[StateValues, ...]:
    """Set the states up in their order; the stage unwinds them in reverse.

    A handler gets the parameters of its own state alone. A mapping that it yields or returns is
    what its state gives to the request; anything else that it yields says nothing.

    Raises:
        DeclarationError: a state has no handler, or the handler's parameters cannot be filled.
        Hung: a handler did not return within the time limit.
    """
    handlers = [(state, provider.handler(state.name)) for state in states]
    values: list[StateValues] = []
    for state, handler in handlers:
        whose = f'the state "{state.name}"'
        arguments = arguments_for(handler, state.parameters, fixture, whose)
        given = stage.enter(partial(handler, **arguments), whose)
        values.append(StateValues(state, given if isinstance(given, Mapping) else {}))
    return tuple(values)
