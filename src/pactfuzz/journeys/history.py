"""The earlier versions of a shape, as a user names them: one by one, or as files of a folder."""

import re
from collections.abc import Iterable, Iterator
from glob import escape, glob
from pathlib import Path
from typing import Final

from pactfuzz.errors import SourceError

_ALL_MODELS: Final = ":*"
"""How a text ends that names all models of a module, and no files."""


def earlier_versions(against: Iterable[str], new: str, root: Path) -> tuple[str, ...]:
    """List earlier versions, the earliest first: of files, ``v2`` comes before ``v10``.

    A pattern stands for the files that it matches and, where ``new`` is one shape, a folder for
    the JSON files in it; ``new`` is not among them.

    Raises:
        SourceError: a pattern or a folder has no file.
    """
    own = (root / new.partition("#")[0]).resolve()
    return tuple(text for each in against for text in _versions(each, own, root))


def _versions(text: str, own: Path, root: Path) -> Iterator[str]:
    if (root / text).is_dir() and not own.is_dir():
        pattern = f"{escape(text.rstrip('/'))}/*.json"
    elif any(each in text for each in "*?[") and not text.endswith(_ALL_MODELS):
        pattern = text
    else:
        yield text
        return
    # As texts: they are shown, and named again, as the user wrote them.
    names = glob(pattern, root_dir=root)  # noqa: PTH207 - Path.glob takes no absolute pattern
    found = [each for each in names if (root / each).resolve() != own]
    if not found:
        msg = f"{text}: no earlier version there"
        raise SourceError(msg)
    yield from sorted(found, key=_by_number)


def _by_number(path: str) -> list[tuple[int, str]]:
    """Order digits by their number, all else as text."""
    parts = re.split(r"(\d+)", path)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
