"""The user's cache folder: what is in it is whole, and may be thrown away at any time."""

import os
import re
import shutil
import stat
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from pactfuzz.errors import CacheError
from pactfuzz.processes import locked_folder, remove_leftovers, unlock

if sys.platform != "win32":
    import grp
    import pwd


def cache_folder() -> Path:
    """Say where things are kept: ``PACTFUZZ_CACHE``, or the user's cache folder by XDG's rules."""
    told = os.environ.get("PACTFUZZ_CACHE")
    if told:
        return Path(told).absolute()
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "pactfuzz"


def key_of(parts: Iterable[str]) -> str:
    """Make one short name of texts, another one for each Python."""
    python = (sys.version, sysconfig.get_platform(), sys.base_prefix)
    return sha256("\0".join((*python, *parts)).encode()).hexdigest()[:16]


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Have a folder of the cache made, unless it is there: it gets its name when it is whole.

    ``folder`` is two levels below the cache folder, such as ``packages/shop-1.0``. Several
    processes may make the same one at once: the first one's stays.

    Raises:
        CacheError: the cache folder cannot be written to, or others can change what is in it.
    """
    if folder.is_dir():
        check_owner(folder)
        return folder
    make_room(folder)
    with _writing(folder):
        remove_leftovers(folder.parent, _PART)
        part, lock = locked_folder(f".{folder.name}.", ".part", folder.parent)
        try:
            make(part)
            try:
                part.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
            unlock(lock)
    return folder


def make_room(path: Path) -> None:
    """Make the folder of something in the cache, for this user alone.

    Raises:
        CacheError: the cache folder cannot be written to, or others can change what is in it.
    """
    with _writing(path):
        cache = path.parent.parent
        cache.parent.mkdir(parents=True, exist_ok=True)
        for each in (cache, path.parent):
            each.mkdir(mode=_PRIVATE, exist_ok=True)
    for each in (path.parent, cache):
        _check_owner(each)


def check_owner(path: Path) -> None:
    """Make sure that nobody but this user, and root, can have put there what stands in the cache.

    What is in the cache is run: whoever can write to it has the rights of who reads it.

    Raises:
        CacheError: another user owns the path or a folder around it, or may write to it.
    """
    for each in (path, path.parent, path.parent.parent):
        _check_owner(each)


def _check_owner(path: Path) -> None:
    if sys.platform == "win32":  # there the user's folders are the user's alone
        return
    status = path.stat()
    if status.st_uid not in (os.getuid(), _ROOT):
        reason = f"it belongs to {_user(status.st_uid)}"
    elif _is_shared(status):
        reason = f"others may write to it (mode {stat.S_IMODE(status.st_mode):03o})"
    else:
        return
    msg = (
        f"{path}: {reason}, and what is in a cache is run; "
        "PACTFUZZ_CACHE names another folder to keep environments in"
    )
    raise CacheError(msg)


def _is_shared(status: os.stat_result) -> bool:
    """Say whether others may exchange what is in a folder, or write to a file."""
    if stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX:
        return False  # in such a folder as /tmp each may exchange what is his own alone
    is_private_group = status.st_gid == os.getgid() and _group(status.st_gid) == _user(os.getuid())
    others = stat.S_IWOTH if is_private_group else stat.S_IWOTH | stat.S_IWGRP
    return bool(status.st_mode & others)


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return f"group {number}"


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say of a failure to write which folder it concerns.

    Raises:
        CacheError: something could not be written.
    """
    try:
        yield
    except OSError as error:
        reason = "a file stands there" if isinstance(error, FileExistsError) else error.strerror
        msg = (
            f"{path.parent}: cannot be written to: {reason}; "
            "PACTFUZZ_CACHE names another folder to keep environments in"
        )
        raise CacheError(msg) from None


_PART: Final = re.compile(r"\..+\.[a-z0-9_]{8}\.part")
_PRIVATE: Final = 0o700
_ROOT: Final = 0
