"""Calling what sends a message, and keeping what left it."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pactfuzz.contract import Interaction, Kind
from pactfuzz.contract.body import names_content_type
from pactfuzz.errors import DeclarationError
from pactfuzz.shapes import format_document
from pactfuzz.verification.arguments import Fixture, arguments_for, parameters_of
from pactfuzz.verification.expectation import (
    content_type_of,
    expected_metadata,
    may_be_empty,
    request_document,
)
from pactfuzz.verification.faults import SentNothing
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.stage import Stage

REQUEST = "request"
"""The parameter by which the emitter of a response to a message gets the message it answers."""


@dataclass(frozen=True, slots=True)
class Message:
    """What left a provider: the bytes, and the metadata that went beside them.

    Without bytes it is a tombstone: a message that has no contents.
    Where ``content_type`` is None the consumer's expectation stands for it: bytes alone do not
    say what they are.
    """

    body: bytes
    content_type: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def headers(self, interaction: Interaction) -> dict[str, str]:
        """Write the headers in which the official core looks for type and metadata."""
        content_type = self.content_type or content_type_of(interaction)
        # The official core compares metadata by name, and knows the type by several.
        stated = {
            name: self.content_type or expected
            for name, expected in expected_metadata(interaction).items()
            if names_content_type(name)
        }
        metadata = {"contentType": content_type, **stated, **self.metadata}
        encoded = b64encode(format_document(metadata).encode()).decode("ascii")
        return {"Content-Type": content_type, "Pact-Message-Metadata": encoded}


def emitted(
    provider: Provider, interaction: Interaction, stage: Stage, fixture: Fixture
) -> Message:
    """Call the emitter of an interaction's message.

    Raises:
        DeclarationError: there is none, its parameters cannot be filled, or what it returns is
            neither bytes nor a ``Message``.
        SentNothing: it returned nothing, and contents are expected.
        Hung: it did not return within the time limit.
    """
    emitter = provider.emitter(interaction.description)
    whose = f'the emitter of "{interaction.description}"'
    given = parameters_of(interaction.states)
    if interaction.kind is Kind.SYNCHRONOUS_MESSAGE:
        given = {REQUEST: request_document(interaction), **given}
    arguments = arguments_for(emitter, given, fixture, whose)
    returned = stage.call(partial(emitter, **arguments), whose)
    return message_of(returned, whose, may_be_empty=may_be_empty(interaction))


def message_of(returned: Any, whose: str, *, may_be_empty: bool = False) -> Message:
    """Take what an emitter returned; where it may be empty, None is a message without contents.

    Raises:
        DeclarationError: it is neither bytes nor a ``Message``.
        SentNothing: it is nothing.
    """
    if returned is None and may_be_empty:
        returned = b""
    message = Message(bytes(returned)) if isinstance(returned, bytes | bytearray) else returned
    is_empty = message is None or (isinstance(message, Message) and not message.body)
    if is_empty and not may_be_empty:
        msg = f"{whose} sent nothing"
        raise SentNothing(msg)
    if not isinstance(message, Message) or not isinstance(message.body, bytes):
        msg = (
            f"{whose} returned {returned!r:.80}, of type {type(returned).__name__}; "
            "expected the bytes that left the provider, as bytes"
        )
        raise DeclarationError(msg)
    return message
