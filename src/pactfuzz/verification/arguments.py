"""What a state or an emitter is called with."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from pactfuzz.contract import ProviderState
from pactfuzz.errors import DeclarationError, DocumentError
from pactfuzz.shapes import Refused, Shape, format_document

Fixture = Callable[[str], Any]
"""Gives the value of a test fixture by its name, or raises ``NoSuchFixture``."""


class NoSuchFixture(Exception):
    """No fixture has this name."""


def no_fixture(name: str) -> Any:
    """Stand for the fixtures where there are none: outside of a test runner."""
    raise NoSuchFixture(name)


def parameters_of(states: tuple[ProviderState, ...]) -> dict[str, Any]:
    """Join the parameters of an interaction's states; of one name the last state's counts."""
    return {name: value for state in states for name, value in state.parameters.items()}


def arguments_for(
    function: Callable[..., Any], given: Mapping[str, Any], fixture: Fixture, whose: str
) -> dict[str, Any]:
    """Fill a function's parameters: from ``given``, else from its default, else from a fixture.

    A given value is JSON and is converted to the parameter's annotation, as Pydantic reads it.
    ``**keywords`` takes all that is given. ``whose`` opens the message of an error.

    Raises:
        DeclarationError: a parameter is in none of them, or a value is not of its annotation.
    """
    arguments: dict[str, Any] = {}
    for parameter in signature_of(function).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments = {**given, **arguments}
        elif parameter.kind is parameter.VAR_POSITIONAL:
            continue
        elif parameter.name in given:
            arguments[parameter.name] = _converted(parameter, given[parameter.name], whose)
        elif parameter.default is parameter.empty:
            arguments[parameter.name] = _from_fixture(parameter.name, given, fixture, whose)
    return arguments


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """Read a function's parameters, with their annotations as values where they can be."""
    try:
        return inspect.signature(function, eval_str=True)
    except NameError:
        # An annotation that is imported for type checkers only; it matters only if it is needed.
        return inspect.signature(function)


def _from_fixture(name: str, given: Mapping[str, Any], fixture: Fixture, whose: str) -> Any:
    try:
        return fixture(name)
    except NoSuchFixture:
        states = ", ".join(given) or "none"
        msg = (
            f'{whose}: nothing to pass for the parameter "{name}": it has no default, is no '
            f"parameter of the provider state (those are: {states}), and no pytest fixture"
        )
        raise DeclarationError(msg) from None


def _converted(parameter: inspect.Parameter, value: Any, whose: str) -> Any:
    annotation = parameter.annotation
    if annotation is parameter.empty or annotation is Any:
        return value
    shown = f'{whose}: the state\'s parameter "{parameter.name}" = {format_document(value)}'
    if isinstance(annotation, str):
        msg = f"{shown}: its annotation {annotation} cannot be looked up when the tests run"
        raise DeclarationError(msg)
    try:
        return Shape.of(annotation).parse(format_document(value))
    except (Refused, DocumentError) as error:
        expected = getattr(annotation, "__name__", str(annotation))
        msg = f"{shown} is no {expected}: {error}"
        raise DeclarationError(msg) from None
