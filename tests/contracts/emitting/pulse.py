"""The publisher that puts feedback events on an event bus: Redis streams, or memory."""

import warnings
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Protocol

from market_data_core.events.envelope import EventEnvelope
from market_data_store.coordinator import BackpressureLevel, FeedbackEvent
from market_data_store.pulse import FeedbackPublisherService, PulseConfig
from redis import Redis

from emitting.backpressure import NOTHING, bring_to


class Closable(Protocol):
    """A bus that holds a connection."""

    async def close(self) -> None:
        """Give the connection back."""


async def over_redis(level: BackpressureLevel, capacity: int, url: str) -> bytes:
    """Give the ``data`` field of the stream entry that is written when ``level`` is signalled."""
    async with publishing(PulseConfig(backend="redis", redis_url=url)):
        event = await bring_to(level, capacity)
    return newest_entry(url, "*telemetry.feedback") if event else NOTHING


async def over_memory(level: BackpressureLevel, capacity: int) -> bytes:
    """Give the JSON of the envelope that a subscriber of the in-memory bus would get."""
    config = PulseConfig(backend="inmem")
    async with publishing(config) as service:
        event = await bring_to(level, capacity)
        envelope = await newest_envelope(service, f"{config.ns}.telemetry.feedback")
    return envelope.model_dump_json().encode() if event and envelope else NOTHING


@asynccontextmanager
async def publishing(config: PulseConfig) -> AsyncIterator[FeedbackPublisherService]:
    """Start the store's publisher, and stop it."""
    service = FeedbackPublisherService(config)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()
        if config.backend == "redis":
            # stop() leaves the connection open, whatever its docstring says.
            await hang_up(service._ensure_bus())


async def hang_up(bus: Closable) -> None:
    """Close a Redis bus, which calls a method that redis-py has renamed."""
    with warnings.catch_warnings(category=DeprecationWarning, action="ignore"):
        await bus.close()


def newest_entry(url: str, pattern: str) -> bytes:
    """Read the ``data`` field of the newest entry in the streams that match; nothing if none."""
    with Redis.from_url(url) as client:
        for key in client.scan_iter(match=pattern, _type="stream"):
            for _, fields in client.xrevrange(key, count=1):
                data: bytes = fields[b"data"]
                return data
    return NOTHING


async def newest_envelope(
    service: FeedbackPublisherService, stream: str
) -> EventEnvelope[FeedbackEvent] | None:
    """Take what the publisher has put on its in-memory bus; the newest of it.

    Nobody else can: the publisher makes a bus of its own and hands it to no one.
    """
    bus = service._ensure_bus()
    envelope = None
    async with aclosing(bus.subscribe(stream, group="contracts", consumer="newest")) as arriving:
        for _ in range(int((await bus.health())["published"])):
            envelope = await anext(arriving)
    return envelope
