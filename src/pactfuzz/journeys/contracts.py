"""Run the consumers' and the provider's contract tests with other packages laid over."""

import os
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pactfuzz.compatibility import Contracts, Failed
from pactfuzz.configuration import Configuration
from pactfuzz.processes import own_folder
from pactfuzz.sources import Processes, TookTooLong

CONTRACTS_WITHIN: Final = 1800.0
"""Seconds that pytest has, for the consumers and again for the provider."""

_PYTEST: Final = (sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider")


def run_contracts(
    configuration: Configuration,
    arguments: Sequence[str],
    folders: Iterable[Path],
    processes: Processes,
) -> Contracts:
    """Have the consumers record, and the provider verified against what they recorded.

    Pacts go to a folder of their own; those of the project stay as they are. The provider is
    verified also where a consumer's test failed: that says nothing about the provider.
    """
    path = os.pathsep.join([*map(str, folders), *filter(None, [os.environ.get("PYTHONPATH")])])
    with own_folder() as folder:
        # As one word: a path that stands alone would have pytest look for its settings there.
        pacts = f"--pact-dir={folder}/pacts"
        recording = ["--pact-record=write", pacts, *(arguments or configuration.consumers)]
        verifying = ["--pact-verify", pacts]
        runs = [
            _pytest(each, folder / f"{number}.xml", path, configuration.root, processes)
            for number, each in enumerate((recording, verifying))
        ]
        changed = tuple(_changed(folder / "pacts", configuration.pacts))
    return Contracts(
        sum(each.passed for each in runs),
        tuple(failed for each in runs for failed in each.failed),
        "; ".join(filter(None, (each.unknown for each in runs))),
        changed,
    )


def _changed(recorded: Path, kept: Path) -> Iterator[str]:
    """Name the pact files that are not as the project keeps them."""
    for each in sorted(recorded.glob("*.json")):
        before = kept / each.name
        if not before.is_file() or before.read_bytes() != each.read_bytes():
            yield each.name


def _pytest(
    options: list[str], report: Path, path: str, root: Path, processes: Processes
) -> Contracts:
    command = [*_PYTEST, f"--junitxml={report}", *options]
    try:
        done = processes.run(command, CONTRACTS_WITHIN, cwd=root, env={"PYTHONPATH": path})
    except TookTooLong:
        return Contracts(unknown=f"pytest was not done within {CONTRACTS_WITHIN:g} seconds")
    cases = list(ET.parse(report).iter("testcase")) if report.is_file() else []  # noqa: S314 - ours
    failed = tuple(filter(None, map(_failure, cases)))
    if done.returncode == 0 or failed:
        return Contracts(len(cases) - len(failed), failed)
    lines = (done.stdout + done.stderr).strip().splitlines() or [""]
    return Contracts(unknown=f"pytest ended with status {done.returncode}: {lines[-1]}")


def _failure(case: ET.Element) -> Failed | None:
    for kind in ("failure", "error"):
        found = case.find(kind)
        if found is not None:
            told = found.get("message") or found.text or kind
            name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
            return Failed(name, told.strip().partition("\n")[0])
    return None
