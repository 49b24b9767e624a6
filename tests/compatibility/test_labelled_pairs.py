"""Pairs whose truth is known: no wrong verdict, few undecided, and witnesses that hold."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from statistics import median
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from labelled_pairs import FOLDER, MISSING, RULE_SUITES, Pair, pairs

from pactfuzz.compatibility import Answer, Policy, Verdict, Witness, compare
from pactfuzz.compatibility.rules import RULES
from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Omits, Refused, Shape

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=MISSING)

BARS = {
    "containment": (("containment",), 0.97),
    "rule suites": (RULE_SUITES, 0.98),
    "consecutive versions": (("pydantic_history",), 0.99),
    "evolving models": (("pydantic_evolution",), 1.0),
}
"""The share of each group that must be decided at least."""

_DOT = "test_dot_pattern_does_not_match_line_terminator"
_DEPENDENCIES = "test_dependencies_is_ignored_in_2019_09_and_later"
DISAGREEING = {
    # From draft 2019-09 on, one of the validators keeps `dependencies`, and the other does not.
    f"subschema/test/test_dependent_required.py::TestDependentRequired::{_DEPENDENCIES}/226",
    f"subschema/test/test_dependent_required.py::TestDependentRequired::{_DEPENDENCIES}/228",
    # In a pattern of JSON Schema `\d` and `\w` are of ASCII; in one of Python they are not.
    "containment/draft2019-09/valid/optional/ecmascript-regex.json#10/12",
    "containment/draft2019-09/valid/optional/ecmascript-regex.json#16/12",
    # There `.` matches no line terminator, U+2028 among them; in Python it does match that one.
    f"subschema/test/test_string.py::TestNotStringSubtype::{_DOT}/952",
}
"""Pairs on which the two validators do not agree."""


@cache
def judged(file: str) -> tuple[tuple[Pair, Verdict | None], ...]:
    """Give the verdict on each pair of a file; ``None`` where a schema is said to be none."""
    return tuple((pair, verdict_on(pair)) for pair in pairs(file))


def verdict_on(pair: Pair) -> Verdict | None:
    try:
        writer, reader = pair.shapes()
    except ShapeError:
        return None
    return compare(writer, reader, policy=Policy.STRICT, formats=pair.formats)


@pytest.mark.parametrize("group", BARS)
def test_no_verdict_is_wrong_and_few_are_missing(
    group: str, record_property: Callable[[str, object], None]
) -> None:
    files, bar = BARS[group]
    outcomes: dict[str, list[str]] = defaultdict(list)
    for pair, verdict in (each for file in files for each in judged(file)):
        outcomes[outcome(pair, verdict)].append(pair.id)
    assert outcomes["wrong"] == []
    known = len(outcomes["right"]) + len(outcomes["undecided"])
    share = len(outcomes["right"]) / known
    record_property("decided", f"{share:.2%} of {known}")
    assert share >= bar, outcomes["undecided"]
    breaking = [
        (pair, verdict)
        for file in files
        for pair, verdict in judged(file)
        if verdict is not None and verdict.answer is Answer.BREAKING
    ]
    assert breaking
    assert [wrong for each in breaking for wrong in what_does_not_hold(*each)] == []


def outcome(pair: Pair, verdict: Verdict | None) -> str:
    if pair.truth == "unknown":
        return "nobody knows"
    if verdict is None or verdict.answer is Answer.UNKNOWN:
        return "undecided"
    return "right" if verdict.answer.value == pair.truth else "wrong"


def what_does_not_hold(pair: Pair, verdict: Verdict) -> list[str]:
    """List what is wrong with the witnesses and the differences of a break."""
    told = [] if verdict.differences else [f"{pair.id}: no difference is named"]
    told += [f"{pair.id}: {each.rule}" for each in verdict.differences if each.rule not in RULES]
    witnesses = [verdict.witness, *(each.witness for each in verdict.differences)]
    return told + [f"{pair.id}: {each.text}" for each in witnesses if not is_shown(pair, each)]


def is_shown(pair: Pair, witness: Witness) -> bool:
    """Ask a validator that has none of the product's settings, and another one if it can judge."""
    if not is_refused_by_new(pair, witness, rust):
        return False
    try:
        return pair.id in DISAGREEING or is_refused_by_new(pair, witness, python)
    except (RecursionError, re.error):  # References in a circle; patterns that Python cannot read.
        return True


def is_refused_by_new(
    pair: Pair, witness: Witness, validator: Callable[[Any, bool | None], Any]
) -> bool:
    old, new = (validator(schema, pair.formats) for schema in (pair.old, pair.new))
    return old.is_valid(witness.document) and not new.is_valid(witness.document)


def rust(schema: Any, formats: bool | None) -> Any:  # noqa: FBT001 - one of two alike
    return jsonschema_rs.validator_for(schema, offline=True, validate_formats=formats)


def python(schema: Any, formats: bool | None) -> Any:  # noqa: FBT001 - one of two alike
    validator = jsonschema.validators.validator_for(schema)
    if formats is None:
        formats = "draft-0" in schema["$schema"]
    return validator(schema, format_checker=validator.FORMAT_CHECKER if formats else None)


def test_the_witnesses_of_models_are_small(
    record_property: Callable[[str, object], None],
) -> None:
    sizes = [
        len(verdict.witness.text.encode())
        for file in ("pydantic_history", "pydantic_evolution")
        for _, verdict in judged(file)
        if verdict is not None and verdict.witness is not None
    ]
    record_property("median witness", f"{median(sizes)} bytes")
    assert median(sizes) < 60


PREAMBLE = """
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import *
from uuid import UUID
from pydantic import *
from pydantic.alias_generators import to_camel
"""

# The one writes "1.5", and the other's parser, unlike its schema, reads that.
SCHEMAS_ALONE_DISAGREE = "pydantic/decimal_ser_to_float/producer_closed"


def test_models_are_judged_as_their_schemas_are() -> None:
    for pair in pairs("pydantic_evolution"):
        closed = pair.meta["semantics"] == "producer_closed"
        writer, reader = (shape_of(pair.meta[side]) for side in ("producer", "consumer"))
        policy = Policy.DECLARED if closed else Policy.STRICT
        # A schema does not tell that a full dump has all members; these labels rest on schemas.
        verdict = compare(writer, reader, policy=policy, omits=Omits.UNSET)
        if pair.id == SCHEMAS_ALONE_DISAGREE:
            assert verdict.answer is Answer.UNKNOWN
            assert verdict.schemas_only is not None
            continue
        assert verdict.answer.value == pair.truth, pair.id
        for witness in (each.witness for each in verdict.differences if each.witness.by_parser):
            with pytest.raises(Refused):
                reader.parse(witness.text)


def shape_of(source: str) -> Shape:
    """Take the shape of the model that the source calls ``M``."""
    names: dict[str, Any] = {}
    exec(PREAMBLE + source, names)  # noqa: S102 - the pairs were written for this project
    return Shape.of(names["M"])
