"""From the text that a user wrote to what it names."""

import os
from pathlib import Path
from typing import Final

from pactfuzz.errors import SourceError, nearest
from pactfuzz.sources.file import from_file
from pactfuzz.sources.folder import from_folder
from pactfuzz.sources.git import from_git, is_from_git
from pactfuzz.sources.model import from_model, is_model
from pactfuzz.sources.published import is_published, published
from pactfuzz.sources.source import Source

_FORMS: Final = (
    "package.module:Model, package.module:*, a JSON Schema (order.json, order.json#/$defs/Order), "
    "a pact file, a folder of either, git:REF: and any of these, or "
    "project==VERSION:package.module:Model"
)

_LONGEST_NAME = 255
"""Bytes of a file's name, on the systems that there are."""


def named(text: str, *, root: Path, draft: str | None = None, requests: bool = False) -> Source:
    """Take what a text names; paths and modules are looked for from ``root``.

    ``draft`` holds for JSON Schemas that do not state theirs (``DRAFTS``). With ``requests`` a pact
    stands for what its consumer sends, else for what it reads.

    Raises:
        SourceError: the text names nothing, or what it names cannot be had.
        PactfuzzError: what it names is no shape.
    """
    if is_from_git(text):
        return from_git(text, root=root, draft=draft, requests=requests)
    if is_published(text):
        return published(text)
    file, _, pointer = text.partition("#")
    if not file.strip():
        msg = f'"{text}" names no shape; expected {_FORMS}'
        raise SourceError(msg)
    if any(len(os.fsencode(each)) > _LONGEST_NAME for each in file.split("/")):
        msg = f"{text}: no system takes this as the name of a file"
        raise SourceError(msg)
    path = root / file
    if path.is_dir():
        return from_folder(path, text, draft=draft, requests=requests)
    if path.is_file():
        return from_file(path, text, pointer=pointer, draft=draft, requests=requests)
    if is_model(text):
        return from_model(text, root)
    raise SourceError(_nothing(text, path))


def _nothing(text: str, path: Path) -> str:
    if path.suffix != ".json" and "/" not in text:
        return f"{text}: names no shape; expected {_FORMS}"
    siblings = path.parent.iterdir() if path.parent.is_dir() else ()
    names = [each.name for each in siblings if each.is_dir() or each.suffix == ".json"]
    return f"{text}: no such file or folder; {nearest(path.name, names)}"
