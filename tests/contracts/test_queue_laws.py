"""When market-data-store signals backpressure: the queue's marks, and the workers behind it."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from breaks import broken
from emitting.backpressure import Discard, heard
from generated import names, quick
from hypothesis import given
from hypothesis import strategies as st
from market_data_store.coordinator import (
    BackpressureLevel,
    BoundedQueue,
    FeedbackEvent,
    FeedbackSettings,
    WriteCoordinator,
    feedback_bus,
)

STEPS = 10
"""Turns of the loop in which all that can happen without waiting has happened."""


def signals(
    moves: Sequence[bool], capacity: int, high: int | None = None, low: int | None = None
) -> list[FeedbackEvent]:
    """Put (True) and take (False) in turn, leaving out what would wait; give what was signalled."""

    async def run() -> list[FeedbackEvent]:
        queue = BoundedQueue[int](capacity, high, low, coord_id="bars")
        async with heard() as events:
            for put in moves:
                if put and queue.size < capacity:
                    await queue.put(0)
                elif not put and queue.size:
                    await queue.get()
            return [events.get_nowait() for _ in range(events.qsize())]

    return asyncio.run(run())


def told(events: Sequence[FeedbackEvent]) -> list[tuple[str, int]]:
    """Say each event as its level and the items in the queue."""
    return [(event.level.value, event.queue_size) for event in events]


def filled_and_drained(capacity: int) -> list[bool]:
    """Put as many as there are places, and take them."""
    return [True] * capacity + [False] * capacity


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[bool], int, int, int]:
    """Draw moves, a capacity, and marks that leave room between them."""
    capacity = draw(st.integers(min_value=2, max_value=30))
    high = draw(st.integers(min_value=1, max_value=capacity))
    low = draw(st.integers(min_value=0, max_value=high - 1))
    runs = draw(st.lists(st.tuples(st.booleans(), st.integers(1, capacity)), max_size=6))
    return [put for put, times in runs for _ in range(times)], capacity, high, low


@quick
@given(histories())
def test_a_level_says_where_the_queue_stands(history: tuple[list[bool], int, int, int]) -> None:
    _, capacity, high, low = history
    for event in signals(*history):
        assert event.capacity == capacity
        match event.level:
            case BackpressureLevel.hard:
                assert high <= event.queue_size <= capacity
            case BackpressureLevel.soft:
                assert low < event.queue_size < high
            case BackpressureLevel.ok:
                assert event.queue_size <= low


@quick
@given(histories())
def test_no_level_is_told_twice_in_a_row(history: tuple[list[bool], int, int, int]) -> None:
    levels = [event.level for event in signals(*history)]
    assert all(one is not next_one for one, next_one in pairwise(levels))


@quick
@given(histories())
def test_an_empty_queue_is_never_left_braked(history: tuple[list[bool], int, int, int]) -> None:
    moves, capacity, *marks = history
    events = signals([*moves, *[False] * capacity], capacity, *marks)
    assert not events or events[-1].level is BackpressureLevel.ok


@quick
@given(st.integers(min_value=7, max_value=200))
def test_filling_and_draining_tells_each_level_once(capacity: int) -> None:
    levels = [event.level.value for event in signals(filled_and_drained(capacity), capacity)]
    assert levels == ["soft", "hard", "ok"]


@quick
@given(names)
def test_an_event_names_its_coordinator(name: str) -> None:
    async def run() -> str:
        coordinator = WriteCoordinator[int](sink=Discard(), capacity=1, coord_id=name)
        async with heard() as events:
            await coordinator.submit(0)
            return events.get_nowait().coordinator_id

    assert asyncio.run(run()) == name


@broken(
    "between the default marks of a small queue there is no room: it brakes from nothing to all "
    "without a warning (market-data-store 0.6.72)"
)
@pytest.mark.parametrize("capacity", [1, 2, 3, 4, 6])
def test_a_queue_warns_before_it_brakes(capacity: int) -> None:
    first, *_ = signals(filled_and_drained(capacity), capacity)
    assert first.level is BackpressureLevel.soft


@broken(
    "with two places the default marks are one: at one item the queue signals hard, and ok "
    "(market-data-store 0.6.72)"
)
def test_one_fill_is_not_both_hard_and_ok() -> None:
    events = told(signals(filled_and_drained(2), 2))
    assert not {size for level, size in events if level == "hard"} & {
        size for level, size in events if level == "ok"
    }


@broken(
    "marks are taken as they come: in the wrong order, the same, past the capacity (never hard) "
    "or below nothing (never ok again) (market-data-store 0.6.72)",
    raises=pytest.fail.Exception,
)
@pytest.mark.parametrize(("high", "low"), [(3, 7), (5, 5), (11, 5), (8, -1)])
def test_marks_that_cannot_work_are_refused(high: int, low: int) -> None:
    with pytest.raises(ValueError, match="watermark"):
        signals([], 10, high, low)


@broken("nothing reads MDS_FB_ENABLE_FEEDBACK (market-data-store 0.6.72)")
def test_feedback_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MDS_FB_ENABLE_FEEDBACK", "false")
    assert not FeedbackSettings().enable_feedback
    assert not signals(filled_and_drained(10), 10)


@broken(
    "put holds the queue's lock until every subscriber is done: one that hangs stops producers "
    "and workers alike (market-data-store 0.6.72)"
)
def test_a_subscriber_that_hangs_does_not_stop_the_queue() -> None:
    async def hang(_: FeedbackEvent) -> None:
        await asyncio.Event().wait()

    async def run() -> bool:
        queue = BoundedQueue[int](1)
        feedback_bus().subscribe(hang)
        putting = asyncio.create_task(queue.put(0))
        try:
            for _ in range(STEPS):
                await asyncio.sleep(0)
            return putting.done()
        finally:
            feedback_bus().unsubscribe(hang)
            putting.cancel()

    assert asyncio.run(run())


@broken("get(timeout=0) never takes what is there (market-data-store 0.6.72)", raises=TimeoutError)
def test_an_item_that_is_there_is_taken_without_waiting() -> None:
    async def run() -> int:
        queue = BoundedQueue[int](10)
        await queue.put(7)
        return await queue.get(timeout=0)

    assert asyncio.run(run()) == 7


@broken(
    "after one flush interval without items a worker asks with a timeout of nothing for ever, "
    "and so takes nothing more: the queue fills, signals hard and never ok "
    "(market-data-store 0.6.72)",
    raises=TimeoutError,
)
def test_a_coordinator_that_was_idle_still_writes() -> None:
    asyncio.run(_written_after(idle=0.03))


def test_a_coordinator_that_was_never_idle_writes() -> None:
    asyncio.run(_written_after(idle=0.0))


async def _written_after(idle: float) -> None:
    """Let a coordinator stand idle for some seconds, then wait for one item to reach the sink."""
    sink = Collect()
    coordinator = WriteCoordinator[int](
        sink=sink, capacity=10, workers=1, batch_size=1, flush_interval=0.02
    )
    await coordinator.start()
    try:
        await asyncio.sleep(idle)
        await coordinator.submit(7)
        async with asyncio.timeout(0.05):
            await sink.reached.wait()
    finally:
        await coordinator.stop(drain=False)


@broken(
    "a batch that the sink refuses ends the worker and is lost; with the last worker gone nothing "
    "is written any more, and nothing says so (market-data-store 0.6.72)",
    raises=TimeoutError,
)
def test_a_batch_that_is_refused_does_not_stop_the_writing() -> None:
    async def run() -> None:
        sink = Collect(refuse=1)
        coordinator = WriteCoordinator[int](
            sink=sink, capacity=10, workers=1, batch_size=1, flush_interval=0.02
        )
        await coordinator.start()
        try:
            await coordinator.submit(1)
            await coordinator.submit(2)
            async with asyncio.timeout(0.05):
                await sink.reached.wait()
        finally:
            await coordinator.stop(drain=False)

    asyncio.run(run())


class Collect:
    """A sink that tells when a batch has reached it, after refusing the first few."""

    def __init__(self, refuse: int = 0) -> None:
        """Refuse that many batches."""
        self.refusals = refuse
        self.reached = asyncio.Event()

    async def write(self, batch: Sequence[int]) -> None:
        """Take a batch.

        Raises:
            ValueError: it is one of the first few.
        """
        if self.refusals:
            self.refusals -= 1
            msg = f"a row of {list(batch)} breaks a constraint"
            raise ValueError(msg)
        self.reached.set()
