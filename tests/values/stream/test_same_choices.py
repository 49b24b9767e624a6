"""The stream of a campaign and the strategy of the ordinary run reach the same choices.

What is special about a document is found by looking at it, apart from how documents are made.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from market_data_core.telemetry import AuditEnvelope, FeedbackEvent, HealthStatus
from pydantic import BaseModel, Field

from pactfuzz.shapes import Shape
from pactfuzz.values.references import closed, name_of
from pactfuzz.values.strategies import strategy
from pactfuzz.values.stream import Stream

STREAMED = 4_000
DRAWN = 600

Seen = tuple[str, str]
"""A place in the schema, and what is special about the value there."""

TEXTS = {
    "empty": lambda text: not text,
    "plain": lambda text: text.isalnum() and text.isascii(),
    "with NUL": lambda text: "\x00" in text,
    "with a quotation mark": lambda text: '"' in text,
    "with combining characters": lambda text: "\u0301" in text,
    "from right to left": lambda text: "\u202e" in text or "\u05d0" in text,
    "beyond 16 bits": lambda text: any(each > "\uffff" for each in text),
    "long": lambda text: len(text) >= 256,
}
INTEGERS = {
    "zero": lambda number: number == 0,
    "one": lambda number: number == 1,
    "beyond 2**31": lambda number: number >= 2**31,
    "beyond 2**53": lambda number: number > 2**53,
    "beyond 2**63": lambda number: number >= 2**63,
    "beyond 2**64": lambda number: number >= 2**64,
    "beyond -2**63": lambda number: number <= -(2**63),
}
NUMBERS = {
    **INTEGERS,
    "without a point": lambda number: isinstance(number, int),
    "with a fraction": lambda number: number % 1 != 0,
    "minus zero": lambda number: str(number) == "-0.0",
    "a subnormal": lambda number: 0 < abs(number) < 2.2250738585072014e-308,
    "beyond 1e300": lambda number: number > 1e300,
    "beyond -1e300": lambda number: number < -1e300,
}
KINDS = {"string": TEXTS, "integer": INTEGERS, "number": NUMBERS}


class Part(BaseModel):
    kind: Literal["part"]
    number: int | None
    share: float = 0.0


class Text(BaseModel):
    kind: Literal["text"]
    text: str


class Answer(BaseModel):
    answer: Annotated[Part | Text, Field(discriminator="kind")]
    all: list[Part | Text] | None = None
    by_name: dict[str, int] = {}
    is_last: bool


RARE = {*TEXTS, *NUMBERS}


class Looking:
    """Looks at documents of one shape."""

    def __init__(self, shape: Shape) -> None:
        self.root = closed(shape.reader)
        self.definitions = self.root.pop("$defs")
        self.branches: dict[int, Shape] = {}

    def seen(self, document: Any) -> set[Seen]:
        return set(self._seen(self.root, document, "$"))

    def _seen(self, schema: Any, value: Any, place: str) -> Iterator[Seen]:
        while "$ref" in schema:
            schema = self.definitions[name_of(schema["$ref"])]
        for index, branch in enumerate(schema.get("anyOf", schema.get("oneOf", ()))):
            if self._accepts(branch, value):
                yield (place, f"branch {index}")
                yield from self._seen(branch, value, f"{place}|{index}")
                return
        if "enum" in schema or "const" in schema or value is None or isinstance(value, bool):
            yield (place, repr(value))
        elif isinstance(value, list):
            yield from self._items(schema, value, place)
        elif isinstance(value, dict):
            yield from self._members(schema, value, place)
        elif not {"pattern", "format"} & schema.keys():
            for words, is_so in KINDS[schema["type"]].items():
                if is_so(value) and self._may_be(schema, words):
                    yield (place, words)

    def _may_be(self, schema: Mapping[str, Any], words: str) -> bool:
        return words != "long" or "maxLength" not in schema

    def _items(self, schema: Any, items: list[Any], place: str) -> Iterator[Seen]:
        if "items" in schema:
            yield (place, _size(len(items)))
        for index, item in enumerate(items):
            fixed = schema.get("prefixItems", ())
            inner = fixed[index] if index < len(fixed) else schema.get("items", {})
            if inner is not True and inner:
                yield from self._seen(inner, item, f"{place}[]")

    def _members(self, schema: Any, members: dict[str, Any], place: str) -> Iterator[Seen]:
        named = schema.get("properties", {})
        for name, inner in named.items():
            if name not in members:
                yield (f"{place}.{name}", "absent")
            elif inner.keys() - {"title", "default"}:
                yield from self._seen(inner, members[name], f"{place}.{name}")
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            rest = [value for name, value in members.items() if name not in named]
            yield (place, _size(len(rest)))
            for value in rest:
                yield from self._seen(others, value, f"{place}.*")

    def _accepts(self, branch: Any, value: Any) -> bool:
        if id(branch) not in self.branches:
            whole = Shape.from_schema({**branch, "$defs": self.definitions})
            self.branches[id(branch)] = whole
        return self.branches[id(branch)].accepts(value)


def _size(count: int) -> str:
    return ("none", "one", "several")[min(count, 2)]


def seen_by_hypothesis(shape: Shape, looking: Looking) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()

    @settings(
        max_examples=DRAWN,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy(shape))
    def look(document) -> None:
        found.update(looking.seen(document))

    look()
    return found


@pytest.mark.parametrize("model", [FeedbackEvent, HealthStatus, AuditEnvelope, Answer])
def test_the_stream_reaches_what_the_strategy_reaches(model) -> None:
    shape = Shape.from_model(model)
    looking = Looking(shape)
    streamed = {
        each
        for made in islice(Stream(shape, 0), STREAMED)
        for each in looking.seen(json.loads(made.text))
    }
    drawn = seen_by_hypothesis(shape, looking)
    assert sorted(drawn - streamed) == []
    # Hypothesis has not the time to meet every kind of text and number in every place.
    assert sorted(each for each in streamed - drawn if each[1] not in RARE) == []
