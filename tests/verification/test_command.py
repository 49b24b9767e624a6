"""A service that a command starts: what is left of one that cannot be started."""

import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from pactfuzz.errors import DeclarationError
from pactfuzz.verification import Command
from pactfuzz.verification.command import CommandApplication
from pactfuzz.verification.loopback import Loopback


def test_a_program_that_is_not_there_is_told_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        closing(Loopback()) as loopback,
        pytest.raises(DeclarationError, match="cannot be started: No such file or directory"),
    ):
        CommandApplication(Command(["no-such-program", "{port}"]), loopback, 1.0)
    assert list(tmp_path.iterdir()) == []
