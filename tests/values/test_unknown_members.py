"""Unknown members: only where they mean nothing, with names and values that readers trip on."""

from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from later_producers import (
    few,
    smallest,
)
from market_data_core.telemetry import ControlResult
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field

from pactfuzz.shapes import Shape
from pactfuzz.values.extensions import Extension, extended
from pactfuzz.values.extensions_members import VALUES
from pactfuzz.values.extensions_names import names_read, unknown_names
from pactfuzz.values.places import Reading
from pactfuzz.values.stream import Stream


def depth(document: Any) -> int:
    inner = document.values() if isinstance(document, dict) else document
    if not isinstance(document, dict | list):
        return 0
    return 1 + max(map(depth, inner), default=0)


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    level: str
    inner: ControlResult
    labels: dict[str, str] = {}
    anything: Any = None


CLOSED = {
    "level": "ok",
    "inner": {"status": "ok"},
    "labels": {"a": "b"},
    "anything": {"a": 1},
}


@given(extended(Shape.from_model(Closed), st.just(CLOSED), kinds=[Extension.UNKNOWN_MEMBER]))
@few
def test_unknown_members_stand_only_where_they_are_allowed_and_mean_nothing(drawn):
    assert drawn.plain == CLOSED
    assert drawn.document | {"inner": CLOSED["inner"]} == CLOSED
    assert len(drawn.document["inner"]) > 1
    assert drawn.words.startswith("$.inner")


@given(
    extended(Shape.from_model(dict[str, int]), st.just({"a": 1}), kinds=[Extension.UNKNOWN_MEMBER])
)
@few
def test_where_nothing_can_be_extended_there_are_no_words(drawn):
    assert (drawn.document, drawn.text, drawn.words) == ({"a": 1}, b'{"a":1}', "")


HOSTILE = [
    *["LEVEL", "Level", "level ", "_level", "levels", "lеvеl", "level\u200b"],  # noqa: RUF001
    *["queueSize", "queuesize", "queue-size", "QUEUE_SIZE"],
    *[
        "details",
        "",
        "__class__",
        "model_config",
        "model_fields",
        "copy",
        "self",
        "__proto__",
        "$ref",
    ],
    *["\x00", "a.b", "你好", "x" * 10_000],
]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:20]))
def test_names_are_hostile(name):
    known = frozenset({"level", "queue_size", "type"})
    names = unknown_names(known, frozenset({"details", "level"}))
    assert name in names
    assert known.isdisjoint(names)
    assert names[0] == "unknown"


VALUE = {
    "null": lambda value: value is None,
    "a boolean": lambda value: value is True,
    "an integer that 64 bits do not hold": lambda value: type(value) is int and value >= 2**64,
    "a negative number": lambda value: type(value) is float and value < 0,
    "a text": lambda value: type(value) is str and value > "",
    "a long text": lambda value: type(value) is str and len(value) > 5_000,
    "an array": lambda value: type(value) is list and value,
    "a long array": lambda value: type(value) is list and len(value) > 500,
    "an object": lambda value: type(value) is dict and value,
    "a large object": lambda value: type(value) is dict and len(value) > 500,
    "a deep array": lambda value: type(value) is list and depth(value) > 90,
    "a deep object": lambda value: type(value) is dict and depth(value) > 90,
}


@pytest.mark.parametrize("is_meant", VALUE.values(), ids=VALUE)
def test_values_are_of_every_kind(is_meant):
    assert is_meant(smallest(VALUES, is_meant))


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    queue_size: int = Field(1, alias="queueSize")
    level: int = Field(1, validation_alias=AliasChoices("level", "lvl", AliasPath("meta", "level")))


class Hidden(BaseModel):
    queue_size: int = Field(1, alias="q")


@given(extended(Shape.from_model(Aliased), st.just({}), kinds=[Extension.UNKNOWN_MEMBER]))
@few
def test_a_name_that_the_parser_reads_is_not_unknown(drawn):
    assert drawn.document.keys().isdisjoint({"queue_size", "queueSize", "level", "lvl", "meta"})
    assert Aliased.model_validate_json(drawn.text) == Aliased()


def test_a_name_that_a_field_has_only_in_python_is_unknown():
    events = extended(Shape.from_model(Hidden), st.just({}), kinds=[Extension.UNKNOWN_MEMBER])
    found = smallest(events, lambda drawn: "queue_size" in drawn.document)
    assert found.words == "$.queue_size added"
    assert Hidden.model_validate_json(found.text) == Hidden()


class Table(BaseModel):
    fields: list[str]
    config: dict[str, int] = Field(default_factory=dict, alias="configuration")
    type: Literal["model-fields"] = "model-fields"
    properties: dict[str, Any] = Field({"type": "model-fields", "fields": ["x"]}, exclude=True)


@dataclass
class Named:
    name: int
    nickname: str = ""


class Holder(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    config: Named
    table: Table | None = Field(None, alias="inner_table")


NAMES = {
    Table: ({"fields", "configuration", "type", "properties"}, {"config"}),
    Named: ({"name", "nickname"}, set()),
    Holder: (
        {"config", "table", "inner_table", "name", "nickname"}
        | {"fields", "configuration", "type", "properties"},
        set(),
    ),
}


@pytest.mark.parametrize("model", NAMES, ids=lambda model: model.__name__)
def test_names_of_the_user_are_no_keywords_of_the_core_schema(model):
    shape = Shape.from_model(model)
    assert names_read(shape) == NAMES[model]
    assert Reading.of(shape).names() == NAMES[model][0] - {"table"}
    assert next(iter(Stream(shape, 1, extended=True))).text
    smallest(extended(shape), lambda drawn: bool(drawn.words))
