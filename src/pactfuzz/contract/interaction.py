"""One interaction of a pact, in whichever specification version its file is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

COMMENT = "pactfuzz"
"""The key under an interaction's ``comments`` that holds what Pact itself has no word for."""


class Kind(StrEnum):
    """What crosses, by the names of the Pact specification V4."""

    HTTP = "Synchronous/HTTP"
    MESSAGE = "Asynchronous/Messages"
    SYNCHRONOUS_MESSAGE = "Synchronous/Messages"


@dataclass(frozen=True, slots=True)
class ProviderState:
    """A state that the provider has to be in, with the parameters that the handler gets."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interaction:
    """What a consumer expects of one exchange.

    ``content`` is the interaction as its pact file has it: it goes to the official core
    unchanged, so that the core's reading of it is the only one. ``is_v4`` is whether its file is
    of version 4.
    """

    kind: Kind
    description: str
    states: tuple[ProviderState, ...]
    content: Mapping[str, Any]
    is_v4: bool = True

    @classmethod
    def from_content(cls, content: Mapping[str, Any], kind: Kind, *, is_v4: bool = True) -> Self:
        """Read what the file says of one interaction; ``kind`` holds where V2 and V3 say none."""
        return cls(
            kind=Kind(content.get("type", kind)),
            description=content["description"],
            states=tuple(_states(content)),
            content=content,
            is_v4=is_v4,
        )

    @property
    def identity(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What makes it this interaction and no other: its kind, description and states.

        The same key decides in Pact's own merging of files.
        """
        states = ((state.name, repr(sorted(state.parameters.items()))) for state in self.states)
        return self.kind.value, self.description, tuple(states)

    @property
    def sentence(self) -> str:
        """The interaction as one reads it: ``a feedback event, given the queue is full``."""
        if not self.states:
            return self.description
        return f"{self.description}, given {' and '.join(state.name for state in self.states)}"

    @property
    def is_pending(self) -> bool:
        """Whether the break that it shows is known; before version 4 no mark says so."""
        return self.is_v4 and self.content.get("pending") is True

    @property
    def pending_reason(self) -> str | None:
        """Why it is pending, if the consumer's test said so."""
        reason = self._notes.get("pending")
        return reason if isinstance(reason, str) else None

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The whole shape that the consumer parses, as JSON Schema, if the pact carries it."""
        schema = self._notes.get("schema")
        return schema if isinstance(schema, Mapping) else None

    @property
    def request(self) -> Mapping[str, Any]:
        """The HTTP request, as the file has it; empty for messages."""
        request = self.content.get("request")
        return request if isinstance(request, Mapping) else {}

    @property
    def _notes(self) -> Mapping[str, Any]:
        comments = self.content.get("comments")
        notes = comments.get(COMMENT) if isinstance(comments, Mapping) else None
        return notes if isinstance(notes, Mapping) else {}


@dataclass(frozen=True, slots=True)
class UnusableInteraction:
    """An interaction of a pact file that cannot be verified, and the reason.

    ``place`` is where it stands in the file (``interactions[3]``), empty where the description
    says enough.
    """

    place: str
    description: str | None
    reason: str

    @property
    def name(self) -> str:
        """What it is called by: its description or, where it has none, its place."""
        return self.description or self.place

    def __str__(self) -> str:
        described = f'("{self.description}")' if self.description else ""
        return f"{' '.join(filter(None, (self.place, described)))}: {self.reason}"


def _states(content: Mapping[str, Any]) -> Sequence[ProviderState]:
    """Read the states: a list since V3, one plain name in V2 (and in old V3 messages)."""
    listed = content.get("providerStates")
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        return [ProviderState(each["name"], dict(each.get("params") or {})) for each in listed]
    name = listed or content.get("providerState") or content.get("provider_state")
    return [ProviderState(name)] if isinstance(name, str) else []
