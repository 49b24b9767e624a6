"""Each property on models that keep it and on models that break it in the ways that are usual."""

import json
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    field_validator,
)

from pactfuzz.contract import Property
from pactfuzz.fuzzing import CHECKS, Broken, NothingToCompare, Sent, Target
from pactfuzz.shapes import Shape


class Level(Enum):
    OK = "ok"


class Sound(BaseModel):
    """A model that keeps everything that it is given."""

    model_config = ConfigDict(populate_by_name=True)

    number: int = Field(alias="theNumber")
    level: Level
    at: datetime
    price: Decimal
    ratio: float | None = None
    names: list[str] = []
    inner: "Sound | None" = None


SOUND = {
    "theNumber": 2**70,
    "level": "ok",
    "at": "2026-11-21T13:00:00Z",
    "price": "1.50",
    "ratio": 1e300,
    "names": ["a", "\u0000", "é"],
    "inner": {"theNumber": 1, "level": "ok", "at": 0, "price": 1, "unknown": [1]},
}


def target(model: Any, run: Any = None, read: Any = None) -> Target:
    shape = Shape.of(model)
    taken = read or shape.parse

    def called(text: bytes) -> list[Any]:
        value = taken(text)
        return run(value) if run else []

    return Target("reader", "writer", "a document", shape, taken, called)


def broken(of: Property, model: Any, document: Any, **keywords: Any) -> str:
    """Say how a property is broken."""
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(Broken) as caught:
        CHECKS[of](target(model, **keywords), Sent(text, words="something"))
    return str(caught.value)


@pytest.mark.parametrize("of", [Property.VALID, Property.ROUND_TRIP, Property.AGREEMENT])
def test_a_sound_model_keeps_what_it_is_given(of: Property) -> None:
    CHECKS[of](target(Sound), Sent(json.dumps(SOUND).encode()))


def test_a_round_trip_shows_a_number_that_is_no_longer_one() -> None:
    class Event(BaseModel):
        ts: float

    told = broken(Property.ROUND_TRIP, Event, b'{"ts": NaN}')
    assert 'dumped as {"ts":null}' in told
    assert "$.ts" in told


def test_a_round_trip_shows_a_member_that_is_not_dumped() -> None:
    class Event(BaseModel):
        kept: int
        lost: int = Field(default=0, exclude=True)

    told = broken(Property.ROUND_TRIP, Event, {"kept": 1, "lost": 5})
    assert "was Event(kept=1, lost=5), and is Event(kept=1, lost=0) after it was dumped as" in told


def test_a_round_trip_shows_a_member_that_is_not_even_read() -> None:
    class Event(BaseModel):
        note: Annotated[str | None, AfterValidator(lambda _: None)] = None

    assert "$.note: 'x' became None" in broken(Property.ROUND_TRIP, Event, {"note": "x"})


def test_a_round_trip_shows_a_name_that_is_changed() -> None:
    class Event(BaseModel):
        size: int = Field(validation_alias="queueSize", serialization_alias="queue_size")

    told = broken(Property.ROUND_TRIP, Event, {"queueSize": 1})
    assert "its own schema refuses" in told
    assert "$.queueSize" in told


def test_a_round_trip_shows_a_text_that_is_changed() -> None:
    class Event(BaseModel):
        name: Annotated[str, StringConstraints(strip_whitespace=True)]

    assert "$.name: ' a' became 'a'" in broken(Property.ROUND_TRIP, Event, {"name": " a"})


def test_a_round_trip_shows_digits_that_are_lost() -> None:
    class Event(BaseModel):
        size: Annotated[int, AfterValidator(float), PlainSerializer(int)]

    assert str(2**53 + 1) in broken(Property.ROUND_TRIP, Event, {"size": 2**53 + 1})


def test_a_round_trip_shows_a_dump_that_goes_on_changing() -> None:
    class Event(BaseModel):
        size: Annotated[int, PlainSerializer(lambda size: size + 1)]

    assert "was Event(size=1)" in broken(Property.ROUND_TRIP, Event, {"size": 1})


def test_agreement_shows_what_the_parser_refuses_of_what_the_schema_allows() -> None:
    class Event(BaseModel):
        size: int

        @field_validator("size")
        @classmethod
        def is_even(cls, size: int) -> int:
            if size % 2:
                message = "odd"
                raise ValueError(message)
            return size

    assert "$.size: Value error, odd" in broken(Property.AGREEMENT, Event, {"size": 1})
    CHECKS[Property.AGREEMENT](target(Event), Sent(b'{"size":2}'))


def test_what_is_refused_as_invalid_is_rejected() -> None:
    for text in (b"{}", b"", b'{"size"', b"\xff", b"[[["):
        CHECKS[Property.REJECTS](target(Sound), Sent(text))


