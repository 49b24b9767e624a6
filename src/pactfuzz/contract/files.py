"""Files that are there whole or not at all."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

_MODE: Final = 0o644
"""The mode of a new file."""


def replace_file(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a reader sees the old file or the new one, never a part.

    A link stays a link: the file that it leads to is replaced. A file keeps its mode.

    Raises:
        OSError: the folder cannot be written to; the old file is as it was.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_prefix(target), suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(target))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_parts(path: Path) -> None:
    """Remove what runs left of a file that died while they wrote it.

    Only for a caller that keeps all others from writing the file.
    """
    target = path.resolve()
    for part in target.parent.glob(f"{_prefix(target)}*.part"):
        with suppress(OSError):  # it is in nobody's way
            part.unlink()


def _prefix(path: Path) -> str:
    return f".{path.name}."


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return _MODE
