"""The order in which a set is dumped is no difference; what is in it is."""

import json
from typing import Any

import pytest
from pydantic import BaseModel

from pactfuzz.contract import Property
from pactfuzz.fuzzing import CHECKS, Broken, Sent, Target
from pactfuzz.fuzzing.sets import with_sorted_sets
from pactfuzz.shapes import Shape

REORDERED = [13, 32, 1, 32, 33, 32, 5, 64, 0]
"""Read and dumped twice by CPython, this gives two orders."""


class Sets(BaseModel):
    numbers: set[int]
    groups: dict[str, list[frozenset[int]]] = {}
    in_order: list[int] = []


DOCUMENT = {"numbers": REORDERED, "groups": {"a": [REORDERED]}, "in_order": [2, 1]}


def target(model: Any) -> Target:
    shape = Shape.of(model)
    return Target("reader", "writer", "sets", shape, shape.parse, lambda _: [])


@pytest.mark.parametrize("of", [Property.ROUND_TRIP, Property.LENIENT_ROUND_TRIP])
def test_a_round_trip_compares_sets_as_sets(of: Property) -> None:
    CHECKS[of](target(Sets), Sent(json.dumps(DOCUMENT).encode()))


def test_an_extension_leaves_a_set_the_same_in_any_order() -> None:
    plain = json.dumps({"numbers": [0, 8, 16]}).encode()
    sent = json.dumps({"numbers": [16, 8, 0], "more": 1}).encode()
    CHECKS[Property.EXTENDED](target(Sets), Sent(sent, plain=plain, words="a member more"))
    other = json.dumps({"numbers": [16, 8, 1], "more": 1}).encode()
    with pytest.raises(Broken):
        CHECKS[Property.EXTENDED](target(Sets), Sent(other, plain=plain, words="a member more"))


def test_only_sets_are_sorted() -> None:
    document = {"numbers": [3, 1, 2], "groups": {"a": [[2, 1], [0]]}, "in_order": [2, 1]}
    assert with_sorted_sets(Shape.of(Sets), document) == {
        "numbers": [1, 2, 3],
        "groups": {"a": [[1, 2], [0]]},
        "in_order": [2, 1],
    }
