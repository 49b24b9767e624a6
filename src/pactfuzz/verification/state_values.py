"""The values that provider states give to the request: ids that only the provider knows.

A pact asks for them by generators of the type ``ProviderState``; the official core fills them in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pactfuzz.contract import Interaction, Kind, ProviderState
from pactfuzz.errors import DeclarationError, DocumentError
from pactfuzz.shapes import format_document, parse_document, to_document

_EXPRESSION: Final = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class StateValues:
    """A state that was set up, with what its handler gave: the mapping that it yielded."""

    state: ProviderState
    given: Mapping[str, Any]

    def __contains__(self, key: str) -> bool:
        """Return whether the state gives a value: by its handler, or as a parameter."""
        return key in self.given or key in self.state.parameters

    def value(self, key: str) -> Any:
        """Return a value as JSON; the handler's own counts, before the parameter's.

        Raises:
            DeclarationError: it cannot be written as JSON.
        """
        if key not in self.given:
            return self.state.parameters[key]
        value = self.given[key]
        try:
            # Read again, as a number may be none of JSON's.
            return parse_document(format_document(to_document(value)))
        except DocumentError as error:
            msg = (
                f'the state "{self.state.name}" gives {value!r:.80} as "{key}", '
                f"which cannot be written as JSON: {error}"
            )
            raise DeclarationError(msg) from None


def values_asked_for(interaction: Interaction, states: Sequence[StateValues]) -> dict[str, Any]:
    """Return the value of each key that the request asks its provider states for.

    The official core fills values into HTTP requests alone; so what responses and messages ask for
    is nobody's loss.

    Raises:
        DeclarationError: no state gives a value, or two states give different ones.
    """
    return {key: _value(key, states) for key in _keys(interaction)}


def _value(key: str, states: Sequence[StateValues]) -> Any:
    giving = [each for each in states if key in each]
    values = {format_document(each.value(key)): each for each in giving}
    if len(values) > 1:
        given = " and ".join(f'{text} by "{each.state.name}"' for text, each in values.items())
        msg = f'the request asks its provider states for "{key}", and they disagree: {given}'
        raise DeclarationError(msg)
    if not giving:
        raise DeclarationError(_missing(key, states))
    return giving[0].value(key)


def _missing(key: str, states: Sequence[StateValues]) -> str:
    asked = f'the request asks its provider states for "{key}"'
    if not states:
        return f"{asked}, and the interaction has no provider state"
    names = " and ".join(f'"{each.state.name}"' for each in states)
    known = sorted({name for each in states for name in (*each.state.parameters, *each.given)})
    return (
        f"{asked}, and no state gives it; the handler of {names} has to yield it, as in "
        f'yield {{"{key}": …}} (given are: {", ".join(map(str, known)) or "none"})'
    )


def _keys(interaction: Interaction) -> Iterable[str]:
    """Return the keys in the expressions of the request's generators, each once."""
    if interaction.kind is not Kind.HTTP:
        return ()
    expressions = _expressions(interaction.request.get("generators"))
    return dict.fromkeys(key for each in expressions for key in _EXPRESSION.findall(each) or [each])


def _expressions(generators: Any) -> Iterator[str]:
    """Find them at any depth: some categories have a generator, others one for each name."""
    if not isinstance(generators, Mapping):
        return
    if generators.get("type") == "ProviderState":
        yield str(generators.get("expression", ""))
        return
    for each in generators.values():
        yield from _expressions(each)
