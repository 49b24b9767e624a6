"""The table of hostile inputs: what is handed in, the status, and how the first line begins.

It stands in ``inputs/``, a JSON file for each kind. A content is a text, or bytes in hexadecimal,
or parts that are repeated: ``[["[", 100000]]`` are that many brackets.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "inputs"

NEVER: Final = ("Traceback", "will be ignored", "internal error", "/pactfuzz-")
"""What no output may say, whatever is handed in; the last begins the name of a temporary folder."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input; ``line`` is how the first line begins that is said of it."""

    name: str
    status: int
    line: str
    files: dict[str, bytes]
    arguments: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Put its files into a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def inputs(kind: str) -> list[Input]:
    """Read the inputs of one kind."""
    told = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))
    return [_input(each) for each in told]


def _input(told: dict[str, Any]) -> Input:
    files = {name: content_of(each) for name, each in told.get("files", {}).items()}
    return Input(
        told["name"], told["status"], told["line"], files, tuple(told.get("arguments", ()))
    )


def content_of(told: Any) -> bytes:
    """Read a content as it is written in the table."""
    match told:
        case str():
            return told.encode("utf-8", "surrogatepass")
        case {"hex": str(digits)}:
            return bytes.fromhex(digits)
        case _:
            return b"".join(content_of(text) * count for text, count in told)
