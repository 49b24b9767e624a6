"""Temporary folders go with their process or, where that could not, with the next run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pactfuzz.processes import OwnFolder, own_folder, remove_leftovers

KILLED = """
import os, signal, tempfile
tempfile.tempdir = {folder!r}
from pactfuzz.processes import OwnFolder
folder = OwnFolder()
(folder.path / "file").write_text("half")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_with_its_block(temporary: Path) -> None:
    with own_folder() as folder:
        (folder / "file").write_text("whole")
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(temporary.iterdir()) == []


def test_a_folder_goes_with_its_object(temporary: Path) -> None:
    folder = OwnFolder()
    assert folder.path.is_dir()
    del folder
    assert list(temporary.iterdir()) == []


def test_the_next_run_removes_what_a_dead_one_left(temporary: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED.format(folder=str(temporary))], check=False)
    (left,) = temporary.iterdir()
    assert (left / "file").is_file()
    with own_folder() as folder:  # the first of this process in this place
        assert list(temporary.iterdir()) == [folder]


def test_what_is_in_use_or_not_ours_stays(temporary: Path) -> None:
    names = [
        "pactfuzz-abcdefgh",
        "pactfuzz-checkout.run",
        "other-abcdefgh.run",
        "pactfuzz-A.run",
    ]
    for name in names:
        (temporary / name).mkdir()
    (temporary / "pactfuzz-abcdefgh.run").write_text("a file")
    (temporary / "elsewhere").mkdir()
    (temporary / "pactfuzz-01234567.run").symlink_to(temporary / "elsewhere")
    before = set(temporary.iterdir())
    used = OwnFolder()
    remove_leftovers(temporary)
    assert set(temporary.iterdir()) == before | {used.path}


def test_a_folder_of_another_user_stays(temporary: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    other = temporary / "pactfuzz-abcdefgh.run"
    other.mkdir()
    os.chown(other, 12_345, 12_345)
    remove_leftovers(temporary)
    assert other.is_dir()
