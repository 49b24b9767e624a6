"""Readers with a typical fault each: found, and shown by the smallest extension."""

import json
import re
from typing import Any

from hypothesis import strategies as st
from later_producers import (
    EVENT,
    compact,
    extensions,
    smallest,
)
from market_data_core.telemetry import FeedbackEvent, HealthStatus

from pactfuzz.shapes import Shape
from pactfuzz.values import covering_examples
from pactfuzz.values.extensions import COMPATIBLE, Extended, Extension, extended


def is_failing(read):
    """A property: what a reader makes of the later producer's text is what it made of today's."""

    def fails(drawn: Extended) -> bool:
        try:
            return bool(read(drawn.text) != read(compact(drawn.plain)))
        except (AttributeError, KeyError, ValueError, TypeError, IndexError):
            return True

    return fails


SIMPLEST = covering_examples(EVENT.reader)[0].document


def test_smallest_for_a_reader_that_makes_attributes_of_members():
    class Event:
        def read(self, text: bytes) -> dict[str, Any]:
            for name, value in json.loads(text).items():
                if hasattr(Event, name):
                    raise AttributeError(name)
                setattr(self, name, value)
            return {name: getattr(self, name) for name in SIMPLEST}

    found = smallest(extensions(FeedbackEvent), is_failing(lambda text: Event().read(text)))
    assert found.plain == SIMPLEST
    (name,) = found.document.keys() - found.plain.keys()
    assert hasattr(Event, name)
    assert found.document[name] is None
    assert found.words == f"$.{name} added"


def test_smallest_for_a_reader_that_ignores_case():
    def read(text: bytes) -> Any:
        folded = {name.lower(): value for name, value in json.loads(text).items()}
        return {name: folded[name] for name in SIMPLEST}

    found = smallest(extensions(FeedbackEvent), is_failing(read))
    assert found.document == SIMPLEST | {"CAPACITY": None}
    assert found.words == "$.CAPACITY added"


def test_smallest_for_a_reader_that_knows_no_escapes():
    def read(text: bytes) -> str:
        return re.search(rb'"level"\s*:\s*"([^"]*)"', text)[1].decode()

    found = smallest(
        extensions(FeedbackEvent, *set(COMPATIBLE) - {Extension.UNKNOWN_MEMBER}),
        is_failing(read),
    )
    assert found.document == found.plain == SIMPLEST
    assert found.text.count(b"\\u") in (len("ok"), len("level"))
    assert found.words in (
        r"$.level with \u escapes for every character",
        r"the name of $.level with \u escapes for every character",
    )


def test_smallest_for_a_reader_that_goes_by_the_order():
    def read(text: bytes) -> Any:
        return next(iter(json.loads(text).values()))

    found = smallest(extensions(FeedbackEvent), is_failing(read))
    assert found.document == found.plain
    assert found.words == "the members of $ in another order"
    moved = [a for a, b in zip(found.plain, found.document, strict=True) if a != b]
    assert len(moved) == 2


def test_smallest_for_a_reader_that_skips_no_white_space():
    def read(text: bytes) -> list[bytes]:
        return re.findall(rb'"level":"(\w+)"', text)

    found = smallest(
        extensions(FeedbackEvent, Extension.WHITE_SPACE, Extension.ORDER),
        is_failing(read),
    )
    assert found.words == "every token with a space around it"


def test_smallest_for_a_reader_of_one_page():
    component = {"name": "database", "state": "healthy"}
    status = {"service": "a", "state": "healthy", "components": [component], "version": "", "ts": 1}

    def read(text: bytes) -> int:
        return len(json.loads(text)["components"][:5])

    def fails(drawn: Extended) -> bool:
        components = drawn.document.get("components", [])
        return len(components) > 5 and read(drawn.text) < len(components)

    found = smallest(extended(Shape.from_model(HealthStatus), st.just(status)), fails)
    assert found.words == "$.components of 11 items"
    assert found.document == found.plain == status | {"components": [component] * 11}


def test_smallest_for_a_reader_of_32_bits():
    def read(text: bytes) -> int:
        return json.loads(text)["queue_size"].to_bytes(4, "big", signed=True)[0]

    def fails(drawn: Extended) -> bool:
        try:
            return read(drawn.text) < 0
        except OverflowError:
            return True

    found = smallest(extensions(FeedbackEvent), fails)
    assert found.document == SIMPLEST | {"queue_size": 2**31}
    assert found.words == "$.queue_size is 2147483648"
