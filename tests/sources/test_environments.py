"""Environments are whole or not there, whoever makes them, and however it ends."""

import errno
import os
import stat
import subprocess
import sys
import threading
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from package_index import Index

from pactfuzz.errors import CacheError, InstallError
from pactfuzz.sources import Environments, Processes, TookTooLong
from pactfuzz.sources.cache import cache_folder, made_once
from pactfuzz.sources.environments import last_error


@pytest.mark.parametrize(
    ("set_to", "expected"),
    [
        ({"PACTFUZZ_CACHE": "/a/b", "XDG_CACHE_HOME": "/c"}, "/a/b"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/pactfuzz"),
        ({"HOME": "/home/x"}, "/home/x/.cache/pactfuzz"),
    ],
)
def test_the_cache_is_where_the_user_wants_it(
    monkeypatch: pytest.MonkeyPatch, set_to: dict[str, str], expected: str
) -> None:
    for name in ("PACTFUZZ_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(expected)


def test_of_several_makers_the_first_ones_folder_stays(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def make(folder: Path) -> None:
        together.wait(timeout=20)
        (folder / "file").write_text("whole", encoding="utf-8")

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: made_once(tmp_path / "made", make), range(4)))
    assert made == {tmp_path / "made"}
    assert [each.name for each in tmp_path.iterdir()] == ["made"]
    assert (tmp_path / "made" / "file").read_text(encoding="utf-8") == "whole"


def test_what_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(folder: Path) -> None:
        (folder / "half").write_text("", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_once(tmp_path / "made", interrupted)
    assert list(tmp_path.iterdir()) == []


def test_what_died_half_made_is_not_taken_for_whole(tmp_path: Path) -> None:
    """A killed run cleans nothing up."""
    (tmp_path / ".made.x1.part").mkdir()
    made = made_once(tmp_path / "made", lambda folder: (folder / "whole").touch())
    assert [each.name for each in made.iterdir()] == ["whole"]


def test_a_full_cache_is_told_and_nothing_is_half_made(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        (folder / "half").write_text("", encoding="utf-8")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told = "packages: cannot be written to: No space left on device; PACTFUZZ_CACHE names another"
    with pytest.raises(CacheError, match=told):
        made_once(tmp_path / "cache" / "packages" / "made", full)
    assert list((tmp_path / "cache" / "packages").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="owners and modes are those of POSIX")
@pytest.mark.parametrize("shared", ["cache", "cache/packages", "cache/packages/made"])
@pytest.mark.parametrize("mode", [0o777, 0o722, None])
def test_a_cache_that_others_can_change_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: str, mode: int | None
) -> None:
    """Whoever can write to it would decide what runs here."""
    folder = tmp_path / "cache" / "packages" / "made"
    made_once(folder, lambda _: None)
    if mode is not None:
        (tmp_path / shared).chmod(mode)
        told = rf"{shared}: others may write to it \(mode {mode:o}\), and what is in a cache is run"
    elif os.getuid() == 0:
        os.chown(tmp_path / shared, 12345, -1)
        told = f"{shared}: it belongs to user 12345, and"
    else:
        monkeypatch.setattr("os.getuid", lambda: 12345)
        told = "made: it belongs to "
    with pytest.raises(CacheError, match=told):
        made_once(folder, lambda _: None)
    if shared != "cache/packages/made":
        with pytest.raises(CacheError, match="cache"):
            made_once(folder.with_name("other"), lambda _: None)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_the_folders_of_a_new_cache_are_the_users_own(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = made_once(tmp_path / "cache" / "packages" / "made", lambda _: None)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.parents[:2])] == [
        *[0o700] * 3
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_a_cache_may_stand_in_a_folder_for_all(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert made_once(tmp_path / "packages" / "made", lambda _: None).is_dir()
    assert made_once(tmp_path / "packages" / "made", lambda _: None).is_dir()


def test_a_version_that_is_none_is_told(index: Index) -> None:
    with pytest.raises(InstallError, match="shop==newest: this is no version, and no folder: "):
        Environments(index.cache).package("shop==newest")


def test_pip_has_a_time_limit(index: Index) -> None:
    with pytest.raises(InstallError, match=r"shop==1\.1: pip was not done within 0\.01 seconds"):
        Environments(index.cache / "other", seconds=0.01).of("shop==1.1")
    assert not list(index.cache.rglob("*.part"))


def test_who_stops_the_processes_ends_them_and_what_they_started() -> None:
    processes = Processes()
    # The inner one holds the pipe of the outer one, which is read to its end.
    inner = "import time; time.sleep(60)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with ThreadPoolExecutor() as pool:
        running = pool.submit(processes.run, [sys.executable, "-c", outer], 60)
        while not processes._running:
            time.sleep(0.01)
        processes.stop()
        assert running.result(timeout=20).returncode < 0
    with pytest.raises(TookTooLong):
        processes.run([sys.executable, "-c", ""], 60)


def test_what_runs_here_counts_for_what_is_laid_over(index: Index) -> None:
    index.add("laid", "1", {"laid.py": ""}, ["pytest>=8", "shop==1.0", "shop==1; extra == 'x'"])
    package, added = Environments(index.cache).over_this_one("laid==1", ["shop>=1"])
    assert {each.name for each in package.iterdir()} == {"laid.py", "laid-1.dist-info"}
    assert (added / "shop").is_dir()
    assert not (added / "pytest").exists()
    index.add("laid", "2", {"laid.py": ""}, ["pytest>=8"])
    assert len(Environments(index.cache).over_this_one("laid==2")) == 1


def test_published_versions_are_in_their_order(index: Index) -> None:
    for version in ("0.9", "0.10", "1.0rc1", "0.2"):
        index.add("ordered", version, {"ordered.py": ""})
    environments = Environments(index.cache)
    assert environments.versions("ordered", ">=0.5") == ("0.9", "0.10")


@pytest.mark.parametrize(
    ("package", "wanted", "told"),
    [
        ("shop", ">=7", "shop: none of its 4 versions is >=7"),
        ("shop", "newest", "shop: 'newest' are no versions; expected such as \">=1.2,<2\""),
        ("shpo", ">=1", "shpo: its versions are not known: ERROR: No matching distribution found"),
    ],
)
def test_versions_that_are_not_there_are_told(
    index: Index, package: str, wanted: str, told: str
) -> None:
    with pytest.raises(InstallError) as raised:
        Environments(index.cache).versions(package, wanted)
    assert told in str(raised.value)


def test_where_no_pip_can_be_had_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(*_: object, **__: object) -> None:
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr("pactfuzz.sources.environments.find_spec", lambda _: None)
    monkeypatch.setattr(venv, "create", create)
    with pytest.raises(InstallError, match=r"there is no pip for .*; install it: .* ensurepip"):
        Environments(tmp_path).of("shop==1.0")


@pytest.mark.parametrize(
    ("printed", "last"),
    [
        (
            "WARNING: a\nERROR: Cannot install b\nERROR: ResolutionImpossible: see c\n",
            "ERROR: Cannot",
        ),
        ("  error: subprocess-exited-with-error\nnote: this is not pip\n", "error: subprocess"),
        ("Traceback\nValueError: x\n", "ValueError: x"),
        ("", "pip ended with status 2"),
    ],
)
def test_the_line_is_shown_that_says_what_is_wrong(printed: str, last: str) -> None:
    assert last_error(subprocess.CompletedProcess([], 2, "", printed)).startswith(last)
