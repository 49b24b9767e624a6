"""What market-data-orchestrator reads of market-data-store over Pulse: drifts of schemas."""

import asyncio
import time
from typing import Any, Final, Self

import one_process  # noqa: F401 -- before the orchestrator
from breaks import NOT_A_NUMBER, broken
from market_data_core.events.envelope import EventEnvelope, EventMeta
from market_data_orchestrator.pulse import PulseConfig
from market_data_orchestrator.services.schema_audit import SchemaAuditService
from market_data_store.pulse import PulseConfig as StorePulseConfig
from market_data_store.telemetry import DriftReporter, SchemaSnapshot
from pydantic import BaseModel, ValidationError

from pactfuzz import Consumer, state

orchestrator = Consumer("market-data-orchestrator", provider="market-data-store")


class Drift(BaseModel):
    """The payload, by the names under which SchemaAuditService looks its fields up."""

    repo: str
    track: str
    schema_name: str
    local_sha: str
    registry_sha: str


class DriftEntry(BaseModel):
    """The ``data`` field of a stream entry, as far as the service reads it."""

    ts: float
    meta: EventMeta
    payload: Drift
    key: str | None = None
    id: str = ""


EXAMPLE: Final = DriftEntry(
    ts=time.time(),
    meta=EventMeta(schema_id="telemetry.schema_drift"),
    payload=Drift(
        repo="market-data-store",
        track="v1",
        schema_name="telemetry.FeedbackEvent",
        local_sha="a" * 64,
        registry_sha="b" * 64,
    ),
)


@orchestrator.receives(
    "a schema drift over Pulse",
    DriftEntry,
    states=[
        state(
            "a schema differs from the registry's",
            pending="DriftReporter calls the bus's publish without the stream's name, before there "
            "is a bus at all, and logs the error: nothing is sent (market-data-store 0.6.72)",
        )
    ],
    fuzz=NOT_A_NUMBER,
)
async def test_a_drift_counts_until_it_is_resolved(entry: DriftEntry) -> None:
    # Not by what reads entries off the bus, which cannot; see the tests below.
    service = SchemaAuditService(PulseConfig())
    await service._record_drift(**entry.payload.model_dump(), detected_at=entry.ts)
    [drift] = service.get_active_drifts()
    assert Drift.model_validate(drift, from_attributes=True) == entry.payload
    assert service.get_aggregates().drifts_by_repo == {entry.payload.repo: 1}
    await service._resolve_drift(drift.drift_key, entry.ts)
    assert service.get_aggregates().total_active == 0


@broken(
    "the service decodes an entry without saying as what, which JsonCodec.decode requires: no "
    "entry, however good, is taken up (market-data-orchestrator 0.8.95)"
)
def test_an_entry_is_taken_up() -> None:
    service = SchemaAuditService(PulseConfig())
    entry = EXAMPLE.model_dump_json().encode()
    asyncio.run(service._process_drift_event("mdp.telemetry.schema_drift", entry, "1-0"))
    assert service.get_aggregates().total_active == 1


@broken(
    "the service awaits the bus's subscribe, an iterator with keyword arguments, and polls its "
    "consume, which no bus has: the watcher ends as it begins (market-data-orchestrator 0.8.95)"
)
def test_the_stream_is_watched() -> None:
    _, is_watching = asyncio.run(audited())
    assert is_watching


@broken(
    "the status stays 'healthy' and 'running' when the watcher has died "
    "(market-data-orchestrator 0.8.95)"
)
def test_an_audit_that_has_died_is_not_healthy() -> None:
    status, is_watching = asyncio.run(audited())
    assert (status["status"] == "healthy") is is_watching


@broken(
    "the reporter writes schema, local_sha256 and registry_sha256, where the audit reads "
    "schema_name, local_sha and registry_sha: it would find two checksums that are empty, thus "
    "equal, and take each drift for resolved (market-data-store 0.6.72, market-data-orchestrator "
    "0.8.95)",
    raises=ValidationError,
)
def test_the_reporter_names_fields_as_the_audit_does() -> None:
    Drift.model_validate(asyncio.run(reported()).payload)


async def audited() -> tuple[dict[str, Any], bool]:
    """Start the audit; give its status, and whether it still watches the stream."""
    service = SchemaAuditService(PulseConfig(backend="inmem"))
    await service.start()
    try:
        for _ in range(10):
            await asyncio.sleep(0)
        return service.get_status(), not service._task.done()
    finally:
        await service.stop()


async def reported() -> EventEnvelope[dict[str, Any]]:
    """Give the envelope that the reporter makes of a drift, as a bus would get it."""
    publisher = _Publisher()
    reporter = DriftReporter(StorePulseConfig(backend="inmem"), publisher)
    local = SchemaSnapshot(EXAMPLE.payload.schema_name, "v1", EXAMPLE.payload.local_sha)
    await reporter.detect_and_emit_drift(local, EXAMPLE.payload.registry_sha)
    return publisher.published[0]


class _Publisher:
    """A publisher and its bus in one, for a reporter that reaches through to the bus."""

    def __init__(self) -> None:
        self.published: list[EventEnvelope[dict[str, Any]]] = []

    @property
    def _bus(self) -> Self:
        return self

    async def publish(self, *arguments: Any) -> None:
        """Take what is published: the last argument, with or without a stream before it."""
        self.published.append(arguments[-1])
