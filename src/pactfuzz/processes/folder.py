"""Temporary folders that the next run removes, if the run that made them could not.

Each is locked by the process that uses it, for as long as that lives. A folder of this name, of
this user, that nobody has locked is a leftover.
"""

import contextlib
import os
import re
import shutil
import stat
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

_BEGIN, _END = "pactfuzz-", ".run"
_OURS: Final = re.compile(rf"{_BEGIN}[a-z0-9_]{{8}}\{_END}")


class OwnFolder:
    """A temporary folder of this process; it goes with ``close``, or with this object."""

    def __init__(self) -> None:
        _remove_leftovers_once(tempfile.gettempdir())
        self.path, lock = locked_folder(_BEGIN, _END, None)
        self._close = weakref.finalize(self, _remove, self.path, lock)

    def close(self) -> None:
        """Remove it."""
        self._close()


@contextmanager
def own_folder() -> Iterator[Path]:
    """Give a temporary folder for the ``with`` block."""
    folder = OwnFolder()
    try:
        yield folder.path
    finally:
        folder.close()


def locked_folder(begin: str, end: str, parent: Path | None) -> tuple[Path, int]:
    """Make a folder of a new name that nobody takes for a leftover; gives the lock to close, too.

    Raises:
        OSError: it cannot be made.
    """
    while True:
        path = Path(tempfile.mkdtemp(prefix=begin, suffix=end, dir=parent))
        if sys.platform == "win32":
            return path, -1
        lock = _locked(path)
        # Another run may have found it in the moment before.
        if lock is not None and path.exists():
            return path, lock


def unlock(lock: int) -> None:
    """Let a folder go."""
    if lock >= 0:
        os.close(lock)


def remove_leftovers(folder: Path, name: re.Pattern[str] = _OURS) -> None:
    """Remove the folders of such names in a folder, of this user, that no process uses."""
    if sys.platform == "win32":
        return
    for path in folder.iterdir():
        if not name.fullmatch(path.name) or not _is_own_folder(path):
            continue
        lock = _locked(path)
        if lock is not None:
            _remove(path, lock)


@cache
def _remove_leftovers_once(folder: str) -> None:
    """Look for them once in each process."""
    with contextlib.suppress(OSError):  # they are in nobody's way
        remove_leftovers(Path(folder))


def _is_own_folder(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:  # it has gone by now
        return False
    is_private = status.st_mode == stat.S_IFDIR | stat.S_IRWXU  # as it was made
    return is_private and status.st_uid == os.getuid()


def _locked(path: Path) -> int | None:
    """Lock a folder; ``None`` if another process has it, or removed it."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def _remove(path: Path, lock: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    unlock(lock)
