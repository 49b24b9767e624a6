"""The table of published versions: a line for each, a page for CI, and JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pactfuzz.compatibility import NO_SHAPE, Answer, Cell, Comparison, Turn
from pactfuzz.errors import without_passwords
from pactfuzz.reporting.comparison import counted, pair_text, reason_line
from pactfuzz.reporting.comparison_document import comparisons_document
from pactfuzz.reporting.foreign_text import markdown, one_line, workflow_command
from pactfuzz.reporting.github import cut_to_page

_MOST: Final = 5
"""Reasons of one cell that are shown."""


def cell_line(cell: Cell) -> str:
    """Say in one line which version it is, the answer, and how much was asked of it."""
    took = f"{cell.seconds:.1f} s"
    return one_line(f"{cell.answer}: {cell.row}: {cell.requirement} ({_counts(cell)}, {took})")


def cell_reasons(cell: Cell, most: int = _MOST) -> Iterator[str]:
    """Say what is broken or not known, a line each."""
    reasons = [one_line(without_passwords(each)) for each in _reasons(cell)]
    yield from reasons[:most]
    if len(reasons) > most:
        yield f"and {len(reasons) - most} more (--json lists all)"


def turn_line(turn: Turn) -> str:
    """Say between which two versions the answer changes, or that it is the same at both ends."""
    before, after = turn.before, turn.after
    if before.answer is after.answer:
        return one_line(
            f"{before.row}: {before.answer} at both ends, {before.requirement} and "
            f"{after.requirement}; what lies between was not looked at"
        )
    return one_line(
        f"{before.row}: {before.answer} up to {before.requirement}, "
        f"{after.answer} from {after.requirement} on"
    )


def cells_line(cells: Sequence[Cell]) -> str:
    """Count the answers."""
    return counted([each.answer for each in cells])


def matrix_page(cells: Iterable[Cell], turns: Iterable[Turn]) -> str:
    """Write a page in GitHub's Markdown."""
    lines = ["### Published versions", ""]
    lines += [markdown(turn_line(each)) for each in turns]
    lines += ["", "| answer | row | version | asked | why |", "|---|---|---|---|---|"]
    for each in cells:
        why = "<br>".join(map(markdown, cell_reasons(each)))
        names = " | ".join(map(markdown, (each.row, each.requirement, _counts(each))))
        lines.append(f"| {each.answer} | {names} | {why} |")
    return cut_to_page("\n".join(lines) + "\n")


def cell_annotation(cell: Cell, *, unknown_warns: bool = False) -> str | None:
    """Write the workflow command for what is not compatible."""
    if cell.answer is Answer.COMPATIBLE:
        return None
    level = "warning" if unknown_warns and cell.answer is Answer.UNKNOWN else "error"
    title = f"{cell.answer}: {cell.row}: {cell.requirement}"
    return workflow_command(level, title, next(iter(cell_reasons(cell)), ""))


def matrix_document(answer: Answer, cells: Iterable[Cell], turns: Iterable[Turn]) -> dict[str, Any]:
    """Write all that is known as plain JSON types; ``answer`` sums it up."""
    return {
        "answer": answer.value,
        "cells": [_cell(each) for each in cells],
        "turns": [
            {
                "row": each.before.row,
                "before": each.before.requirement,
                "after": each.after.requirement,
                "changes": each.before.answer is not each.after.answer,
            }
            for each in turns
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    compared = comparisons_document(cell.answer, cell.comparisons, ())
    contracts = cell.contracts and {
        "passed": cell.contracts.passed,
        "failed": {each.test: without_passwords(each.reason) for each in cell.contracts.failed},
        "unknown": without_passwords(cell.contracts.unknown),
        "changed pacts": list(cell.contracts.changed),
    }
    return {
        "row": cell.row,
        "version": cell.requirement,
        **compared,
        "left out": list(map(without_passwords, cell.left_out)),
        "contracts": contracts,
        "seconds": round(cell.seconds, 3),
    }


def _counts(cell: Cell) -> str:
    compared = len(cell.comparisons)
    counts = [f"{compared} comparison{'' if compared == 1 else 's'}"] if compared else []
    if cell.contracts is not None:
        counts.append(f"{cell.contracts.passed + len(cell.contracts.failed)} contract tests")
        changed = len(cell.contracts.changed)
        counts += [f"{changed} pact file{'' if changed == 1 else 's'} changed"] if changed else []
    return ", ".join(counts)


def _reasons(cell: Cell) -> Iterator[str]:
    """Say what is broken, then what is not known; a reason that several have is said once."""
    for answer in (Answer.BREAKING, Answer.UNKNOWN):
        found = [each for each in cell.comparisons if each.verdict.answer is answer]
        yield from dict.fromkeys(map(_reason, found))
    if cell.contracts is not None:
        yield from (f"{each.test}: {each.reason}" for each in cell.contracts.failed)
        yield from filter(None, [cell.contracts.unknown])


def _reason(comparison: Comparison) -> str:
    verdict = comparison.verdict
    if [each.keyword for each in verdict.undecided] == [NO_SHAPE]:
        return verdict.undecided[0].reason
    return f"{pair_text(comparison)}: {reason_line(comparison)}"
