"""A long search: what it finds, how small, how often it tells of it, and what it skips."""

import json
from collections.abc import Callable
from typing import Any, Literal

import pytest
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, field_validator

from pactfuzz.contract import Property
from pactfuzz.fuzzing import Failure, Sent, Target, shrinking
from pactfuzz.fuzzing.hunt import Hunt
from pactfuzz.fuzzing.own import sample_of_own
from pactfuzz.shapes import Shape


class Event(BaseModel):
    size: int
    level: Literal["ok", "soft", "hard"]
    note: str = ""
    names: list[str] = []


def hunted(
    of: Property,
    model: Any,
    run: Callable[[Any], Any] | None = None,
    *,
    count: int = 3000,
    values: Any = (),
) -> tuple[Hunt, list[tuple[Failure, Failure | None]]]:
    shape = Shape.of(model)
    told: list[tuple[Failure, Failure | None]] = []

    def found(failure: Failure, larger: Failure | None) -> Failure:
        told.append((failure, larger))
        return failure

    def called(text: bytes) -> list[Any]:
        value = shape.parse(text)
        return [run(value)] if run else []

    target = Target("reader", "writer", "an event", shape, shape.parse, called)
    own = sample_of_own(values, shape, 1)
    hunt = Hunt(target, of, 1, (Exception,), found, own=own)
    hunt.run(target, lambda tried: tried >= count)
    return hunt, told


def smallest(told: list[tuple[Failure, Failure | None]]) -> list[bytes]:
    """The documents that were told as the smallest of their kind."""
    return [failure.sent.text for failure, larger in told if larger is not None]


def test_nothing_is_told_of_a_sound_consumer() -> None:
    hunt, told = hunted(Property.VALID, Event)
    assert (hunt.tried, hunt.skipped, told) == (3000, 0, [])
    assert hunt.coverage.counts()["documents"] == 3000


def test_a_failure_is_told_at_once_and_again_as_small_as_it_gets() -> None:
    def run(event: Event) -> None:
        assert not (event.level == "hard" and len(event.names) > 1)

    _, told = hunted(Property.VALID, Event, run)
    (first, none), (last, larger) = told
    assert none is None
    assert larger is first
    assert json.loads(last.sent.text) == {"size": 0, "level": "hard", "names": ["", ""]}


def test_each_way_of_failing_is_told_once() -> None:
    def run(event: Event) -> None:
        if event.level == "soft":
            raise LookupError(event.size)
        assert event.level != "hard"

    _, told = hunted(Property.VALID, Event, run)
    assert sorted(map(json.loads, smallest(told)), key=str) == [
        {"size": 0, "level": "hard"},
        {"size": 0, "level": "soft"},
    ]


def test_what_an_extension_breaks_is_found_beside_its_plain_document() -> None:
    class Guessing(Event):
        model_config = ConfigDict(extra="allow")

    def run(event: Guessing) -> int:
        return len(event.model_extra or {})

    _, told = hunted(Property.EXTENDED, Guessing, run, count=500)
    (failure, _) = told[-1]
    assert failure.sent.plain is not None
    plain, document = json.loads(failure.sent.plain), json.loads(failure.sent.text)
    assert len(document.keys() - plain.keys()) == 1
    assert document.items() >= plain.items()


class Even(BaseModel):
    size: int

    @field_validator("size")
    @classmethod
    def is_even(cls, size: int) -> int:
        if size % 2:
            message = "odd"
            raise ValueError(message)
        return size


def test_what_the_parser_refuses_is_skipped_and_told_by_the_agreement_alone() -> None:
    hunt, told = hunted(Property.VALID, Even)
    assert 0 < hunt.skipped < hunt.tried
    assert told == []
    _, told = hunted(Property.AGREEMENT, Even)
    assert smallest(told) == [b'{"size":1}']


@pytest.mark.parametrize("of", [Property.VALID, Property.EXTENDED])
def test_the_same_seed_tells_the_same(of: Property) -> None:
    def run(event: Event) -> None:
        assert event.size < 2**40

    one, other = (hunted(of, Event, run, count=400) for _ in range(2))
    assert smallest(one[1]) == smallest(other[1])
    assert one[0].coverage.counts() == other[0].coverage.counts()


def test_ctrl_c_is_no_failure() -> None:
    def run(_: Event) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hunted(Property.VALID, Event, run)


def test_what_is_passed_over_while_a_document_is_made_smaller_is_not_counted() -> None:
    def run(_: Even) -> None:
        raise LookupError

    hunt, told = hunted(Property.VALID, Even, run, count=1)
    assert smallest(told) == [b'{"size":0}']
    assert (hunt.tried, hunt.skipped) == (1, 0)


def test_a_failure_that_may_be_larger_than_need_be_says_so() -> None:
    shape = Shape.from_schema({"type": "array", "items": {"type": "integer"}})

    def failing(sent: Sent) -> BaseException | None:
        numbers = json.loads(sent.text)
        return ValueError("many") if len(set(numbers)) > 3 else None

    failure = Failure(Sent(b"[9,8,7,6,5,4,3,2,1]"), ValueError("many"))
    cut = shrinking.smallest(shape, Property.VALID, failing, failure, attempts=5)
    assert "5 attempts" in cut.note
    assert len(cut.sent.text) <= len(failure.sent.text)
    whole = shrinking.smallest(shape, Property.VALID, failing, failure)
    assert (whole.sent.text, whole.note) == (b"[0,1,-1,2]", "")


class Picky(BaseModel):
    code: str
    size: int
    note: str = ""

    @field_validator("code")
    @classmethod
    def is_known(cls, code: str) -> str:
        if code not in {"magic", "other"}:
            msg = "unknown"
            raise ValueError(msg)
        return code


@pytest.mark.parametrize("of", [Property.VALID, Property.EXTENDED, Property.ROUND_TRIP])
@pytest.mark.parametrize(
    "values",
    [
        [{"code": "magic", "size": 1}],
        [Picky(code="other", size=1)],
        st.builds(Picky, code=st.sampled_from(["magic", "other"]), size=st.just(1)),
    ],
)
def test_documents_of_the_user_are_tried_alone_and_mixed(of: Property, values: Any) -> None:
    seen: set[tuple[int, str]] = set()

    def run(event: Picky) -> None:
        seen.add((event.size, event.note))

    hunt, told = hunted(of, Picky, run if of is not Property.ROUND_TRIP else None, values=values)
    assert told == []
    assert 0 < hunt.tried - hunt.skipped < 3000
    if of is not Property.ROUND_TRIP:
        assert (1, "") in seen
        assert len(seen) > 100


def test_what_is_mixed_of_the_users_documents_finds_a_failure() -> None:
    def run(event: Picky) -> None:
        assert event.size < 1000

    _, told = hunted(Property.VALID, Picky, run, values=[{"code": "magic", "size": 1}])
    assert json.loads(smallest(told)[0]) == {"code": "magic", "size": 1000}
