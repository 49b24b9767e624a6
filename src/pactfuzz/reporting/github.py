"""The job of GitHub Actions that a run is part of, and the summary page that it shows."""

import os
from pathlib import Path
from typing import Final

LARGEST: Final = 900_000
"""Bytes; a step's summary of more than 1 MiB is not shown at all. Source: GitHub's documentation
of workflow commands."""


def is_on_github() -> bool:
    """Return whether this is a job of GitHub Actions, which takes annotations."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def add_to_summary(page: str) -> str | None:
    """Add a page to the summary of the job, if it has one; return why it cannot be written.

    That page is beside the verdict: whoever cannot write it says so, and changes no exit status.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return None
    try:
        with Path(file).open("a", encoding="utf-8") as summary:
            summary.write(page)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return f"the job's summary, GITHUB_STEP_SUMMARY={file}, cannot be written: {reason}"
    return None


def cut_to_page(text: str) -> str:
    """Cut a page before the first ``<details>`` that would make it too large to be shown."""
    encoded = text.encode()
    if len(encoded) <= LARGEST:
        return text
    cut = encoded[:LARGEST].decode(errors="ignore").rpartition("\n<details>")[0]
    return f"{cut}\nThere are more; the page holds no more than these.\n"
