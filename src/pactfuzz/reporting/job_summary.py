"""What a GitHub Actions job shows of a run: its summary page, and annotations."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.reporting.failure import failure_text, headline
from pactfuzz.reporting.foreign_text import html, markdown, one_line, workflow_command
from pactfuzz.reporting.github import cut_to_page
from pactfuzz.reporting.tally import Tally

_SHOWN: Final = (Verdict.FAILED, Verdict.PENDING_BUT_PASSES, Verdict.PENDING)


def job_summary(outcomes: Sequence[Outcome], tallies: Iterable[Tally]) -> str:
    """Write the page in GitHub's Markdown: a table of the pairs, then each break in full."""
    text = "\n".join((*_table(tallies), *_breaks(outcomes))) + "\n"
    return cut_to_page(text)


def annotation(outcome: Outcome, file: str) -> str | None:
    """Write the workflow command for a break: an error, or a warning where it is pending.

    ``file`` is where it is shown; a verified interaction has none.
    """
    if outcome.verdict not in _SHOWN:
        return None
    level = "warning" if outcome.verdict is Verdict.PENDING else "error"
    return workflow_command(level, _title(outcome), _message(outcome), file)


def error_annotation(file: str, title: str, message: str) -> str:
    """Write the workflow command for what failed without an outcome, as an unusable pact does."""
    return workflow_command("error", title, message, file)


def _title(outcome: Outcome) -> str:
    return f"{outcome.verdict.value}: {outcome.consumer}: {outcome.interaction}"


def _message(outcome: Outcome) -> str:
    if outcome.verdict is Verdict.PENDING and outcome.pending:
        return f"{headline(outcome)}\nPending: {outcome.pending}"
    return headline(outcome)


def _table(tallies: Iterable[Tally]) -> Iterator[str]:
    yield "### Contracts"
    yield ""
    yield "| consumer | provider | " + " | ".join(Verdict) + " |"
    yield "|---|---|" + "--:|" * len(Verdict)
    for tally in tallies:
        numbers = " | ".join(str(tally.numbers.get(verdict, "")) for verdict in Verdict)
        yield f"| {markdown(tally.consumer)} | {markdown(tally.provider)} | {numbers} |"


def _breaks(outcomes: Iterable[Outcome]) -> Iterator[str]:
    broken = [each for each in outcomes if each.verdict in _SHOWN]
    for outcome in sorted(broken, key=lambda each: _SHOWN.index(each.verdict)):
        yield ""
        yield f"<details><summary>{html(one_line(_title(outcome)))}</summary>"
        if outcome.verdict is Verdict.PENDING and outcome.pending:
            yield ""
            yield markdown(outcome.pending)
        yield ""
        yield f"<pre>{html(failure_text(outcome))}</pre>"
        yield "</details>"
