"""What market-data-orchestrator provides: its HTTP application, and what its own code hands out."""

import atexit
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import one_process  # noqa: F401 -- before the orchestrator
import pytest
from credentials import API_KEY, AUDIENCE, ISSUER, KEYS, SUBJECT
from fastapi import FastAPI
from market_data_core.telemetry import ControlAction, ControlResult
from market_data_orchestrator import MarketDataOrchestrator, OrchestratorSettings
from market_data_orchestrator.api import control
from market_data_orchestrator.api.deps import get_container
from market_data_orchestrator.audit.logger import init_audit_logger
from market_data_orchestrator.health import build_app
from market_data_orchestrator.models.security import JWTClaims, Role
from market_data_orchestrator.services.federation_directory import StaticDirectory

from pactfuzz import Provider

orchestrator_api = Provider("market-data-orchestrator")

_ROUTES: Final[dict[ControlAction, Callable[..., Awaitable[ControlResult]]]] = {
    ControlAction.pause: control.pause,
    ControlAction.resume: control.resume,
    ControlAction.reload: control.reload,
}


@orchestrator_api.app
def app() -> FastAPI:
    """The control plane of one orchestrator, without a broker, a registry or a Redis server."""
    return build_app(_orchestrator())


@orchestrator_api.state("the operator's token is trusted")
def token_is_trusted() -> Iterator[None]:
    """The issuer's keys are known already, so that no issuer needs to be asked for them."""
    settings = _orchestrator().settings
    before = settings.oidc_issuer, settings.oidc_audience, settings.jwks_url
    settings.oidc_issuer, settings.oidc_audience = ISSUER, AUDIENCE
    settings.jwks_url = f"{ISSUER}/keys"
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 -- it is compared without a zone
    get_container().set_jwks_cache(KEYS, tomorrow)
    try:
        yield
    finally:
        get_container().clear_jwks_cache()
        settings.oidc_issuer, settings.oidc_audience, settings.jwks_url = before


@orchestrator_api.state("the operator's API key is trusted")
def api_key_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is looked up in the environment at each request."""
    monkeypatch.setenv("ORCH_API_KEY", API_KEY)


@orchestrator_api.state("the ingestion is paused")
@orchestrator_api.state("the ingestion is not paused")
async def ingestion(*, paused: bool) -> AsyncIterator[None]:
    """Give the command that leads there, on the orchestrator's own code."""
    await (_orchestrator().pause() if paused else _orchestrator().resume())
    yield
    await _orchestrator().resume()


@orchestrator_api.state("the orchestrator is running")
@orchestrator_api.state("the orchestrator is stopped")
async def orchestrator_runs(*, running: bool) -> AsyncIterator[None]:
    """Start all of it; it looks for its broker only when it is asked for data."""
    if running:
        await _orchestrator().start()
    yield
    if running:
        await _orchestrator().stop()


@orchestrator_api.state("the operator gives the command pause")
@orchestrator_api.state("the operator gives the command resume")
@orchestrator_api.state("the admin gives the command reload")
@orchestrator_api.state("the ingestion was paused")
@orchestrator_api.state("the ingestion was resumed")
@orchestrator_api.state("the configuration was reloaded")
def command_is_given(action: str) -> None:
    """Nothing to set up: the emitter gives the command."""


@orchestrator_api.state("no peer is configured")
@orchestrator_api.state("a peer is configured by its URL")
@orchestrator_api.state("a peer is configured by host and port")
def peers_are_configured(peers: str) -> None:
    """Nothing to set up: the emitter configures the peers."""


@orchestrator_api.sends("a control result")
async def control_result(action: ControlAction) -> bytes:
    """What a route returns to whoever has passed the authentication."""
    return (await _commanded(action)).model_dump_json().encode()


@orchestrator_api.sends("an audit record")
async def audit_record(action: ControlAction) -> bytes:
    """The line that a command leaves in the audit log."""
    with _audit_log() as path:
        await _commanded(action)
        return path.read_bytes().splitlines()[-1]


@orchestrator_api.sends(
    "a cluster topology",
    known={
        "driven": "a peer without a scheme has no host in its URL, and the empty node id is "
        "refused by core: the topology cannot be built (market-data-orchestrator 0.8.95)"
    },
)
def cluster_topology(peers: str) -> bytes:
    """What the directory says to a node that asks it."""
    directory = StaticDirectory(OrchestratorSettings(federation_peers=peers))
    return directory.topology().model_dump_json().encode()


@cache
def _orchestrator() -> MarketDataOrchestrator:
    folder = TemporaryDirectory(prefix="orchestrator-")
    atexit.register(folder.cleanup)
    settings = OrchestratorSettings(
        audit_log_path=str(Path(folder.name) / "audit.jsonl"), rate_limit_enabled=False
    )
    return MarketDataOrchestrator(settings)


async def _commanded(action: ControlAction) -> ControlResult:
    """Call the route's own function, as it is called behind the authentication."""
    claims = JWTClaims(sub=SUBJECT, role=Role.admin, iss=ISSUER, aud=AUDIENCE, exp=0, iat=0)
    return await _ROUTES[action](_orchestrator(), claims)


@contextmanager
def _audit_log() -> Iterator[Path]:
    """Let the routes write to an audit log of its own."""
    with TemporaryDirectory(prefix="audit-") as folder:
        yield init_audit_logger(Path(folder) / "audit.jsonl").log_path
    init_audit_logger(_orchestrator().settings.audit_log_path)
