"""What a GitHub Actions job shows of a run: its summary page, and annotations."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.reporting.failure import failure_text, headline
from pactfuzz.reporting.tally import Tally

LARGEST: Final = 900_000
"""Bytes; a step's summary of more than 1 MiB is not shown at all. Source: GitHub's documentation
of workflow commands."""

_SHOWN: Final = (Verdict.FAILED, Verdict.PENDING_BUT_PASSES, Verdict.PENDING)


def job_summary(outcomes: Sequence[Outcome], tallies: Iterable[Tally]) -> str:
    """Write the page in GitHub's Markdown: a table of the pairs, then each break in full."""
    text = "\n".join((*_table(tallies), *_breaks(outcomes))) + "\n"
    encoded = text.encode()
    if len(encoded) <= LARGEST:
        return text
    cut = encoded[:LARGEST].decode(errors="ignore").rpartition("\n<details>")[0]
    return f"{cut}\nThere are more; the page holds no more than these.\n"


def annotation(outcome: Outcome, file: str) -> str | None:
    """Write the workflow command for a break: an error, or a warning where it is pending.

    ``file`` is where it is shown; a verified interaction has none.
    """
    if outcome.verdict not in _SHOWN:
        return None
    level = "warning" if outcome.verdict is Verdict.PENDING else "error"
    return _command(level, file, _title(outcome), _message(outcome))


def error_annotation(file: str, title: str, message: str) -> str:
    """Write the workflow command for what failed without an outcome, as an unusable pact does."""
    return _command("error", file, title, message)


def _command(level: str, file: str, title: str, message: str) -> str:
    return f"::{level} file={_property(file)},title={_property(title)}::{_data(message)}"


def _title(outcome: Outcome) -> str:
    return f"{outcome.verdict.value}: {outcome.consumer}: {outcome.interaction}"


def _message(outcome: Outcome) -> str:
    if outcome.verdict is Verdict.PENDING and outcome.pending:
        return f"{headline(outcome)}\nPending: {outcome.pending}"
    return headline(outcome)


def _data(text: str) -> str:
    """Escape the message of a workflow command. Source: ``escapeData`` of ``@actions/core``."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of one. Source: ``escapeProperty`` of ``@actions/core``."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _table(tallies: Iterable[Tally]) -> Iterator[str]:
    yield "### Contracts"
    yield ""
    yield "| consumer | provider | " + " | ".join(Verdict) + " |"
    yield "|---|---|" + "--:|" * len(Verdict)
    for tally in tallies:
        numbers = " | ".join(str(tally.numbers.get(verdict, "")) for verdict in Verdict)
        yield f"| {_cell(tally.consumer)} | {_cell(tally.provider)} | {numbers} |"


def _breaks(outcomes: Iterable[Outcome]) -> Iterator[str]:
    broken = [each for each in outcomes if each.verdict in _SHOWN]
    for outcome in sorted(broken, key=lambda each: _SHOWN.index(each.verdict)):
        yield ""
        yield f"<details><summary>{_html(_title(outcome))}</summary>"
        if outcome.verdict is Verdict.PENDING and outcome.pending:
            yield ""
            yield _html(outcome.pending)
        yield ""
        yield f"<pre>{_html(failure_text(outcome))}</pre>"
        yield "</details>"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cell(text: str) -> str:
    return " ".join(_html(text).replace("|", "&#124;").split())
