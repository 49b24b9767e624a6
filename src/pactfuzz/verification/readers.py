"""What the consumers of one message read: the judges of every byte string that leaves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pactfuzz.contract import Interaction, Kind, Pact, ProviderState
from pactfuzz.contract.outcome import Mismatch
from pactfuzz.errors import DocumentError
from pactfuzz.shapes import Refused, Shape
from pactfuzz.verification.own_schema import mismatches_with, shape_of

States = tuple[ProviderState, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """Why bytes are not what a consumer reads; ``refusal`` is what its parser says."""

    consumer: str
    mismatches: tuple[Mismatch, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """One consumer of a message.

    ``shapes`` are those of its interactions that are not pending, or of all where all are;
    ``parse`` is its real parser, where the provider's declaration names it.
    """

    consumer: str
    interactions: tuple[Interaction, ...]
    shapes: tuple[Shape, ...]
    parse: Callable[[bytes], Any] | None = None

    @property
    def is_judge(self) -> bool:
        """Whether there is anything to judge by."""
        return bool(self.shapes) or self.parse is not None

    def breach(self, body: bytes) -> Breach | None:
        """Judge the bytes that left the provider."""
        for shape in self.shapes:
            if mismatches := mismatches_with(shape, body):
                return Breach(self.consumer, mismatches)
        refusal = self._refusal(body)
        return Breach(self.consumer, refusal=refusal) if refusal else None

    def excuse(self, states: States | None = None) -> str | None:
        """Say why a breach is known: all interactions are pending, of these states or at all."""
        own = [each for each in self.interactions if each.states == states] or self.interactions
        if not own or not all(each.is_pending for each in own):
            return None
        return own[0].pending_reason or "no reason is given"

    def _refusal(self, body: bytes) -> str:
        if self.parse is None:
            return ""
        try:
            self.parse(body)
        except (Refused, DocumentError) as error:
            return f"the parser of {self.consumer} refuses it: {error}"
        except Exception as error:  # noqa: BLE001 - whatever a parser raises, it has not read
            said = f"{type(error).__name__}: {error}"
            return f"the parser of {self.consumer} fails on it: {said}"
        return ""


def interactions_of(
    description: str, recorded: Iterable[tuple[Pact, Interaction]]
) -> dict[str, tuple[Interaction, ...]]:
    """Gather the interactions of one message, by consumer."""
    of_it = sorted(
        (
            (pact.consumer, interaction)
            for pact, interaction in recorded
            if interaction.description == description and interaction.kind is not Kind.HTTP
        ),
        key=lambda each: each[0],
    )
    grouped = groupby(of_it, key=lambda each: each[0])
    return {consumer: tuple(each for _, each in group) for consumer, group in grouped}


def readers(
    interactions: Mapping[str, tuple[Interaction, ...]], read_by: Mapping[str, Any]
) -> tuple[Reader, ...]:
    """Gather the consumers of a message: those of the pacts, and those whose parser is named.

    Raises:
        ShapeError: a pact carries no usable JSON Schema, or a type is none that Pydantic takes.
    """
    return tuple(
        Reader(
            consumer,
            interactions.get(consumer, ()),
            _shapes(interactions.get(consumer, ())),
            _parser(read_by[consumer]) if consumer in read_by else None,
        )
        for consumer in sorted({*interactions, *read_by})
    )


def _shapes(interactions: tuple[Interaction, ...]) -> tuple[Shape, ...]:
    strict = [each for each in interactions if not each.is_pending] or interactions
    shapes = {str(each.schema): each for each in strict if each.schema is not None}
    return tuple(map(shape_of, shapes.values()))


def _parser(reader: Any) -> Callable[[bytes], Any]:
    is_function = callable(reader) and not isinstance(reader, type) and hasattr(reader, "__code__")
    parse: Callable[[bytes], Any] = reader if is_function else Shape.of(reader).parse
    return parse
