"""The wheel that users install: `py.typed`, the plugin's entry point, nothing but the package."""

import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    # The backend itself: a front end would make an environment and fetch the backend first.
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def test_the_wheel_says_that_it_is_typed(wheel: zipfile.ZipFile) -> None:
    assert "pactfuzz/py.typed" in wheel.namelist()


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    source = ROOT / "src"
    written = {
        file.relative_to(source).as_posix()
        for file in (source / "pactfuzz").rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == written


def test_pytest_finds_the_plugin_of_the_wheel(wheel: zipfile.ZipFile) -> None:
    assert "[pytest11]\npactfuzz = pactfuzz.pytest_plugin" in _dist_info(wheel, "entry_points.txt")


def test_the_framework_needs_no_market_data(wheel: zipfile.ZipFile) -> None:
    requirements = message_from_string(_dist_info(wheel, "METADATA")).get_all("Requires-Dist", [])
    market_data = [each for each in requirements if "market" in each.partition(";")[0]]
    assert market_data
    assert all("extra == " in each for each in market_data)


def _dist_info(wheel: zipfile.ZipFile, name: str) -> str:
    (path,) = [each for each in wheel.namelist() if each.endswith(f".dist-info/{name}")]
    return wheel.read(path).decode()
