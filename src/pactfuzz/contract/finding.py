"""What a search found: one document on which a property of a contract does not hold, in a file."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from pactfuzz.contract.files import replace_file
from pactfuzz.contract.pact_file import plain_name
from pactfuzz.errors import DocumentError, FindingError, nearest
from pactfuzz.shapes import parse_document


class Property(StrEnum):
    """What must hold for generated documents; the value is what a user writes and reads."""

    VALID = "valid"
    EXTENDED = "extended"
    ROUND_TRIP = "round trip"
    LENIENT_ROUND_TRIP = "lenient round trip"
    AGREEMENT = "agreement"
    REJECTS = "rejects"
    GROWTH = "growth"
    EMITTED = "emitted"


@dataclass(frozen=True, slots=True)
class Finding:
    """A document that breaks a property of one contract.

    ``text`` are the bytes as they crossed, which may be no JSON; ``plain`` those of today's
    document that an extension stands beside; ``words`` say what went wrong when it was found.
    """

    consumer: str
    provider: str
    description: str
    of: Property
    text: bytes
    words: str
    plain: bytes | None = None

    @property
    def contract(self) -> tuple[str, str, str, Property]:
        """What it is a counterexample to; that a test was edited does not change it."""
        return self.consumer, self.provider, self.description, self.of

    @property
    def name(self) -> str:
        """The name of its file, the same for the same document."""
        named = json.dumps([*self.contract, self.text.hex()])
        digest = sha256(named.encode()).hexdigest()[:8]
        words = plain_name(f"{self.consumer}-{self.description}-{self.of}".replace(" ", "-"))
        return f"{words[:80]}-{digest}.json"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read one file.

        Raises:
            FindingError: it cannot be read, or is no finding.
        """
        found = _content(path)
        plain = found.get("plain")
        return cls(
            consumer=str(found["consumer"]),
            provider=str(found["provider"]),
            description=str(found["description"]),
            of=_property(found["property"], path),
            text=_bytes(found["document"], "document", path),
            words=str(found.get("words", "")),
            plain=None if plain is None else _bytes(plain, "plain", path),
        )

    def write(self, folder: Path) -> Path:
        """Write it into a folder, which is made if need be; gives the file.

        Raises:
            FindingError: the folder cannot be written to.
        """
        content: dict[str, Any] = {
            "consumer": self.consumer,
            "provider": self.provider,
            "description": self.description,
            "property": self.of.value,
            "document": _text(self.text),
            "words": self.words,
        }
        if self.plain is not None:
            content["plain"] = _text(self.plain)
        path = folder / self.name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(path, f"{json.dumps(content, indent=2)}\n".encode())
        except OSError as error:
            msg = f"{path}: cannot be written: {error.strerror}"
            raise FindingError(msg) from None
        return path


def read_findings(folder: Path) -> Iterator[tuple[Path, Finding]]:
    """Read all findings of a folder, in the order of their names.

    Other workers put smaller findings in the place of theirs, so a file may be gone by its turn.

    Raises:
        FindingError: a file cannot be read, or is none.
    """
    for path in sorted(folder.glob("*.json")):
        try:
            finding = Finding.read(path)
        except FindingError:
            if os.path.lexists(path):
                raise
            continue
        yield path, finding


def _property(name: object, path: Path) -> Property:
    try:
        return Property(str(name))
    except ValueError:
        msg = f'{path}: unknown property "{name}"; {nearest(str(name), Property)}'
        raise FindingError(msg) from None


def _text(data: bytes) -> Any:
    """Say bytes as a text, or as hexadecimal digits where they are none in UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def _bytes(value: Any, name: str, path: Path) -> bytes:
    try:
        return bytes.fromhex(value["hex"]) if isinstance(value, dict) else str(value).encode()
    except (KeyError, TypeError, ValueError):
        raise _no_finding(path, f'{name}: expected a text, or {{"hex": DIGITS}}') from None


def _content(path: Path) -> dict[str, Any]:
    """Read a file as far as all members are there.

    Raises:
        FindingError: it cannot be read, or one is missing.
    """
    try:
        found: Any = parse_document(path.read_bytes())
    except OSError as error:
        raise _no_finding(path, f"cannot be read: {error.strerror}") from None
    except DocumentError as error:
        raise _no_finding(path, str(error)) from None
    if not isinstance(found, dict):
        raise _no_finding(path, "expected an object")
    for name in ("consumer", "provider", "description", "property", "document"):
        if name not in found:
            raise _no_finding(path, f'"{name}" is missing')
    return found


def _no_finding(path: Path, reason: str) -> FindingError:
    msg = f"{path}: not a finding of pactfuzz ({reason}); remove the file, or restore it"
    return FindingError(msg)
