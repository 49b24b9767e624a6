"""Models whose own validators forbid what their JSON Schema allows."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    FutureDate,
    NaiveDatetime,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from pactfuzz import Consumer, Fuzz, state
from pactfuzz.contract import Interaction
from pactfuzz.errors import DeclarationError, UnsatisfiableShape
from pactfuzz.recording import cases_of, expectations_of
from pactfuzz.recording.expectation import ExpectedState
from pactfuzz.recording.matching import body_of
from pactfuzz.recording.official import ConsumerBreaks
from pactfuzz.recording.readable import readable_body, readable_example, readable_examples
from pactfuzz.shapes import Shape
from pactfuzz.values import covering_examples

Digit = Annotated[int, Field(ge=0, le=9)]


class Bar(BaseModel):
    low: Digit
    high: Digit
    venue: Literal["lit", "dark"] = "lit"

    @model_validator(mode="after")
    def in_order(self) -> "Bar":
        assert self.low < self.high, "low is not below high"
        return self


class Bars(BaseModel):
    bar: Bar
    closed: bool


class Order(BaseModel):
    price: float | None = None
    size: int | None = None

    @model_validator(mode="after")
    def not_empty(self) -> "Order":
        assert self.price is not None or self.size is not None, "an order of nothing"
        return self


class Symbol(BaseModel):
    symbol: str

    @field_validator("symbol")
    @classmethod
    def is_listed(cls, symbol: str) -> str:
        return {"AAPL": symbol}[symbol]


class StatedSymbol(Symbol):
    symbol: str = Field(examples=["AAPL"])


class Listed(BaseModel):
    symbol: str = Field(examples=["AAPL"])

    @field_validator("symbol")
    @classmethod
    def is_listed(cls, symbol: str) -> str:
        if symbol != "AAPL":
            msg = "not listed"
            raise ValueError(msg)
        return symbol


class Plain(BaseModel):
    low: Digit
    note: str | None = None


def recorded(model: Any, promises: Mapping[str, Any]) -> Any:
    shape = Shape.from_model(model)
    return readable_example(shape, body_of(shape.reader, promises), promises)


@pytest.mark.parametrize("model", [Bar, Bars, Order, Listed])
def test_covering_examples_are_such_as_the_parser_reads(model: Any) -> None:
    shape = Shape.from_model(model)
    examples = readable_examples(shape)
    for each in examples:
        assert shape.accepts(each.document)
        shape.parse(json.dumps(each.document))


def test_every_pair_that_the_parser_takes_is_shown() -> None:
    bars = [each.document for each in readable_examples(Shape.from_model(Bar))]
    assert {(bar["low"], bar["high"], bar.get("venue")) for bar in bars} == {
        (0, 9, None),
        (0, 9, "lit"),
        (0, 9, "dark"),
    }


def test_what_the_parser_takes_anyway_is_as_it_was() -> None:
    shape = Shape.from_model(Plain)
    assert readable_examples(shape) == covering_examples(shape.reader)
    assert recorded(Plain, {"note": "x"}) == body_of(shape.reader, {"note": "x"}).example


@pytest.mark.parametrize(
    ("model", "promises", "example"),
    [
        (Bar, {}, {"low": 0, "high": 9}),
        (Bar, {"low": 4}, {"low": 4, "high": 9}),
        (Bars, {"bar": {"high": 5}}, {"bar": {"low": 0, "high": 5}, "closed": False}),
        (Order, {"size": 3}, {"size": 3}),
        (StatedSymbol, {}, {"symbol": "AAPL"}),
    ],
)
def test_the_recorded_example_is_read_and_has_no_other_members(
    model: Any, promises: dict[str, Any], example: Any
) -> None:
    assert recorded(model, promises) == example
    Shape.from_model(model).parse(json.dumps(example))


def test_a_promise_that_the_parser_does_not_take_is_one_clear_error() -> None:
    with pytest.raises(DeclarationError, match=r'Bar reads: {"low":9.*not below high'):
        recorded(Bar, {"low": 9})


def test_members_that_a_validator_demands_have_to_be_promised() -> None:
    with pytest.raises(
        DeclarationError, match=r"Order reads: {} fails with: .*an order of nothing"
    ):
        recorded(Order, {})


def test_a_model_of_which_no_example_is_read_is_one_clear_error() -> None:
    class Refusing(Listed):
        symbol: str

    with pytest.raises(UnsatisfiableShape) as caught:
        readable_examples(Shape.from_model(Refusing))
    assert str(caught.value) == (
        "the parser of Refusing reads none of the 2 examples that its JSON Schema gives, for "
        '{"symbol":"text"} fails with: $.symbol: Value error, not listed; state values that it '
        'takes: Field(examples=[...]) for a field, json_schema_extra={"examples": [...]} for a '
        "model, fuzz=Fuzz(values=[...]); where the JSON Schema is not what crosses, give the right "
        "one by WithJsonSchema"
    )


class Part(BaseModel):
    text: str | None = None
    raw: str | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> "Part":
        if (self.text is None) == (self.raw is None):
            msg = "exactly one of text and raw"
            raise ValueError(msg)
        return self


class StatedPart(Part):
    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "x", "raw": None}]})


class Local(BaseModel):
    at: NaiveDatetime | None = Field(examples=["2026-01-01T00:00:00"])
    on: list[FutureDate] = Field(min_length=1, examples=[["2126-01-01"], "no list"])


class Imaginary(BaseModel):
    number: Annotated[complex, WithJsonSchema({"type": "string", "examples": ["1+2j"]})]


class Elsewhere(BaseModel):
    x: int = Field(validation_alias=AliasPath("a", "b"))


INNER = {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}
CORRECTED = {"type": "object", "properties": {"a": INNER}, "required": ["a"]}


@pytest.mark.parametrize(
    ("model", "promises", "example"),
    [
        (StatedPart, {}, {"text": "x"}),
        (Part, {"raw": "r"}, {"raw": "r"}),
        (Local, {}, {"at": "2026-01-01T00:00:00", "on": ["2126-01-01"]}),
        (Imaginary, {}, {"number": "1+2j"}),
        (Annotated[Elsewhere, WithJsonSchema(CORRECTED)], {}, {"a": {"b": 10}}),
    ],
)
def test_each_next_step_that_is_told_works(
    model: Any, promises: dict[str, Any], example: Any
) -> None:
    consumer = Consumer("reader", provider="writer")

    @consumer.receives("it", model, states=[state("s", promises=promises)])
    def test(it: object) -> None: ...

    (expectation,) = expectations_of(test)
    first, *covering = cases_of(expectation)
    with first.opened() as opened:
        assert opened.document == example
        assert opened.recorded is not None
        rules = opened.recorded.content.get("matchingRules", {"body": {}})["body"]
    assert all(f"$.{name}" in rules or name in promises or name == "a" for name in example)
    assert covering
    for case in covering:
        with case.opened():
            pass


@pytest.mark.parametrize("values", [[{"text": "x"}], [Part(text="x")], [{}, {"text": "x"}]])
def test_a_value_that_the_user_gives_is_an_example(values: Any) -> None:
    class Refusing(Part):
        @model_validator(mode="after")
        def only_x(self) -> "Refusing":
            assert self.text == "x"
            return self

    consumer = Consumer("reader", provider="writer")

    @consumer.receives("it", Refusing, fuzz=Fuzz(values=values))
    def test(it: object) -> None: ...

    first, *covering = cases_of(expectations_of(test)[0])
    with first.opened() as opened:
        assert opened.document == {"text": "x"}
    for case in covering:
        with case.opened() as opened:
            assert isinstance(opened.argument, Refusing)
    assert covering


@pytest.mark.parametrize("names", [int, float, bool, Decimal])
def test_a_map_of_numbers_has_an_entry_that_is_read(names: Any) -> None:
    class Counted(BaseModel):
        by_number: dict[names, str]

    shape = Shape.from_model(Counted)
    body = readable_body(shape, body_of(shape.reader, {}), {})
    assert body.example == {"by_number": {"1": "text"}}
    assert body.rules["$.by_number"]["matchers"] == [{"match": "values"}]


def test_with_exactly_one_of_several_members_each_is_tried() -> None:
    documents = [each.document for each in readable_examples(Shape.from_model(Part))]
    assert {"text": "text"} in documents
    assert {"raw": "text"} in documents


@pytest.mark.parametrize("model", [Symbol])
def test_an_example_on_which_the_parser_crashes_is_shown_to_the_test(model: Any) -> None:
    consumer = Consumer("reader", provider="writer")

    @consumer.receives("a symbol", model)
    def test(symbol: Symbol) -> None: ...

    (expectation,) = expectations_of(test)
    told = []
    for case in cases_of(expectation)[1:]:
        try:
            with case.opened():
                pass
        except ConsumerBreaks as error:
            told.append(str(error))
    assert told[0].startswith(f"parser-crashes: {model.__name__}")
    assert told[0].endswith("KeyError: 'text'\n" + '{"symbol": "text"}')


def test_the_rules_of_what_is_recorded_hold_for_its_example() -> None:
    bars = Consumer("reader", provider="writer")

    @bars.receives("a bar", Bar, states=[state("it rose", high=7)])
    def test(bar: Bar) -> None: ...

    (expectation,) = expectations_of(test)
    first, *covering = cases_of(expectation)
    with first.opened() as opened:
        assert isinstance(opened.recorded, Interaction)
        assert opened.argument == Bar(low=0, high=7)
        assert opened.document == {"low": 0, "high": 7}
        rules = opened.recorded.content["matchingRules"]["body"]
        assert rules.keys() == {"$.low"}
    for case in covering:
        with case.opened() as opened:
            assert isinstance(opened.argument, Bar)
    assert isinstance(first.state, ExpectedState)


def test_a_schema_of_which_no_example_is_found_is_told_without_a_promise() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {}},
        "if": {"required": ["b"]},
        "then": {},
        "else": {"required": ["a"]},
    }
    consumer = Consumer("reader", provider="writer")

    @consumer.receives("it", schema, states=[state("s"), state("t", promises={"a": 1})])
    def test(it: object) -> None: ...

    first, second, *_ = cases_of(expectations_of(test)[0])
    told = r"no example to record is found.*\$\.a: the member is required; promise what it"
    with pytest.raises(DeclarationError, match=told), first.opened():
        pass
    with second.opened() as opened:
        assert opened.document == {"a": 1}
