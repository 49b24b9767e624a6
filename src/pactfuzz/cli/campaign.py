"""``pactfuzz fuzz``: a campaign, with a live display on a terminal and plain lines elsewhere."""

import argparse
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from pactfuzz.cli.screen import print_text
from pactfuzz.cli.verdicts import check_folder, write_report
from pactfuzz.configuration import Configuration
from pactfuzz.journeys.campaign import Order, Progress
from pactfuzz.journeys.fuzz import fuzz
from pactfuzz.journeys.seat import MOST_DEATHS
from pactfuzz.reporting.foreign_text import one_line

_LINE_EVERY: Final = 10.0
"""Seconds between two lines where there is no terminal."""

_UNKNOWN: Final = 3
"""The status where nothing failed, but the parser of a contract read no document."""

_Line: TypeAlias = tuple[str, str]
"""A line of the summary, and its style."""

_REMEDY: Final = "state values that it takes: Field(examples=[...]) of a field"

_MOST_SHOWN: Final = 8
"""Choices of one contract that the summary lists."""


class Show(Protocol):
    """What is told of the progress."""

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""


def run(parsed: argparse.Namespace, pytests: list[str]) -> int:
    """Run a campaign; returns the exit status.

    Raises:
        PactfuzzError: it cannot be started.
    """
    root = Path.cwd()
    configuration = Configuration.read(root).changed(corpus=parsed.corpus)
    order = Order(
        root=root,
        corpus=(root / configuration.corpus),
        arguments=(*(() if _paths(pytests) else configuration.consumers), *pytests),
        seconds=parsed.time,
        count=parsed.count,
        seed=parsed.seed or secrets.token_hex(4),
        processes=parsed.processes,
        cluster=parsed.dask,
        document_seconds=configuration.timeout,
    )
    if parsed.report:
        check_folder(parsed.report)
    console = Console(highlight=False)
    print_text(console, f"seed {order.seed}")
    with _display(console) as show:
        progress = fuzz(order, show)
    _summarise(console, progress)
    if parsed.report:
        _write(parsed.report, order, progress)
    if progress.failures or progress.lost:
        return 1
    return _UNKNOWN if progress.unread else 0


def _paths(arguments: list[str]) -> list[str]:
    """Pick the paths out of what goes on to pytest."""
    return [each for each in arguments if Path(each.partition("::")[0]).exists()]


@contextmanager
def _display(console: Console) -> Iterator[Show]:
    if not console.is_terminal:
        yield _Lines(console)
        return
    with Live(console=console, transient=True, refresh_per_second=4) as live:
        yield lambda progress: live.update(_table(progress))


class _Lines:
    """Tells now and then in a line how far it is, and of each failure at once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = time.monotonic() + _LINE_EVERY
        self._told: set[str] = set()

    def __call__(self, progress: Progress) -> None:
        """Print a line, if it is time."""
        for name in progress.failures.keys() - self._told:
            self._told.add(name)
            print_text(self._console, f"found {name}")
        if time.monotonic() >= self._next:
            self._next += _LINE_EVERY
            print_text(self._console, _rate(progress))


def _rate(progress: Progress) -> str:
    rate = progress.total / progress.seconds if progress.seconds else 0.0
    failures = len(progress.failures)
    return (
        f"{progress.seconds:.0f} s, {progress.total:,} documents, {rate:,.0f} a second, "
        f"{failures} {'failure' if failures == 1 else 'failures'}"
    )


def _table(progress: Progress) -> Group:
    table = Table(box=None, pad_edge=False)
    table.add_column("contract")
    table.add_column("documents", justify="right")
    table.add_column("choices", justify="right")
    for title, count in sorted(progress.tried.items()):
        number, of = progress.reached.get(title, (0, 0))
        table.add_row(Text(one_line(title)), f"{count:,}", f"{number}/{of}" if of else "")
    found = [Text(one_line(f"found {name}"), style="red") for name in sorted(progress.failures)]
    return Group(table, *found, Text(_rate(progress), style="bold"))


def _summarise(console: Console, progress: Progress) -> None:
    """Say what was found, what was covered, and what was not."""
    lines = (_of_searches(progress), _of_coverage(progress), _of_failures(progress))
    for text, style in chain(*lines):
        print_text(console, text, style)
    print_text(console, _rate(progress), "bold")


def _of_searches(progress: Progress) -> Iterator[_Line]:
    for title, count in sorted(progress.tried.items()):
        skipped = progress.skipped[title]
        told = f"{count:,} documents" if count else "not reached in this time"
        yield f"{title}: {told}" + (f", {skipped:,} skipped" if skipped else ""), ""
    for title in progress.unread:
        yield f"{title}: the parser read none of them, so nothing is known; {_REMEDY}", "bold red"
    for title in sorted(progress.left_out):
        yield f"{title}: left out after {MOST_DEATHS} documents that ended its process", "red"
    for title in sorted(progress.known):
        yield f"{title}: known to be broken, left out", ""


def _of_coverage(progress: Progress) -> Iterator[_Line]:
    for contract, reached in sorted(progress.coverage.items()):
        never = reached.never
        tried = f"{len(reached.choices) - len(never)} of {len(reached.choices)} choices tried"
        yield f"{contract}: {tried}, {len(reached.apart or ())} pairs of them never together", ""
        yield from ((f"  never: {label}", "") for label in never[:_MOST_SHOWN])
        if len(never) > _MOST_SHOWN:
            yield f"  and {len(never) - _MOST_SHOWN} more (--report lists them)", ""


def _of_failures(progress: Progress) -> Iterator[_Line]:
    for name in sorted(progress.failures):
        failure = progress.failures[name]
        yield f"FAILED {failure['title']}", "bold red"
        for part in (failure["words"].partition("\n")[0], failure["document"], failure["file"]):
            yield f"  {part}", ""
        if failure.get("note"):
            yield f"  {failure['note']}", ""
        yield f"  {failure['again']}", ""
    for each in progress.lost:
        yield each, "red"


def _write(file: str, order: Order, progress: Progress) -> None:
    content = {
        "seed": order.seed,
        "seconds": progress.seconds,
        "tried": progress.tried,
        "skipped": progress.skipped,
        "failures": progress.failures,
        "known": sorted(progress.known),
        "coverage": {name: each.counts() for name, each in sorted(progress.coverage.items())},
    }
    write_report(file, f"{json.dumps(content, indent=1)}\n")
