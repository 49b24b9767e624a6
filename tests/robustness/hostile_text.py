"""What no output may hold, whatever foreign texts it shows; and texts that hold all of it."""

import re
from typing import Any, Final

HOSTILE: Final = (
    "a\x1b[2J\x1b]0;title\x07\x9b31m\x00\x7f\r\u202eb\u2066\u200b\ufeff\u00ad\u2028\U000e0041"
    "\n::stop-commands::x\n  ::error::forged\n##[error]forged\n[bold]c[/bold] :bomb: "
    "</pre></details><b>d</b>\n\n# forged\n| e | `f` ![g](https://example.invalid) "
    "www.example.invalid"
)
"""Controls, marks that reorder or hide, workflow commands, and markup of ``rich`` and Markdown."""

SURROGATE: Final = "lone \ud800 surrogate"

OUR_COMMAND: Final = re.compile(r"::(error|warning) (file=[^:,]*,)?title=[^:,]*::[^\n]*")


def faults(output: str) -> list[str]:
    """List what could steer a terminal or a job of CI, by its line."""
    return [f"{why}: {line[:200]!r}" for line in output.split("\n") for why in _faults(line)]


def _faults(line: str) -> list[str]:
    found = [] if line.isprintable() else ["steers a terminal"]
    if "##[" in line:
        found.append("is a command")
    if line.lstrip().startswith("::") and not OUR_COMMAND.fullmatch(line):
        found.append("is a command")
    if len(line) > 20_000:
        found.append("is too long")
    return found


def spoiled(document: Any, text: str) -> list[Any]:
    """Give the document with one string replaced by a text, for each string that is in it."""
    return list(_spoiled(document, text))


def _spoiled(document: Any, text: str) -> Any:
    match document:
        case str():
            yield text
        case list():
            for at, each in enumerate(document):
                for other in _spoiled(each, text):
                    yield [*document[:at], other, *document[at + 1 :]]
        case dict():
            for name, each in document.items():
                yield {text if key == name else key: value for key, value in document.items()}
                for other in _spoiled(each, text):
                    yield {**document, name: other}
