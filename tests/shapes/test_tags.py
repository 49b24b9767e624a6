"""The tag of a tagged union has a default by habit: its parser demands it all the same."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter
from typing_extensions import TypedDict

from pactfuzz.shapes import Refused, Shape, format_document


class Card(BaseModel):
    kind: Literal["card"] = "card"
    last4: str


class Transfer(BaseModel):
    kind: Literal["transfer"] = Field("transfer", alias="kind")
    iban: str


Payment = Annotated[Card | Transfer, Field(discriminator="kind")]


class One(BaseModel):
    payment: Payment


class Maybe(BaseModel):
    payment: Payment | None


class Beside(BaseModel):
    payment: Payment
    card: Card


class First(BaseModel):
    kind: Literal["x"] = "x"
    sub: Literal["first"] = "first"


class Second(BaseModel):
    kind: Literal["x"] = "x"
    sub: Literal["second"] = "second"


Deep = Annotated[
    Card | Annotated[First | Second, Field(discriminator="sub")], Field(discriminator="kind")
]


class Node(BaseModel):
    kind: Literal["node"] = "node"
    below: "list[Annotated[Node | Leaf, Field(discriminator='kind')]]" = []


class Leaf(BaseModel):
    kind: Literal["leaf"] = "leaf"


class Aliased(BaseModel):
    kind: Literal["a"] = Field("a", alias="@type")


class Other(BaseModel):
    kind: Literal["b"] = Field("b", alias="@type")


class BesideAliased(BaseModel):
    either: Annotated[Aliased | Other, Field(discriminator="kind")]
    other: Other


class Row(TypedDict, total=False):
    kind: Literal["row"]


CARD = {"last4": "0000"}
TAGGED = {"kind": "card", "last4": "0000"}


@pytest.mark.parametrize(
    ("model", "document", "is_read"),
    [
        (Payment, CARD, False),
        (Payment, TAGGED, True),
        (Payment, {"kind": "transfer", "last4": "0000"}, False),
        (One, {"payment": CARD}, False),
        (One, {"payment": TAGGED}, True),
        (Maybe, {"payment": CARD}, False),
        (Maybe, {"payment": None}, True),
        (list[Payment], [TAGGED, CARD], False),
        (dict[str, Payment], {"a": CARD}, False),
        (Beside, {"payment": TAGGED, "card": CARD}, True),
        (Beside, {"payment": CARD, "card": CARD}, False),
        (Deep, {"kind": "x", "sub": "first"}, True),
        (Deep, {"kind": "x"}, False),
        (Deep, {"sub": "first"}, False),
        (Node, {"below": [{"kind": "leaf"}, {"kind": "node"}]}, True),
        (Node, {"below": [{}]}, False),
        (Annotated[Aliased | Other, Field(discriminator="kind")], {"@type": "a"}, True),
        (Annotated[Aliased | Other, Field(discriminator="kind")], {}, False),
        (BesideAliased, {"either": {"@type": "b"}, "other": {}}, True),
        (BesideAliased, {"either": {}, "other": {}}, False),
        (Annotated[Card | Row, Field(discriminator="kind")], {"kind": "row"}, True),
        (Annotated[Card | Row, Field(discriminator="kind")], {}, False),
        (Card | Transfer, CARD, True),
    ],
)
def test_schema_and_parser_agree_on_tags(model: Any, document: Any, *, is_read: bool) -> None:
    shape = Shape.from_model(model)
    assert shape.accepts(document) is is_read
    if is_read:
        shape.parse(format_document(document))
        return
    with pytest.raises(Refused):
        shape.parse(format_document(document))


def test_a_schema_without_a_tagged_union_is_as_pydantic_gives_it() -> None:
    class Plain(BaseModel):
        card: Card
        either: Card | Transfer

    assert Shape.from_model(Plain).reader == TypeAdapter(Plain).json_schema()
