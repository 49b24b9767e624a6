"""One failed interaction in words: who is broken, where, what was expected, what came."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from pactfuzz.contract.outcome import Mismatch, Outcome, Verdict
from pactfuzz.errors import without_passwords
from pactfuzz.reporting.foreign_text import block, message, one_line
from pactfuzz.shapes import Location

LONGEST: Final = 4_000
"""Characters of a message or response that are shown; the whole is in the outcome."""

WITNESS: Final = 300
"""Characters of it that are shown of a known break, which is no news."""


def headline(outcome: Outcome) -> str:
    """Say in one line what is wrong, for a list of many: the first mismatch or the reason."""
    if outcome.verdict is Verdict.PENDING_BUT_PASSES:
        return "it passes, but is marked as pending"
    if outcome.reason:
        return one_line(without_passwords(outcome.reason.partition("\n")[0]))
    if not outcome.mismatches:
        return outcome.verdict.value
    first = _ordered(outcome.mismatches)[0]
    others = len({str(each.where) for each in outcome.mismatches}) - 1
    more = f" (and {others} more)" if others else ""
    return one_line(f"{first.where}: {first.actual}, expected {first.expected}{more}")


def pending_texts(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Say of each known break why it is known, and show a witness: where, and the bytes.

    What one consumer knows for one reason stands together, with the first one's witness. A mark
    of another tool that is not needed any more is told too.
    """
    outcomes = tuple(outcomes)
    groups: dict[tuple[str, ...], list[Outcome]] = {}
    for each in outcomes:
        if each.verdict is Verdict.PENDING:
            reason = ("reason", each.pending) if each.pending else ("none", each.interaction)
            groups.setdefault((each.consumer, each.provider, *reason), []).append(each)
    for known in groups.values():
        titles = [one_line(f"PENDING {each.consumer}: {each.interaction}") for each in known]
        reason_given = one_line(known[0].pending or "no reason is given")
        yield "\n".join((*titles, f"  {reason_given}", *_witness(known[0])))
    for each in outcomes:
        if each.verdict is Verdict.VERIFIED and each.pending is not None:
            title = f"VERIFIED {each.consumer}: {each.interaction}"
            yield f"{title}\n  It is marked as pending and passes: the mark can go."


def _witness(outcome: Outcome) -> Iterator[str]:
    yield f"  {headline(outcome)}"
    if outcome.mismatches and outcome.sent is not None:
        yield f"  {one_line(' '.join(_readable(outcome.sent).split()), WITNESS)}"


def failure_text(outcome: Outcome) -> str:
    """Say all that was seen of an interaction that is broken, or that is wrongly said to be."""
    return block("\n".join(_lines(outcome)))


def _lines(outcome: Outcome) -> Iterator[str]:
    if outcome.verdict is Verdict.PENDING_BUT_PASSES:
        yield one_line(f"{outcome.provider} does what {outcome.consumer} expects:")
        yield f"  {one_line(outcome.interaction)}"
        yield one_line(f"It is marked as pending: {outcome.pending or 'without a reason'}.")
        yield "Remove the pending mark from the consumer's test, and record the pact again."
        return
    yield one_line(f"{outcome.provider} does not do what {outcome.consumer} expects:")
    yield f"  {one_line(outcome.interaction)}"
    if outcome.reason:
        yield ""
        yield message(outcome.reason)
    for where, mismatches in groupby(_ordered(outcome.mismatches), key=lambda each: each.where):
        yield ""
        yield from _place(where, tuple(mismatches))
    yield from _sent(outcome)


def _ordered(mismatches: Sequence[Mismatch]) -> list[Mismatch]:
    """Order by place, the body last; both judges' words on one place stand together."""
    return sorted(
        mismatches,
        key=lambda each: (
            isinstance(each.where, Location),
            each.where != "the status",
            str(each.where),
        ),
    )


def _place(where: Location | str, mismatches: tuple[Mismatch, ...]) -> Iterator[str]:
    yield f"  {one_line(str(where))}"
    for each in mismatches:
        rule = "" if each.rule in each.expected else f" ({one_line(each.rule)})"
        yield f"      expected  {one_line(each.expected, LONGEST)}{rule}, says {each.judge.value}"
    for actual in dict.fromkeys(each.actual for each in mismatches):
        yield f"      actual    {one_line(actual, LONGEST)}"


def _sent(outcome: Outcome) -> Iterator[str]:
    if not outcome.head and outcome.sent is None:
        return
    yield ""
    if outcome.head:
        yield block(f"  {outcome.head}")
    if outcome.sent is not None:
        yield f"  the {len(outcome.sent)} bytes that left {one_line(outcome.provider)}:"
        yield f"  {block(_shortened(_readable(outcome.sent)))}"


def _readable(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return repr(data)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} … ({len(text)} characters)"
