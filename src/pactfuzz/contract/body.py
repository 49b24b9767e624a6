"""The bodies of an interaction, read from it in whichever specification version it is written."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pactfuzz.contract.interaction import Interaction, Kind
from pactfuzz.shapes import ABSENT

JSON: Final = "application/json"


def answer_of(interaction: Interaction) -> Mapping[str, Any]:
    """Take the half of the interaction that the provider has to fulfil."""
    if interaction.kind is Kind.MESSAGE:
        return interaction.content
    response = interaction.content.get("response") or {}
    if isinstance(response, Sequence):
        response = response[0]
    return response if isinstance(response, Mapping) else {}


def content_type_of(half: Mapping[str, Any]) -> str:
    """Say which content type a request, a response or a message has; JSON where none is stated."""
    contents, body = half.get("contents"), half.get("body")
    places = (
        _member(contents, "contentType"),
        _member(body, "contentType") if is_wrapped(body) else None,
        *(_stated(half.get(each)) for each in ("metadata", "metaData", "headers")),
    )
    return next((each for each in places if isinstance(each, str)), JSON)


def document_of(half: Mapping[str, Any]) -> Any:
    """Take the example document; ``ABSENT`` where the half has none.

    A body that is encoded, or of another type than JSON, is no document: its text is given.
    """
    body = half.get("contents" if "contents" in half else "body", ABSENT)
    content = body["content"] if is_wrapped(body) else body
    if isinstance(content, str):
        try:
            return json.loads(content)
        except ValueError:
            return content
    return content


def body_rules_of(half: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the matching rules of the body, as the file has them: those of V2 are all in one."""
    rules = half.get("matchingRules") or {}
    return next((rules[each] for each in ("body", "content") if each in rules), rules)


def is_wrapped(body: Any) -> bool:
    """Whether a body is written as V4 writes it."""
    return isinstance(body, Mapping) and "content" in body and "contentType" in body


def contents_of(message: Interaction) -> Any:
    """Take the contents that a message has to have; ``ABSENT`` where it may have any.

    An object without a content is how Pact-JVM writes null in version 4.
    """
    contents = answer_of(message).get("contents", ABSENT)
    is_v4_form = "type" in message.content
    if is_v4_form and isinstance(contents, Mapping) and ("content" in contents or not contents):
        return contents.get("content")
    return contents


def names_content_type(name: str) -> bool:
    """Whether a header or a member of metadata, in any usual spelling, is the content type."""
    return name.lower().replace("-", "").replace("_", "") == "contenttype"


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _stated(headers: Any) -> Any:
    """Find a content type among headers or metadata; a header of V4 is a list of values."""
    if not isinstance(headers, Mapping):
        return None
    names = {name.lower().replace("-", ""): value for name, value in headers.items()}
    stated = names.get("contenttype")
    return stated[0] if isinstance(stated, list) and stated else stated
