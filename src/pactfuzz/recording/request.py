"""The HTTP request that a consumer declares, in the form in which a pact has it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from pactfuzz.errors import DeclarationError
from pactfuzz.recording.plain import MATCHER, named_values, plain_or_matcher, plain_text

_KEPT_IN_PATHS: Final = "/%:@!$&'()*+,;=~"
"""Characters that a path may have as they are. Source: RFC 3986, section 3.3."""

_STATUSES: Final = range(100, 600)


@dataclass(frozen=True, slots=True)
class Request:
    """The HTTP request that a consumer makes.

    ``query`` and ``headers`` have a list of values for each name. A value is a text or a matcher in
    Pact's integration JSON; ``body`` is JSON that may have such matchers, and None for no body.
    """

    method: str
    path: Any
    query: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    headers: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    body: Any = None
    status: int = 200


def request_of(
    description: str,
    method: Any,
    path: Any,
    *,
    query: Any,
    headers: Any,
    body: Any,
    status: Any,
) -> Request:
    """Make a request of what a user declares.

    Raises:
        DeclarationError: a part has no form in HTTP or in Pact; it names the part.
    """
    return Request(
        plain_text(method, f"{description}: method").upper(),
        _path(path, description),
        {
            name: _values(value, f'{description}: query "{name}"')
            for name, value in named_values(query, f"{description}: query").items()
        },
        {
            name: _header_values(value, f'{description}: header "{name}"')
            for name, value in named_values(headers, f"{description}: headers").items()
        },
        plain_or_matcher(body, f"{description}: body"),
        _status(status, description),
    )


def _status(status: Any, description: str) -> int:
    if isinstance(status, bool) or not isinstance(status, int) or status not in _STATUSES:
        msg = f"{description}: status {status!r}: expected a number from 100 to 599"
        raise DeclarationError(msg)
    return int(status)


def _path(path: Any, description: str) -> Any:
    if not isinstance(path, str):
        return path
    if not path.startswith("/") or "?" in path or "#" in path:
        msg = (
            f'{description}: path "{path}": expected one that starts with "/" and has no "?" or '
            '"#"; query parameters go to query={...}'
        )
        raise DeclarationError(msg)
    return quote(path, safe=_KEPT_IN_PATHS)


def _header_values(value: Any, place: str) -> list[Any]:
    if value is None:
        msg = f"{place}: None is no value; leave the header out"
        raise DeclarationError(msg)
    return _values(value, place)


def _values(value: Any, place: str) -> list[Any]:
    written = plain_or_matcher(value, place)
    values = [_text(each, place) for each in (written if isinstance(written, list) else [written])]
    rules = [_rule(each) for each in values]
    if any(rule != rules[0] for rule in rules):
        msg = (
            f"{place}: its values have several matchers, or a matcher beside a plain value; Pact "
            "has one rule for all values of one name, so give each value the same matcher or none"
        )
        raise DeclarationError(msg)
    return values


def _text(value: Any, place: str) -> Any:
    """Write one value as the text that crosses; a matcher stays one, and null is empty."""
    match value:
        case str():
            return value
        case None:
            return ""
        case dict() if MATCHER in value:
            return value
        case list():
            msg = f"{place}: a list in a list has no form in HTTP; expected texts"
            raise DeclarationError(msg)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _rule(value: Any) -> Any:
    """Take a matcher without its example."""
    if not isinstance(value, dict):
        return None
    return {name: each for name, each in value.items() if name != "value"}
