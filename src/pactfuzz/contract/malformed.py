"""Whether an interaction has the form that the Pact specification gives it.

The official core replaces what it cannot read by a default, or leaves it out: a response that is a
list is one of status 200 to it, and any body will do. What is checked here is what it would
pass over without a word.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pactfuzz.contract.interaction import COMMENT, Kind
from pactfuzz.contract.misspelt import check_names
from pactfuzz.contract.reading import RepeatedMembers
from pactfuzz.errors import PactFileError
from pactfuzz.shapes import Location

DEEPEST: Final = 124
"""Levels of nesting in an interaction that the official core reads, measured."""

_STATUSES: Final = range(100, 1000)

_MISSING: Final = object()


def kind_of(content: Any, default: Kind, *, is_v4: bool) -> Kind:
    """Return what crosses; V2 and V3 do not say it, and ``default`` holds.

    Raises:
        PactFileError: it is no object, or its type is missing or unknown.
    """
    if not isinstance(content, Mapping):
        raise unexpected(content, "an object")
    if "type" not in content and not (is_v4 and default is Kind.HTTP):
        return default
    stated = content.get("type", _MISSING)
    if stated not in tuple(Kind):
        raise unexpected(stated, " or ".join(f'"{each}"' for each in Kind), "type")
    return Kind(stated)


def check(content: Mapping[str, Any], kind: Kind) -> None:
    """Refuse an interaction that the official core would read otherwise than it is written.

    Raises:
        PactFileError: naming the first member that is wrong, and what is expected of it.
    """
    _check_values(content)
    _text(content, "description", "", is_required=True)
    _check_states(content)
    if not isinstance(content.get("pending"), bool | None):
        raise unexpected(content["pending"], "true or false", "pending")
    _check_notes(content)
    if kind is Kind.HTTP:
        _check_request(_object(content, "request"))
        _check_response(_object(content, "response"))
    elif kind is Kind.MESSAGE:
        _check_message(content, "")
    else:
        _check_message(_object(content, "request"), "request.")
        for index, each in enumerate(_answers(content)):
            _check_message(each, f"response[{index}].")
    check_names(content, kind)


def _check_states(content: Mapping[str, Any]) -> None:
    for name in ("providerState", "provider_state"):
        _text(content, name, "")
    states = content.get("providerStates")
    if states is None or isinstance(states, str):
        return
    if not isinstance(states, list):
        raise unexpected(states, "a list of provider states", "providerStates")
    for index, state in enumerate(states):
        where = f"providerStates[{index}]"
        if not isinstance(state, Mapping):
            raise unexpected(state, 'an object with a "name"', where)
        _text(state, "name", f"{where}.", is_required=True)
        _optional_object(state, "params", f"{where}.")


def _check_notes(content: Mapping[str, Any]) -> None:
    """The shape that the consumer parses must not be lost where it is no schema."""
    comments = content.get("comments")
    notes = comments.get(COMMENT) if isinstance(comments, Mapping) else None
    if isinstance(notes, Mapping):
        _optional_object(notes, "schema", f"comments.{COMMENT}.", "a JSON Schema as an object")


def _check_request(request: Mapping[str, Any]) -> None:
    for name in ("method", "path"):
        _text(request, name, "request.")
    query = request.get("query")
    if not isinstance(query, str | Mapping | None):
        raise unexpected(query, "an object or a text", "request.query")
    for name, value in query.items() if isinstance(query, Mapping) else ():
        _check_texts(value, f'request.query["{name}"]')
    _check_part(request, "request.", "headers")


def _check_response(response: Mapping[str, Any]) -> None:
    status = response.get("status", 200)
    if isinstance(status, bool) or not isinstance(status, int) or status not in _STATUSES:
        raise unexpected(status, "an HTTP status as an integer", "response.status")
    _check_part(response, "response.", "headers")


def _check_part(part: Mapping[str, Any], where: str, values: str) -> None:
    """Check what requests, responses and messages have in common."""
    _optional_object(part, values, where)
    if values == "headers":
        for name, value in (part.get(values) or {}).items():
            _check_texts(value, f'{where}headers["{name}"]')
    _check_rules(part, where)
    _check_generators(part, where)


def _check_message(message: Mapping[str, Any], where: str) -> None:
    for name in ("metadata", "metaData"):
        _optional_object(message, name, where)
    _check_part(message, where, "metadata")


def _answers(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the responses to a synchronous message."""
    answers = content.get("response", _MISSING)
    if not isinstance(answers, list) or not answers:
        raise unexpected(answers, "a list of at least one message", "response")
    for index, each in enumerate(answers):
        if not isinstance(each, Mapping):
            raise unexpected(each, "an object", f"response[{index}]")
    return answers


