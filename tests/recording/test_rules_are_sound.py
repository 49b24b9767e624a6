"""Whatever the shape accepts, the recorded rules accept: held against the official core itself."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from pactfuzz import Consumer, Provider
from pactfuzz.contract import Pact
from pactfuzz.recording import expectations_of
from pactfuzz.recording.official import interaction_of, recorded
from pactfuzz.shapes import format_document
from pactfuzz.values import covering_examples
from pactfuzz.verification.session import Verification


class Level(StrEnum):
    ok = "ok"
    hard = "hard"


class Code(IntEnum):
    one = 1
    two = 2


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str | None


class Scalars(BaseModel):
    flag: bool
    count: Annotated[int, Field(ge=0, le=2**62)]
    ratio: float
    level: Level
    code: Code
    text: Annotated[str, Field(min_length=1, max_length=3)]
    at: datetime
    id: UUID
    price: Decimal
    either: int | str
    anything: Any
    constant: Literal["x"]
    several: Literal["a", 1] | None


class Nullable(BaseModel):
    count: int | None
    level: Level | None
    cat: Cat | None
    names: list[str] | None
    either: int | str | None
    constant: Literal["x"] | None


class Containers(BaseModel):
    names: list[str]
    cats: Annotated[list[Cat], Field(min_length=1)]
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]]
    maybe: list[int | None]
    pair: tuple[int, str]
    unique: set[int]
    by_name: dict[str, int]
    cats_by_name: dict[str, Cat]
    pets_by_name: dict[str, Cat | Dog]
    nested: list[list[Dog]]
    grid: dict[str, list[int]]


class Tree(BaseModel):
    value: int
    children: list["Tree"]
    left: "Tree | None"


class Aliased(BaseModel):
    it: Annotated[int, Field(alias="the value")]
    other: Annotated[list[str], Field(alias="it.has-dots")]


@pytest.fixture(scope="module")
def verification() -> Iterator[Verification]:
    verification = Verification(10.0)
    yield verification
    verification.close()


OPEN = {
    "type": "array",
    "prefixItems": [{"type": "integer"}],
    "items": {"type": ["string", "null"]},
    "minItems": 2,
}
SHORT = {"type": "array", "prefixItems": [{"type": "integer"}] * 3, "items": False, "minItems": 1}
Nothing = Annotated[None, Field(title="Nothing")]


@pytest.mark.parametrize(
    "model",
    [
        *(Scalars, Nullable, Containers, Tree, Aliased),
        *({"prefixItems": [{"type": "integer"}, {"type": "string"}]}, OPEN, SHORT),
        *(Any, None, Nothing, Cat | None, None | Cat, list[int] | None, int | None, str),
    ],
    ids=str,
)
def test_every_covering_example_fulfils_the_recorded_interaction(
    verification: Verification, model: type[BaseModel]
) -> None:
    @Consumer("reader", provider="writer").receives("it", model)
    def test(value: object) -> None: ...

    (expectation,) = expectations_of(test)
    with recorded(expectation, None) as pact:
        interaction = interaction_of(pact)
    file = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
    writer = Provider("writer")
    sent = b""
    writer.sends("it")(lambda: sent)
    for example in covering_examples(expectation.shape.reader):
        sent = format_document(example.document).encode()
        outcome = verification.verify(writer, file, interaction).outcome
        assert outcome.verdict == "verified", (example, outcome.mismatches)


@pytest.mark.parametrize("model", [Any, None, Cat | None, int | None, Cat], ids=str)
def test_a_response_fulfils_what_is_recorded_of_it(verification: Verification, model: Any) -> None:
    @Consumer("reader", provider="writer").requests("it", "GET", "/", model)
    def test(provider_url: str) -> None: ...

    (expectation,) = expectations_of(test)
    with recorded(expectation, None) as pact:
        interaction = interaction_of(pact)
    file = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
    writer = Provider("writer")
    sent = b""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        del receive
        if scope["type"] == "http":
            start = {"type": "http.response.start", "status": 200}
            await send({**start, "headers": [(b"content-type", b"application/json")]})
            await send({"type": "http.response.body", "body": sent})

    writer.app(lambda: application)
    for example in covering_examples(expectation.shape.reader):
        sent = format_document(example.document).encode()
        outcome = verification.verify(writer, file, interaction).outcome
        assert outcome.verdict == "verified", (example, outcome.mismatches)
    sent = b""
    assert verification.verify(writer, file, interaction).outcome.verdict == "failed"


def test_what_the_shape_refuses_is_refused(verification: Verification) -> None:
    """Without this the test above would pass on a judge that says yes to all."""
    with recorded(_expectation(Scalars), None) as pact:
        interaction = interaction_of(pact)
    file = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
    writer = Provider("writer")
    example = covering_examples(_expectation(Scalars).shape.reader)[0].document
    sent = b""
    writer.sends("it")(lambda: sent)
    for name in Scalars.model_fields:
        sent = format_document({k: v for k, v in example.items() if k != name}).encode()
        outcome = verification.verify(writer, file, interaction).outcome
        assert outcome.verdict == "failed"
        assert f"$.{name}" in {str(each.where) for each in outcome.mismatches}


def _expectation(model: type[BaseModel]) -> Any:
    @Consumer("reader", provider="writer").receives("it", model)
    def test(value: object) -> None: ...

    return expectations_of(test)[0]
