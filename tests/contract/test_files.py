"""Files are replaced whole, and one process at a time writes to a folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from pactfuzz.contract import locked, remove_parts, replace_file
from pactfuzz.errors import PactFileError


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "pact.json"
    target.write_text("old")
    (tmp_path / "link.json").symlink_to(Path("elsewhere") / "pact.json")
    replace_file(tmp_path / "link.json", b"new")
    assert (tmp_path / "link.json").is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_a_mode_stays_a_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "pact.json"
    path.touch()
    path.chmod(mode)
    replace_file(path, b"new")
    assert path.stat().st_mode & 0o777 == mode


def test_what_a_dead_run_left_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "pact.json"
    (tmp_path / ".pact.json.a1b2.part").touch()
    (tmp_path / ".other.json.a1b2.part").touch()
    remove_parts(path)
    assert [each.name for each in tmp_path.iterdir()] == [".other.json.a1b2.part"]


def test_a_lock_leaves_no_file_and_keeps_others_out(tmp_path: Path) -> None:
    folder = tmp_path / "pacts"
    with locked(folder):
        assert list(folder.iterdir()) == []
        with (
            pytest.raises(PactFileError, match="pacts: another process has been writing"),
            locked(folder, 0.05),
        ):
            pass
    with locked(folder, 0.05):
        pass


def test_where_a_folder_cannot_be_locked_a_file_stands_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    flock = pytest.importorskip("fcntl").flock

    def on_files(handle: int, operation: int) -> None:
        if Path(f"/dev/fd/{handle}").is_dir():
            raise OSError(9, "Bad file descriptor")  # what NFS says
        flock(handle, operation)

    monkeypatch.setattr("fcntl.flock", on_files)
    with locked(tmp_path), pytest.raises(PactFileError), locked(tmp_path, 0.05):
        pass
    assert len(list(temporary.iterdir())) == 1


HOLDER = """
import sys
from pathlib import Path
from pactfuzz.contract import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(PactFileError), locked(tmp_path, 0.05):
            pass
        process.kill()
    with locked(tmp_path, 5.0):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = "file/pacts: cannot be written to: Not a directory"
    with pytest.raises(PactFileError, match=told), locked(tmp_path / "file" / "pacts"):
        pass