def _check_rules(part: Mapping[str, Any], where: str) -> None:
    where = f"{where}matchingRules"
    for name, category in (_optional_object(part, "matchingRules", where, at=where) or {}).items():
        here = f"{where}.{name}" if not name.startswith("$") else f'{where}["{name}"]'
        if not isinstance(category, Mapping):
            raise unexpected(category, "an object", here)
        if name.startswith("$"):
            continue  # Version 2 has one rule for each path, in no category.
        # A category about one value, as the path, may hold its rule directly.
        for path, rule in [("", category)] if "matchers" in category else category.items():
            _check_rule(rule, f'{here}["{path}"]' if path else here)


def _check_rule(rule: Any, where: str) -> None:
    if rule == {}:
        return
    matchers = rule.get("matchers") if isinstance(rule, Mapping) else None
    if not isinstance(matchers, list) or not all(isinstance(each, Mapping) for each in matchers):
        raise unexpected(rule, 'an object with a list of "matchers"', where)
    combine = rule.get("combine", "AND")
    if combine not in ("AND", "OR"):
        raise unexpected(combine, '"AND" or "OR"', f"{where}.combine")


def _check_generators(part: Mapping[str, Any], where: str) -> None:
    where = f"{where}generators"
    for name, category in (_optional_object(part, "generators", where, at=where) or {}).items():
        if not isinstance(category, Mapping):
            raise unexpected(category, "an object", f"{where}.{name}")
        is_of_one = isinstance(category.get("type"), str)
        for path, generator in [] if is_of_one else category.items():
            if not isinstance(generator, Mapping):
                raise unexpected(generator, "an object", f'{where}.{name}["{path}"]')


def _check_texts(value: Any, where: str) -> None:
    """A header or a query parameter: one value or several, each of which can be written."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping | list | None):
            raise unexpected(each, "a text or a list of texts", where)


def _object(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = content.get(name, _MISSING)
    if not isinstance(value, Mapping):
        raise unexpected(value, "an object", name)
    return value


def _optional_object(
    content: Mapping[str, Any], name: str, where: str, expected: str = "an object", at: str = ""
) -> Mapping[str, Any] | None:
    value = content.get(name)
    if not isinstance(value, Mapping | None):
        raise unexpected(value, expected, at or f"{where}{name}")
    return value


def _text(content: Mapping[str, Any], name: str, where: str, *, is_required: bool = False) -> None:
    value = content.get(name, _MISSING if is_required else None)
    if not isinstance(value, str) and (is_required or value is not None):
        raise unexpected(value, "a text", f"{where}{name}")


def _check_values(content: Mapping[str, Any]) -> None:
    """Refuse what is JSON, and what no two readers of JSON read alike."""
    for location, value in _values(content):
        if len(location.parts) > DEEPEST and isinstance(value, Mapping | list):
            msg = f"nested deeper than the official Pact core reads ({DEEPEST} levels)"
            raise PactFileError(msg)
        if isinstance(value, float) and not math.isfinite(value):
            msg = f"{location}: a number that is too large for the readers of JSON"
            raise PactFileError(msg)
        if isinstance(value, RepeatedMembers):
            msg = f'{location}: the member "{value.name}" stands in it more than once'
            raise PactFileError(msg)


def _values(content: Any) -> Iterator[tuple[Location, Any]]:
    """Go through all values, each after what it stands in."""
    left: list[tuple[tuple[str | int, ...], Any]] = [((), content)]
    while left:
        parts, value = left.pop()
        yield Location(parts), value
        if len(parts) > DEEPEST:
            continue
        if isinstance(value, Mapping):
            left += (((*parts, name), each) for name, each in value.items())
        elif isinstance(value, list):
            left += (((*parts, index), each) for index, each in enumerate(value))


def unexpected(value: Any, expected: str, where: str = "") -> PactFileError:
    """Word what stands where something else should."""
    place = f"{where}: " if where else ""
    return PactFileError(f"{place}expected {expected}, found {_shown(value)}")


_NAMES: Final = {_MISSING: "nothing", None: "null", True: "true", False: "false"}


def _shown(value: Any) -> str:
    match value:
        case str():
            return f'the text "{value:.60}"'
        case list():
            return "a list"
        case Mapping():
            return "an object"
        case int() | float() if not isinstance(value, bool):
            return f"the number {value!s:.40}"
        case _:
            return _NAMES[value]
