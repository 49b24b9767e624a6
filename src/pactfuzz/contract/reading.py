"""Bytes to the JSON of a pact file: a file of a sound kind and size, nothing of it lost."""

import math
import stat
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from pactfuzz.errors import PactFileError
from pactfuzz.shapes.document import decoder_with, parse_document

LARGEST: Final = 64 * 2**20
"""Bytes of a pact file: thirty times what a thousand interactions take."""

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class RepeatedMembers(dict[str, Any]):
    """An object in which a member of one ``name`` stands more than once; the last one counts."""

    name: str


def read_document(path: Path) -> Any:
    """Read the JSON of a file; a number that is too large for any reader becomes an infinite one.

    Raises:
        DocumentError: it is no JSON.
        OSError: it cannot be read.
        PactFileError: it is no regular file, or is too large.
    """
    if path.is_symlink() and not path.exists():
        msg = f"a link to {path.readlink()}, which does not exist"
        raise PactFileError(msg)
    found = path.stat()
    for is_kind, name in _KINDS:
        if is_kind(found.st_mode):
            msg = f"{name}, not a pact file"
            raise PactFileError(msg)
    if found.st_size > LARGEST:
        msg = f"{found.st_size} bytes; a pact file has at most {LARGEST}"
        raise PactFileError(msg)
    return parse_document(path.read_bytes(), _DECODER)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeated = RepeatedMembers(members)
    repeated.name = Counter(name for name, _ in pairs).most_common(1)[0][0]
    return repeated


def _integer(digits: str) -> int | float:
    # A limit of 0 means that there is none.
    return int(digits) if len(digits) <= (sys.get_int_max_str_digits() or math.inf) else math.inf


_DECODER: Final = decoder_with(object_pairs_hook=_object, parse_int=_integer)
