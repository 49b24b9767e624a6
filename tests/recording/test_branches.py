"""A state's parameter or promise chooses the branch of a union that is recorded."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, RootModel

from pactfuzz import Consumer, state
from pactfuzz.errors import DeclarationError
from pactfuzz.recording import cases_of, expectations_of
from pactfuzz.recording.expectation import ExpectedState


class Captured(BaseModel):
    type: Literal["captured"]
    amount: int


class Failed(BaseModel):
    type: Literal["failed"] = "failed"
    reason: str


class Retried(Failed):
    type: Literal["retried"]  # type: ignore[assignment]  # another tag is the point
    times: int


Event = Annotated[Captured | Failed, Field(discriminator="type")]


class Root(RootModel[Event]):
    pass


class Envelope(BaseModel):
    event: Event
    before: Event | None = None


class Left(BaseModel):
    id: int
    left: str


class Right(BaseModel):
    id: int
    right: str


REFERRED = {
    "allOf": [{"$ref": "#/$defs/A"}, {"properties": {"b": {"type": "integer"}}, "required": ["b"]}],
    "$defs": {"A": {"type": "object", "properties": {"a": {}}, "required": ["a"]}},
}
BESIDE = {
    "type": "object",
    "properties": {"k": {"type": "string"}},
    "required": ["k"],
    "oneOf": [
        {"properties": {"x": {"type": "integer"}}, "required": ["x"]},
        {"properties": {"y": {"type": "integer"}}, "required": ["y"]},
    ],
}

FAILED = {"type": "failed", "reason": "text"}


def opened(shape: Any, given: ExpectedState) -> Any:
    @Consumer("reader", provider="writer").receives("it", shape, states=[given], fuzz=None)
    def test(it: object) -> None: ...

    (expectation,) = expectations_of(test)
    with cases_of(expectation)[0].opened() as run:
        return run.document


@pytest.mark.parametrize(
    ("shape", "given", "document"),
    [
        (Event, state("s", type="failed"), FAILED),
        (Event, state("s", promises={"type": "failed"}), FAILED),
        (Captured | Failed, state("s", type="failed"), FAILED),
        (Captured | Failed, state("s", type="captured"), {"type": "captured", "amount": 10}),
        (Root, state("s", type="failed"), FAILED),
        (Event | None, state("s", type="failed"), FAILED),
        (int | Captured, state("s", amount=5), {"type": "captured", "amount": 5}),
        (Event | Retried, state("s", type="retried"), FAILED | {"type": "retried", "times": 10}),
        (Envelope, state("s", promises={"event": {"type": "failed"}}), {"event": FAILED}),
        (
            Envelope,
            state("s", promises={"event": {"type": "failed"}, "before": {"amount": 1}}),
            {"event": FAILED, "before": {"type": "captured", "amount": 1}},
        ),
        (Left | Right, state("s", right="x"), {"id": 10, "right": "x"}),
        (Left | Right, state("s", id=3, promises={}), {"id": 10, "left": "text"}),
        (Left | Right, state("s", other=3), {"id": 10, "left": "text"}),
        (REFERRED, state("s", a="z"), {"a": "z", "b": 10}),
        (BESIDE, state("s", y=4), {"k": "text", "y": 4}),
    ],
)
def test_the_branch_is_recorded_that_the_state_names(
    shape: Any, given: ExpectedState, document: Any
) -> None:
    assert opened(shape, given) == document


@pytest.mark.parametrize(
    ("shape", "given", "words"),
    [
        (
            Left | Right,
            state("s", id=3),
            'state "s": $: what it promises, {"id": 3}, may be Left or',
        ),
        (Event, state("s", type="other"), "is none of Captured or Failed"),
        (Event, state("s", promises={"type": "captured", "reason": "x"}), "is none of Captured"),
        (Envelope, state("s", promises={"event": {"type": "x"}}), 'state "s": $.event: what it'),
        (Event, state("s", promises={"raeson": "x"}), 'promises "raeson", which'),
        (Event, state("s", promises={"raeson": "x"}), 'did you mean "reason"?'),
    ],
)
def test_what_names_no_branch_or_several_is_refused(
    shape: Any, given: ExpectedState, words: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        opened(shape, given)
    assert words in str(refused.value)
