"""Members of a pact whose names are nearly those of the specification.

The official core passes over a member that it does not know. Where that is a misspelt one, as
``Body`` for ``body``, it would take any body at all, and nobody would have looked at the answer.
Members of quite other names are extensions and mean nothing to a verification.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pactfuzz.contract.interaction import Kind
from pactfuzz.errors import PactFileError

_INTERACTION: Final = (
    *("description", "type", "key", "providerState", "provider_state", "providerStates"),
    *("comments", "pending"),
)
_MESSAGE: Final = ("contents", "metadata", "metaData", "matchingRules", "generators")
_HTTP: Final = ("headers", "body", "matchingRules", "generators")

_OF_FILE: Final = ("interactions", "messages")
_OF_HTTP: Final = (*_INTERACTION, "request", "response")
_OF_REQUEST: Final = ("method", "path", "query", *_HTTP)
_OF_RESPONSE: Final = ("status", *_HTTP)

_OTHER_WORDS: Final = {"statuscode": "status", "content": "body", "contents": "body"}
_OTHER_WORDS_OF_MESSAGES: Final = {"content": "contents", "body": "contents"}


def check_file(document: Mapping[str, Any]) -> None:
    """Refuse a file that lists interactions under a misspelt name.

    Raises:
        PactFileError: naming the member, and the name that is known.
    """
    _check(document, _OF_FILE, "")


def check_names(content: Mapping[str, Any], kind: Kind) -> None:
    """Refuse an interaction with a member that is nearly one of the specification.

    Raises:
        PactFileError: naming the first such member, and the name that is known.
    """
    if kind is Kind.MESSAGE:
        _check(content, (*_INTERACTION, *_MESSAGE), "", _OTHER_WORDS_OF_MESSAGES)
        return
    _check(content, _OF_HTTP, "")
    is_http = kind is Kind.HTTP
    words = _OTHER_WORDS if is_http else _OTHER_WORDS_OF_MESSAGES
    for half, place in _halves(content):
        known = _OF_REQUEST if place == "request" else _OF_RESPONSE
        _check(half, known if is_http else _MESSAGE, f"{place}.", words)


def _halves(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    yield content["request"], "request"
    response = content["response"]
    if isinstance(response, Mapping):
        yield response, "response"
    else:
        yield from ((each, f"response[{index}]") for index, each in enumerate(response))


def _check(
    content: Mapping[str, Any],
    known: tuple[str, ...],
    where: str,
    other_words: Mapping[str, str] | None = None,
) -> None:
    meant = {**{_folded(each): each for each in known}, **(other_words or {})}
    for name in content:
        right = meant.get(_folded(name))
        if name not in known and right is not None:
            msg = f'{where}{name}: no tool reads this member; it is called "{right}"'
            raise PactFileError(msg)


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")
