"""What the commands that give verdicts share: exit status, colours, and where reports go."""

import os
import sys
from pathlib import Path
from typing import Final

from pactfuzz.compatibility import Answer
from pactfuzz.contract import replace_file
from pactfuzz.errors import ConfigurationError
from pactfuzz.reporting.foreign_text import message
from pactfuzz.reporting.github import add_to_summary

STYLE: Final = {Answer.COMPATIBLE: "green", Answer.BREAKING: "bold red", Answer.UNKNOWN: "yellow"}

_STATUS: Final = {Answer.COMPATIBLE: 0, Answer.BREAKING: 1, Answer.UNKNOWN: 3}


def status_of(answer: Answer, *, unknown_warns: bool) -> int:
    """Say with which status a command ends."""
    return 0 if unknown_warns and answer is Answer.UNKNOWN else _STATUS[answer]


def check_folder(file: str) -> None:
    """Refuse a file that could not be written in the end.

    Raises:
        ConfigurationError: its folder is not there.
    """
    if not file:
        msg = "the name of the file to write a report into is empty"
        raise ConfigurationError(msg)
    path = Path(file).absolute()
    # Of a path that no system takes, as a too long one, pathlib raises; it is no folder.
    if not os.path.isdir(path.parent):  # noqa: PTH112
        msg = f"{file}: there is no such folder to write the report into"
        raise ConfigurationError(msg)
    if os.path.isdir(path):  # noqa: PTH112
        msg = f"{file}: is a folder; expected a file to write the report into"
        raise ConfigurationError(msg)


def write_report(file: str, text: str) -> None:
    """Put a report in the place of an earlier one.

    Raises:
        ConfigurationError: it cannot be written.
    """
    try:
        replace_file(Path(file).absolute(), text.encode())
    except (OSError, ValueError) as error:  # a NUL byte in a path is a ValueError
        msg = f"{file}: cannot be written: {getattr(error, 'strerror', None) or error}"
        raise ConfigurationError(msg) from None


def tell_github(page: str) -> None:
    """Add a page to the summary of the job, if it has one.

    One that cannot be written is told, and changes no verdict.
    """
    problem = add_to_summary(page)
    if problem is not None:
        sys.stderr.write(f"pactfuzz: {message(problem)}\n")
