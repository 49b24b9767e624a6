"""What the event bus owes the pipeline when it runs on Redis streams."""

import asyncio
import json
import math
from typing import Any

import pytest
from breaks import broken
from emitting.pulse import hang_up
from market_data_core.events import JsonCodec
from market_data_core.events.adapters import RedisStreamsBus
from market_data_core.telemetry import BackpressureLevel, FeedbackEvent, RateAdjustment
from market_data_pipeline.pulse import PulseConfig as ReaderConfig
from market_data_pipeline.pulse.consumer import GROUP
from pydantic import BaseModel
from reading import (
    KEY,
    PROVIDER,
    STREAM,
    Rate,
    consuming,
    rate_after_entry,
    stopped,
    until_true,
)
from redis import Redis

SCHEMA = "telemetry.FeedbackEvent"

HARD = FeedbackEvent(
    coordinator_id="bars", queue_size=8, capacity=10, level=BackpressureLevel.hard, ts=1.0
)
SOFT = HARD.model_copy(update={"level": BackpressureLevel.soft, "ts": 2.0})
BRAKED = Rate(0.0, "hard")


def entry_of(event: dict[str, Any], ts: float = 1.0) -> bytes:
    """Write an entry as other producers may; NaN and infinity as Python does, JSON has none."""
    return json.dumps({"ts": ts, "meta": {"schema_id": SCHEMA}, "payload": event}).encode()


def test_a_well_formed_entry_reaches_the_rate(redis_url: str) -> None:
    entry = JsonCodec().encode(SCHEMA, HARD)
    assert asyncio.run(rate_after_entry(entry, redis_url)) == BRAKED


@broken(
    "the bus names a model by its module, telemetry.backpressure.FeedbackEvent, and reads it by "
    "another name, telemetry.FeedbackEvent: it dead-letters whatever it publishes "
    "(market-data-core 1.4.60)"
)
@pytest.mark.parametrize(
    "value",
    [HARD, RateAdjustment(provider=PROVIDER, scale=0.5, reason=BackpressureLevel.soft, ts=1.0)],
    ids=lambda value: type(value).__name__,
)
def test_the_redis_bus_reads_what_it_publishes(value: BaseModel, redis_url: str) -> None:
    async def run() -> object:
        bus = RedisStreamsBus(redis_url)
        reading = asyncio.ensure_future(anext(bus.subscribe(STREAM, group="g", consumer="c")))
        try:
            with Redis.from_url(redis_url) as client:
                await until_true(lambda: client.exists(KEY))
                await bus.publish(STREAM, value)
                await until_true(lambda: reading.done() or client.exists(f"{KEY}.dlq"))
        finally:
            await stopped(reading)
            await hang_up(bus)
        return None if reading.cancelled() else reading.result().payload

    assert asyncio.run(run()) == value


def test_an_entry_that_is_no_json_does_not_stop_the_reading(redis_url: str) -> None:
    assert asyncio.run(applied_after([b"{"], HARD, redis_url)) == [HARD.level]


@pytest.mark.parametrize("ts", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_no_number_loses_no_event(ts: float, redis_url: str) -> None:
    data = entry_of(HARD.model_dump(mode="json") | {"ts": ts}, ts)
    assert asyncio.run(rate_after_entry(data, redis_url)) == BRAKED


@pytest.mark.parametrize("changed", [{"level": "critical"}, {"ts": None}], ids=str)
def test_an_event_that_cannot_be_parsed_does_not_stop_the_reading(
    changed: dict[str, Any], redis_url: str
) -> None:
    data = entry_of(SOFT.model_dump(mode="json") | changed)
    assert asyncio.run(applied_after([data], HARD, redis_url)) == [HARD.level]


@broken(
    "an entry that is not UTF-8 ends the consumer, for good: the bus decodes it outside of what "
    "dead-letters (market-data-core 1.4.60)",
    raises=UnicodeDecodeError,
)
def test_an_entry_that_is_no_text_does_not_stop_the_reading(redis_url: str) -> None:
    assert asyncio.run(applied_after([b"\xff"], HARD, redis_url)) == [HARD.level]


@broken(
    "a consumer's group starts at the end of the stream: what the store said before the pipeline "
    "first came up is never read, and a full queue is met at full rate (market-data-core 1.4.60)"
)
def test_an_event_that_was_sent_before_the_first_start_is_read(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.xadd(KEY, {"data": JsonCodec().encode(SCHEMA, HARD)})
    assert asyncio.run(applied_after([], SOFT, redis_url)) == [HARD.level, SOFT.level]


@broken(
    "a consumer asks for new entries alone: one that was given to it, and not handled before it "
    "died, is never read again (market-data-core 1.4.60)"
)
def test_an_event_that_was_taken_and_not_handled_is_read_again(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.xgroup_create(KEY, GROUP, mkstream=True)
        client.xadd(KEY, {"data": JsonCodec().encode(SCHEMA, HARD)})
        client.xreadgroup(GROUP, "w1", {KEY: ">"})
    assert asyncio.run(applied_after([], SOFT, redis_url)) == [HARD.level, SOFT.level]


async def applied_after(
    entries: list[bytes], event: FeedbackEvent, url: str
) -> list[BackpressureLevel]:
    """Run a consumer, write entries and an event; give the levels applied up to that event.

    Raises:
        Exception: whatever ended the consumer.
    """
    async with consuming(ReaderConfig(backend="redis", redis_url=url)) as running:
        with Redis.from_url(url) as client:
            await until_true(lambda: client.exists(KEY) and client.xinfo_groups(KEY))
            for data in [*entries, JsonCodec().encode(SCHEMA, event)]:
                client.xadd(KEY, {"data": data})
        applied = [await running.next_adjustment()]
        while applied[-1].ts != event.ts:
            applied.append(await running.next_adjustment())
        return [adjustment.reason for adjustment in applied]


@broken("RedisStreamsBus.ack does nothing: every entry stays pending (market-data-core 1.4.60)")
def test_what_was_applied_is_acknowledged(redis_url: str) -> None:
    asyncio.run(rate_after_entry(JsonCodec().encode(SCHEMA, HARD), redis_url))
    with Redis.from_url(redis_url) as client:
        assert client.xpending(KEY, GROUP)["pending"] == 0


@broken(
    "an event that the reader fails on is dead-lettered without its data, and so lost "
    "(market-data-core 1.4.60)"
)
def test_a_dead_letter_holds_the_event(redis_url: str) -> None:
    entry = JsonCodec().encode(SCHEMA, HARD)

    async def run() -> None:
        bus = RedisStreamsBus(redis_url)
        try:
            with Redis.from_url(redis_url) as client:
                identity = client.xadd(KEY, {"data": entry}).decode()
            await bus.fail(STREAM, identity, "the provider's client is not connected")
        finally:
            await hang_up(bus)

    asyncio.run(run())
    with Redis.from_url(redis_url) as client:
        [(_, letter)] = client.xrange(f"{KEY}.dlq")
    assert letter[b"data"] == entry
