"""What market-data-orchestrator reads of market-data-store over Pulse: feedback, to be counted."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from breaks import FLOATS, broken
from emitting import bring_to
from emitting.pulse import hang_up, publishing
from market_data_core.events.codecs import JsonCodec
from market_data_core.events.envelope import EventEnvelope, EventMeta
from market_data_core.telemetry import BackpressureLevel, FeedbackEvent
from market_data_orchestrator.pulse import PulseConfig, PulseMetrics, PulseObserver
from market_data_orchestrator.pulse.observer import STREAMS
from market_data_store.pulse import PulseConfig as StorePulseConfig
from reading import KEY, FeedbackEntry, until_true
from redis import Redis

from pactfuzz import Consumer, Fuzz, state

orchestrator = Consumer("market-data-orchestrator", provider="market-data-store")

LAG: Final = Fuzz(
    known=FLOATS
    | {
        "valid": "the observer makes milliseconds of a lag in seconds: of a time beyond 1.79e305 "
        "that is infinity, which it takes for a number (market-data-orchestrator 0.8.95)"
    }
)

STREAM: Final = "telemetry.feedback"
"""The stream as the observer's metrics name it."""

QUEUE: Final = {
    "hard": "the bars queue is past its high watermark",
    "soft": "the bars queue is filling",
    "ok": "the bars queue has drained",
}


@orchestrator.receives(
    "a feedback event over Pulse, on Redis streams",
    FeedbackEntry,
    parse=bytes,
    states=[
        state(name, promises={"payload": {"level": level}}, level=level)
        for level, name in QUEUE.items()
    ],
    pending="FeedbackPublisherService gives the bus an envelope, which the bus wraps once more: "
    "the entry names the schema events.envelope.EventEnvelope, so that the observer's bus moves "
    "it to the dead letters and nothing is counted (market-data-store 0.6.72, market-data-core "
    "1.4.60)",
    fuzz=LAG,
)
async def test_a_streamed_event_is_counted(data: bytes, redis_url: str) -> None:
    metrics = await counted(data, redis_url)
    assert metrics.pulse_consume_total == {(STREAM, "seen"): 1}
    assert metrics.pulse_errors == {}
    assert STREAM in metrics.pulse_lag


@orchestrator.receives(
    "a feedback event over Pulse, in memory",
    EventEnvelope[Any],
    states=[state(name, level=level) for level, name in QUEUE.items()],
    fuzz=LAG,
)
async def test_an_envelope_is_counted_whatever_it_holds(envelope: EventEnvelope[Any]) -> None:
    assert await counted_in_memory(envelope) == {(STREAM, "seen"): 1}


@broken(
    "the observer makes milliseconds of every lag, also of a time that is no number, which core "
    "takes: the event counts as an error (market-data-orchestrator 0.8.95)"
)
@pytest.mark.parametrize("ts", [math.nan, math.inf, -math.inf])
def test_an_envelope_is_counted_whatever_its_time(ts: float) -> None:
    envelope = EventEnvelope[Any](id="", ts=ts, meta=EventMeta(schema_id=""), payload=None)
    assert asyncio.run(counted_in_memory(envelope)) == {(STREAM, "seen"): 1}


@broken(
    "publisher and observer each make an InMemoryBus of their own, and none can be handed in: in "
    "memory, the default, nothing ever crosses (market-data-store 0.6.72, "
    "market-data-orchestrator 0.8.95)"
)
def test_the_observer_sees_what_the_store_publishes_in_memory() -> None:
    async def seen() -> int:
        async with observing(PulseConfig(backend="inmem")) as observer:
            async with publishing(StorePulseConfig(backend="inmem")):
                await bring_to(BackpressureLevel.hard, 10)
            await settle()
            return observer.metrics.get_consume_count(STREAM)

    assert asyncio.run(seen()) > 0


