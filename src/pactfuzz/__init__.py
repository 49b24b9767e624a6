"""Property-based, consumer-driven contract testing for services that exchange Pydantic models."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pactfuzz.journeys.assertion import assert_compatible
    from pactfuzz.recording import Consumer, Fuzz, state
    from pactfuzz.shapes import Shape
    from pactfuzz.values.growth import GrowthKind
    from pactfuzz.values.strategies import instances, strategy
    from pactfuzz.verification import Command, Message, Provider

__all__ = [
    "Command",
    "Consumer",
    "Fuzz",
    "GrowthKind",
    "Message",
    "Provider",
    "Shape",
    "assert_compatible",
    "instances",
    "state",
    "strategy",
]
__version__ = "0.1.0"

_HOMES: Final = {
    "Command": "pactfuzz.verification",
    "Consumer": "pactfuzz.recording",
    "Fuzz": "pactfuzz.recording",
    "GrowthKind": "pactfuzz.values.growth",
    "Message": "pactfuzz.verification",
    "Provider": "pactfuzz.verification",
    "Shape": "pactfuzz.shapes",
    "assert_compatible": "pactfuzz.journeys.assertion",
    "instances": "pactfuzz.values.strategies",
    "state": "pactfuzz.recording",
    "strategy": "pactfuzz.values.strategies",
}
"""Where the public names live. They are imported when first used: every pytest run loads this
package for its plugin, and most of them need none of it."""


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
