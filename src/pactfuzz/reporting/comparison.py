"""Verdicts of comparisons in words, for a terminal and for a failed test."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pactfuzz.compatibility import Answer, Comparison, Difference, Policy, Undecided, Witness
from pactfuzz.errors import without_passwords
from pactfuzz.reporting.foreign_text import one_line
from pactfuzz.shapes import Omits
from pactfuzz.sources import LeftOut

IN_FULL: Final = 5
"""Comparisons of one run that are not compatible and shown in full; of more a line each."""

_MOST: Final = 5
"""Differences, or places that are unknown, of one comparison that are shown."""


def comparisons_text(comparisons: Iterable[Comparison]) -> str:
    """Say of several, none of which is compatible, what is to be known."""
    texts = (verdict_text(each, in_full=at < IN_FULL) for at, each in enumerate(comparisons))
    return "\n\n".join(texts)


_DUMPS: Final[Mapping[Omits, str]] = {
    Omits.NOTHING: "full dumps",
    Omits.UNSET: "dumps without unset fields",
    Omits.DEFAULTS: "dumps without defaults",
    Omits.NONE: "dumps without None",
}


def verdict_text(comparison: Comparison, *, in_full: bool = True) -> str:
    """Say all that is to be known of one comparison, in no more than a screen."""
    reason = [f"  {reason_line(comparison)}"] if reason_line(comparison) else []
    return "\n".join((verdict_line(comparison), *(_details(comparison) if in_full else reason)))


def verdict_line(comparison: Comparison) -> str:
    """Say in one line who was compared, and the answer."""
    return f"{comparison.verdict.answer}: {pair_text(comparison)}"


def pair_text(comparison: Comparison) -> str:
    """Name both sides, and in which direction and by which policy they were compared."""
    is_usual = comparison.policy is Policy.DECLARED
    policy = "" if is_usual else f"by the {comparison.policy} policy"
    omits = comparison.verdict.omits
    dumps = "" if omits is None else _DUMPS[omits]
    how = "; ".join(each for each in (comparison.direction, policy, dumps) if each)
    names = f"{comparison.writer} -> {comparison.reader}"
    return one_line(without_passwords(f"{names} ({how})" if how else names))


def reason_line(comparison: Comparison) -> str:
    """Say in one line what is wrong, for a list of many; empty where all is well."""
    verdict = comparison.verdict
    if verdict.witness is not None:
        rules = dict.fromkeys(f"{each.rule} at {each.location}" for each in verdict.differences)
        first, *others = rules or [_refusal(verdict.witness)]
        more = f" and {len(others)} more" if others else ""
        return one_line(f"{first}{more}: {verdict.witness.text}")
    return one_line(without_passwords("; ".join(map(str, verdict.undecided[:1]))))


def left_out_line(left_out: LeftOut) -> str:
    """Say what was not compared, and why."""
    return one_line(without_passwords(f"not compared: {left_out.title}: {left_out.reason}"))


def total_line(comparisons: Iterable[Comparison]) -> str:
    """Count the answers."""
    return counted([each.verdict.answer for each in comparisons])


def counted(answers: Sequence[Answer]) -> str:
    """Count answers, of whatever they are."""
    return ", ".join(f"{answers.count(each)} {each}" for each in Answer if each in answers)


def _details(comparison: Comparison) -> Iterator[str]:
    verdict = comparison.verdict
    if verdict.witness is not None:
        yield "  the writer may send:"
        yield f"    {one_line(verdict.witness.text)}"
        yield f"  {_refusal(verdict.witness)}"
        if verdict.is_same:
            yield "  Both sides are one model: it does not read all that it writes."
        yield from _differences(comparison, verdict.witness)
    if verdict.answer is Answer.UNKNOWN:
        yield from _unknown(verdict.undecided, verdict.searched)
    if verdict.not_finite is not None:
        yield one_line(f"  {_not_finite(verdict.not_finite)}")
    if verdict.validators:
        yield one_line(f"  {_not_proved(verdict.validators, verdict.searched)}")
    if verdict.schemas_only is not None:
        yield "  The models agree, their schemas do not. By its schema alone the reader refuses:"
        yield f"    {one_line(verdict.schemas_only.text)}"
        yield f"    {_problems(verdict.schemas_only)}"


def _not_proved(validators: Sequence[str], read: int) -> str:
    named = ", ".join(validators[:_MOST])
    more = f" and {len(validators) - _MOST} more" if len(validators) > _MOST else ""
    return (
        f"not proved: what {named}{more} of the reader refuses, which no schema shows; "
        f"it read all of {_documents(read)}"
    )


def _documents(number: int) -> str:
    return "1 document" if number == 1 else f"{number:,} documents"


def _not_finite(witness: Witness) -> str:
    places = ", ".join(str(each.location) for each in witness.problems)
    return (
        f"not counted: the writer's model takes inf and nan at {places}, and writes no number, "
        "which the reader refuses; Field(allow_inf_nan=False) rules them out"
    )


def _refusal(witness: Witness) -> str:
    if witness.crashes:
        words = witness.problems[0].expected.removeprefix("the ")
        return one_line(f"on it the reader's {words}")
    who = "parser" if witness.by_parser else "schema"
    return f"the reader's {who} refuses it: {_problems(witness)}"


def _problems(witness: Witness) -> str:
    return one_line("; ".join(map(str, witness.problems)))


def _differences(comparison: Comparison, first: Witness) -> Iterator[str]:
    differences = comparison.verdict.differences
    for each in differences[:_MOST]:
        yield ""
        yield f"  {each.rule} at {one_line(str(each.location))}"
        yield from _difference(each, first)
    if len(differences) > _MOST:
        yield ""
        yield f"  and {len(differences) - _MOST} more (--json lists all)"
    if differences:
        yield ""
        yield "  What it means, and how to change a contract without a break:"
        rules = dict.fromkeys(each.rule for each in differences[:_MOST])
        yield from (f"    pactfuzz explain {each}" for each in rules)


def _difference(difference: Difference, first: Witness) -> Iterator[str]:
    yield f"    the writer: {_said(difference.writer_says, difference.writer_at)}"
    yield f"    the reader: {_said(difference.reader_says, difference.reader_at)}"
    if difference.witness.text != first.text:
        yield f"    such as:    {one_line(difference.witness.text)}"


def _said(words: str, pointer: str) -> str:
    return one_line(f"{words} (#{pointer})")


def _unknown(undecided: tuple[Undecided, ...], searched: int) -> Iterator[str]:
    for each in undecided[:_MOST]:
        place = f" (#{each.reader_at})" if each.reader_at else ""
        yield f"  {one_line(without_passwords(str(each)))}{one_line(place)}"
    if len(undecided) > _MOST:
        yield f"  and {len(undecided) - _MOST} more (--json lists all)"
    if searched:
        sent = _documents(searched)
        yield f"  The writer sent {sent} in the search, and the reader read all of them."
