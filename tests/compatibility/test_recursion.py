"""Models that contain themselves: proved like all others, whatever leads back."""

from typing import Annotated, Generic, Literal, TypeVar

import pytest
from pydantic import BaseModel, Field

from pactfuzz.compatibility import Answer, compare
from pactfuzz.shapes import Shape

T = TypeVar("T")


class Comment(BaseModel):
    text: str
    reply_to: "Comment | None" = None


class LikedComment(BaseModel):
    text: str
    reply_to: "LikedComment | None" = None
    likes: int = 0


class SameComment(BaseModel):
    text: str
    reply_to: "SameComment | None" = None


class Tree(BaseModel):
    left: "Tree | None" = None
    right: "Tree | None" = None


class WeighedTree(BaseModel):
    left: "WeighedTree | None" = None
    right: "WeighedTree | None" = None
    weight: float | None = None


class Folder(BaseModel):
    entries: "dict[str, Folder]" = {}


class DatedFolder(BaseModel):
    entries: "dict[str, DatedFolder]" = {}
    date: str = ""


class Person(BaseModel):
    employer: "Company | None" = None


class Company(BaseModel):
    owner: "Person | None" = None
    staff: list[Person] = []


class NamedPerson(BaseModel):
    employer: "NamedCompany | None" = None
    name: str = ""


class NamedCompany(BaseModel):
    owner: "NamedPerson | None" = None
    staff: list[NamedPerson] | None = None


class Leaf(BaseModel):
    kind: Literal["leaf"]
    value: int


class Node(BaseModel):
    kind: Literal["node"]
    left: "Annotated[Leaf | Node, Field(discriminator='kind')]"
    right: "Leaf | Node | None" = None


class WideLeaf(BaseModel):
    kind: Literal["leaf"]
    value: float


class WideNode(BaseModel):
    kind: Literal["node"]
    left: "Annotated[WideLeaf | WideNode, Field(discriminator='kind')]"
    right: "WideLeaf | WideNode | None" = None


class Linked(BaseModel, Generic[T]):
    value: T
    rest: "Linked[T] | None" = None


class Ring(BaseModel):
    """Back to itself after two steps, which are one object."""

    inner: "Between | None" = None


class Between(BaseModel):
    outer: Ring | None = None


class WideRing(BaseModel):
    inner: "WideBetween | None" = None
    note: str | None = None


class WideBetween(BaseModel):
    outer: WideRing | None = None


class StrictComment(BaseModel):
    text: str
    reply_to: "StrictReply | None" = None


class StrictReply(BaseModel):
    text: str = Field(min_length=1)
    reply_to: "StrictReply | None" = None


class DeepComment(BaseModel):
    """Differs three steps inside alone."""

    text: str
    reply_to: "DeepReply | None" = None


class DeepReply(BaseModel):
    text: str
    reply_to: StrictComment | None = None


class Described(BaseModel):
    """Has members that are called like keywords: a description of schemas has them all."""

    id: str | None = Field(default=None, alias="$id")
    dynamic: str | None = Field(default=None, alias="$dynamicRef")
    recursive: str | None = Field(default=None, alias="$recursiveRef")
    inner: "dict[str, Described] | None" = None


class WideDescribed(BaseModel):
    id: str | int | None = Field(default=None, alias="$id")
    dynamic: str | None = Field(default=None, alias="$dynamicRef")
    recursive: str | None = Field(default=None, alias="$recursiveRef")
    inner: "dict[str, WideDescribed] | None" = None


COMPATIBLE = [
    (Comment, LikedComment),
    (LikedComment, Comment),
    (Comment, SameComment),
    (Tree, WeighedTree),
    (WeighedTree, Tree),
    (Folder, DatedFolder),
    (Person, NamedPerson),
    (Company, NamedCompany),
    (Node, WideNode),
    (Leaf | Node, WideLeaf | WideNode),
    (Linked[int], Linked[float]),
    (Linked[Linked[int] | None], Linked[Linked[float] | None]),
    (Ring, WideRing),
    (Described, WideDescribed),
]
BREAKING = [
    (WideNode, Node),
    (Linked[float], Linked[int]),
    (Comment, StrictComment),
    (Comment, DeepComment),
]


@pytest.mark.parametrize(("writer", "reader"), COMPATIBLE)
def test_a_recursive_model_is_proved(writer: object, reader: object) -> None:
    assert compare(Shape.of(writer), Shape.of(reader)).answer is Answer.COMPATIBLE


@pytest.mark.parametrize(("writer", "reader"), COMPATIBLE)
def test_it_is_proved_of_its_schemas_alone(writer: object, reader: object) -> None:
    written = Shape.from_schema(Shape.of(writer).writer)
    read = Shape.from_schema(Shape.of(reader).reader)
    assert compare(written, read).answer is Answer.COMPATIBLE


@pytest.mark.parametrize(("writer", "reader"), BREAKING)
def test_a_break_inside_is_found(writer: object, reader: object) -> None:
    verdict = compare(Shape.of(writer), Shape.of(reader))
    assert verdict.answer is Answer.BREAKING
    assert verdict.differences[0].rule != "parser-refuses"


def test_what_stopped_the_proof_is_told() -> None:
    far = Shape.from_schema(_nested(40, {"type": "string", "pattern": "^(?!b)"}))
    near = Shape.from_schema(_nested(40, {"type": "string", "pattern": "^(?!a)(?!b)|^a"}))
    (reason,) = (each.reason for each in compare(far, near).undecided)
    assert reason.startswith("the proof was not finished: they differ more than 30 levels deep")
    dynamic = {"$dynamicAnchor": "n", "properties": {"n": {"$dynamicRef": "#n"}}}
    more = Shape.from_schema({**dynamic, "maxProperties": 10**9})
    (undecided,) = compare(Shape.from_schema(dynamic), more).undecided
    assert undecided.reason.startswith("a reference of a kind that is not followed ($dynamicRef")


def _nested(depth: int, schema: dict[str, object]) -> dict[str, object]:
    for _ in range(depth):
        schema = {"type": "object", "properties": {"n": schema}, "required": ["n"]}
    return schema
