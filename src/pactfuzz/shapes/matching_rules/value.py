"""What one matching rule says of a value that is compared as a whole: a scalar in the example.

Source: the official core, pact_matching/src/json.rs (``match_value`` of a JSON value); each rule
was held against pact_ffi 0.5.12, whose answers are the tests' oracle.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pactfuzz.shapes.matching_rules.matcher import Matcher
from pactfuzz.shapes.matching_rules.regular_expression import (
    schema_of_expression,
    schema_of_inclusion,
)

Schema = dict[str, Any]

NOTHING: Final[Schema] = {"not": {}}
"""The schema of no document at all."""

_SEMANTIC_VERSION: Final = (
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$"
)
"""Source of the grammar: semver.org, version 2.0.0."""

_FORMATS: Final = {
    "date": ("date", r"(yyyy-MM-dd)?"),
    "datetime": (
        "date-time",
        r"(yyyy-MM-dd'T'HH:mm:ss(\.S{1,6})?(XXX|ZZ?|'Z')?)?",
    ),
    "time": ("time", r"(HH:mm:ss(\.S{1,6})?)?"),
}
"""The JSON Schema format that stands for a way of writing, in Java's pattern letters."""

_LARGEST_EXACT: Final = 2**63


def schema_of_value(matcher: Matcher, example: Any) -> Schema:
    """Say what a matching rule asks of a value, where the example has a scalar.

    Rules about arrays and objects, and about a status, let every scalar through.
    """
    say = _SCHEMAS.get(matcher.name)
    return say(matcher, example) if say else {}


def schema_of_name(matcher: Matcher) -> Schema:
    """Say what a rule under ``eachKey`` asks of a member's name: it is compared as text."""
    match matcher.name:
        case "integer" | "number" | "decimal" | "statusCode":
            return {"$comment": f"not said: is the text of a {matcher.name}"}
        case "boolean":
            return {"enum": ["true", "false"]}
        case "arrayContains" | "eachKey" | "eachValue" | "null":
            return NOTHING
        case _:
            return schema_of_value(matcher, "")


def schema_of_equality(example: Any) -> Schema:
    """Say that a value equals the example, extra members not allowed.

    JSON Schema has one kind of number: it takes 1.0 for 1, where the core does not. Of numbers
    that do not fit into 64 bits the core compares the nearest floating-point number; these are
    let through, whatever they are.
    """
    if any(abs(number) >= _LARGEST_EXACT for number in _numbers(example)):
        return {"type": type_of(example), "$comment": "not said: equals the example"}
    return {"const": example}


def type_of(example: Any) -> str:
    """Name the JSON type of an example; there is one for all numbers."""
    match example:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _numbers(example: Any) -> Iterator[int | float]:
    match example:
        case bool():
            return
        case int() | float():
            yield example
        case list():
            for item in example:
                yield from _numbers(item)
        case dict():
            yield from _numbers(list(example.values()))


def _semantic_version() -> Schema:
    comment = "not said: that its numbers fit into 64 bits"
    return {"type": "string", "pattern": _SEMANTIC_VERSION, "$comment": comment}


def _moment(matcher: Matcher) -> Schema:
    """Say how a date or time is written, if JSON Schema has a format for it.

    The core is more generous than the letters say: for ``yyyy-MM-dd`` it takes ``26-1-5``.
    """
    schema_format, known = _FORMATS[matcher.name]
    comment = f"not said: written {matcher.format}" if matcher.format else "not said: how written"
    if re.fullmatch(known, matcher.format):
        return {"type": "string", "format": schema_format, "$comment": comment}
    if matcher.format.startswith("'"):
        return {"$comment": comment}
    # The text of a number is compared as well: 2026 is written yyyy.
    is_maybe_number = re.fullmatch(r"[A-Za-z]+(\.[A-Za-z]+)?", matcher.format)
    return {"type": ["string", "number"] if is_maybe_number else "string", "$comment": comment}


_SCHEMAS: Final[Mapping[str, Callable[[Matcher, Any], Schema]]] = {
    "boolean": lambda _, __: {"enum": [True, False, "true", "false"]},
    "contentType": lambda matcher, _: {"$comment": f"not said: its bytes are {matcher.text}"},
    "date": lambda matcher, _: _moment(matcher),
    "datetime": lambda matcher, _: _moment(matcher),
    "decimal": lambda _, __: {"type": "number", "$comment": "not said: with a decimal point"},
    "equality": lambda _, example: schema_of_equality(example),
    "include": lambda matcher, _: schema_of_inclusion(matcher.text),
    "integer": lambda _, __: {"type": "integer"},
    "notEmpty": lambda _, __: {"not": {"enum": [None, "", [], {}]}},
    "null": lambda _, __: {"type": "null"},
    "number": lambda _, __: {"type": "number"},
    "regex": lambda matcher, _: schema_of_expression(matcher.text),
    "semver": lambda _, __: _semantic_version(),
    "time": lambda matcher, _: _moment(matcher),
    "type": lambda _, example: {"type": type_of(example)},
    "values": lambda _, example: schema_of_equality(example),
}
