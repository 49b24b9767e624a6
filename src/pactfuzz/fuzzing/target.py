"""A consumer's contract as the properties see it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pactfuzz.contract import Finding, Property
from pactfuzz.shapes import Shape
from pactfuzz.values.places import Reading

Effects: TypeAlias = list[Any]
"""What the consumer did with one document, as far as its test tells."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The bytes of one document; ``plain`` are those of the one that it extends."""

    text: bytes
    plain: bytes | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that fails, and how it does; ``note`` says why it may not be the smallest one."""

    sent: Sent
    error: BaseException
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One contract: who reads what of whom, and the real code that does.

    ``read`` makes of the bytes what the consumer's test gets; ``run`` gives the bytes to the test,
    which raises where the consumer does not stand them.
    """

    consumer: str
    provider: str
    description: str
    shape: Shape
    read: Callable[[bytes], Any]
    run: Callable[[bytes], Effects]
    reading: Reading = field(init=False, repr=False)
    """The shape's schema, to look up what it says of a place in a document."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reading", Reading.of(self.shape))

    def finding(self, of: Property, failure: Failure) -> Finding:
        """Note a counterexample."""
        sent, error = failure.sent, failure.error
        words = f"{type(error).__name__}: {error}".partition("\n")[0][:500]
        return Finding(
            self.consumer, self.provider, self.description, of, sent.text, words, sent.plain
        )
