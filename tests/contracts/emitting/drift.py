"""The reporter that tells the event bus when a schema differs from the registry's."""

from market_data_store.pulse import PulseConfig
from market_data_store.telemetry import DriftReporter, SchemaSnapshot

from emitting.pulse import hang_up, newest_entry


async def schema_drift(name: str, track: str, url: str) -> bytes:
    """Give the ``data`` field of the stream entry that a drift of one schema is reported by."""
    reporter = DriftReporter(PulseConfig(backend="redis", redis_url=url))
    await reporter.start()
    try:
        content = {"title": name}
        local = SchemaSnapshot(name, track, reporter.compute_sha256(content), version="1.4.60")
        theirs = reporter.compute_sha256(content | {"description": "changed since"})
        await reporter.detect_and_emit_drift(local, theirs, "1.4.61")
    finally:
        await reporter.stop()
        if reporter.publisher:
            await hang_up(reporter.publisher._ensure_bus())
    return newest_entry(url, "*schema_drift*")
