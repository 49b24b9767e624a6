"""A lock on a folder that a process holds while it reads, merges and replaces the files there.

The lock is advisory and dies with its process. On POSIX it is held on the folder itself, so that
no lock file lies among files that are committed. Windows and some network file systems cannot lock
a folder; there a file in the system's folder for temporary files stands for it, which excludes the
processes of one user on one machine only.
"""

import errno
import os
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from pactfuzz.errors import PactFileError

LOCK_SECONDS: Final = 30.0
"""How long a lock is waited for. It is held for as long as some files take to be written."""

_PAUSE: Final = 0.02
_HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What an attempt fails with while another process holds the lock."""


@contextmanager
def locked(folder: Path, seconds: float = LOCK_SECONDS) -> Generator[None]:
    """Make the folder if need be, and keep other processes out while the block runs.

    Raises:
        PactFileError: the folder cannot be made, or another process has not let go in time.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _wait(folder, seconds, stack)
        except OSError as error:
            msg = f"{folder}: cannot be written to: {error.strerror}"
            raise PactFileError(msg) from None
        yield


def _wait(folder: Path, seconds: float, stack: ExitStack) -> None:
    try:
        handle = _opened(folder, stack)
        is_held = _try(handle)
    except OSError:
        handle = _opened(_stand_in(folder), stack)
        is_held = _try(handle)
    end = time.monotonic() + seconds
    while not is_held:
        if time.monotonic() > end:
            msg = (
                f"{folder}: another process has been writing pact files there for {seconds:g} "
                "seconds; nothing was written. Run again when it is done"
            )
            raise PactFileError(msg)
        time.sleep(_PAUSE)
        is_held = _try(handle)


def _opened(path: Path, stack: ExitStack) -> int:
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    stack.callback(os.close, handle)
    return handle


def _stand_in(folder: Path) -> Path:
    """Name the file that stands for a folder that cannot be locked itself."""
    digest = sha256(str(folder.resolve()).encode(errors="surrogateescape")).hexdigest()[:16]
    user = "" if sys.platform == "win32" else f"-{os.getuid()}"
    return Path(tempfile.gettempdir()) / f"pactfuzz{user}-{digest}.lock"


def _try(handle: int) -> bool:
    """Take the lock of an open file if it is free; closing the file lets go of it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - is on Windows only

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - is not on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True
