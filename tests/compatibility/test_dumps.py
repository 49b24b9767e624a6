"""What a model dumps, where its serialization schema says something else or nothing."""

import time
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    Json,
    PlainSerializer,
    RootModel,
    SecretStr,
    SerializeAsAny,
    WithJsonSchema,
    WrapSerializer,
    computed_field,
    create_model,
    field_serializer,
    field_validator,
    model_serializer,
)
from typing_extensions import TypedDict

from pactfuzz.compatibility import Answer, Judge, Policy, Verdict, compare
from pactfuzz.shapes import Omits, Refused, Shape


class Reader(BaseModel):
    x: float
    note: str | None = None


class Writer(Reader):
    """What the others derive from: alone it is what the reader reads."""


def verdict_on(writer: Any, reader: Any, **how: Any) -> Verdict:
    """Compare, and hold a break to what the models really do."""
    verdict = compare(Shape.of(writer), Shape.of(reader), **how)
    if verdict.witness is not None:
        with pytest.raises(Refused):
            Shape.of(reader).parse(verdict.witness.text)
    return verdict


class FieldSerializer(Reader):
    @field_serializer("x")
    def amount(self, x):
        return f"{x} EUR"


class ModelSerializer(Reader):
    @model_serializer
    def whole(self):
        return {"y": self.x}


class WrappingModelSerializer(Reader):
    @model_serializer(mode="wrap")
    def whole(self, handler):
        return {"data": handler(self)}


class Plain(Reader):
    x: Annotated[float, PlainSerializer(lambda x: f"{x} EUR")]


class Wrap(Reader):
    x: Annotated[float, WrapSerializer(lambda x, handler: f"{handler(x)} EUR")]


Amount = Annotated[float, PlainSerializer(lambda x: f"{x} EUR")]


@dataclass
class AmountInDataclass:
    x: Amount


class AmountInDict(TypedDict):
    x: Amount


AmountInRoot = RootModel[dict[str, Amount]]
NumbersByName = RootModel[dict[str, float]]


class Deep(BaseModel):
    inside: list[dict[str, FieldSerializer | None]]


class DeepReader(BaseModel):
    inside: list[dict[str, Reader | None]]


class TaggedWriter(FieldSerializer):
    kind: Literal["a"] = "a"


class TaggedOther(BaseModel):
    kind: Literal["b"] = "b"


class TaggedReader(Reader):
    kind: Literal["a"] = "a"


Tagged = Annotated[TaggedWriter | TaggedOther, Field(discriminator="kind")]
TaggedRead = Annotated[TaggedReader | TaggedOther, Field(discriminator="kind")]

SERIALIZED = [
    (FieldSerializer, Reader),
    (ModelSerializer, Reader),
    (WrappingModelSerializer, Reader),
    (Plain, Reader),
    (Wrap, Reader),
    (AmountInDataclass, Reader),
    (AmountInDict, Reader),
    (AmountInRoot, NumbersByName),
    (Deep, DeepReader),
    (Tagged, TaggedRead),
]


@pytest.mark.parametrize(("writer", "reader"), SERIALIZED)
@pytest.mark.parametrize("policy", Policy)
def test_what_a_serializer_without_a_return_type_writes_is_asked(
    writer: Any, reader: Any, policy: Policy
) -> None:
    verdict = verdict_on(writer, reader, policy=policy)
    assert verdict.answer is Answer.BREAKING
    assert verdict.differences[0].rule == "dump-off-schema"


class RareText(Reader):
    @field_serializer("note")
    def rare(self, note):
        return 5 if note == "hello" else note


class Anything(BaseModel):
    x: float
    note: Any = None


class NoNote(BaseModel):
    x: float


class Base(BaseModel):
    id: str


class Duck(BaseModel):
    base: SerializeAsAny[Base]


class StrictBase(Base):
    model_config = ConfigDict(extra="forbid")


class StrictDuck(BaseModel):
    base: StrictBase


