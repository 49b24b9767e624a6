"""What market-data-pipeline reads of market-data-store: feedback, on each way that it comes."""

from typing import Final

from breaks import NOT_A_NUMBER
from market_data_core.events.envelope import EventEnvelope
from market_data_core.telemetry import BackpressureLevel, FeedbackEvent
from reading import (
    FeedbackEntry,
    Policy,
    Rate,
    rate_after,
    rate_after_entry,
    rate_after_envelope,
)

from pactfuzz import Consumer, state

pipeline = Consumer("market-data-pipeline", provider="market-data-store")

QUEUE: Final = (
    state("the bars queue is past its high watermark", level="hard"),
    state("the bars queue is filling", level="soft"),
    state("the bars queue has drained", level="ok"),
)

ENVELOPED: Final = tuple(
    state(each.name, promises={"payload": dict(each.parameters)}, **each.parameters)
    for each in QUEUE
)
"""The same states for an event that lies in an envelope: there they promise its level."""

DEFAULT: Final[Policy] = {
    BackpressureLevel.ok: 1.0,
    BackpressureLevel.soft: 0.5,
    BackpressureLevel.hard: 0.0,
}
CONFIGURED: Final[Policy] = DEFAULT | {BackpressureLevel.soft: 0.7}


def expected(event: FeedbackEvent, policy: Policy = DEFAULT) -> Rate:
    """Say the rate that a policy prescribes for an event."""
    return Rate(policy[event.level], event.level.value)


@pipeline.receives("a feedback event", FeedbackEvent, states=QUEUE, fuzz=NOT_A_NUMBER)
async def test_an_event_in_process_sets_the_rate(event: FeedbackEvent) -> None:
    assert await rate_after(event) == expected(event)
    assert await rate_after(event, policy=CONFIGURED) == expected(event, CONFIGURED)


@pipeline.receives(
    "a feedback event by HTTP POST",
    FeedbackEvent,
    states=QUEUE,
    pending="HttpFeedbackBroadcaster posts neither ts, which is required, nor source "
    "(market-data-store 0.6.72)",
    fuzz=NOT_A_NUMBER,
)
async def test_a_posted_event_sets_the_rate(event: FeedbackEvent) -> None:
    assert await rate_after(event) == expected(event)


@pipeline.receives(
    "a feedback event over Pulse, on Redis streams",
    FeedbackEntry,
    parse=bytes,
    states=ENVELOPED,
    pending="FeedbackPublisherService gives the bus an envelope, which the bus wraps once more: "
    "the entry names the schema events.envelope.EventEnvelope, and the event lies one level "
    "deeper than it is read (market-data-store 0.6.72, market-data-core 1.4.60)",
    fuzz=NOT_A_NUMBER,
)
async def test_a_streamed_event_sets_the_rate(data: bytes, redis_url: str) -> None:
    assert await rate_after_entry(data, redis_url) == expected(
        FeedbackEntry.model_validate_json(data).payload
    )


@pipeline.receives(
    "a feedback event over Pulse, in memory",
    EventEnvelope[FeedbackEvent],
    states=ENVELOPED,
    pending="FeedbackPublisherService gives the bus an envelope, which the bus wraps once more: "
    "its payload is an envelope, not an event (market-data-store 0.6.72)",
    fuzz=NOT_A_NUMBER,
)
async def test_an_enveloped_event_sets_the_rate(envelope: EventEnvelope[FeedbackEvent]) -> None:
    assert await rate_after_envelope(envelope) == expected(envelope.payload)
