"""Whether an interaction, as it is recorded, is fulfilled by the document that its test passed on.

The interaction is read as its file has it. The reader of matching rules is held against the
official core by the tests of ``pactfuzz.shapes.matching_rules``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pactfuzz.contract import Interaction
from pactfuzz.contract.body import answer_of, body_rules_of
from pactfuzz.errors import PactfuzzError
from pactfuzz.recording.branches import has_choice_of_structures
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


def check_fulfilled(interaction: Interaction, document: Any, others: Iterable[Any] = ()) -> None:
    """Refuse to record what not even the document fulfils that the consumer's test passed on.

    ``others`` are documents that the consumer's test is run on, and that the interaction is meant
    to accept as well.

    Raises:
        PactfuzzError: one of them does not fulfil the interaction.
    """
    example = recorded_document(interaction)
    if example is ABSENT:
        raise _unfulfilled(document, "it asks for no document")
    shape = Shape.from_interaction(example, body_rules_of(answer_of(interaction)))
    for each in (document, *others):
        problems = shape.problems(each)
        if problems:
            raise _unfulfilled(each, "; ".join(map(str, problems)))


def meant_to_fulfil(
    schema: Mapping[str, Any], promises: Mapping[str, Any], example: Any, documents: Iterable[Any]
) -> Iterator[Any]:
    """Choose the documents that a recorded interaction has to accept: those with what is promised.

    They have the members of the recorded ``example``: a model's validator may demand more than its
    schema requires. None, where the schema leaves a choice between objects or arrays: Pact compares
    with one example, so an interaction is about one of them.
    """
    if has_choice_of_structures(schema):
        return
    for each in documents:
        if (not promises or _holds(each, promises)) and _has_members_of(example, each):
            yield each


def _has_members_of(example: Any, document: Any) -> bool:
    if not isinstance(example, Mapping):
        return True
    return isinstance(document, Mapping) and example.keys() <= document.keys()


def _holds(document: Any, promise: Any) -> bool:
    if isinstance(promise, Mapping) and isinstance(document, Mapping):
        return all(
            name in document and _holds(document[name], value) for name, value in promise.items()
        )
    return format_document(document) == format_document(promise)


def _unfulfilled(document: Any, reason: str) -> PactfuzzError:
    return PactfuzzError(
        "what would be recorded is not fulfilled by a document that the consumer's test is run "
        f"on, {format_document(document)}: {reason}. Nothing is recorded; please report this"
    )


def _with_null(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return body if body["content"] is not None else {**body, **NULL}
