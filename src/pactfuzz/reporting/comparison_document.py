"""Verdicts of comparisons as JSON: all that is known, for another program to read."""

from collections.abc import Iterable, Sequence
from typing import Any

from pactfuzz.compatibility import Answer, Comparison, Difference, Undecided, Witness
from pactfuzz.errors import without_passwords
from pactfuzz.sources import LeftOut


def comparisons_document(
    answer: Answer, comparisons: Sequence[Comparison], left_out: Iterable[LeftOut]
) -> dict[str, Any]:
    """Write them as plain JSON types; ``answer`` sums them up."""
    return {
        "answer": answer.value,
        "comparisons": [_comparison(each) for each in comparisons],
        "left out": [_left_out(each) for each in left_out],
    }


def _left_out(left_out: LeftOut) -> dict[str, str]:
    return {
        "title": without_passwords(left_out.title),
        "reason": without_passwords(left_out.reason),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    verdict = comparison.verdict
    return {
        "writer": without_passwords(comparison.writer),
        "reader": without_passwords(comparison.reader),
        "direction": comparison.direction,
        "policy": comparison.policy.value,
        "omits": verdict.omits and verdict.omits.value,
        "answer": verdict.answer.value,
        "witness": _witness(verdict.witness),
        "differences": [_difference(each) for each in verdict.differences],
        "undecided": [_undecided(each) for each in verdict.undecided],
        "schemas only": _witness(verdict.schemas_only),
        "not finite": _witness(verdict.not_finite),
        "validators": list(verdict.validators),
        "searched": verdict.searched,
        "seconds": round(comparison.seconds, 6),
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "text": witness.text,
        "by": "parser" if witness.by_parser else "schema",
        "problems": [
            {"location": list(each.location.parts), "rule": each.rule, "expected": each.expected}
            for each in witness.problems
        ],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "rule": difference.rule,
        "location": list(difference.location.parts),
        "writer": {"at": f"#{difference.writer_at}", "says": difference.writer_says},
        "reader": {"at": f"#{difference.reader_at}", "says": difference.reader_says},
        "witness": _witness(difference.witness),
    }


def _undecided(undecided: Undecided) -> dict[str, Any]:
    return {
        "location": list(undecided.location.parts),
        "at": f"#{undecided.reader_at}",
        "keyword": undecided.keyword,
        "reason": without_passwords(undecided.reason),
    }
