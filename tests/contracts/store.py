"""What market-data-store provides: its HTTP application and its emitters, as they are published."""

from collections.abc import Iterator
from typing import Annotated, Any

import databases
import emitting
from datastore.service import app as service
from generated import quick
from market_data_core.telemetry import FeedbackEvent
from market_data_store.coordinator import BackpressureLevel
from pydantic import Field
from queue_states import InProcess, OverMemory
from redis_server import empty_redis

from pactfuzz import Provider

Capacity = Annotated[int, Field(ge=7, le=1_000)]
"""Places in a coordinator's queue; the store's default is 10,000, which takes longer to fill. Of
fewer than seven, some leave no room between the marks, so that nothing is ever ``soft``."""

store = Provider("market-data-store")


@store.app
def app() -> Any:
    """The control plane; its database is what the provider state says."""
    return service.app


@store.state("the database is reachable")
def database_reachable() -> Iterator[None]:
    """Let the probes reach their database."""
    with databases.database_reachable():
        yield


@store.state("the database is unreachable")
def database_unreachable() -> Iterator[None]:
    """Let the probes fail to."""
    with databases.database_unreachable():
        yield


@store.state("the bars queue is past its high watermark")
@store.state("the bars queue is filling")
@store.state("the bars queue has drained")
def bars_queue(level: str) -> None:
    """Nothing to set up: the emitter fills and drains a queue until it signals ``level``."""


@store.state("a schema differs from the registry's")
def schema_differs() -> None:
    """Nothing to set up: the emitter compares two schemas that differ."""


@store.sends(
    "a feedback event",
    read_by={"market-data-pipeline": FeedbackEvent, "market-data-orchestrator": FeedbackEvent},
)
async def feedback_event(level: BackpressureLevel, capacity: Capacity = 100) -> bytes:
    """The event that a coordinator's queue publishes in its own process."""
    return await emitting.in_process(level, capacity)


@store.sends("a feedback event by HTTP POST")
async def posted_feedback_event(level: BackpressureLevel, capacity: Capacity = 100) -> bytes:
    """The request body that the broadcaster posts."""
    return await emitting.by_http_post(level, capacity)


@store.sends("a feedback event over Pulse, on Redis streams")
async def streamed_feedback_event(level: BackpressureLevel, capacity: Capacity = 100) -> bytes:
    """The stream entry that the publisher writes."""
    return await emitting.over_redis(level, capacity, empty_redis())


@quick
@store.sends("a feedback event over Pulse, in memory")
async def envelope_in_memory(level: BackpressureLevel, capacity: Capacity = 100) -> bytes:
    """The envelope that the publisher puts on its bus."""
    return await emitting.over_memory(level, capacity)


@store.sends("a schema drift over Pulse")
async def schema_drift(name: str = "telemetry.FeedbackEvent", track: str = "v1") -> bytes:
    """The stream entry that the drift reporter writes."""
    return await emitting.schema_drift(name, track, empty_redis())


store.machine("a feedback event")(InProcess)
store.machine("a feedback event over Pulse, in memory")(OverMemory)
