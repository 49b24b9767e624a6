"""Bring the pact files up to what a run of the consumers' tests recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pactfuzz.configuration import Configuration
from pactfuzz.contract import Pact, file_name, read_pact, write_pact
from pactfuzz.recording import Recording, differences


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one pair's file: ``changes`` in words, and whether they were written."""

    path: Path
    changes: tuple[str, ...]
    is_written: bool


def record(recording: Recording, configuration: Configuration) -> Iterator[FileOutcome]:
    """Write the pact of every pair that was recorded or, in the mode ``check``, only compare.

    Raises:
        PactFileError: a file that is there cannot be read, or cannot be replaced.
    """
    if configuration.record == "off":
        return
    for pair in sorted(recording.passed):
        path = configuration.pacts / file_name(pair.consumer, pair.provider)
        existing = read_pact(path) if path.exists() else None
        pact = recording.pact(pair, existing)
        if pact is not None:
            yield _brought_up(path, existing, pact, is_check=configuration.record == "check")


def _brought_up(path: Path, existing: Pact | None, pact: Pact, *, is_check: bool) -> FileOutcome:
    changes = differences(existing, pact)
    if not changes and path.exists() and path.read_bytes() != pact.to_bytes():
        changes = ("the same contract, in another order or layout",)
    if not is_check:
        write_pact(path.parent, pact)
    return FileOutcome(path, changes, is_written=not is_check)
