"""What driving a provider broke, in words, with all that it takes to see it again."""

from collections.abc import Iterator

from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.errors import DocumentError
from pactfuzz.reporting.failure import failure_text
from pactfuzz.reporting.foreign_text import block, one_line
from pactfuzz.shapes import format_document, parse_document


def driven_text(outcome: Outcome, command: str, kept: str = "") -> str:
    """Say all that was seen; ``command`` runs it again, ``kept`` says where it is kept."""
    return block("\n".join(_lines(outcome, command, kept)))


def _lines(outcome: Outcome, command: str, kept: str) -> Iterator[str]:
    if outcome.verdict is Verdict.PENDING_BUT_PASSES:
        yield one_line(f"{outcome.provider} does what {outcome.consumer} expects:")
        yield f"  {one_line(outcome.interaction)}"
        yield one_line(f"It is declared as known to be broken: {outcome.pending}.")
        yield "Remove it from `known` of the declaration."
        return
    yield failure_text(outcome)
    yield from _in_one_line(outcome.sent)
    yield ""
    yield "To run it again:"
    yield f"  {command}"
    if kept:
        yield kept


def _in_one_line(sent: bytes | None) -> Iterator[str]:
    """Show a document that was sent in several lines as one that can be pasted."""
    if sent is None or b"\n" not in sent.strip():
        return
    try:
        document = format_document(parse_document(sent))
    except DocumentError:
        return
    yield "  in one line:"
    yield f"  {one_line(document, None)}"
