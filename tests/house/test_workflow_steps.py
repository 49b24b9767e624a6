"""The shell steps of the workflows do what they say, run one after the other as GitHub does."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]

# Answers as GitHub's command-line tool does. `answers` has the conclusion of each repository's run,
# "" for one that never ends; a repository that is not in it refuses. The store's run takes a while.
GH = """\
#!{python}
import pathlib, sys
answers, log, called = {answers!r}, pathlib.Path({log!r}), " ".join(sys.argv[1:])
log.open("a").write(called + "\\n")
name = next((each for each in answers if f"/{{each}}" in called), None)
if name is None:
    sys.exit("gh: Not Found (HTTP 404)")
polls = log.read_text().count("market-data-store/actions/runs/7")
running = name == "market-data-store" and polls == 1
print("main" if "default_branch" in called else "7" if "dispatches" in called
      else "" if running else answers[name])
"""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the jobs of a workflow, each in a checkout of its own; artifacts are folders.

    An action or condition that it does not know fails the test: nothing is passed over in silence.
    """

    folder: Path
    environment: Mapping[str, str]

    def run(self, job: Mapping[str, Any], workspace: Path) -> dict[str, int | None]:
        """Give the exit status of each step by its name, None for one that was left out."""
        workspace.mkdir(parents=True)
        statuses: dict[str, int | None] = {}
        for step in job["steps"]:
            failed = any(statuses.values())
            anyway = "if" in step
            assert step.get("if") in (None, "always()", "${{ !cancelled() }}")
            statuses[step["name"]] = self._step(step, workspace) if anyway or not failed else None
        return statuses

    def _step(self, step: Mapping[str, Any], workspace: Path) -> int:
        if "run" in step:
            return self.shell(step, workspace).returncode
        action = step["uses"].partition("@")[0]
        if action == "actions/checkout":
            copy_checkout(workspace)
        elif action == "actions/upload-artifact":
            shutil.copytree(workspace / step["with"]["path"], self._artifact(step))
        elif action == "actions/download-artifact":
            shutil.copytree(self._artifact(step), workspace / step["with"]["path"])
        else:
            assert action == "actions/setup-python", f"{action} is not known here"
        return 0

    def _artifact(self, step: Mapping[str, Any]) -> Path:
        return self.folder / "artifacts" / str(step["with"]["name"])

    def shell(
        self, step: Mapping[str, Any], workspace: Path, **given: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one `run` step; what is `given` stands in for the expressions that GitHub fills."""
        script = self.folder / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        summary, output = self.folder / "summary.md", self.folder / "output"
        summary.write_text("", encoding="utf-8")
        output.write_text("", encoding="utf-8")
        environment = {
            **os.environ,
            **self.environment,
            **{name: value for name, value in step.get("env", {}).items() if "${{" not in value},
            **given,
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(output),
        }
        for name in [each for each in environment if each.startswith(("PYTEST_", "VIRTUAL_ENV"))]:
            del environment[name]
        done = subprocess.run(
            ["bash", "-e", script],  # noqa: S607  what GitHub runs where no shell is named
            cwd=workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        sys.stdout.write(done.stdout)  # shown by pytest if the test fails
        return done

    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    def output(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8")


def copy_checkout(folder: Path) -> None:
    """Copy what a commit of the working tree would hold, and nothing that git ignores."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a git checkout knows what belongs to it")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():  # else it is deleted, but not yet committed
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def jobs(workflow: str) -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / workflow).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["jobs"]
    return found


def step_named(workflow: str, job: str, name: str) -> dict[str, Any]:
    (found,) = [step for step in jobs(workflow)[job]["steps"] if step["name"] == name]
    return dict(found)


