"""Pact files: what they hold, how they are read, named, and replaced."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from pactfuzz.contract.files import replace_file
from pactfuzz.contract.interaction import Interaction, Kind
from pactfuzz.errors import DocumentError, PactFileError
from pactfuzz.shapes import parse_document

READABLE_VERSIONS = ("1", "2", "3", "4")
"""The major versions of the Pact specification that the official core reads."""


@dataclass(frozen=True, slots=True)
class Pact:
    """All that one consumer expects of one provider.

    ``metadata`` is what the file says of itself, above all the specification version.
    """

    consumer: str
    provider: str
    interactions: tuple[Interaction, ...]
    metadata: Mapping[str, Any]

    @classmethod
    def from_document(cls, document: Any) -> Self:
        """Read the JSON of a pact file.

        Raises:
            PactFileError: it is no pact, or of a version that the official core does not read.
        """
        if not isinstance(document, Mapping):
            msg = f"not a pact: expected a JSON object, found {type(document).__name__}"
            raise PactFileError(msg)
        metadata = document.get("metadata")
        metadata = metadata if isinstance(metadata, Mapping) else {}
        _check_version(metadata)
        try:
            return cls(
                consumer=_party(document, "consumer"),
                provider=_party(document, "provider"),
                interactions=tuple(_interactions(document)),
                metadata=metadata,
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            msg = f"not a pact: an interaction is malformed ({type(error).__name__}: {error})"
            raise PactFileError(msg) from None

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
        """Write a pact of this one interaction, in the version that the file has."""
        is_v3_message = interaction.kind is Kind.MESSAGE and "type" not in interaction.content
        member = "messages" if is_v3_message else "interactions"
        return {
            "consumer": {"name": self.consumer},
            member: [dict(interaction.content)],
            "metadata": dict(self.metadata),
            "provider": {"name": self.provider},
        }

    def joined(self, other: "Pact") -> "Pact":
        """Take over the other pact's interactions, keeping those that it does not have."""
        theirs = {each.identity for each in other.interactions}
        kept = tuple(each for each in self.interactions if each.identity not in theirs)
        return replace(other, interactions=(*kept, *other.interactions))


def read_pact(path: Path) -> Pact:
    """Read one pact file.

    Raises:
        PactFileError: naming the file, and what is wrong with it.
    """
    try:
        return Pact.from_document(parse_document(path.read_bytes()))
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise PactFileError(msg) from None
    except (DocumentError, PactFileError) as error:
        msg = f"{path}: {error}"
        raise PactFileError(msg) from None


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


def _check_version(metadata: Mapping[str, Any]) -> None:
    stated = metadata.get("pactSpecification") or metadata.get("pact-specification") or {}
    version = stated.get("version") if isinstance(stated, Mapping) else stated
    version = version or metadata.get("pactSpecificationVersion") or "2"
    if str(version).partition(".")[0] not in READABLE_VERSIONS:
        msg = (
            f"written in Pact specification {version}; "
            f"readable are the versions {', '.join(READABLE_VERSIONS)}"
        )
        raise PactFileError(msg)


def _party(document: Mapping[str, Any], role: str) -> str:
    party = document.get(role)
    name = party.get("name") if isinstance(party, Mapping) else None
    if not isinstance(name, str) or not name:
        msg = f'not a pact: "{role}" names no party; expected {{"{role}": {{"name": …}}}}'
        raise PactFileError(msg)
    return name


def _interactions(document: Mapping[str, Any]) -> Iterator[Interaction]:
    for member, kind in (("interactions", Kind.HTTP), ("messages", Kind.MESSAGE)):
        listed: Iterable[Mapping[str, Any]] = document.get(member) or ()
        yield from (Interaction.from_content(each, kind) for each in listed)
