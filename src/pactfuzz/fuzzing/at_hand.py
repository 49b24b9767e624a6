"""The document at hand: what one process is trying, where another can read it after its death.

A document that ends the process, or never returns, is the one that matters most. It is written
into a file mapped into memory before it is tried, which costs a microsecond and survives even
SIGKILL.
"""

import json
import mmap
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from pactfuzz.fuzzing.target import Sent

_SIZE: Final = 1 << 24
"""Bytes of the file, which has holes where nothing was written; longer documents are cut."""
_HEAD: Final = struct.Struct("<Qdqq")
"""The number of the document (0: none is at hand), since when, and the lengths of its parts."""
_NUMBER: Final = struct.Struct("<Q")
_LENGTH: Final = struct.Struct("<I")
_CONTEXT: Final = 64
_DATA: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Held:
    """A document that a process was trying when it was looked at, and for how long it had been.

    ``context`` says of which search it is.
    """

    number: int
    seconds: float
    context: Mapping[str, str]
    sent: Sent


class AtHand:
    """The slot of one process."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._number = 0

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make the file, for the process that tries documents."""
        with path.open("w+b") as file:
            file.truncate(_SIZE)
            return cls(mmap.mmap(file.fileno(), _SIZE))

    @contextmanager
    def of(self, context: Mapping[str, str]) -> Iterator[None]:
        """Say of which search the documents are that follow."""
        text = json.dumps(dict(context)).encode()[: _DATA - _CONTEXT - _LENGTH.size]
        _LENGTH.pack_into(self._content, _CONTEXT, len(text))
        start = _CONTEXT + _LENGTH.size
        self._content[start : start + len(text)] = text
        try:
            yield
        finally:
            self.release()

    def hold(self, sent: Sent) -> None:
        """Write a document that is about to be tried."""
        content, text, plain = self._content, sent.text, sent.plain
        self._number += 1
        _NUMBER.pack_into(content, 0, 0)
        middle = _DATA + len(text)
        end = middle + (0 if plain is None else len(plain))
        if end <= _SIZE:
            content[_DATA:middle] = text
            if plain is not None:
                content[middle:end] = plain
        lengths = (len(text), -1 if plain is None else len(plain))
        _HEAD.pack_into(content, 0, self._number, time.monotonic(), *lengths)

    def release(self) -> None:
        """Note that no document is at hand."""
        _NUMBER.pack_into(self._content, 0, 0)

    def seconds(self) -> float:
        """Return how long the document at hand has been tried; 0 where there is none."""
        number, since, *_ = _HEAD.unpack_from(self._content, 0)
        return time.monotonic() - since if number else 0.0


def held(path: Path) -> Held | None:
    """Read what a process is trying, or was when it died; None where it was between documents."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(content) < _SIZE:
        return None
    number, since, length, plain_length = _HEAD.unpack_from(content, 0)
    if not number:
        return None
    (size,) = _LENGTH.unpack_from(content, _CONTEXT)
    start = _CONTEXT + _LENGTH.size
    middle = _DATA + length
    plain = None if plain_length < 0 else content[middle : middle + plain_length]
    return Held(
        number,
        time.monotonic() - since,
        json.loads(content[start : start + size]),
        Sent(content[_DATA:middle], plain),
    )


def seconds_held(path: Path) -> float | None:
    """Return for how long a process has been trying the document at hand.

    0 where it is between two documents; None where it has not begun.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD.size)
    except FileNotFoundError:
        return None
    if len(head) < _HEAD.size:
        return None
    number, since, *_ = _HEAD.unpack(head)
    if not since:
        return None
    return time.monotonic() - since if number else 0.0
