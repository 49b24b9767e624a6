"""Bring the pact files up to what a run of the consumers' tests recorded."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from pactfuzz.configuration import Configuration
from pactfuzz.contract import locked, paths_of, read_whole_pact, remove_parts, write_pact
from pactfuzz.errors import PactFileError
from pactfuzz.recording import Pair, Recording, differences


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one pair's file: ``changes`` in words, and whether they were written.

    ``error`` says why the file is as it was, if it cannot be read or replaced.
    """

    path: Path
    changes: tuple[str, ...]
    is_written: bool
    error: str = ""


def record(recording: Recording, configuration: Configuration) -> tuple[FileOutcome, ...]:
    """Write the pact of every pair that was recorded or, in the mode ``check``, only compare.

    Raises:
        PactFileError: the folder cannot be made, or another process has been writing to it for
            too long.
    """
    pairs = recording.recorded_pairs()
    if configuration.record == "off" or not pairs:
        return ()
    is_check = configuration.record == "check"
    with nullcontext() if is_check else locked(configuration.pacts):
        declared = [(each.consumer, each.provider) for each in recording.pairs()]
        paths = paths_of(configuration.pacts, declared)
        return tuple(
            _outcome(recording, pair, paths[pair.consumer, pair.provider], is_check=is_check)
            for pair in pairs
        )


def _outcome(recording: Recording, pair: Pair, path: Path, *, is_check: bool) -> FileOutcome:
    try:
        return _brought_up(recording, pair, path, is_check=is_check)
    except PactFileError as error:
        return FileOutcome(path, (), is_written=False, error=str(error))


def _brought_up(recording: Recording, pair: Pair, path: Path, *, is_check: bool) -> FileOutcome:
    existing = read_whole_pact(path) if path.exists() else None
    pact = recording.pact(pair, existing)
    changes = differences(existing, pact)
    if existing and not changes and path.read_bytes() != pact.to_bytes():
        changes = ("the same contract, in another order or layout",)
    if not is_check:
        remove_parts(path)
        write_pact(path, pact)
    return FileOutcome(path, changes, is_written=not is_check)
