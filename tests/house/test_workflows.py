"""The workflows are sound: the linters agree, and what they call, pin and explain is there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
README = (FOLDER / "README.md").read_text(encoding="utf-8")

NAMES = {"_contracts_reusable", "ci", "contracts", "dispatch_contracts", "fanout", "fuzz"}

LINTERS = {
    "actionlint": (),
    "zizmor": ("--offline", "--quiet", "--persona=pedantic"),
}

# What actionlint (an unknown property) and zizmor (an action that is not pinned) must both see.
FLAWED = """
name: flawed
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ steps.nowhere.outputs.nothing }}
"""


def test_every_workflow_is_there_under_its_own_name() -> None:
    assert {name: workflow["name"] for name, workflow in WORKFLOWS.items()} == {
        f"{name}.yml": name for name in NAMES
    }


@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_finds_nothing(linter: str) -> None:
    found = _lint(linter, FILES)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_would_find_something(linter: str, tmp_path: Path) -> None:
    flawed = tmp_path / ".github" / "workflows" / "flawed.yml"
    flawed.parent.mkdir(parents=True)
    flawed.write_text(FLAWED, encoding="utf-8")
    assert _lint(linter, [flawed]).returncode != 0


def _lint(linter: str, files: list[Path]) -> subprocess.CompletedProcess[str]:
    command = shutil.which(linter, path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip(f"{linter} is not installed in this environment; the extra `dev` holds it")
    return subprocess.run(
        [command, *LINTERS[linter], *files], capture_output=True, text=True, check=False
    )


def test_what_ci_calls_is_a_command_of_run() -> None:
    told = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True)
    commands = set(re.findall(r"^  ([a-z]+)\b", told.stdout, re.MULTILINE))
    called = set(re.findall(r"\./run ([a-z]+)", "\n".join([*TEXTS.values(), _ci_script()])))
    assert {"verify", "test", "contracts"} <= called <= commands


def test_the_workflows_reach_the_tools_through_run_alone() -> None:
    scripts = [step["run"] for step in _steps() if "run" in step] + [_ci_script()]
    around = [each for each in scripts if re.search(r"\b(pip3?|pytest|ruff|mypy|python3?) ", each)]
    assert around == []


def test_every_job_that_runs_something_has_a_limit() -> None:
    limits = {
        (name, key): job.get("timeout-minutes")
        for name, workflow in WORKFLOWS.items()
        for key, job in workflow["jobs"].items()
        if "steps" in job
    }
    assert None not in limits.values(), limits
    assert limits["_contracts_reusable.yml", "contracts"] == 5


def test_an_action_has_one_version_everywhere() -> None:
    pinned = re.findall(r"uses: ([\w/-]+)@([0-9a-f]{40}) # (v[\d.]+)\n", "".join(TEXTS.values()))
    used = [step["uses"] for step in _steps() if "uses" in step]
    assert len(pinned) == len(used)
    assert len(set(pinned)) == len({action for action, _, _ in pinned})


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_the_readme_explains_a_workflow(name: str) -> None:
    assert f"\n## `{name}`\n" in README
    section = README.partition(f"\n## `{name}`\n")[2].partition("\n## ")[0]
    triggers = WORKFLOWS[name][True]  # YAML 1.1 reads the key `on` as a boolean
    inputs = [
        each
        for about in triggers.values()
        if isinstance(about, dict)
        for each in about.get("inputs", ())
    ]
    secrets = re.findall(r"secrets\.(\w+)", TEXTS[name])
    missing = [each for each in {*triggers, *inputs, *secrets} if f"`{each}`" not in section]
    assert missing == []


def _ci_script() -> str:
    return (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def _steps() -> list[dict[str, Any]]:
    jobs = [job for workflow in WORKFLOWS.values() for job in workflow["jobs"].values()]
    return [step for job in jobs for step in job.get("steps", ())]
