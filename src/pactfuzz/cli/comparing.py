"""What ``pactfuzz compare`` does: from its options to orders, from verdicts to reports."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from pactfuzz.cli.screen import print_text
from pactfuzz.cli.status import INTERRUPTED
from pactfuzz.cli.verdicts import (
    STYLE,
    check_folder,
    status_of,
    tell_github,
    write_report,
)
from pactfuzz.compatibility import Answer, Comparison, Policy
from pactfuzz.configuration import Configuration
from pactfuzz.errors import ConfigurationError
from pactfuzz.journeys.compare import TIME_LIMIT, Direction, Order, answer_of, compare, order_of
from pactfuzz.journeys.history import earlier_versions
from pactfuzz.reporting.comparison import IN_FULL, left_out_line, total_line, verdict_text
from pactfuzz.reporting.comparison_document import comparisons_document
from pactfuzz.reporting.comparison_page import comparison_annotation, comparisons_page
from pactfuzz.reporting.foreign_text import without_commands
from pactfuzz.reporting.github import is_on_github
from pactfuzz.shapes import Omits
from pactfuzz.sources import LeftOut

_STANDARD_OUTPUT: Final = "-"


def run(parsed: argparse.Namespace) -> int:
    """Compare; returns the exit status.

    Raises:
        PactfuzzError: a name or an option is wrong, or a report cannot be written.
    """
    root = Path.cwd()
    configuration = Configuration.read(root).changed(unknown=parsed.unknown, omits=parsed.omits)
    orders = tuple(_orders(parsed, configuration, root))
    for file in (parsed.json, parsed.markdown):
        if file not in (None, _STANDARD_OUTPUT):
            check_folder(file)
    show = _Show(quiet=parsed.quiet, silent=parsed.json == _STANDARD_OUTPUT)
    try:
        with show.waiting():
            for each in compare(orders, parsed.time_limit or TIME_LIMIT):
                show.add(each)
    except KeyboardInterrupt:
        return INTERRUPTED
    warns = configuration.unknown == "warn"
    show.end(unknown_warns=warns)
    _write(parsed, show)
    _tell_github(show, parsed, unknown_warns=warns)
    return status_of(answer_of(show.comparisons), unknown_warns=warns)


def _orders(
    parsed: argparse.Namespace, configuration: Configuration, root: Path
) -> Iterator[Order]:
    names = parsed.names
    if parsed.json not in (None, _STANDARD_OUTPUT) and len(names) == (0 if parsed.against else 1):
        # --json stood before the names, and took the first of them for its file.
        names, parsed.json = [parsed.json, *names], _STANDARD_OUTPUT
    direction = None if parsed.direction is None else Direction(parsed.direction)
    how: dict[str, Any] = {
        "root": root,
        "policy": Policy(parsed.policy),
        "omits": Omits(configuration.omits),
        "interactions": tuple(parsed.interaction),
        "draft": parsed.draft,
    }
    match names:
        case [writer, reader] if not parsed.against:
            yield Order(writer, reader, direction=direction, **how)
        case [new] if parsed.against:
            earlier = earlier_versions(parsed.against, new, root)
            for each in earlier[-1:] if parsed.last else earlier:
                yield Order(each, new, direction=direction or Direction.BACKWARD, **how)
        case [] if configuration.compare and not parsed.against:
            yield from (order_of(each, configuration) for each in configuration.compare)
        case _:
            raise ConfigurationError(_USAGE)


_USAGE: Final = (
    "compare: expected WRITER and READER, or READER and --against EARLIER, or no names and "
    "[[tool.pactfuzz.compare]] in pyproject.toml; `pactfuzz compare --help` shows examples"
)


class _Show:
    """Shows each verdict when it is there, and keeps it for the reports."""

    def __init__(self, *, quiet: bool, silent: bool) -> None:
        self.comparisons: list[Comparison] = []
        self.left_out: list[LeftOut] = []
        self._quiet = quiet
        self._console = Console(highlight=False, quiet=silent)
        self._shown = 0

    def waiting(self) -> Any:
        """Show on a terminal that something is being done."""
        is_seen = self._console.is_terminal and not self._console.quiet
        return self._console.status("comparing") if is_seen else nullcontext()

    def add(self, found: Comparison | LeftOut) -> None:
        """Show one, as far as the user wants to see it."""
        if isinstance(found, LeftOut):
            is_news = found not in self.left_out
            self.left_out += [found] if is_news else []
            if is_news and not self._quiet:
                self._print(left_out_line(found), "dim")
            return
        self.comparisons.append(found)
        answer = found.verdict.answer
        if answer is Answer.COMPATIBLE and self._quiet:
            return
        self._shown += answer is not Answer.COMPATIBLE
        line, _, details = verdict_text(found, in_full=self._shown <= IN_FULL).partition("\n")
        self._print(line, STYLE[answer])
        self._print(details)

    def end(self, *, unknown_warns: bool) -> None:
        """Sum up."""
        answers = {each.verdict.answer for each in self.comparisons}
        if Answer.UNKNOWN in answers and not unknown_warns:
            self._print("An unknown is no yes, and fails; with --unknown=warn it is a warning.")
        if len(self.comparisons) > 1 and not (self._quiet and answers == {Answer.COMPATIBLE}):
            self._print(total_line(self.comparisons), "bold")

    def _print(self, text: str, style: str = "") -> None:
        if text:
            print_text(self._console, text, style)


def _write(parsed: argparse.Namespace, show: _Show) -> None:
    if parsed.json is not None:
        answer = answer_of(show.comparisons)
        document = comparisons_document(answer, show.comparisons, show.left_out)
        text = f"{json.dumps(document, indent=2)}\n"
        if parsed.json == _STANDARD_OUTPUT:
            sys.stdout.write(without_commands(text))
        else:
            write_report(parsed.json, text)
    if parsed.markdown is not None:
        write_report(parsed.markdown, comparisons_page(show.comparisons, show.left_out))


def _tell_github(show: _Show, parsed: argparse.Namespace, *, unknown_warns: bool) -> None:
    """Annotate the job, and add to its summary unless the page went elsewhere."""
    if not is_on_github():
        return
    # A job reads both; on the one there may be JSON.
    stream = sys.stderr if parsed.json == _STANDARD_OUTPUT else sys.stdout
    for each in show.comparisons:
        command = comparison_annotation(each, unknown_warns=unknown_warns)
        if command is not None:
            stream.write(f"{command}\n")
    if parsed.markdown is None:
        tell_github(comparisons_page(show.comparisons, show.left_out))
