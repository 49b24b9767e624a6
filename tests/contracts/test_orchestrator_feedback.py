"""What market-data-orchestrator reads of market-data-store in its own process: feedback events."""

import asyncio
import logging
from typing import Final

import pytest
from breaks import NOT_A_NUMBER, broken
from emitting import bring_to
from market_data_orchestrator import MarketDataOrchestrator, OrchestratorSettings
from market_data_orchestrator.feedback import FeedbackSubscriber
from market_data_store.coordinator import BackpressureLevel, FeedbackBus, FeedbackEvent

from pactfuzz import Consumer, state

orchestrator = Consumer("market-data-orchestrator", provider="market-data-store")

HANDLERS: Final = "market_data_orchestrator.events.handlers"
"""The logger of the handlers: what they log is all that they do with an event."""


@orchestrator.receives(
    "a feedback event",
    FeedbackEvent,
    states=[
        state("the bars queue is past its high watermark", level="hard"),
        state("the bars queue is filling", level="soft"),
        state("the bars queue has drained", level="ok"),
    ],
    fuzz=NOT_A_NUMBER,
)
async def test_an_event_is_reported_as_backpressure(
    event: FeedbackEvent, caplog: pytest.LogCaptureFixture
) -> None:
    [pressure] = [each for each in await handled(event, caplog) if each.event == "backpressure"]
    assert pressure.level is event.level
    assert pressure.queue_size == event.queue_size


@broken(
    "every handler gets every event, whatever its kind: the ErrorHandler reports each, an ok too, "
    "as 'Error in unknown: Unknown error' (market-data-orchestrator 0.8.95)"
)
@pytest.mark.parametrize("level", BackpressureLevel)
def test_feedback_is_no_error(level: BackpressureLevel, caplog: pytest.LogCaptureFixture) -> None:
    records = asyncio.run(handled(signal(level), caplog))
    assert {each.event for each in records} == {"backpressure"}


@broken(
    "a queue that has drained is reported as a warning, 'Backpressure detected' "
    "(market-data-orchestrator 0.8.95)"
)
def test_relief_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    records = asyncio.run(handled(signal(BackpressureLevel.ok), caplog))
    assert [each for each in records if "Backpressure detected" in each.message] == []


@broken(
    "the level is reported as 'BackpressureLevel.hard', not by the value that everybody else "
    "knows it by (market-data-orchestrator 0.8.95)"
)
def test_a_level_is_reported_by_its_value(caplog: pytest.LogCaptureFixture) -> None:
    first, *_ = asyncio.run(handled(signal(BackpressureLevel.hard), caplog))
    assert "level=hard" in first.message


@broken(
    "unsubscribe leaves the callback on the bus: events still come, and twice after the next "
    "subscribe (market-data-orchestrator 0.8.95)"
)
def test_who_has_unsubscribed_hears_nothing() -> None:
    async def left_on_the_bus() -> int:
        bus = FeedbackBus()
        subscriber = FeedbackSubscriber(bus)
        await subscriber.subscribe()
        await subscriber.unsubscribe()
        return bus.subscriber_count

    assert asyncio.run(left_on_the_bus()) == 0


@broken(
    "the orchestrator subscribes to a FeedbackBus() of its own, on which nobody publishes, in "
    "place of the store's feedback_bus(); its status says 'subscribed' "
    "(market-data-orchestrator 0.8.95)"
)
def test_a_running_orchestrator_hears_the_store(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        running = MarketDataOrchestrator(OrchestratorSettings())
        await running.start()
        try:
            await bring_to(BackpressureLevel.hard, 10)
        finally:
            await running.stop()

    asyncio.run(run())
    assert any(each.name == HANDLERS for each in caplog.records)


async def handled(
    event: FeedbackEvent, caplog: pytest.LogCaptureFixture
) -> list[logging.LogRecord]:
    """Publish an event on a bus of the store, and give what the subscriber's handlers log."""
    bus = FeedbackBus()
    await FeedbackSubscriber(bus).subscribe()
    with caplog.at_level(logging.INFO, HANDLERS):
        await bus.publish(event)
    return [each for each in caplog.records if each.name == HANDLERS]


def signal(level: BackpressureLevel) -> FeedbackEvent:
    """Make the event that a queue of ten signals."""
    return FeedbackEvent.create("bars", 8, 10, level)
