"""Pact files: what they hold, how they are read, named, and replaced."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from pactfuzz.contract.body import is_wrapped
from pactfuzz.contract.files import replace_file
from pactfuzz.contract.interaction import Interaction, Kind, UnusableInteraction
from pactfuzz.contract.malformed import check, kind_of, unexpected
from pactfuzz.contract.misspelt import check_file
from pactfuzz.contract.reading import RepeatedMembers, read_document
from pactfuzz.contract.specification import V3, V4, check_readable, is_v4, version_of
from pactfuzz.errors import DocumentError, PactFileError, ShapeError
from pactfuzz.shapes import Shape

_MEMBERS: Final = (("interactions", Kind.HTTP), ("messages", Kind.MESSAGE))
"""Where a pact file lists what, in which no type is stated."""


@dataclass(frozen=True, slots=True)
class Pact:
    """All that one consumer expects of one provider.

    ``metadata`` is what the file says of itself, above all the specification version.
    ``unusable`` are the interactions that cannot be verified, each with the reason.
    """

    consumer: str
    provider: str
    interactions: tuple[Interaction, ...]
    metadata: Mapping[str, Any]
    unusable: tuple[UnusableInteraction, ...] = ()

    @classmethod
    def from_document(cls, document: Any) -> Self:
        """Read the JSON of a pact file.

        Raises:
            PactFileError: it is no pact, or of a version that the official core does not read.
        """
        if not isinstance(document, Mapping):
            msg = f"not a pact: expected a JSON object, found {type(document).__name__}"
            raise PactFileError(msg)
        if isinstance(document, RepeatedMembers):
            msg = f'not a pact: the member "{document.name}" stands in it more than once'
            raise PactFileError(msg)
        metadata = document.get("metadata")
        metadata = metadata if isinstance(metadata, Mapping) else {}
        check_readable(metadata)
        consumer, provider = _party(document, "consumer"), _party(document, "provider")
        read = tuple(_read(document, metadata))
        return cls(
            consumer,
            provider,
            interactions=tuple(each for each in read if isinstance(each, Interaction)),
            metadata=metadata,
            unusable=tuple(each for each in read if isinstance(each, UnusableInteraction)),
        )

    def to_document(self) -> dict[str, Any]:
        """Write the JSON of a V4 pact file, its interactions in one order whatever ran first."""
        ordered = sorted(self.interactions, key=lambda each: each.identity)
        return {
            "consumer": {"name": self.consumer},
            "interactions": [dict(each.content) for each in ordered],
            "metadata": dict(self.metadata),
            "provider": {"name": self.provider},
        }

    def to_bytes(self) -> bytes:
        """Write the text of the pact file, laid out as the official core does."""
        document = self.to_document()
        return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()

    def alone(self, interaction: Interaction) -> dict[str, Any]:
        """Write a pact of this one interaction, in the version of which it has the form.

        What the file says of itself goes no further: of its metadata the official core gets the
        version alone.
        """
        is_v3_message = interaction.kind is Kind.MESSAGE and "type" not in interaction.content
        member = "messages" if is_v3_message else "interactions"
        return {
            "consumer": {"name": self.consumer},
            member: [dict(interaction.content)],
            "metadata": {"pactSpecification": {"version": self._version_of(interaction)}},
            "provider": {"name": self.provider},
        }

    def _version_of(self, interaction: Interaction) -> str:
        """Choose the version in which the official core looks at all of an interaction.

        It passes over a message of the form of V4 in any other version, and over one of the form
        of V3 in V4. The bodies of HTTP have either form.
        """
        stated = version_of(self.metadata)
        if "type" not in interaction.content:
            return V3 if is_v4(self.metadata) else stated
        if interaction.kind is Kind.HTTP and not is_v4(self.metadata):
            halves = (interaction.request, interaction.content.get("response") or {})
            return V4 if any(is_wrapped(each.get("body")) for each in halves) else stated
        return V4

    def joined(self, other: "Pact") -> "Pact":
        """Take over the other pact's interactions, keeping those that it does not have."""
        theirs = {each.identity for each in other.interactions}
        kept = tuple(each for each in self.interactions if each.identity not in theirs)
        return replace(other, interactions=(*kept, *other.interactions))


