"""What is known of an emitter, and of a sequence of its calls, beside the function itself."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pactfuzz.errors import DeclarationError, nearest

DRIVEN: Final = "driven"
"""What an emitter is when it is called with generated inputs, again and again."""

SEQUENCES: Final = "sequences"
"""What a state machine is run through."""

SENT: Final = "sent"
"""The parameter by which a state machine gets what takes the bytes that left the provider."""


@dataclass(frozen=True, slots=True)
class Emitter:
    """An emitter, and how it is driven.

    ``given`` are Hypothesis strategies for parameters by name; ``read_by`` are the consumers'
    parsers: types that Pydantic takes, or functions of bytes; ``known`` says why it is broken.
    """

    function: Callable[..., Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    read_by: Mapping[str, Any] = field(default_factory=dict)
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine of Hypothesis's whose rules call the provider's code."""

    factory: Callable[..., Any]
    known: str | None = None


def emitter(
    function: Callable[..., Any],
    given: Mapping[str, Any] | None,
    read_by: Mapping[str, Any] | None,
    known: Mapping[str, str] | None,
    where: str,
) -> Emitter:
    """Check a declaration; ``where`` opens the message of an error.

    Raises:
        DeclarationError: a strategy is for no parameter, or what is known is of nothing.
    """
    parameters = _parameters(function)
    for name in given or ():
        if parameters is not None and name not in parameters:
            msg = (
                f'{where}: given["{name}"] is for no parameter of the emitter; '
                f"{nearest(name, parameters)}"
            )
            raise DeclarationError(msg)
    return Emitter(function, given or {}, read_by or {}, _known(known, DRIVEN, where))


def machine(factory: Callable[..., Any], known: Mapping[str, str] | None, where: str) -> Machine:
    """Check a declaration; ``where`` opens the message of an error.

    Raises:
        DeclarationError: it takes no ``sent``, or what is known is of nothing.
    """
    parameters = _parameters(factory)
    if parameters is None or SENT not in parameters:
        msg = (
            f"{where}: expected a RuleBasedStateMachine whose __init__ has a parameter "
            f'"{SENT}": the function that its rules hand each byte string to'
        )
        raise DeclarationError(msg)
    return Machine(factory, _known(known, SEQUENCES, where))


def _known(known: Mapping[str, str] | None, only: str, where: str) -> str | None:
    for name in known or ():
        if name != only:
            msg = f'{where}: known["{name}"]: {nearest(name, [only])}'
            raise DeclarationError(msg)
    return (known or {}).get(only)


def _parameters(function: Callable[..., Any]) -> Iterable[str] | None:
    """Name the parameters; None where any name will do."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return None
    takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    return None if takes_any else tuple(parameters)
