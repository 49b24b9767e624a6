"""The difference of two pacts is told in words that name the field."""

from typing import Any

import pytest

from pactfuzz.contract import Pact
from pactfuzz.recording import differences

OBJECT = {
    "title": "Event",
    "type": "object",
    "properties": {"id": {"type": "string"}, "level": {"$ref": "#/$defs/Level"}},
    "required": ["id"],
    "$defs": {
        "Level": {"enum": ["ok", "hard"], "type": "string", "title": "Level"},
        "Unused": {"type": "string"},
    },
}


def pact(schema: Any = None, description: str = "an event", **changes: Any) -> Pact:
    content = {
        "type": "Asynchronous/Messages",
        "description": description,
        "contents": {"content": {"id": "1"}},
        "comments": {"pactfuzz": {"schema": schema or OBJECT}},
        **changes,
    }
    return Pact.from_document(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [content],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )


def with_properties(**properties: Any) -> dict[str, Any]:
    return {**OBJECT, "properties": {**OBJECT["properties"], **properties}}


DEFS: dict[str, Any] = OBJECT["$defs"]  # type: ignore[assignment]
NOTE = {"anyOf": [{"type": "string"}, {"type": "null"}]}


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (
            pact(with_properties(note=NOTE)),
            'field "note" of Event added (optional, string or null)',
        ),
        (
            pact({**with_properties(size={"type": "integer"}), "required": ["id", "size"]}),
            'field "size" of Event added (required, integer)',
        ),
        (
            pact({**OBJECT, "properties": {"id": {"type": "string"}}}),
            'field "level" of Event removed',
        ),
        (
            pact(with_properties(id={"type": "integer"})),
            'type of field "id" of Event changed from string to integer',
        ),
        (
            pact(with_properties(id={"type": "string", "maxLength": 9})),
            'field "id" of Event: $.maxLength added: 9',
        ),
        (pact({**OBJECT, "required": []}), 'field "id" of Event is now optional'),
        (pact({**OBJECT, "required": ["id", "level"]}), 'field "level" of Event is now required'),
        (
            pact({**OBJECT, "$defs": {**DEFS, "Level": {**DEFS["Level"], "enum": ["ok"]}}}),
            'Level: $.enum changed from ["ok", "hard"] to ["ok"]',
        ),
        (pact({**OBJECT, "$defs": {"Level": DEFS["Level"]}}), "Unused: model removed"),
        (
            pact(contents={"content": {"id": "2"}}),
            '$.contents.content.id changed from "1" to "2"',
        ),
        (pact(pending=True), "$.pending added: true"),
    ],
)
def test_each_change_is_one_line_that_names_the_place(after: Pact, line: str) -> None:
    assert differences(pact(), after) == (f"an event: {line}",)


def test_interactions_come_and_go() -> None:
    assert differences(pact(), pact(description="another")) == (
        "an event: removed, no test declares it any more",
        "another: added",
    )


def test_the_same_contract_has_no_difference() -> None:
    assert differences(pact(), pact()) == ()


def test_without_a_file_everything_is_new() -> None:
    assert differences(None, pact()) == ("an event: added",)
