"""What an interaction expects, read from it in whichever specification version it is written.

Only for words, and for what the official core does not send along: whether an expectation is met
is never decided here.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from pactfuzz.contract import Interaction, body
from pactfuzz.errors import ShapeError
from pactfuzz.shapes import ABSENT, Location
from pactfuzz.shapes.matching_rules.matcher import Matcher
from pactfuzz.shapes.matching_rules.path_expression import ROOT, PathExpression, step_to
from pactfuzz.shapes.matching_rules.selection import RuleList, Rules, Selection

EQUAL: Final = "equal to the example"
"""The rule that holds where the pact states none."""


def content_type_of(interaction: Interaction) -> str:
    """The content type that the message has to have; JSON where none is stated."""
    return body.content_type_of(body.answer_of(interaction))


def expected_metadata(interaction: Interaction) -> Mapping[str, Any]:
    """The metadata that the message has to have; versions before 4 spell the member otherwise."""
    half = body.answer_of(interaction)
    metadata = half.get("metadata") or half.get("metaData")
    return metadata if isinstance(metadata, Mapping) else {}


def may_be_empty(interaction: Interaction) -> bool:
    """Whether a message without contents is what is expected: a tombstone, null, an empty text.

    Where no contents are recorded any will do, says the Pact specification; where the consumer's
    schema is there, it decides.
    """
    contents = body.contents_of(interaction)
    return interaction.schema is None and (contents in (None, "") or contents is ABSENT)


def request_document(interaction: Interaction) -> Any:
    """The message that a synchronous message answers."""
    return body.document_of({"contents": interaction.request.get("contents")})


def example_at(interaction: Interaction, location: Location) -> Any:
    """The example that the pact holds for a place in the body; ``ABSENT`` where it has none."""
    value = body.document_of(body.answer_of(interaction))
    for part in location.parts:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value


def rule_at(interaction: Interaction, location: Location) -> str:
    """Say in words which rule holds at a place in the body, as the official core selects it."""
    selection = _selection(interaction, location)
    return EQUAL if selection is None else _words(selection)


def matchers_at(interaction: Interaction, location: Location) -> frozenset[str]:
    """Name the matching rules that hold at a place in the body; none where the example does."""
    selection = _selection(interaction, location)
    return frozenset(each.name for each in selection.rules.matchers) if selection else frozenset()


def _selection(interaction: Interaction, location: Location) -> Selection | None:
    steps = (step_to(each) if isinstance(each, str) else str(each) for each in location.parts)
    return _body_rules(interaction).at((*ROOT, *steps))


def location_of(path: str) -> Location:
    r"""Read a path as the official core writes it in its answers, ``$.a[0]['it\'s']``.

    Unlike the path expressions that it reads, these escape quotes and may have empty names.
    """
    return Location.of(_parts(path))


def _body_rules(interaction: Interaction) -> Rules:
    """Read the rules one by one: of those that cannot be read, the core says so itself."""
    entries: list[tuple[PathExpression, RuleList]] = []
    for path, rule in body.body_rules_of(body.answer_of(interaction)).items():
        with suppress(ShapeError):
            entries += Rules.from_document({path: rule}).entries
    return Rules(tuple(entries))


_PART: Final = re.compile(
    r"\.([^.\[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\[\"((?:[^\"\\]|\\.)*)\"\]"
)


def _parts(path: str) -> list[str | int]:
    parts: list[str | int] = []
    for name, index, single, double in _PART.findall(path.removeprefix("$")):
        if index:
            parts.append(int(index))
        else:
            parts.append(name or re.sub(r"\\(.)", r"\1", single or double))
    return parts


def _words(selection: Selection) -> str:
    rules, is_cascaded = selection.rules, selection.is_cascaded
    combine = " or " if rules.is_any_enough else " and "
    words = combine.join(_matcher_words(each, is_cascaded=is_cascaded) for each in rules.matchers)
    if selection.is_contested:
        return f"{words}, or what another rule of the same weight asks for"
    return words


def _matcher_words(matcher: Matcher, *, is_cascaded: bool) -> str:
    match matcher.name:
        case "regex":
            return f"text that matches {matcher.text}"
        case "type":
            return _TYPE if is_cascaded else _TYPE + _size(matcher)
        case "include":
            return f"text that includes {matcher.text!r}"
        case "date" | "time" | "datetime" as name:
            return f"a {name} written {matcher.format}" if matcher.format else f"a {name}"
        case name:
            return _WORDS.get(name, f"by the matching rule {name}")


_TYPE: Final = "of the same type as the example"

_WORDS: Final = {
    "boolean": "a boolean",
    "decimal": "a decimal number",
    "equality": EQUAL,
    "integer": "an integer",
    "notEmpty": "not empty",
    "null": "null",
    "number": "a number",
    "semver": "a semantic version",
    "values": EQUAL,
}
"""What the matching rules without parameters ask for. Source: Pact specification, version 4."""


def _size(matcher: Matcher) -> str:
    bounds = (("least", matcher.length("min")), ("most", matcher.length("max")))
    return "".join(f", with at {side} {bound} items" for side, bound in bounds if bound is not None)