def read_pact(path: Path) -> Pact:
    """Read one pact file; an interaction that cannot be used keeps none of the others from it.

    Raises:
        PactFileError: naming the file, and what is wrong with it as a whole.
    """
    try:
        return Pact.from_document(read_document(path))
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise PactFileError(msg) from None
    except (DocumentError, PactFileError) as error:
        msg = f"{path}: {error}"
        raise PactFileError(msg) from None


def read_whole_pact(path: Path) -> Pact:
    """Read one pact file of which nothing may be left out.

    Raises:
        PactFileError: naming the file, and what is wrong with it or with an interaction of it.
    """
    pact = read_pact(path)
    for each in pact.unusable:
        msg = f"{path}: {each}"
        raise PactFileError(msg)
    return pact


def write_pact(path: Path, pact: Pact) -> None:
    """Write a pact file, replacing it whole, and only if its bytes change.

    Raises:
        PactFileError: the folder cannot be written to.
    """
    data = pact.to_bytes()
    try:
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except OSError as error:
        msg = f"{path}: cannot be written: {error.strerror}"
        raise PactFileError(msg) from None


def file_name(consumer: str, provider: str) -> str:
    """Name the file of a pair, by Pact's custom ``consumer-provider.json``.

    A name that is no plain file name (``../../x``, ``a/b``, ``con:``) has the offending
    characters replaced and a digest of the true names added. ``pactfuzz.contract.pact_folder``
    tells apart the pairs that have one name nevertheless.

    >>> file_name("market-data-pipeline", "market-data-store")
    'market-data-pipeline-market-data-store.json'
    >>> file_name("../../x", "store")
    'x-store-176e4eeb.json'
    """
    plain = _joined_name(consumer, provider)
    if plain != f"{consumer}-{provider}":
        return name_with_digest(consumer, provider)
    return f"{plain}.json"


def name_with_digest(consumer: str, provider: str) -> str:
    """Name the file of a pair so that no other pair's file has the name.

    >>> name_with_digest("shop", "ui-orders")
    'shop-ui-orders-c2f7e06c.json'
    """
    digest = sha256(json.dumps([consumer, provider]).encode()).hexdigest()[:8]
    return f"{_joined_name(consumer, provider)[:200]}-{digest}.json"


def _joined_name(consumer: str, provider: str) -> str:
    return f"{plain_name(consumer)}-{plain_name(provider)}"


def plain_name(name: str) -> str:
    """Make a plain file name of a party's name or another text, on every system."""
    return re.sub(r"[^A-Za-z0-9._ -]+", "_", name).strip("._ -")[:100] or "unnamed"


def _party(document: Mapping[str, Any], role: str) -> str:
    party = document.get(role)
    name = party.get("name") if isinstance(party, Mapping) else None
    if not isinstance(name, str) or not name:
        msg = f'not a pact: "{role}" names no party; expected {{"{role}": {{"name": …}}}}'
        raise PactFileError(msg)
    return name


def _read(
    document: Mapping[str, Any], metadata: Mapping[str, Any]
) -> Iterator[Interaction | UnusableInteraction]:
    """Read the interactions one by one.

    Raises:
        PactFileError: nothing in the document lists interactions, or a misspelt member does.
    """
    check_file(document)
    if not any(member in document for member, _ in _MEMBERS):
        msg = 'not a pact: it has neither "interactions" nor "messages"'
        raise PactFileError(msg)
    for member, kind in _MEMBERS:
        listed = document.get(member, [])
        if not isinstance(listed, list):
            msg = f"not a pact: {unexpected(listed, 'a list', member)}"
            raise PactFileError(msg)
        for index, content in enumerate(listed):
            yield _one(content, kind, metadata, f"{member}[{index}]")


def _one(
    content: Any, default: Kind, metadata: Mapping[str, Any], place: str
) -> Interaction | UnusableInteraction:
    try:
        kind = kind_of(content, default, is_v4=is_v4(metadata))
        check(content, kind)
        interaction = Interaction.from_content(content, kind, is_v4=is_v4(metadata))
        _check_schema(interaction)
    except (PactFileError, ShapeError) as error:
        description = content.get("description") if isinstance(content, Mapping) else None
        described = description if isinstance(description, str) else None
        return UnusableInteraction(place, described, str(error))
    return interaction


def _check_schema(interaction: Interaction) -> None:
    """Refuse a schema that cannot judge.

    Raises:
        ShapeError: it is no JSON Schema, or points out of itself.
    """
    if interaction.schema is not None:
        Shape.from_schema(interaction.schema, "the consumer's schema")