@pytest.mark.slow
@pytest.mark.skipif("CI" not in os.environ, reason="takes minutes; CI=true ./run test runs it")
def test_the_pacts_pass_from_the_consumers_job_to_the_providers(tmp_path: Path) -> None:
    machine = {"PYTHON": sys.executable, "PACTFUZZ_VENV": str(tmp_path / "venv")}
    # What is generated is tried by the rest of the suite; here it is the handing over that counts.
    options = {"GITHUB_ACTIONS": "true", "PYTEST_ADDOPTS": "--pact-fuzz=0"}
    runner = Runner(tmp_path, machine | options)
    contracts = jobs("contracts.yml")

    recorded = runner.run(contracts["consumers"], tmp_path / "consumers")
    assert set(recorded.values()) == {0}, recorded
    names = {file.name for file in (tmp_path / "artifacts" / "pacts").iterdir()}
    assert names == {file.name for file in (ROOT / "pacts").iterdir()}

    verified = runner.run(contracts["provider"], tmp_path / "provider")
    assert set(verified.values()) == {0}, verified
    reports = tmp_path / "artifacts" / "verification"
    assert {file.name for file in reports.iterdir()} == {"junit.xml", "outcomes.json", "summary.md"}
    assert "market-data-pipeline" in (reports / "summary.md").read_text("utf-8")

    # The provider is held against the artifact, not against the pacts of its own checkout.
    shutil.rmtree(reports)
    for file in (tmp_path / "artifacts" / "pacts").iterdir():
        file.write_text(file.read_text("utf-8").replace("queue_size", "queue_length"), "utf-8")
    refused = runner.run(contracts["provider"], tmp_path / "provider-again")
    assert refused["Verify the provider"] == 1
    assert "queue_length" in (reports / "junit.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("core_ref", "install"),
    [
        ("1.4.60", "1.4.60"),
        ("v1.4.60", "v1.4.60"),
        ("main", "market-data-core"),
        ("1.4.60-fix", "market-data-core"),
        ("0c5cd0b2a4f1c3b7a7f3a3b6b0b6c6f3a3b6b0b6", "market-data-core"),
    ],
)
def test_a_release_of_core_is_told_from_a_git_ref(
    tmp_path: Path, core_ref: str, install: str
) -> None:
    runner = Runner(tmp_path, {})
    step = step_named("_contracts_reusable.yml", "contracts", "Tell a release from a git ref")
    assert runner.shell(step, tmp_path, CORE_REF=core_ref).returncode == 0
    assert runner.output() == f"install={install}\n"


def test_the_contracts_with_a_core_close_with_a_notice_also_when_they_fail(tmp_path: Path) -> None:
    step = step_named("_contracts_reusable.yml", "contracts", "Report")
    assert step["if"] == "always()"
    done = Runner(tmp_path, {}).shell(step, ROOT, CORE_REF="1.4.60", STATUS="failure")
    assert done.stdout.startswith("::notice title=Contracts with core 1.4.60::failure")


@pytest.mark.parametrize(
    ("answers", "status", "told"),
    [
        (
            {"market-data-store": "success", "market-data-pipeline": "success"},
            0,
            "| market-data-store | success |\n| market-data-pipeline | success |\n",
        ),
        (
            {"market-data-store": "failure", "market-data-pipeline": "success"},
            1,
            "| market-data-store | failure |\n| market-data-pipeline | success |\n",
        ),
        (
            {"market-data-pipeline": "cancelled"},
            1,
            "| market-data-store | not started |\n| market-data-pipeline | cancelled |\n",
        ),
        (
            {"market-data-store": "", "market-data-pipeline": "success"},
            1,
            "| market-data-store | no answer in 1 s |\n| market-data-pipeline | success |\n",
        ),
    ],
)
def test_the_fan_out_reports_who_is_green(
    tmp_path: Path, answers: dict[str, str], status: int, told: str
) -> None:
    done, runner = _fan_out(tmp_path, answers, "a-token")
    assert done.returncode == status
    assert told in runner.summary()
    assert done.stdout.count("::error ") == told.count("|\n") - told.count("| success |")
    assert "a-token" not in done.stdout + runner.summary()
    log = (tmp_path / "gh.log").read_text("utf-8")
    assert log.count("inputs[core_ref]=abc123") == len(answers)


def test_the_fan_out_without_a_token_says_so(tmp_path: Path) -> None:
    done, _ = _fan_out(tmp_path, {}, "")
    assert done.returncode == 1
    assert "::error title=REPO_TOKEN::the secret is not set" in done.stdout
    assert not (tmp_path / "gh.log").exists()


def _fan_out(
    folder: Path, answers: dict[str, str], token: str
) -> tuple[subprocess.CompletedProcess[str], Runner]:
    gh = folder / "bin" / "gh"
    gh.parent.mkdir()
    log = str(folder / "gh.log")
    gh.write_text(GH.format(python=sys.executable, answers=answers, log=log))
    gh.chmod(0o755)
    runner = Runner(folder, {"PATH": f"{gh.parent}{os.pathsep}{os.environ['PATH']}"})
    (step,) = jobs("fanout.yml")["fanout"]["steps"]
    given = {
        "GH_TOKEN": token,
        "CORE_REF": "abc123",
        "OWNER": "owner",
        "DOWNSTREAM": "market-data-store market-data-pipeline",
        "POLL_SECONDS": "0.1",
        "LIMIT_SECONDS": "1" if "" in answers.values() else "60",
    }
    return runner.shell(step, folder, **given), runner
