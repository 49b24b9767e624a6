"""A field that is added or removed: all combinations of policy, model and kind of field.

The answers were worked out by hand:

- A writer without the field breaks a reader that requires it, whatever else holds.
- A reader that fills in a default reads what a writer without the field declares. As sets it does
  not, where the writer's schema is open: under this name it lets anything through.
- A writer with the field breaks a closed reader without it, even where it may leave the field out;
  an open reader ignores it.
"""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, create_model

from pactfuzz.compatibility import Answer, Policy, compare
from pactfuzz.shapes import Omits, Refused, Shape

EXTRA = {"open": "ignore", "closed": "forbid"}
"""What the models on both sides do with members that they do not know."""

CELLS = {
    # policy, model, change, field: an old writer and a new reader; a new writer and an old reader
    ("strict", "open", "add", "required"): ("breaking", "compatible"),
    ("strict", "open", "add", "required with default"): ("breaking", "compatible"),
    ("strict", "open", "add", "optional"): ("breaking", "compatible"),
    ("strict", "open", "remove", "required"): ("compatible", "breaking"),
    ("strict", "open", "remove", "required with default"): ("compatible", "breaking"),
    ("strict", "open", "remove", "optional"): ("compatible", "breaking"),
    ("strict", "closed", "add", "required"): ("breaking", "breaking"),
    ("strict", "closed", "add", "required with default"): ("compatible", "breaking"),
    ("strict", "closed", "add", "optional"): ("compatible", "breaking"),
    ("strict", "closed", "remove", "required"): ("breaking", "breaking"),
    ("strict", "closed", "remove", "required with default"): ("breaking", "compatible"),
    ("strict", "closed", "remove", "optional"): ("breaking", "compatible"),
    ("declared", "open", "add", "required"): ("breaking", "compatible"),
    ("declared", "open", "add", "required with default"): ("compatible", "compatible"),
    ("declared", "open", "add", "optional"): ("compatible", "compatible"),
    ("declared", "open", "remove", "required"): ("compatible", "breaking"),
    ("declared", "open", "remove", "required with default"): ("compatible", "compatible"),
    ("declared", "open", "remove", "optional"): ("compatible", "compatible"),
    ("declared", "closed", "add", "required"): ("breaking", "breaking"),
    ("declared", "closed", "add", "required with default"): ("compatible", "breaking"),
    ("declared", "closed", "add", "optional"): ("compatible", "breaking"),
    ("declared", "closed", "remove", "required"): ("breaking", "breaking"),
    ("declared", "closed", "remove", "required with default"): ("breaking", "compatible"),
    ("declared", "closed", "remove", "optional"): ("breaking", "compatible"),
}

RULES_WITHOUT_IT = {
    "declared": {"required-field-added"},
    # An open writer may send anything under the name that the reader declares.
    "strict": {"required-field-added", "extra-field-narrowed"},
}
"""By policy, the rules that a writer without the field can break."""

FIELDS: dict[str, Any] = {
    "required": (int, ...),
    "required with default": (int, 0),
    "optional": (int, 0),
}


def model(model_is: str, field: str | None) -> type[BaseModel]:
    """Make an order with or without the field that is added or removed.

    By default Pydantic's serialization schema does not require a field with a default.
    """
    configuration = ConfigDict(
        extra=EXTRA[model_is],
        json_schema_serialization_defaults_required=field == "required with default",
    )
    fields = {} if field is None else {"field": FIELDS[field]}
    return create_model("Order", __config__=configuration, number=(int, ...), **fields)


def test_every_cell_is_there() -> None:
    assert len(CELLS) == 2 * 2 * 2 * 3


@pytest.mark.parametrize("direction", ["old writer, new reader", "new writer, old reader"])
@pytest.mark.parametrize("cell", CELLS, ids=", ".join)
def test_a_cell_has_its_answer(cell: tuple[str, str, str, str], direction: str) -> None:
    policy, model_is, change, field = cell
    old, new = model(model_is, None), model(model_is, field)
    if change == "remove":
        old, new = new, old
    is_backward = direction == "old writer, new reader"
    writer, reader = (Shape.of(each) for each in ((old, new) if is_backward else (new, old)))
    verdict = compare(writer, reader, policy=Policy(policy))
    assert verdict.answer.value == CELLS[cell][0 if is_backward else 1], verdict
    if verdict.answer is Answer.BREAKING:
        with pytest.raises(Refused):
            reader.parse(verdict.witness.text)
        rules = {each.rule for each in verdict.differences}
        is_sent = "field" in writer.writer["properties"]
        assert rules <= ({"field-removed"} if is_sent else RULES_WITHOUT_IT[policy])


@pytest.mark.parametrize(
    ("written", "omits", "answer"),
    [
        ("optional", Omits.NOTHING, Answer.COMPATIBLE),
        ("optional", Omits.UNSET, Answer.BREAKING),
        ("optional", Omits.DEFAULTS, Answer.BREAKING),
        ("optional", Omits.NONE, Answer.COMPATIBLE),
        ("required with default", Omits.NOTHING, Answer.COMPATIBLE),
        ("required with default", Omits.UNSET, Answer.COMPATIBLE),
        ("required with default", Omits.DEFAULTS, Answer.COMPATIBLE),
    ],
)
def test_only_a_default_that_is_always_written_satisfies_who_requires_the_field(
    written: str, omits: Omits, answer: Answer
) -> None:
    writer, reader = (Shape.of(model("open", each)) for each in (written, "required"))
    verdict = compare(writer, reader, omits=omits)
    assert verdict.answer is answer
    assert verdict.omits is omits
    if answer is Answer.BREAKING:
        assert [each.rule for each in verdict.differences] == ["field-made-required"]
        assert json.loads(verdict.witness.text) == {"number": 0}
