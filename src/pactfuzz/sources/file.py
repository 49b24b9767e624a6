"""A JSON file: a pact, or else a JSON Schema."""

from pathlib import Path
from typing import Any

from pactfuzz.errors import DocumentError, SourceError
from pactfuzz.shapes import parse_document
from pactfuzz.sources.pact import from_pact, is_pact
from pactfuzz.sources.schema_file import from_schema_file
from pactfuzz.sources.source import Source


def from_file(
    path: Path, text: str, *, pointer: str = "", draft: str | None = None, requests: bool = False
) -> Source:
    """Read a file and take what it holds.

    Raises:
        SourceError: it cannot be read, or is no JSON.
        PactfuzzError: it holds neither a schema nor a pact.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{text}: cannot be read: {error.strerror}"
        raise SourceError(msg) from None
    return from_bytes(data, text, pointer=pointer, draft=draft, requests=requests)


def from_bytes(
    data: bytes, text: str, *, pointer: str = "", draft: str | None = None, requests: bool = False
) -> Source:
    """Take what the content of a file holds; ``pointer`` leads to a definition in a schema.

    Raises:
        SourceError: it is no JSON.
        PactfuzzError: it holds neither a schema nor a pact.
    """
    try:
        document: Any = parse_document(data)
    except DocumentError as error:
        msg = f"{text}: {error}"
        raise SourceError(msg) from None
    if is_pact(document) and not pointer:
        return from_pact(document, text, requests=requests)
    return Source.of_shape(text, from_schema_file(document, text, pointer, draft))
