"""A real write coordinator, filled and drained past its marks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from market_data_store.coordinator import (
    BackpressureLevel,
    FeedbackEvent,
    WriteCoordinator,
    feedback_bus,
)

COORDINATOR: Final = "bars"

NOTHING: Final = b""
"""What is returned for an emitter that sent nothing."""

_PATIENCE: Final = 5.0
"""Seconds in which the workers must drain the queue; they take about two milliseconds."""


class Discard:
    """A sink that keeps nothing: the place of the database, behind everything that emits."""

    async def write(self, batch: Sequence[int]) -> None:
        """Take a batch."""


@asynccontextmanager
async def heard() -> AsyncIterator[asyncio.Queue[FeedbackEvent]]:
    """Listen on the store's bus, as its last subscriber: what is heard here, all have heard."""
    events: asyncio.Queue[FeedbackEvent] = asyncio.Queue()
    feedback_bus().subscribe(events.put)
    try:
        yield events
    finally:
        feedback_bus().unsubscribe(events.put)


async def bring_to(level: BackpressureLevel, capacity: int) -> FeedbackEvent | None:
    """Make a write coordinator signal ``level``; give the event, or None if it never did.

    ``soft`` and ``hard`` come from filling its queue, ``ok`` from filling it up to ``hard`` and
    letting its workers drain it.
    """
    coordinator = WriteCoordinator[int](
        sink=Discard(), capacity=capacity, workers=1, flush_interval=0.02, coord_id=COORDINATOR
    )
    async with heard() as events:
        if level is not BackpressureLevel.ok:
            return await _fill(coordinator, level, capacity, events)
        await _fill(coordinator, BackpressureLevel.hard, capacity, events)
        await coordinator.start()
        try:
            async with asyncio.timeout(_PATIENCE):
                while (event := await events.get()).level is not level:
                    pass
        finally:
            await coordinator.stop(drain=False)
        return event


async def in_process(level: BackpressureLevel, capacity: int) -> bytes:
    """Give the JSON of the object that subscribers in the same process get."""
    event = await bring_to(level, capacity)
    return event.model_dump_json().encode() if event else NOTHING


async def _fill(
    coordinator: WriteCoordinator[int],
    level: BackpressureLevel,
    capacity: int,
    events: asyncio.Queue[FeedbackEvent],
) -> FeedbackEvent | None:
    for item in range(capacity):
        await coordinator.submit(item)
        while not events.empty():
            if (event := events.get_nowait()).level is level:
                return event
    return None
