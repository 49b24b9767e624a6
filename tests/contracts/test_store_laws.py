"""What holds of everything that market-data-store tells others, in process and over HTTP."""

import asyncio
import json
import math
import time
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import pytest
from breaks import broken
from databases import database_reachable
from datastore.service import app as service
from emitting.backpressure import heard
from emitting.http_post import receiver
from generated import capacities, components, levels, names, quick, states, statuses, texts
from hypothesis import given
from hypothesis import strategies as st
from market_data_core.telemetry import (
    BackpressureLevel,
    FeedbackEvent,
    HealthComponent,
    HealthStatus,
)
from market_data_store.coordinator import (
    DeadLetterQueue,
    HttpFeedbackBroadcaster,
    feedback_bus,
)
from market_data_store.coordinator import FeedbackEvent as StoreEvent
from mds_client.models import Bar
from pydantic import ValidationError

store_events = st.builds(
    StoreEvent.create,
    coordinator_id=names,
    queue_size=st.integers(min_value=0, max_value=10_000),
    capacity=capacities,
    level=levels,
    reason=st.none() | names,
)


def test_feedback_extends_core_by_a_reason_alone() -> None:
    assert issubclass(StoreEvent, FeedbackEvent)
    assert StoreEvent.model_fields.keys() - FeedbackEvent.model_fields.keys() == {"reason"}
    assert not StoreEvent.model_fields["reason"].is_required()


@quick
@given(store_events)
def test_an_event_is_an_instance_of_cores(event: StoreEvent) -> None:
    assert isinstance(event, FeedbackEvent)
    assert event.utilization == event.queue_size / event.capacity


@quick
@given(store_events)
def test_core_reads_the_stores_json_whatever_the_reason(event: StoreEvent) -> None:
    read = FeedbackEvent.model_validate_json(event.model_dump_json())
    assert read.model_dump() == event.model_dump(exclude={"reason"})


@quick
@given(store_events)
def test_core_reads_the_stores_dictionary(event: StoreEvent) -> None:
    document = event.model_dump()
    assert FeedbackEvent(**document) == FeedbackEvent.model_validate(document)
    assert StoreEvent(**document) == event
    assert json.loads(event.model_dump_json()) == document


def test_level_names_and_values_are_stable() -> None:
    # The pipeline looks levels up by name where the wire has values: both must stay, and agree.
    assert {level.name: level.value for level in BackpressureLevel} == {
        "ok": "ok",
        "soft": "soft",
        "hard": "hard",
    }


def test_create_fills_the_time_and_the_source() -> None:
    before = time.time()
    event = StoreEvent.create("bars", 8, 10, BackpressureLevel.hard)
    assert before <= event.ts <= time.time()
    assert event.source == "store"
    assert event.reason is None


@quick
@given(statuses)
def test_a_health_status_survives_the_wire(status: HealthStatus) -> None:
    assert HealthStatus.model_validate_json(status.model_dump_json()) == status


@quick
@given(texts | st.sampled_from(["Healthy", "HEALTHY", "ok", "down", "unknown", "healthy "]))
def test_a_component_has_no_other_state(text: str) -> None:
    with pytest.raises(ValidationError):
        HealthComponent(name="database", state=text)


@quick
@given(names, states)
def test_a_component_needs_no_details(name: str, state: str) -> None:
    bare = {"name": name, "state": state}
    assert HealthComponent.model_validate(bare).details == {}
    with pytest.raises(ValidationError):
        HealthComponent.model_validate(bare | {"details": None})


@quick
@given(components)
def test_details_are_texts(component: HealthComponent) -> None:
    detailed = component.model_dump() | {"details": {"latency_ms": 12}}
    with pytest.raises(ValidationError):
        HealthComponent.model_validate(detailed)


@quick
@given(store_events | statuses)
def test_times_are_written_as_floats(document: StoreEvent | HealthStatus) -> None:
    assert isinstance(json.loads(document.model_dump_json())["ts"], float)