class WithoutNone(Reader):
    """How many clients write."""

    @model_serializer(mode="wrap")
    def clean(self, handler: Any) -> dict[str, Any]:
        return {key: each for key, each in handler(self).items() if each is not None}


@pytest.mark.parametrize(
    ("writer", "reader", "named"),
    [
        (RareText, Reader, "RareText.rare states no return type"),
        (RareText, RareText, "RareText.rare states no return type"),
        (Duck, StrictDuck, "SerializeAsAny writes what a subclass has"),
        (WithoutNone, Reader, "WithoutNone.clean states a return type that leaves open"),
    ],
)
def test_what_is_not_seen_to_break_is_unknown_and_names_the_serializer(
    writer: Any, reader: Any, named: str
) -> None:
    verdict = verdict_on(writer, reader)
    assert verdict.answer is Answer.UNKNOWN
    assert str(verdict.undecided[0]).startswith(f"$: serializer: {named}")
    assert verdict.searched > 0


@pytest.mark.parametrize("reader", [Anything, NoNote])
def test_a_serializer_of_what_the_reader_takes_anyway_is_compatible(reader: Any) -> None:
    assert verdict_on(RareText, reader).answer is Answer.COMPATIBLE


class Described(Reader):
    x: Annotated[
        float, PlainSerializer(str), WithJsonSchema({"type": "string"}, mode="serialization")
    ]


class Stock(BaseModel):
    """Types that Pydantic writes by serializers of its own."""

    address: IPv4Address
    path: Path
    price: Decimal
    secret: SecretStr


class StockTexts(BaseModel):
    address: str
    path: str
    price: str
    secret: str


def test_a_described_serializer_and_those_of_pydantic_are_believed() -> None:
    class Text(Reader):
        x: str  # type: ignore[assignment]

    assert verdict_on(Described, Text).answer is Answer.COMPATIBLE
    assert verdict_on(Stock, StockTexts).answer is Answer.COMPATIBLE
    assert dict(Shape.of(Stock).dumps().serializers) == {}


class NullByDefault(BaseModel):
    roles: list[str] = None  # type: ignore[assignment]


class NullByFactory(BaseModel):
    roles: list[str] = Field(default_factory=lambda: None)  # type: ignore[arg-type]


class NumberByDefault(BaseModel):
    roles: list[str] = 0  # type: ignore[assignment]


class NullDeepInside(BaseModel):
    users: list[NullByDefault]


class Roles(BaseModel):
    roles: list[str] = []


class RolesDeepInside(BaseModel):
    users: list[Roles]


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (NullByDefault, Roles),
        (NullByFactory, Roles),
        (NumberByDefault, Roles),
        (NullDeepInside, RolesDeepInside),
    ],
)
def test_a_default_of_another_type_is_written(writer: Any, reader: Any) -> None:
    verdict = verdict_on(writer, reader)
    assert verdict.answer is Answer.BREAKING
    assert verdict.differences[0].rule == "dump-off-schema"
    assert verdict_on(writer, reader, omits=Omits.UNSET).answer is Answer.COMPATIBLE


class Computed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    x: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def double(self) -> int:
        return 2 * self.x


class Renamed(BaseModel):
    x: int = Field(validation_alias="inX", serialization_alias="outX")


class AsText(BaseModel):
    x: float

    @field_serializer("x")
    def amount(self, x: float) -> str:
        return f"{x} EUR"


class Parsed(BaseModel):
    x: Json[list[int]]


class Secret(BaseModel):
    x: SecretStr = Field(min_length=12)


class Excluded(BaseModel):
    x: int = Field(exclude=True)
    y: int = 0


class Tightening(BaseModel):
    """A validator that does not take what it makes."""

    x: str = Field(max_length=3)

    @field_validator("x", mode="after")
    @classmethod
    def longer(cls, x: str) -> str:
        return x + "!"


