"""The user's cache folder: what is in it is whole, and may be thrown away at any time."""

import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from pactfuzz.errors import SourceError


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
    """Have a folder made, unless it is there: under another name, and renamed when it is whole.

    Several processes may make the same one at once: the first one's stays.

    Raises:
        SourceError: the cache folder cannot be written to.
    """
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    except OSError as error:
        msg = (
            f"{folder.parent}: cannot be written to: {error.strerror}; "
            "PACTFUZZ_CACHE names another folder to keep environments in"
        )
        raise SourceError(msg) from None
    try:
        make(part)
        try:
            part.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder
