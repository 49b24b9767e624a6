"""Shapes that between them have every kind of part."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal, Union
from uuid import UUID

import pytest
from market_data_core.telemetry import AuditEnvelope, FeedbackEvent, HealthStatus
from pydantic import AnyUrl, BaseModel, ConfigDict, Field, Json

from pactfuzz.shapes import Shape


class Colour(Enum):
    RED = "red"
    BLUE = 3


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(ge=0, le=9)] = 9
    name: str | None = None


class Dog(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["dog"]
    tricks: list[str] = []


class Owner(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    phone: Annotated[str, Field(pattern=r"^\+[0-9]{3,9}$")] | None = None


class Tree(BaseModel):
    label: Annotated[str, Field(max_length=3)] = ""
    children: list["Tree"] = []
    by_name: dict[str, "Tree"] | None = None


class Links(BaseModel):
    following: Union["Links", None] = None
    weight: float


class Formats(BaseModel):
    day: date
    moment: datetime
    clock: time
    length: timedelta
    key: UUID
    address: IPv4Address
    link: AnyUrl
    price: Decimal
    inside: Json[list[int]]


class Collections(BaseModel):
    pair: tuple[int, Annotated[str, Field(min_length=2)]]
    unique: Annotated[set[Colour], Field(min_length=1)]
    some: Annotated[list[bool], Field(min_length=2, max_length=4)]
    counts: Annotated[dict[Literal["a", "b"], int], Field(min_length=1)]
    words: Annotated[dict[Annotated[str, Field(pattern="^[a-z]+$")], float], Field(max_length=3)]
    anything: Any = None
    half: Annotated[float, Field(gt=0, lt=1)]
    fives: Annotated[int, Field(multiple_of=5, le=-5)]
    tenths: Annotated[float, Field(multiple_of=0.1, ge=0)]


MODELS = (FeedbackEvent, HealthStatus, AuditEnvelope, Owner, Tree, Links, Formats, Collections)


@pytest.fixture(params=MODELS, ids=lambda each: each.__name__)
def shape(request) -> Shape:
    return Shape.from_model(request.param)


@pytest.fixture(scope="session")
def feedback() -> Shape:
    return Shape.from_model(FeedbackEvent)
