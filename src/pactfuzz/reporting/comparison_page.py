"""Verdicts of comparisons as a GitHub Actions job shows them: a page, and annotations."""

from collections.abc import Iterable, Iterator, Sequence

from pactfuzz.compatibility import Answer, Comparison
from pactfuzz.reporting.comparison import (
    left_out_line,
    pair_text,
    reason_line,
    verdict_line,
    verdict_text,
)
from pactfuzz.reporting.foreign_text import html, markdown, workflow_command
from pactfuzz.reporting.github import cut_to_page
from pactfuzz.sources import LeftOut


def comparisons_page(comparisons: Sequence[Comparison], left_out: Iterable[LeftOut]) -> str:
    """Write a page in GitHub's Markdown: a table, then all that is not compatible in full."""
    lines = (*_table(comparisons), *_left_out(left_out), *_details(comparisons))
    return cut_to_page("\n".join(lines) + "\n")


def comparison_annotation(comparison: Comparison, *, unknown_warns: bool = False) -> str | None:
    """Write the workflow command for what is not compatible."""
    answer = comparison.verdict.answer
    if answer is Answer.COMPATIBLE:
        return None
    level = "warning" if unknown_warns and answer is Answer.UNKNOWN else "error"
    return workflow_command(level, verdict_line(comparison), reason_line(comparison))


def _table(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "### Compatibility"
    yield ""
    yield "| answer | writer | reader | direction |"
    yield "|---|---|---|---|"
    for each in comparisons:
        names = (each.writer, each.reader, each.direction)
        yield f"| {each.verdict.answer} | {' | '.join(markdown(name) for name in names)} |"


def _left_out(left_out: Iterable[LeftOut]) -> Iterator[str]:
    for each in left_out:
        yield ""
        yield markdown(left_out_line(each))


def _details(comparisons: Iterable[Comparison]) -> Iterator[str]:
    for each in comparisons:
        if each.verdict.answer is not Answer.COMPATIBLE:
            yield ""
            yield f"<details><summary>{each.verdict.answer}: {html(pair_text(each))}</summary>"
            yield ""
            yield f"<pre>{html(verdict_text(each))}</pre>"
            yield "</details>"
