"""What ``pactfuzz matrix`` does: a line for each version when it is judged, then the reports."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pactfuzz.cli.screen import print_text
from pactfuzz.cli.status import INTERRUPTED
from pactfuzz.cli.verdicts import (
    STYLE,
    check_folder,
    status_of,
    tell_github,
    write_report,
)
from pactfuzz.compatibility import Answer, Cell, Turn, sum_of
from pactfuzz.configuration import Configuration
from pactfuzz.journeys.compare import TIME_LIMIT
from pactfuzz.journeys.matrix import Matrix
from pactfuzz.journeys.places import Place
from pactfuzz.reporting.github import is_on_github
from pactfuzz.reporting.matrix import (
    cell_annotation,
    cell_line,
    cell_reasons,
    cells_line,
    matrix_document,
    matrix_page,
    turn_line,
)


def run(parsed: argparse.Namespace) -> int:
    """Judge the table; returns the exit status.

    Raises:
        PactfuzzError: the table or an option is wrong, or a report cannot be written.
    """
    configuration = Configuration.read(Path.cwd()).changed(unknown=parsed.unknown)
    if parsed.json is not None:
        check_folder(parsed.json)
    matrix = Matrix(configuration, jobs=parsed.jobs, seconds=parsed.time_limit or TIME_LIMIT)
    show = _Show()
    try:
        places = matrix.places(parsed.rows, parsed.versions)
        with show.progress(len(places), is_known=not parsed.bisect):
            found = _found(matrix, places, show, bisects=parsed.bisect)
            with closing(found):
                for each in found:
                    show.add(each)
    except KeyboardInterrupt:
        return INTERRUPTED
    warns = configuration.unknown == "warn"
    show.end()
    if parsed.json is not None:
        document = matrix_document(show.answer, show.cells, show.turns)
        write_report(parsed.json, f"{json.dumps(document, indent=2)}\n")
    _tell_github(show, unknown_warns=warns)
    return status_of(show.answer, unknown_warns=warns)


def _found(matrix: Matrix, places: Sequence[Place], show: "_Show", *, bisects: bool) -> Any:
    return matrix.turns(places) if bisects else matrix.cells(places, show.advance)


class _Show:
    """Shows each cell when it is judged and, on a terminal, how many are still to come."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.turns: list[Turn] = []
        self._console = Console(highlight=False)
        self._progress: Progress | None = None

    @property
    def answer(self) -> Answer:
        """Breaking if any cell is, else unknown if any is."""
        return sum_of(each.answer for each in self.cells)

    def progress(self, total: int, *, is_known: bool) -> Any:
        """Show a bar, on a terminal alone."""
        if not self._console.is_terminal:
            return nullcontext()
        columns = (TextColumn("installing and asking"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(
            *columns, TimeElapsedColumn(), console=self._console, transient=True
        )
        self._progress.add_task("", total=total if is_known else None)
        return self._progress

    def advance(self) -> None:
        """Count an environment that is ready."""
        if self._progress is not None:
            self._progress.advance(self._progress.task_ids[0])

    def add(self, found: Cell | Turn) -> None:
        """Show a cell, or where a row turns."""
        if isinstance(found, Turn):
            self.turns.append(found)
            self._print(turn_line(found), "bold")
            return
        self.cells.append(found)
        self._print(cell_line(found), STYLE[found.answer])
        for reason in cell_reasons(found):
            self._print(f"  {reason}")

    def end(self) -> None:
        """Sum up."""
        if len(self.cells) > 1:
            self._print(cells_line(self.cells), "bold")

    def _print(self, text: str, style: str = "") -> None:
        print_text(self._console, text, style)


def _tell_github(show: _Show, *, unknown_warns: bool) -> None:
    """Annotate the job, and add to its summary."""
    if not is_on_github():
        return
    for each in show.cells:
        command = cell_annotation(each, unknown_warns=unknown_warns)
        if command is not None:
            sys.stdout.write(f"{command}\n")
    tell_github(matrix_page(show.cells, show.turns))