def test_rejects_shows_another_exception() -> None:
    def read(text: bytes) -> object:
        return json.loads(text)["size"]

    told = broken(Property.REJECTS, Sound, {}, read=read)
    assert "raises KeyError: 'size'" in told


def test_rejects_shows_what_is_read_all_the_same() -> None:
    assert "is read" in broken(Property.REJECTS, Sound, {}, read=json.loads)


def test_valid_is_the_tests_own_failure() -> None:
    def run(event: Any) -> None:
        assert event["size"] < 10, "too large"

    with pytest.raises(AssertionError, match="too large"):
        CHECKS[Property.VALID](target({"type": "object"}, run), Sent(b'{"size":10}'))


class Open(BaseModel):
    size: int
    level: str = "ok"


def test_an_unknown_member_changes_nothing_for_a_sound_reader() -> None:
    plain, more = b'{"size":1}', b'{"size":1.0,"unknown":{"level":"hard"}}'
    check = CHECKS[Property.EXTENDED]
    check(target(Open, lambda event: [event.level]), Sent(more, plain))


def test_extended_shows_another_understanding() -> None:
    class Guessing(BaseModel):
        model_config = ConfigDict(extra="allow")
        level: str = "ok"

        def model_post_init(self, _: object) -> None:
            for name, value in (self.model_extra or {}).items():
                if name.lower() == "level":
                    self.level = value

    sent = Sent(b'{"Level":"hard"}', b"{}", "$.Level added")
    with pytest.raises(Broken, match=r"with \$.Level added \$.level: 'ok' became 'hard'"):
        CHECKS[Property.EXTENDED](target(Guessing), sent)


def test_extended_shows_another_effect() -> None:
    def run(event: dict[str, Any]) -> list[Any]:
        return [len(event)]

    sent = Sent(b'{"size":1,"unknown":null}', b'{"size":1}', "$.unknown added")
    with pytest.raises(Broken, match=r"with \$.unknown added it does \[2\], without it \[1\]"):
        CHECKS[Property.EXTENDED](target({"type": "object"}, run), sent)


def test_extended_says_nothing_where_the_plain_document_fails() -> None:
    def run(event: dict[str, Any]) -> list[Any]:
        raise KeyError(event)

    with pytest.raises(NothingToCompare):
        CHECKS[Property.EXTENDED](target({"type": "object"}, run), Sent(b"{}", b"{}"))


class Card(BaseModel):
    kind: Literal["card"] = "card"
    number: str


class Cash(BaseModel):
    kind: Literal["cash"] = "cash"
    given: int = 0


class Hiding(BaseModel):
    kind: Literal["hiding"] = "hiding"
    given: int = Field(0, exclude=True)


Tagged = Annotated[Card | Cash | Hiding, Field(discriminator="kind")]


class Payment(BaseModel):
    given: str = ""
    pay: Tagged
    others: list[Card | Cash] = []
    named: dict[str, Tagged] = {}


CARD = {"kind": "card", "number": "4"}
BESIDE = {
    "in a tagged union": {"pay": CARD | {"given": 1}},
    "of an object further out": {"pay": CARD | {"pay": 1}},
    "in a plain union": {"pay": CARD, "others": [CARD | {"given": 1}, {"kind": "cash"}]},
    "in a map": {"pay": CARD, "named": {"given": CARD | {"given": 1}}},
    "at the top": {"pay": CARD, "number": 1},
}


@pytest.mark.parametrize("document", BESIDE.values(), ids=BESIDE)
def test_a_member_that_another_branch_names_is_none_of_this_one(document: Any) -> None:
    CHECKS[Property.ROUND_TRIP](target(Payment), Sent(json.dumps(document).encode()))


def test_a_member_that_its_own_branch_loses_is_lost() -> None:
    document = {"pay": CARD, "others": [CARD], "named": {"a": {"kind": "hiding", "given": 0}}}
    words = broken(Property.ROUND_TRIP, Payment, document)
    assert words == "on its way through the model $.named.a.given: 0 became absent"


class Fragile(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def is_known(cls, name: str) -> str:
        return {"": "a", "a": "a"}[name]


class Worn(BaseModel):
    name: Annotated[str, PlainSerializer(lambda _: "b", return_type=str)]

    @field_validator("name")
    @classmethod
    def is_known(cls, name: str) -> str:
        return {"a": "a"}[name]


@pytest.mark.parametrize("of", [Property.ROUND_TRIP, Property.AGREEMENT])
def test_a_parser_that_crashes_is_named_as_one(of: Property) -> None:
    told = broken(of, Fragile, {"name": "b"})
    assert told == "parser-crashes: $: the parser crashes with KeyError: 'b'"


def test_a_parser_that_crashes_on_what_it_wrote_is_named_as_one() -> None:
    told = broken(Property.ROUND_TRIP, Worn, {"name": "a"})
    assert told == "parser-crashes: $: the parser crashes with KeyError: 'b'"
