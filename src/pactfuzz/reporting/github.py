"""How GitHub Actions wants what it is to show: escaped, and not too long."""

import re
from typing import Final

LARGEST: Final = 900_000
"""Bytes; a step's summary of more than 1 MiB is not shown at all. Source: GitHub's documentation
of workflow commands."""

_MARKUP: Final = re.compile(r"[^\w\s.,/=-]|_")
"""What may be markup in Markdown, and some more; as entities none of it is."""


def workflow_command(level: str, title: str, message: str, file: str | None = None) -> str:
    """Write an annotation: ``level`` is ``error`` or ``warning``, ``file`` where it is shown."""
    place = "" if file is None else f"file={_property(file)},"
    return f"::{level} {place}title={_property(title)}::{_data(message)}"


def html(text: str) -> str:
    """Escape a text that stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cell(text: str) -> str:
    """Escape a text that stands in a line of GitHub's Markdown, or in a cell of its tables."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def cut_to_page(text: str) -> str:
    """Cut a page before the first ``<details>`` that would make it too large to be shown."""
    encoded = text.encode()
    if len(encoded) <= LARGEST:
        return text
    cut = encoded[:LARGEST].decode(errors="ignore").rpartition("\n<details>")[0]
    return f"{cut}\nThere are more; the page holds no more than these.\n"


def _data(text: str) -> str:
    """Escape the message of a workflow command. Source: ``escapeData`` of ``@actions/core``."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of one. Source: ``escapeProperty`` of ``@actions/core``."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
