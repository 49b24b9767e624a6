"""The official core's mismatches, translated into ours."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pactfuzz.contract import Interaction
from pactfuzz.contract.outcome import Judge, Mismatch
from pactfuzz.shapes import ABSENT, format_document
from pactfuzz.verification.excerpt import MISMATCH, excerpt
from pactfuzz.verification.expectation import EQUAL, example_at, location_of, rule_at

_REPEATS_THE_RULE: Final = re.compile(r"Expected .* to (be|match|include) ", re.DOTALL)
"""The core's sentences that say no more than which rule is broken, and by which value."""

_NULL: Final = re.compile(r"Type mismatch: Expected null \(Null\) to be ")


def mismatches_from_core(
    found: Sequence[Mapping[str, Any]], interaction: Interaction
) -> tuple[Mismatch, ...]:
    """Translate, in one order: the core's own changes from run to run."""
    translated = {each: None for entry in found for each in _translated(entry, interaction)}
    return tuple(sorted(translated, key=lambda each: (str(each.where), each.rule)))


def _translated(entry: Mapping[str, Any], interaction: Interaction) -> Iterator[Mismatch]:
    match entry["type"]:
        case "BodyMismatch":
            yield from _body(entry, interaction)
        case "StatusMismatch":
            yield _plain("the status", entry, EQUAL)
        case "HeaderMismatch":
            yield _plain(f"the header {entry['key']}", entry, str(entry["mismatch"]))
        case "MetadataMismatch":
            yield _plain(f"the metadata {entry['key']}", entry, str(entry["mismatch"]))
        case "BodyTypeMismatch":
            yield _plain("the content type", entry, str(entry["mismatch"]))
        case other:
            yield _plain(str(other), entry, str(entry.get("mismatch", "")))


def _body(entry: Mapping[str, Any], interaction: Interaction) -> Iterator[Mismatch]:
    """Translate one about the body: one for every member that an object lacks."""
    location = location_of(entry["path"])
    missing = _missing_members(entry)
    for name in missing:
        example = example_at(interaction, location / name)
        expected = excerpt(_like(rule_at(interaction, location / name), example), MISMATCH)
        yield Mismatch(
            location / name, expected, repr(ABSENT), "the member is required", Judge.CORE
        )
    if not missing:
        rule, expected = rule_at(interaction, location), _given(entry["expected"])
        expected = expected if rule == EQUAL else f"{rule}, like {expected}"
        said = str(entry["mismatch"])
        rule = rule if _REPEATS_THE_RULE.match(said) else excerpt(said, MISMATCH)
        expected = excerpt(expected, MISMATCH)
        yield Mismatch(location, expected, _actual(entry), rule, Judge.CORE)


def _actual(entry: Mapping[str, Any]) -> str:
    """Show what was there. Of null, where an object or a list should be, the core gives no text."""
    is_null = not entry["actual"] and _NULL.match(str(entry["mismatch"]))
    return "null" if is_null else _given(entry["actual"])


def _missing_members(entry: Mapping[str, Any]) -> list[str]:
    if not entry["mismatch"].startswith("Actual map is missing"):
        return []
    there = set(json.loads(entry["actual"]))
    return [name for name in json.loads(entry["expected"]) if name not in there]


def _plain(where: str, entry: Mapping[str, Any], rule: str) -> Mismatch:
    expected, actual = _given(entry["expected"]), _given(entry["actual"])
    return Mismatch(where, expected, actual, excerpt(rule, MISMATCH), Judge.CORE)


def _given(value: Any) -> str:
    """Show a value of the core's JSON, which has JSON text, plain text or a number there."""
    if value is None or value == "":
        return repr(ABSENT)
    return excerpt(value if isinstance(value, str) else format_document(value), MISMATCH)


def _like(rule: str, example: Any) -> str:
    if example is ABSENT:
        return rule
    shown = format_document(example)
    return shown if rule == EQUAL else f"{rule}, like {shown}"
