"""What an interaction expects, read from it in whichever specification version it is written.

Only for words, and for what the official core does not send along: whether an expectation is met
is never decided here.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pactfuzz.contract import Interaction, Kind
from pactfuzz.shapes import ABSENT, Location

JSON: Final = "application/json"

EQUAL: Final = "equal to the example"
"""The rule that holds where the pact states none."""


def content_type_of(interaction: Interaction) -> str:
    """The content type that the message has to have; JSON where none is stated."""
    expected = _expected(interaction)
    contents = expected.get("contents")
    stated = contents.get("contentType") if isinstance(contents, Mapping) else None
    if stated is None:
        metadata = expected.get("metadata") or expected.get("metaData") or {}
        stated = metadata.get("contentType") or metadata.get("Content-Type")
    return stated if isinstance(stated, str) else JSON


def request_document(interaction: Interaction) -> Any:
    """The message that a synchronous message answers."""
    return _content(interaction.request.get("contents"))


def example_at(interaction: Interaction, location: Location) -> Any:
    """The example that the pact holds for a place in the body; ``ABSENT`` where it has none."""
    expected = _expected(interaction)
    member = "contents" if "contents" in expected else "body"
    value = _content(expected.get(member, ABSENT))
    for part in location.parts:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value


def rule_at(interaction: Interaction, location: Location) -> str:
    """Say in words which rule holds at a place in the body.

    The rule with the longest path counts, and one of a place above holds below it too: so the
    specification has it, since version 2.
    """
    best: tuple[int, str] = (-1, EQUAL)
    for path, rule in _body_rules(interaction):
        if len(path) <= len(location.parts) and all(map(_covers, path, location.parts)):
            best = max(best, (len(path), _words(rule)), key=lambda each: each[0])
    return best[1]


def location_of(path: str) -> Location:
    r"""Read a path expression as the official core writes it, ``$.a[0]['b c']``."""
    return Location.of(_parts(path))


def _expected(interaction: Interaction) -> Mapping[str, Any]:
    """The half of the interaction that the provider has to fulfil."""
    if interaction.kind is Kind.MESSAGE:
        return interaction.content
    response = interaction.content.get("response") or {}
    if isinstance(response, Sequence):
        response = response[0]
    return response if isinstance(response, Mapping) else {}


def _content(body: Any) -> Any:
    """Unwrap a V4 body; one that is encoded or of another type than JSON is no document."""
    if isinstance(body, Mapping) and "content" in body and "contentType" in body:
        body = body["content"]
    if isinstance(body, str):
        try:
            return json.loads(body)
        except ValueError:
            return body
    return body


def _body_rules(interaction: Interaction) -> Iterator[tuple[list[str | int], Any]]:
    rules = _expected(interaction).get("matchingRules") or {}
    for member in ("body", "content"):
        if member in rules:
            yield from ((_parts(path), rule) for path, rule in rules[member].items())
            return
    for path, rule in rules.items():
        if path.startswith("$.body"):
            yield _parts("$" + path.removeprefix("$.body")), rule


_PART: Final = re.compile(
    r"\.([^.\[\]]+)|\[(\d+|\*)\]|\['((?:[^'\\]|\\.)*)'\]|\[\"((?:[^\"\\]|\\.)*)\"\]"
)


def _parts(path: str) -> list[str | int]:
    parts: list[str | int] = []
    for name, index, single, double in _PART.findall(path.removeprefix("$")):
        if index:
            parts.append(int(index) if index.isdigit() else index)
        else:
            parts.append(name or re.sub(r"\\(.)", r"\1", single or double))
    return parts


def _covers(pattern: str | int, part: str | int) -> bool:
    return pattern in ("*", part)


def _words(rule: Any) -> str:
    matchers = rule.get("matchers", [rule]) if isinstance(rule, Mapping) else []
    combine = " or " if rule.get("combine") == "OR" else " and "
    return combine.join(map(_matcher_words, matchers)) or EQUAL


def _matcher_words(matcher: Mapping[str, Any]) -> str:
    if "regex" in matcher:
        return f"text that matches {matcher['regex']}"
    name = str(matcher.get("match", "type"))
    match name:
        case "type":
            return _type_words(matcher)
        case "include":
            return f"text that includes {matcher.get('value')!r}"
        case "date" | "time" | "timestamp" | "datetime":
            written = matcher.get("format") or matcher.get(name)
            return f"a {name} written {written}" if written else f"a {name}"
        case _:
            return _WORDS.get(name, f"by the matching rule {name}")


_WORDS: Final = {
    "boolean": "a boolean",
    "decimal": "a decimal number",
    "equality": EQUAL,
    "integer": "an integer",
    "notEmpty": "not empty",
    "null": "null",
    "number": "a number",
    "semver": "a semantic version",
}
"""What the matching rules without parameters ask for. Source: Pact specification, version 4."""


def _type_words(matcher: Mapping[str, Any]) -> str:
    words = "of the same type as the example"
    if "min" in matcher:
        words += f", with at least {matcher['min']} items"
    if "max" in matcher:
        words += f", with at most {matcher['max']} items"
    return words
