"""What the commands that give verdicts share: exit status, colours, and where reports go."""

import os
from pathlib import Path
from typing import Final

from pactfuzz.compatibility import Answer
from pactfuzz.contract import replace_file
from pactfuzz.errors import ConfigurationError

STYLE: Final = {Answer.COMPATIBLE: "green", Answer.BREAKING: "bold red", Answer.UNKNOWN: "yellow"}

INTERRUPTED: Final = 130
"""The exit status that a shell gives a command which Ctrl-C ended."""

_STATUS: Final = {Answer.COMPATIBLE: 0, Answer.BREAKING: 1, Answer.UNKNOWN: 3}


def status_of(answer: Answer, *, unknown_warns: bool) -> int:
    """Say with which status a command ends."""
    return 0 if unknown_warns and answer is Answer.UNKNOWN else _STATUS[answer]


def check_folder(file: str) -> None:
    """Refuse a file that could not be written in the end.

    Raises:
        ConfigurationError: its folder is not there.
    """
    if not Path(file).absolute().parent.is_dir():
        msg = f"{file}: there is no such folder to write the report into"
        raise ConfigurationError(msg)


def write_report(file: str, text: str) -> None:
    """Put a report in the place of an earlier one.

    Raises:
        ConfigurationError: it cannot be written.
    """
    try:
        replace_file(Path(file).absolute(), text.encode())
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}"
        raise ConfigurationError(msg) from None


def is_on_github() -> bool:
    """Say whether this is a job of GitHub Actions, which takes annotations."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def add_to_summary(page: str) -> None:
    """Add a page to the summary of the job, if it has one."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if file:
        with Path(file).open("a", encoding="utf-8") as summary:
            summary.write(page)
