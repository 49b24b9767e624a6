"""A folder of JSON Schemas or pacts, by the names of their files."""

from dataclasses import replace
from pathlib import Path

from pactfuzz.errors import SourceError
from pactfuzz.sources.file import from_file
from pactfuzz.sources.source import Kind, LeftOut, Part, Source


def from_folder(
    folder: Path, text: str, *, draft: str | None = None, requests: bool = False
) -> Source:
    """Take every JSON file of a folder and the folders in it; hidden ones are left out.

    Raises:
        SourceError: the folder has no JSON file.
        PactfuzzError: a file holds neither a schema nor a pact.
    """
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    kinds = set()
    for path in _json_files(folder):
        name = path.relative_to(folder).as_posix()
        title = f"{text.rstrip('/')}/{name}"
        source = from_file(path, title, draft=draft, requests=requests)
        kinds.add(source.kind)
        is_pact = source.kind is Kind.INTERACTIONS
        parts += [
            replace(each, name=f"{name}: {each.name}" if is_pact else name) for each in source.parts
        ]
        left_out += source.left_out
    if not kinds:
        msg = f"{text}: the folder has no JSON file; expected JSON Schemas or pacts"
        raise SourceError(msg)
    kind = Kind.INTERACTIONS if kinds == {Kind.INTERACTIONS} else Kind.FOLDER
    return Source(text, kind, tuple(parts), tuple(left_out))


def _json_files(folder: Path) -> list[Path]:
    """List the JSON files of a folder and the folders in it, but hidden ones, in order."""
    return [
        path
        for path in sorted(folder.rglob("*.json"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