@broken("the version told is the fixed text 0.6.4 (market-data-store 0.6.72)")
def test_the_health_tells_the_release_that_runs() -> None:
    with database_reachable():
        status = asyncio.run(service.health())
    assert status.version == version("market-data-store")


@broken(
    "an event whose time is no number is built, but written as null (market-data-core 1.4.60)",
    raises=ValidationError,
)
@pytest.mark.parametrize("ts", [math.nan, math.inf])
def test_what_core_builds_core_reads(ts: float) -> None:
    event = StoreEvent(coordinator_id="bars", queue_size=8, capacity=10, level="hard", ts=ts)
    FeedbackEvent.model_validate_json(event.model_dump_json())


@broken("an event of more items than places is accepted (market-data-core 1.4.60)")
def test_a_queue_holds_no_more_than_its_capacity() -> None:
    event = StoreEvent.create("bars", 11, 10, BackpressureLevel.hard)
    assert event.utilization <= 1.0


@broken(
    "the bus asks each event for its utilization, which only the store's own class has "
    "(market-data-store 0.6.72)",
    raises=AttributeError,
)
def test_the_bus_carries_any_core_event() -> None:
    event = FeedbackEvent(coordinator_id="bars", queue_size=8, capacity=10, level="hard", ts=1.0)

    async def published() -> FeedbackEvent:
        async with heard() as heard_events:
            await feedback_bus().publish(event)
            return heard_events.get_nowait()

    assert asyncio.run(published()) == event


def test_a_subscriber_that_fails_does_not_keep_the_event_from_others() -> None:
    event = StoreEvent.create("bars", 8, 10, BackpressureLevel.hard)

    async def fail(_: StoreEvent) -> None:
        raise OSError

    async def published() -> StoreEvent:
        feedback_bus().subscribe(fail)
        try:
            async with heard() as events:
                await feedback_bus().publish(event)
                return events.get_nowait()
        finally:
            feedback_bus().unsubscribe(fail)

    assert asyncio.run(published()) is event


@pytest.mark.parametrize(
    "status",
    [
        HTTPStatus.NO_CONTENT,
        pytest.param(
            HTTPStatus.SERVICE_UNAVAILABLE,
            marks=broken(
                "broadcast_one says True when every attempt was refused (market-data-store 0.6.72)"
            ),
        ),
    ],
)
def test_the_broadcaster_says_whether_it_was_heard(status: HTTPStatus) -> None:
    event = StoreEvent.create("bars", 8, 10, BackpressureLevel.hard)

    async def broadcast(url: str) -> bool:
        broadcaster = HttpFeedbackBroadcaster(url, max_retries=1)
        await broadcaster.start()
        try:
            return await broadcaster.broadcast_one(event)
        finally:
            await broadcaster.stop()

    with receiver(status) as received:
        heard_by_it = asyncio.run(broadcast(received.url))
    assert len(received.bodies) == 1
    assert heard_by_it is (status < HTTPStatus.BAD_REQUEST)


@broken(
    "the dead letter queue writes a bar as its Python text, which nothing can read back "
    "(market-data-store 0.6.72)"
)
def test_a_dead_letter_can_be_replayed(tmp_path: Path) -> None:
    bar = Bar(
        tenant_id="11111111-1111-1111-1111-111111111111",
        vendor="ibkr",
        symbol="AAPL",
        timeframe="1m",
        ts=datetime(2026, 11, 20, 14, 30, tzinfo=UTC),
    )
    letters = DeadLetterQueue[Bar](tmp_path / "letters.ndjson")

    async def replayed() -> object:
        await letters.save([bar], OSError("no database"))
        [letter] = await letters.replay()
        return letter.items[0]

    document = asyncio.run(replayed())
    assert isinstance(document, dict)
    assert Bar.model_validate(document) == bar
