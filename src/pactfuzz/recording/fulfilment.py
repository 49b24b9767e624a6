"""Whether an interaction, as it is recorded, is fulfilled by the document that its test passed on.

The interaction is read as its file has it. The reader of matching rules is held against the
official core by the tests of ``pactfuzz.shapes.matching_rules``.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.contract import Interaction
from pactfuzz.contract.body import answer_of, body_rules_of
from pactfuzz.errors import PactfuzzError
from pactfuzz.shapes import ABSENT, Shape, format_document

NULL: Final = {"content": "null", "encoded": "JSON"}
"""The JSON document null. Beside ``"encoded": false``, null stands for no body at all: the official
core (pact_models 1.3.16) then refuses every document, null too."""


def with_null_as_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """Write a document null so that it is read as one, in an interaction that has a body."""
    if "response" in content:
        response = content["response"]
        return {**content, "response": {**response, "body": _with_null(response["body"])}}
    return {**content, "contents": _with_null(content["contents"])}


def recorded_document(interaction: Interaction) -> Any:
    """Take the example document of an interaction that was recorded here, ``ABSENT`` for none."""
    half = answer_of(interaction)
    body = half["contents" if "contents" in half else "body"]
    if body.get("encoded"):
        return json.loads(body["content"])
    return ABSENT if body["content"] is None else body["content"]


def check_fulfilled(interaction: Interaction, document: Any) -> None:
    """Refuse to record what not even the document fulfils that the consumer's test passed on.

    Raises:
        PactfuzzError: it does not fulfil the interaction.
    """
    example = recorded_document(interaction)
    if example is ABSENT:
        told = "it asks for no document"
    else:
        rules = body_rules_of(answer_of(interaction))
        problems = Shape.from_interaction(example, rules).problems(document)
        told = "; ".join(map(str, problems))
    if told:
        msg = (
            "what would be recorded is not fulfilled by the very document that the test passed "
            f"on, {format_document(document)}: {told}. Nothing is recorded; please report this"
        )
        raise PactfuzzError(msg)


def _with_null(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return body if body["content"] is not None else {**body, **NULL}