@broken(
    "in a namespace other than mdp, the store writes to prod:prod.telemetry.feedback and the "
    "observer reads mdp:prod.telemetry.feedback: the bus is made without the namespace "
    "(market-data-orchestrator 0.8.95)"
)
def test_the_observer_reads_where_the_store_writes(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MD_NAMESPACE", "prod")
    store = StorePulseConfig(backend="redis", redis_url=redis_url)
    config = PulseConfig(backend="redis", redis_url=redis_url, ns=store.ns)

    async def keys() -> set[bytes]:
        with Redis.from_url(redis_url) as client:
            async with observing(config, client), publishing(store):
                await bring_to(BackpressureLevel.hard, 10)
            return set(client.keys(f"*{STREAM}"))

    assert len(asyncio.run(keys())) == 1


@broken(
    "RedisStreamsBus.ack acknowledges nothing: every event stays pending in the observer's group, "
    "for as long as Redis runs (market-data-core 1.4.60)"
)
def test_an_event_that_was_counted_is_acknowledged(redis_url: str) -> None:
    event = FeedbackEvent(
        coordinator_id="bars", queue_size=8, capacity=10, level="hard", ts=time.time()
    )
    entry = JsonCodec().encode("telemetry.FeedbackEvent", event)
    metrics = asyncio.run(counted(entry, redis_url))
    with Redis.from_url(redis_url) as client:
        pending = client.xpending(KEY, "orchestrator")["pending"]
    assert (metrics.get_consume_count(STREAM), pending) == (1, 0)


@broken(
    "the defaults are those of the environment when the package was imported, where the store's "
    "are those of now (market-data-orchestrator 0.8.95)"
)
def test_store_and_orchestrator_take_the_same_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"EVENT_BUS_BACKEND": "redis", "MD_NAMESPACE": "prod"}.items():
        monkeypatch.setenv(name, value)
    store, observer = StorePulseConfig(), PulseConfig()
    assert (observer.backend, observer.ns) == (store.backend, store.ns)


@broken(
    "a backend of any other name is taken for Redis, where the store refuses it "
    "(market-data-orchestrator 0.8.95)",
    raises=pytest.fail.Exception,
)
def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(ValueError, match="kafka"):
        StorePulseConfig(backend="kafka")
    with pytest.raises(ValueError, match="kafka"):
        PulseObserver(PulseConfig(backend="kafka"))


async def counted_in_memory(envelope: EventEnvelope[Any]) -> dict[tuple[str, str], int]:
    """Put an envelope on the bus of a running observer, and give what it counted then."""
    async with observing(PulseConfig(backend="inmem")) as observer:
        # Not by publish(), which would put the envelope into one of its own.
        observer.bus._streams[f"{observer.cfg.ns}.{STREAM}"].put_nowait(envelope)
        await until_true(lambda: observer.metrics.pulse_consume_total)
    return observer.metrics.pulse_consume_total


async def counted(data: bytes, url: str) -> PulseMetrics:
    """Write ``data`` to the feedback stream, and give what a running observer counted then.

    Raises:
        AssertionError: its bus moved the entry to the dead letters; with the reason.
    """
    config = PulseConfig(backend="redis", redis_url=url)
    with Redis.from_url(url) as client:
        async with observing(config, client) as observer:
            client.xadd(KEY, {"data": data})
            await until_true(
                lambda: observer.metrics.pulse_consume_total or client.exists(f"{KEY}.dlq")
            )
        for _, letter in client.xrange(f"{KEY}.dlq"):
            msg = f"dead-lettered: {letter[b'reason'].decode()}"
            raise AssertionError(msg)
    return observer.metrics


@asynccontextmanager
async def observing(
    config: PulseConfig, client: Redis | None = None
) -> AsyncIterator[PulseObserver]:
    """Run the orchestrator's observer, as its lifecycle does; ``client`` is of its Redis server."""
    observer = PulseObserver(config)
    await observer.start()
    try:
        if client is None:
            yield observer
        else:
            await until_waiting(client)
            yield observer
            await until_waiting(client)
    finally:
        await observer.stop()
        if client is not None:
            # stop() leaves the connection open.
            await hang_up(observer.bus)


async def until_waiting(client: Redis) -> None:
    """Let the loop run until both watchers wait for the next entry of their streams.

    Their groups start at the stream's end, so that what is written before is not read; and a task
    that is cancelled while it sends a command may go on (asyncio.wait_for, before Python 3.12).
    """
    await until_true(lambda: client.info("clients")["blocked_clients"] == len(STREAMS))
    await settle()


async def settle() -> None:
    """Let the loop do all that is ready, and what becomes ready by it."""
    for _ in range(20):
        await asyncio.sleep(0)