SELFISH = {
    Computed: "field-removed",
    Renamed: "required-field-added",
    AsText: "type-changed",
    FieldSerializer: "dump-off-schema",
    Parsed: "type-changed",
    Secret: "dump-off-schema",
    Excluded: "required-field-added",
    Tightening: "dump-off-schema",
}
"""Models that do not read what they write, and the rule that shows it."""


@pytest.mark.parametrize("model", SELFISH)
def test_a_model_that_does_not_read_what_it_writes_breaks_itself(model: Any) -> None:
    verdict = verdict_on(model, model)
    assert verdict.answer is Answer.BREAKING
    assert verdict.is_same
    assert verdict.differences[0].rule == SELFISH[model]


class Tree(BaseModel):
    name: str
    parent: "Tree | None" = None
    children: list["Tree"] = []


@pytest.mark.parametrize("model", [Reader, Tree, Stock, TaggedRead, Roles, Duck, Anything])
def test_a_model_that_reads_what_it_writes_is_compatible_with_itself(model: Any) -> None:
    verdict = verdict_on(model, model)
    assert verdict.answer is (Answer.UNKNOWN if model is Duck else Answer.COMPATIBLE)
    assert verdict.searched > 0


class Named(BaseModel):
    """Read under two names, written under one, with whatever else was read."""

    model_config = ConfigDict(extra="allow", validate_by_name=True)
    progress_token: str | int | None = Field(default=None, alias="progressToken")


class Request(BaseModel):
    named: Named | None = None
    limit: int = Field(alias="maxItems", ge=0)


@pytest.mark.parametrize("model", [Named, Request])
def test_a_model_with_two_names_for_a_field_is_compatible_with_itself(model: Any) -> None:
    assert verdict_on(model, model).answer is Answer.COMPATIBLE


class Listed(BaseModel):
    code: str

    @field_validator("code")
    @classmethod
    def is_magic(cls, code: str) -> str:
        if code != "magic":
            msg = "no magic"
            raise ValueError(msg)
        return code


def test_a_model_that_was_not_seen_to_write_is_unknown() -> None:
    verdict = verdict_on(Listed, Listed)
    assert verdict.answer is Answer.UNKNOWN
    assert "so it wrote nothing; state values" in str(verdict.undecided[0])


class Tag(BaseModel):
    kind: Literal["x"] = "x"
    size: int


class TagReader(BaseModel):
    kind: Literal["x"]
    size: int


class MaybeSize(BaseModel):
    size: int | None


class SizeReader(BaseModel):
    size: int | None = 0


class NeedsSize(BaseModel):
    size: int | None


def test_a_field_with_a_default_is_in_every_full_dump() -> None:
    assert verdict_on(Tag, TagReader).answer is Answer.COMPATIBLE
    for omits in (Omits.UNSET, Omits.DEFAULTS):
        verdict = verdict_on(Tag, TagReader, omits=omits)
        assert verdict.answer is Answer.BREAKING
        assert verdict.witness is not None
        assert verdict.witness.text == '{"size":0}'
        assert [each.rule for each in verdict.differences] == ["field-made-required"]
    assert verdict_on(Tag, TagReader, omits=Omits.NONE).answer is Answer.COMPATIBLE


def test_a_dump_without_none_leaves_out_what_may_be_null() -> None:
    assert verdict_on(MaybeSize, NeedsSize).answer is Answer.COMPATIBLE
    assert verdict_on(MaybeSize, NeedsSize, omits=Omits.NONE).answer is Answer.BREAKING
    assert verdict_on(MaybeSize, SizeReader, omits=Omits.NONE).answer is Answer.COMPATIBLE


class Level(Enum):
    LOW = 1


class Stripped(BaseModel):
    """Fields that are never null, of all sorts of types."""

    text: Annotated[str, AfterValidator(str.strip)]
    url: HttpUrl
    level: Level
    inside: MaybeSize
    tagged: TaggedRead
    address: IPv4Address


class ReadStripped(BaseModel):
    text: str
    url: str
    level: int
    inside: SizeReader
    tagged: TaggedRead
    address: str


