"""The table of settings as ``pyproject.toml`` holds it."""

import tomllib
from pathlib import Path
from typing import Any

from pactfuzz.errors import ConfigurationError


def table_of(file: Path) -> dict[str, Any] | None:
    """Read ``[tool.pactfuzz]``, empty if it is not there; ``None`` if the file is not there.

    Raises:
        ConfigurationError: the file cannot be read or is no TOML, or this is no table in it.
    """
    if not file.exists() and not file.is_symlink():
        return None
    found: Any = _parsed(file)
    for at, name in (("tool", "tool"), ("tool.pactfuzz", "pactfuzz")):
        found = found.get(name, {})
        if not isinstance(found, dict):
            kind = {list: "a list", str: "a text", bool: "a truth value"}.get(
                type(found), "a value"
            )
            msg = f"{file}: {at}: expected a table, written as [tool.pactfuzz], found {kind}"
            raise ConfigurationError(msg)
    table: dict[str, Any] = found
    return table


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except UnicodeDecodeError as error:
        reason = f"not in UTF-8: byte {error.object[error.start]:#04x} at {error.start}"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except RecursionError:
        reason = "not TOML that can be read: nested too deeply"
    except ValueError as error:  # TOMLDecodeError, and a number of too many digits
        reason = f"not TOML: {str(error).partition(';')[0]}"
    msg = f"{file}: {reason}"
    raise ConfigurationError(msg) from None


def _text(file: Path) -> str:
    """Read a file; nothing that never ends, as a pipe or a device does.

    Raises:
        ConfigurationError: it is no file.
        OSError: it cannot be read.
        UnicodeDecodeError: it is no text.
    """
    if file.exists() and not file.is_file():
        msg = f"{file}: is no file"
        raise ConfigurationError(msg)
    return file.read_text(encoding="utf-8")
