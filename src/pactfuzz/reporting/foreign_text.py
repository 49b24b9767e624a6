r"""The gate: each text that pactfuzz did not write itself passes through here to an output.

Descriptions, names and reasons of a pact, what a provider answers, what a schema or an exception
says: none of it may steer a terminal, start a workflow command of a CI job, reorder or hide what
stands beside it, forge a line of a report, or fill the screen. What could is escaped as JSON
escapes it, so that a document in one line remains the same document.
"""

import json
import re
from typing import Final

from pactfuzz.errors import without_passwords

LONGEST: Final = 600
"""Characters that are shown of a text in one line."""

LONGEST_LINE: Final = 5_000
"""Characters that are shown of each line of a block."""

LONGEST_BLOCK: Final = 100_000
"""Characters that are shown of a block."""

_INVISIBLE: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category, and yet nothing is to be seen of them."""

_HASH_COMMAND: Final = "##["
"""Opens a command of GitHub's runner and of Azure Pipelines, wherever in a line it stands."""

_COLON_COMMAND: Final = re.compile("^( *):(?=:)", re.MULTILINE)
"""Opens a command of GitHub's runner, which ignores white space in front of it.

Source: ``ActionCommand.TryParseV2`` of ``actions/runner``.
"""

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
"""What sets a colour on a terminal (SGR), as most loggers write it."""

_MARKUP: Final = re.compile(r"[^\w\s.,/=-]|_|(?<=www)\.|^[\d=-]", re.IGNORECASE)
"""What may be markup in GitHub's Markdown, and some more; as entities none of it is."""


def one_line(text: str, longest: int | None = LONGEST) -> str:
    r"""Return a text as one line of visible characters, cut after ``longest`` of them.

    >>> one_line("a\n\x1b[31mb")
    'a \\u001b[31mb'
    >>> one_line("::error::a ##[error]b")
    '\\u003a:error::a #\\u0023[error]b'
    """
    shown = _beginning(text, longest)
    if not (shown.isascii() and shown.isprintable()):
        shown = "".join(map(_visible, shown))
    return _cut(without_commands(shown), longest, text)


def block(text: str) -> str:
    r"""Return a text with its lines kept and all else as in one line.

    >>> block("a\n  ::stop-commands::x\nb\r")
    'a\n  \\u003a:stop-commands::x\nb '
    """
    shown = _cut(_beginning(text, LONGEST_BLOCK), LONGEST_BLOCK, text)
    return "\n".join(one_line(each, LONGEST_LINE) for each in shown.split("\n"))


def message(text: str) -> str:
    """Return a block in which the passwords of addresses are not shown: an error, a traceback."""
    return block(without_passwords(text))


def printed(text: str) -> str:
    """Return a block of what a program printed, without its colours."""
    return message(_COLOUR.sub("", text))


def html(text: str) -> str:
    """Return a block as the text between two tags, ``<pre>`` or ``<summary>``."""
    return block(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """Return a text as a line of GitHub's Markdown, or as a cell of its tables, with no markup."""
    line = " ".join(one_line(text).split())
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", line)


def workflow_command(level: str, title: str, message: str, file: str | None = None) -> str:
    """Return an annotation: ``level`` is ``error`` or ``warning``, ``file`` where it is shown."""
    place = "" if file is None else f"file={_property(file)},"
    return f"::{level} {place}title={_property(title)}::{_data(message)}"


def without_commands(text: str) -> str:
    """Return a text, such as JSON in ASCII, with all as it is but the workflow commands in it."""
    return _COLON_COMMAND.sub(r"\1\\u003a", text).replace(_HASH_COMMAND, "#\\u0023[")


def _data(text: str) -> str:
    """Escape the message of a workflow command. Source: ``escapeData`` of ``@actions/core``."""
    return block(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of one. Source: ``escapeProperty`` of ``@actions/core``."""
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")


def _visible(character: str) -> str:
    if character.isprintable() and character not in _INVISIBLE:
        return character
    return " " if character in "\n\r\t" else json.dumps(character)[1:-1]


def _beginning(text: str, longest: int | None) -> str:
    """Take what may be shown, so that nothing is done with the rest of a very long text."""
    return text if longest is None else text[: longest + 1]


def _cut(shown: str, longest: int | None, whole: str) -> str:
    if longest is None or len(shown) <= longest:
        return shown
    return f"{shown[:longest]} … ({len(whole)} characters)"
