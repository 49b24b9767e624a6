"""The places in a table of published versions."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pactfuzz.configuration import Row
from pactfuzz.sources import Published

VERSION: Final = "{version}"
"""What stands for the package at a version in the names of a row."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the table: a row, and one of its versions, or a folder with a checkout."""

    row: Row
    version: str

    @property
    def requirement(self) -> str:
        """The package at this version."""
        folder = Path(self.version)
        if os.sep in self.version or folder.is_dir():
            return f"{self.row.package} @ {folder.resolve().as_uri()}"
        return f"{self.row.package}=={self.version}"

    def text(self, name: str) -> str:
        """Put the version into a name."""
        return name.replace(VERSION, self.requirement)

    def published(self, name: str) -> Published:
        """Say which models a name means at this version."""
        return Published(self.requirement, self.row.beside, name.removeprefix(f"{VERSION}:"))
