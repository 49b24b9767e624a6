"""The command: what it is, and where the work is done."""

import shlex
import subprocess
import sys

import pytest

import pactfuzz
from pactfuzz.cli import _parser, main


def test_the_module_says_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pactfuzz", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"pactfuzz {pactfuzz.__version__}\n"


def test_without_arguments_it_says_where_the_work_is_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    told = capsys.readouterr().out
    assert "pytest --pact-verify" in told
    assert "search all contracts" in told


def test_the_examples_of_the_help_are_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["fuzz", "--help"])
    told = capsys.readouterr().out.partition("examples:\n")[2].splitlines()
    commands = [shlex.split(line.strip().partition("   ")[0]) for line in told]
    assert len(commands) > 1
    options = {"-k", "valid or extended", "tests/test_orders.py"}
    for program, *arguments in commands:
        parsed, others = _parser().parse_known_args(arguments)
        assert (program, parsed.command) == ("pactfuzz", "fuzz")
        assert set(others) <= options


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--versoin"])
    assert "--versoin" in capsys.readouterr().err


def test_the_package_loads_nothing_heavy() -> None:
    """Every pytest run of an environment imports the plugin, and with it the package."""
    heavy = "pact hypothesis pydantic jsonschema_rs uvicorn asyncio"
    code = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import pactfuzz.pytest_plugin, pactfuzz.pytest_plugin.recording\n"
        f"print(*sorted(set({heavy.split()}) & (set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
