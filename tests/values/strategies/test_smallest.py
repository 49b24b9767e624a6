"""What is left of a failing document when Hypothesis has shrunk it."""

from typing import Annotated, Literal

import pytest
from drawn import smallest
from market_data_core.telemetry import FeedbackEvent, HealthStatus
from pydantic import BaseModel, Field

PLAIN = {"coordinator_id": "", "queue_size": 0, "capacity": 1, "level": "ok", "ts": 0.0}
STATUS = {"service": "", "state": "healthy", "version": "", "ts": 0.0}

FAULTS = {
    "a level": (lambda event: event["level"] != "ok", {"level": "soft"}),
    "a large integer": (lambda event: event["queue_size"] > 10**6, {"queue_size": 10**6 + 1}),
    "NUL": (lambda event: "\0" in event["coordinator_id"], {"coordinator_id": "\0"}),
    "a character beyond ASCII": (
        lambda event: not event["coordinator_id"].isascii(),
        {"coordinator_id": "\x80"},
    ),
    "a long text": (
        lambda event: len(event["coordinator_id"]) > 255,
        {"coordinator_id": "0" * 256},
    ),
    "an optional member": (lambda event: "source" in event, {"source": ""}),
    "a negative number": (lambda event: event["ts"] < 0, {"ts": -1.0}),
    "two members": (
        lambda event: event["level"] == "hard" and "source" in event,
        {"level": "hard", "source": ""},
    ),
    "two numbers": (
        lambda event: event["queue_size"] > event["capacity"],
        {"queue_size": 2},
    ),
    "what comes after an optional member": (lambda event: event["ts"] > 10, {"ts": 11.0}),
}


@pytest.mark.parametrize(("is_failing", "changed"), FAULTS.values(), ids=FAULTS)
def test_of_an_event_only_the_fault_is_left(is_failing, changed):
    assert smallest(FeedbackEvent, is_failing) == PLAIN | changed


def component(**changed):
    return {"name": "", "state": "healthy", **changed}


COMPONENTS = {
    "one": (lambda status: status.get("components"), [component()]),
    "two": (lambda status: len(status.get("components", [])) >= 2, [component(), component()]),
    "a fault in any": (
        lambda status: any(each["state"] == "unhealthy" for each in status.get("components", [])),
        [component(state="unhealthy")],
    ),
    "a detail": (
        lambda status: any(each.get("details") for each in status.get("components", [])),
        [component(details={"": ""})],
    ),
}


@pytest.mark.parametrize(("is_failing", "components"), COMPONENTS.values(), ids=COMPONENTS)
def test_of_a_list_only_what_is_needed_is_left(is_failing, components):
    assert smallest(HealthStatus, is_failing) == STATUS | {"components": components}


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


CASES = {
    "the other branch": (
        Annotated[Cat | Dog, Field(discriminator="kind")],
        lambda animal: animal["kind"] == "dog",
        {"kind": "dog", "name": ""},
    ),
    "a member that may be null": (
        {"type": "object", "properties": {"a": {"type": ["integer", "null"]}}, "required": ["a"]},
        lambda document: document["a"] is not None,
        {"a": 0},
    ),
    "a kind of anything": ({}, lambda document: isinstance(document, list) and document, [None]),
    "an item of many": (list[int], lambda items: any(each >= 100 for each in items), [100]),
    "a sum": (list[Annotated[int, Field(ge=0)]], lambda items: sum(items) >= 10, [10]),
    "a name in a map": (
        dict[str, int],
        lambda members: "self" in members,
        {"self": 0},
    ),
    "a text of a pattern": (
        Annotated[str, Field(pattern="^[a-z]{2,9}$")],
        lambda text: len(text) > 3,
        "aaaa",
    ),
    "a set": (set[int], lambda items: len(items) >= 2, [0, 1]),
}


@pytest.mark.parametrize(("source", "is_failing", "expected"), CASES.values(), ids=CASES)
def test_smallest(source, is_failing, expected):
    assert smallest(source, is_failing) == expected
