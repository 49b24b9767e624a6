"""The header ``Location``, hidden from the official core, whose HTTP client would follow it.

A provider is judged by its own first answer, and nobody but the provider is asked. So the header
has another name in all that the core sees, on both sides: in what the pact expects and in what the
provider answered. It is matched like any other header, and no redirect is ever followed.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.verification.traffic import Headers

_PREFIX: Final = "Pactfuzz-"

_NAME: Final = re.compile(r"(?<![\w-])location(?![\w-])", re.IGNORECASE)
"""The name of the header in a path of a matching rule, and no other, as Content-Location is."""

_HIDDEN: Final = re.compile(rf"{_PREFIX}(?=location)", re.IGNORECASE)


def hide_expected(content: Mapping[str, Any]) -> dict[str, Any]:
    """Rename the header in the response that an HTTP interaction expects, in any version."""
    response = content.get("response")
    if not isinstance(response, Mapping):
        return dict(content)
    hidden = dict(response)
    if isinstance(headers := response.get("headers"), Mapping):
        hidden["headers"] = _renamed(headers)
    if isinstance(rules := response.get("matchingRules"), Mapping):
        hidden["matchingRules"] = {_rule_path(path): _rules(path, rules[path]) for path in rules}
    return {**content, "response": hidden}


def hide_answered(headers: Headers) -> Headers:
    """Rename the header in what a provider answered."""
    return tuple((_hidden(name), value) for name, value in headers)


def show(text: str) -> str:
    """Give the header its name back in what the core says."""
    return _HIDDEN.sub("", text)


def _rule_path(path: str) -> str:
    """Rename it in a path of version 2, as in ``$.headers.Location``."""
    return _hidden(path) if path.startswith("$.header") else path


def _rules(path: str, rules: Any) -> Any:
    """Rename it in the category of the headers, which versions 3 and 4 have."""
    return _renamed(rules) if path == "header" and isinstance(rules, Mapping) else rules


def _renamed(named: Mapping[str, Any]) -> dict[str, Any]:
    return {_hidden(name): value for name, value in named.items()}


def _hidden(name: str) -> str:
    return _NAME.sub(lambda found: f"{_PREFIX}{found[0]}", name)