def test_a_dump_without_none_has_all_that_is_never_null() -> None:
    required = set(Shape.of(Stripped).dumps(Omits.NONE).schema["required"])
    assert required == {"text", "url", "level", "inside", "tagged", "address"}
    verdict = verdict_on(Stripped, ReadStripped, omits=Omits.NONE)
    assert "$.text" not in [str(each.location) for each in verdict.undecided]


class Temperature(BaseModel):
    value: float


class FiniteTemperature(BaseModel):
    value: Annotated[float, Field(allow_inf_nan=False)]


class TemperatureOrNothing(BaseModel):
    value: float | None


class TemperatureAsText(Temperature):
    model_config = ConfigDict(ser_json_inf_nan="strings")


def test_a_number_that_is_not_finite_is_a_fact_and_breaks_by_the_strict_policy() -> None:
    number = {"properties": {"value": {"type": "number"}}}
    for writer, reader, text in (
        (Temperature, Temperature, '{"value":null}'),
        (Temperature, number, '{"value":null}'),
        (TemperatureAsText, number, '{"value":"Infinity"}'),
    ):
        verdict = compare(Shape.of(writer), Shape.of(reader))
        assert verdict.answer is Answer.COMPATIBLE
        assert verdict.not_finite is not None
        assert verdict.not_finite.text == text
    assert verdict_on(Temperature, Temperature, policy=Policy.STRICT).answer is Answer.BREAKING


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (FiniteTemperature, Temperature),
        (Temperature, TemperatureOrNothing),
        (TemperatureOrNothing, TemperatureOrNothing),
        (TemperatureAsText, Temperature),
    ],
)
def test_null_that_is_read_or_never_written_is_no_fact(writer: Any, reader: Any) -> None:
    for policy in Policy:
        verdict = verdict_on(writer, reader, policy=policy)
        assert verdict.answer is Answer.COMPATIBLE
        assert verdict.not_finite is None


def test_the_schema_of_dumps_is_no_wider_than_what_is_dumped() -> None:
    class Total(TypedDict, total=False):
        size: int

    assert "required" not in Shape.of(Total).dumps().schema
    assert Shape.of(Tag).dumps().schema["required"] == ["kind", "size"]
    assert Shape.of(Tag).dumps(Omits.UNSET).schema["required"] == ["size"]
    assert not Shape.of(Total).dumps().has_defaults
    assert Shape.of({"type": "integer"}).dumps().schema == {"type": "integer"}


class SlowRareText(RareText):
    @field_validator("x")
    @classmethod
    def takes_its_time(cls, x: float) -> float:
        time.sleep(0.2)
        return x


def test_a_serializer_is_named_when_the_time_is_up_as_well() -> None:
    with Judge(2) as judge:
        verdict = judge.compare(Shape.of(SlowRareText), Shape.of(Reader))
    assert verdict.answer is Answer.UNKNOWN
    assert [each.keyword for each in verdict.undecided] == ["serializer", "the whole"]


NAMES = ["ref", "type", "fields", "config", "serialization", "function", "choices", "default"]
NAMES += ["metadata", "definitions", "expected", "members", "return_schema", "schema_ref", "items"]


@pytest.mark.parametrize("kind", [(str, "x"), (int | None, ...), (dict[str, Any], {"ref": [1]})])
def test_the_names_of_fields_are_no_keys_of_a_core_schema(kind: Any) -> None:
    model = create_model("Named", **dict.fromkeys(NAMES, kind))
    verdict = compare(Shape.of(model), Shape.of(model))
    assert verdict.answer is Answer.COMPATIBLE


def test_an_untyped_serializer_is_found_beside_such_names() -> None:
    class Named(BaseModel):
        type: str = "function-x"
        ref: dict[str, Any] = {"type": "model", "ref": [1], "serialization": {"function": 1}}
        choices: float

        @field_serializer("choices")
        def rare(self, value: float) -> Any:
            return value

    assert compare(Shape.of(Named), Shape.of(Named)).answer is Answer.UNKNOWN
