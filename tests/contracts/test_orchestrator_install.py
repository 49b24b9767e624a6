"""That market-data-orchestrator can be installed, imported and configured as it says of itself."""

import ast
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Final

import market_data_orchestrator
import one_process  # noqa: F401 -- before the orchestrator
import pytest
from breaks import broken
from market_data_orchestrator import OrchestratorSettings
from market_data_orchestrator.services import schema_audit
from market_data_store.metrics.registry import SCHEMA_DRIFT_LAST_DETECTED
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from prometheus_client import REGISTRY
from pydantic import ValidationError

DISTRIBUTIONS: Final = {"jose": "python-jose"}
"""Where a package is installed from, if not from what is named like it."""


@broken(
    "httpx, pydantic, python-jose and redis are imported by the API and not declared; two of them "
    "come with nothing else either, and without them market_data_orchestrator.health and the "
    "launcher cannot be imported (market-data-orchestrator 0.8.95)"
)
def test_what_is_imported_is_required() -> None:
    modules = imported(Path(market_data_orchestrator.__file__).parent)
    lines = requires("market-data-orchestrator") or []
    required = {canonicalize_name(Requirement(line).name) for line in lines}
    missing = {DISTRIBUTIONS.get(name, canonicalize_name(name)) for name in modules} - required
    assert missing == set()


@broken(
    "both register a metric named schema_drift_last_detected_timestamp: whichever of the store's "
    "reporter and the orchestrator's health is imported second cannot be (market-data-store "
    "0.6.72, market-data-orchestrator 0.8.95)",
    raises=ValueError,
)
def test_store_and_orchestrator_can_share_a_process() -> None:
    assert schema_audit.schema_drift_last_detected_timestamp in REGISTRY._collector_to_names
    REGISTRY.register(SCHEMA_DRIFT_LAST_DETECTED)


@broken(
    "each group of settings refuses the other groups' variables in .env, and those of any other "
    "service: with one line in that file the orchestrator does not start "
    "(market-data-orchestrator 0.8.95)",
    raises=ValidationError,
)
@pytest.mark.parametrize(
    "line", ["ORCH_HEALTH_PORT=8095", "ORCH_LOG_LEVEL=DEBUG", "DATABASE_URL=sqlite://"]
)
def test_a_setting_may_stand_in_the_env_file(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(line)
    monkeypatch.chdir(tmp_path)
    OrchestratorSettings()


def test_a_setting_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCH_HEALTH_PORT", "8095")
    assert OrchestratorSettings().health_port == 8095


def imported(folder: Path) -> set[str]:
    """Name the third-party packages that the modules in a folder import as they are imported."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            match node:
                case ast.Import(names=aliases):
                    names |= {alias.name.partition(".")[0] for alias in aliases}
                case ast.ImportFrom(module=str(module), level=0):
                    names.add(module.partition(".")[0])
    return names - sys.stdlib_module_names
