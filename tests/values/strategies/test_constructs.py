"""What Pydantic writes for its types: every document that is made is accepted and can be parsed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, NotRequired, Optional, TypeVar
from uuid import UUID

import pytest
from drawn import collected
from market_data_core.telemetry import AuditEnvelope, FeedbackEvent, HealthStatus
from pydantic import (
    UUID4,
    AnyUrl,
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    FutureDate,
    IPvAnyAddress,
    Json,
    NegativeInt,
    PositiveFloat,
    PostgresDsn,
    RootModel,
    StringConstraints,
    Tag,
    conlist,
    create_model,
)
from typing_extensions import TypedDict

from pactfuzz.errors import ShapeError
from pactfuzz.shapes import Refused, Shape
from pactfuzz.values.strategies import instances, strategy

Item = TypeVar("Item")


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Mixed(Enum):
    TEXT = "text"
    NUMBER = 1.5
    NOTHING = None


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(ge=0, le=9)] = 9


class Dog(BaseModel):
    kind: Literal["dog", "hound"]
    name: str


class Tree(BaseModel):
    value: int
    children: list["Tree"] = []


class Chain(BaseModel):
    next: Optional["Chain"] = None


class Even(BaseModel):
    odd: Optional["Odd"] = None


class Odd(BaseModel):
    even: Even


class Aliased(BaseModel):
    size: int = Field(alias="queueSize")
    capacity: int = Field(default=3, validation_alias="queueCapacity")


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int = 0


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int]
    size: int


class Box(BaseModel, Generic[Item]):
    item: Item


class Pair(NamedTuple):
    left: int
    right: str = ""


class Loose(TypedDict):
    size: int
    name: NotRequired[str]


@dataclass
class Plain:
    size: int
    names: list[str]


def tag_of(value: Any) -> str:
    return "text" if isinstance(value, str) else "list"


Deeper = RootModel[dict[str, list["int | None"]]]

TYPES = {
    "anything": Any,
    "an integer": int,
    "a number": float,
    "a text": str,
    "a boolean": bool,
    "null": None,
    "an object of anything": dict,
    "an array of anything": list,
    "bounds": Annotated[int, Field(ge=-3, lt=8)],
    "a lower bound alone": Annotated[int, Field(gt=2**63)],
    "an upper bound alone": NegativeInt,
    "bounds of a number": Annotated[float, Field(gt=0.1, le=0.3)],
    "an open bound of a number": PositiveFloat,
    "multiples": Annotated[int, Field(multiple_of=7, ge=10, le=1_000)],
    "multiples of a fraction": Annotated[float, Field(multiple_of=0.25, ge=0, le=100)],
    "lengths": Annotated[str, Field(min_length=2, max_length=5)],
    "a pattern": Annotated[str, Field(pattern=r"^[A-Z]{3}-\d+$")],
    "a pattern without ends": Annotated[str, Field(pattern="a+b")],
    "a pattern and lengths": Annotated[
        str, StringConstraints(pattern=r"^[\w.]+@[a-z]+$", min_length=9, max_length=12)
    ],
    "a literal": Literal["a", 1] | None,
    "an enum": Colour,
    "an enum of integers": Level,
    "an enum of all kinds": Mixed,
    "nullable": int | None,
    "a union": int | str | list[bool],
    "a union of objects": Cat | Dog,
    "a discriminated union": Annotated[Cat | Dog, Field(discriminator="kind")],
    "a union by a function": Annotated[
        Annotated[str, Tag("text")] | Annotated[list[int], Tag("list")], Discriminator(tag_of)
    ],
    "a list": list[int],
    "a list with lengths": conlist(int, min_length=1, max_length=3),
    "a set": set[int],
    "a small set": Annotated[frozenset[Colour], Field(min_length=1)],
    "a sequence": Sequence[bool],
    "a tuple": tuple[int, str],
    "a tuple of any length": tuple[int, ...],
    "the empty tuple": tuple[()],
    "a named tuple": Pair,
    "a map": dict[str, int],
    "a map with lengths": Annotated[dict[str, int], Field(min_length=1, max_length=2)],
    "a map of literals": dict[Literal["x", "y"], float],
    "a map of patterns": Mapping[Annotated[str, Field(pattern="^[a-z]{1,3}$")], int],
    "a map of maps": Deeper,
    "a model": Cat,
    "a generic model": Box[Box[int]],
    "a model with aliases": Aliased,
    "a closed model": Closed,
    "a model with typed extras": Open,
    "a dataclass": Plain,
    "a typed dict": Loose,
    "an empty model": create_model("Empty"),
    "a model with every default": create_model(
        "Defaults", size=(int, 1), name=(str | None, None), tags=(list[str], Field(default=["a"]))
    ),
    "a tree": Tree,
    "a chain": Chain,
    "two models in a circle": Even,
    "a date": date,
    "a moment": datetime,
    "a time": time,
    "a duration": timedelta,
    "a uuid": UUID,
    "a uuid of a version": UUID4,
    "an ipv4 address": IPv4Address,
    "an ipv4 interface": IPv4Interface,
    "an ipv4 network": IPv4Network,
    "an ipv6 address": IPv6Address,
    "an ipv6 network": IPv6Network,
    "any ip address": IPvAnyAddress,
    "a url": AnyUrl,
    "a database's url": PostgresDsn,
    "a path": Path,
    "bytes": bytes,
    "bytes in base 64": Base64Bytes,
    "json in a text": Json[dict[str, int]],
    "a fraction": Fraction,
    "a feedback event": FeedbackEvent,
    "a health status": HealthStatus,
    "an audit envelope": AuditEnvelope,
}


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_every_document_is_accepted_and_can_be_parsed(kind):
    shape = Shape.from_model(kind)
    documents = collected(strategy(shape), 15)
    assert documents
    for document in documents:
        assert shape.accepts(document), shape.problems(document)
        shape.parse(json.dumps(document))


# What Pydantic's schemas do not say: that a text or name is a number, a zone, the future.
LOOSE = {
    "a decimal": (Decimal, Decimal),
    "a map of integers": (dict[int, str], dict),
    "an aware moment": (AwareDatetime, datetime),
    "a date to come": (FutureDate, date),
}


def is_parsed(shape: Shape, document: Any) -> bool:
    try:
        shape.parse(json.dumps(document))
    except Refused:
        return False
    return True


@pytest.mark.parametrize(("kind", "made"), LOOSE.values(), ids=LOOSE)
def test_what_the_parser_alone_refuses_is_a_document_but_no_instance(kind, made):
    shape = Shape.from_model(kind)
    documents = collected(strategy(shape), 40)
    assert all(map(shape.accepts, documents))
    assert {is_parsed(shape, each) for each in documents} == {False, True}
    assert {type(each) for each in collected(instances(shape), 20)} == {made}


def test_instances_are_those_of_the_model():
    found = collected(instances(Shape.from_model(FeedbackEvent)), 30)
    assert {type(each) for each in found} == {FeedbackEvent}


def test_a_schema_has_no_instances():
    with pytest.raises(ShapeError, match="has no model to make instances of"):
        instances(Shape.from_schema({"type": "integer"}, "a size"))


@pytest.mark.parametrize(("least", "most"), [(0, 0), (3, 3), (0, 1), (256, 256), (0, 100_000)])
def test_a_text_has_the_length_that_is_asked_for(least: int, most: int) -> None:
    """A text of one length alone, such as a currency, has no long flavour."""
    schema = {"type": "string", "minLength": least, "maxLength": most}
    made = collected(strategy(Shape.from_schema(schema)), 100)
    assert made
    assert [each for each in made if not least <= len(each) <= most] == []
