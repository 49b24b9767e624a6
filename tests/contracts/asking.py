"""A small HTTP client, as an operator's console and the orchestrator's health reader have it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

_PATIENCE: Final = 5.0
"""Seconds in which an answer must begin; one over the loopback interface takes milliseconds."""

# Without proxies: the address is always one of this machine, whatever the environment says.
_opener: Final = build_opener(ProxyHandler({}))


class Answer(NamedTuple):
    """What a server answered, whether or not it was content with the request."""

    status: HTTPStatus
    body: bytes


def ask(url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Send a request without a body, and give the answer, a refusal too.

    Raises:
        URLError: there was no answer.
    """
    request = Request(url, method=method, headers=dict(headers or {}))  # noqa: S310 -- always HTTP
    try:
        response = _opener.open(request, timeout=_PATIENCE)
    except HTTPError as refusal:
        response = refusal
    with response:
        return Answer(HTTPStatus(response.status), response.read())
