"""Driving by the library: which calls are made, and in which orders states are set up."""

import math
from collections.abc import Callable
from enum import Enum
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactfuzz.contract import Interaction, Kind
from pactfuzz.verification import Provider
from pactfuzz.verification.drawing import calls, can_be_drawn
from pactfuzz.verification.orders import ALL_PERMUTATIONS, every_order


class Level(Enum):
    OK = "ok"
    HARD = "hard"


def is_fixture(name: str) -> bool:
    return name == "bus"


def interaction(kind: Kind = Kind.MESSAGE, **states: dict[str, Any]) -> Interaction:
    named = [{"name": name, "params": parameters} for name, parameters in states.items()]
    asked = {"request": {"contents": {"content": {"id": 1}, "contentType": "application/json"}}}
    content = {"description": "an event", "providerStates": named, **asked}
    return Interaction.from_content(content, kind)


def made(function: Callable[..., Any], *interactions: Interaction, **given_: Any) -> set[str]:
    """Every call that is made, as it is written; each argument has few values."""
    provider = Provider("store")
    provider.sends("an event", given=given_)(function)
    emitter = provider.emitters["an event"]
    found: set[str] = set()

    @settings(max_examples=100, database=None, derandomize=True)
    @given(calls(emitter, interactions, is_fixture))
    def collect(call: Any) -> None:
        found.add(call.text(function))

    collect()
    assert can_be_drawn(emitter, interactions, is_fixture)
    return found


def event(level: Level, bus: str) -> bytes: ...


def order(order_id: int, urgent: bool = False) -> bytes: ...  # noqa: FBT001, FBT002 - an emitter


def answer(request: dict[str, int], urgent: bool) -> bytes: ...  # noqa: FBT001 - an emitter


def test_in_no_state_the_arguments_of_the_states_are_made() -> None:
    assert made(event, interaction(full={"level": "hard"})) == {
        "event(level='hard')",
        "event(level=Level.OK)",
        "event(level=Level.HARD)",
    }


def test_without_such_arguments_a_state_is_always_set_up() -> None:
    assert made(order, interaction(one={"order_id": 1})) >= {"order(order_id=1, urgent=True)"}
    assert made(event, interaction(one={"bus": 1})) == {
        "event(bus=1, level=Level.OK)",
        "event(bus=1, level=Level.HARD)",
    }


def test_what_answers_a_message_gets_a_recorded_one() -> None:
    assert made(answer, interaction(Kind.SYNCHRONOUS_MESSAGE, one={})) == {
        "answer(request={'id': 1}, urgent=False)",
        "answer(request={'id': 1}, urgent=True)",
    }


def test_a_strategy_of_the_users_wins_over_the_annotation() -> None:
    assert made(event, interaction(), level=st.sampled_from(["a", "b"])) == {
        "event(level='a')",
        "event(level='b')",
    }


@pytest.mark.parametrize("number", range(1, 9))
def test_each_order_of_two_comes_about_and_of_few_each_order_of_all(number: int) -> None:
    items = list(range(number))
    walk = list(every_order(items))
    assert set(pairwise(walk)) >= set(permutations(items, 2))
    if number <= ALL_PERMUTATIONS:
        assert len(walk) == number * math.factorial(number)
    else:
        assert len(walk) == number * (number - 1) + 1, "no order of two comes twice"
