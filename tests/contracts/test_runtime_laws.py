"""Whether the pipeline, once it is started, does with feedback what its parts promise."""

import asyncio
import importlib
import subprocess
import sys

from breaks import broken
from market_data_pipeline.orchestration import PipelineRuntime
from market_data_pipeline.runtime.unified_runtime import UnifiedRuntime
from market_data_pipeline.schemas import registry_manager
from market_data_pipeline.settings.runtime_unified import UnifiedRuntimeSettings
from market_data_store.coordinator import feedback_bus as store_bus


@broken(
    "the runtime registers ibkr and asks leave for synthetic, which is refused: it gives no quote "
    "at all, and what feedback sets holds nobody back (market-data-pipeline 0.8.69)",
    raises=ValueError,
)
def test_the_runtime_has_a_rate_for_what_it_streams() -> None:
    async def run() -> None:
        async with PipelineRuntime() as runtime:
            await runtime.rate_coordinator.acquire("synthetic")

    asyncio.run(run())


def test_a_runtime_listens_while_it_runs() -> None:
    during, _ = asyncio.run(_subscribers_of_a_runtime())
    assert len(during) == 1


@broken(
    "a runtime that has stopped stays subscribed, and goes on setting rates "
    "(market-data-pipeline 0.8.69)"
)
def test_a_runtime_that_has_stopped_listens_no_more() -> None:
    _, after = asyncio.run(_subscribers_of_a_runtime())
    assert not after


async def _subscribers_of_a_runtime() -> tuple[set[object], set[object]]:
    """Run the pipeline's runtime; give what it adds to the store's bus, during and after."""
    graph = {"nodes": [{"id": "bars", "type": "operator.map"}], "edges": []}
    before = set(store_bus()._subs)
    async with UnifiedRuntime(UnifiedRuntimeSettings(mode="dag", dag={"graph": graph})):
        during = set(store_bus()._subs) - before
    after = set(store_bus()._subs) - before
    for subscriber in after:
        store_bus().unsubscribe(subscriber)
    return during, after


@broken(
    "core-registry-client 0.2.0 has no Track: schema validation is off, with a warning that the "
    "client is not installed (market-data-pipeline 0.8.69)"
)
def test_the_pinned_registry_client_is_used() -> None:
    assert registry_manager.RegistryClient is not None


@broken(
    "settings.runtime imports BaseSettings from pydantic, which has moved it "
    "(market-data-pipeline 0.8.69)",
    raises=ImportError,
)
def test_the_runtime_settings_can_be_imported() -> None:
    importlib.import_module("market_data_pipeline.settings.runtime")


@broken(
    "importing the readers of feedback asks for the main thread's event loop, through ib_insync: "
    "after asyncio.run there is none (market-data-pipeline 0.8.69)",
    raises=subprocess.CalledProcessError,
)
def test_the_readers_can_be_imported_after_a_loop_has_run() -> None:
    program = (
        "import asyncio; asyncio.run(asyncio.sleep(0)); "
        "import market_data_pipeline.orchestration.feedback"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
