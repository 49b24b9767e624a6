"""What holds of market-data-orchestrator's control plane, or should: no document alone shows it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import httpx
import one_process  # noqa: F401 -- before the orchestrator
import pytest
from breaks import broken
from credentials import AUDIENCE, ISSUER, SUBJECT, TOKEN
from fastapi import FastAPI, HTTPException
from generated import names, quick, times
from hypothesis import given
from hypothesis import strategies as st
from market_data_core.protocols import FederationDirectory
from market_data_core.telemetry import AuditEnvelope, ControlAction, ControlResult
from market_data_orchestrator import MarketDataOrchestrator, OrchestratorSettings
from market_data_orchestrator.api import control
from market_data_orchestrator.api.auth_jwt import RequireJWT
from market_data_orchestrator.api.rate_limit import close_rate_limiter, init_rate_limiter
from market_data_orchestrator.audit.logger import AuditLogger, init_audit_logger
from market_data_orchestrator.health import build_app
from market_data_orchestrator.models.security import JWTClaims, Role
from market_data_orchestrator.services.federation_directory import StaticDirectory
from prometheus_client import REGISTRY

CLAIMS: Final = JWTClaims(sub=SUBJECT, role=Role.admin, iss=ISSUER, aud=AUDIENCE, exp=0, iat=0)

envelopes: Final = st.builds(
    AuditEnvelope,
    actor=names,
    role=names,
    action=st.sampled_from(ControlAction),
    result=st.builds(ControlResult, status=st.sampled_from(["ok", "error"])),
    ts=times,
)


class Failing(MarketDataOrchestrator):
    """An orchestrator that cannot be paused."""

    async def pause(self) -> None:
        """Fail, as a broker that does not answer would make it."""
        msg = "the broker does not answer"
        raise ConnectionError(msg)


@pytest.fixture(scope="module")
def logger(tmp_path_factory: pytest.TempPathFactory) -> AuditLogger:
    """An audit logger with a log of its own."""
    return AuditLogger(tmp_path_factory.mktemp("audit") / "audit.jsonl")


@quick
@given(envelope=envelopes)
def test_an_envelope_can_be_restored_from_its_line(
    logger: AuditLogger, envelope: AuditEnvelope
) -> None:
    asyncio.run(logger.log(envelope=envelope))
    [line] = logger.get_recent_events(limit=1)
    assert envelope.model_dump(exclude={"ts"}) == {
        "actor": line["user"],
        "role": line["role"],
        "action": line["action"],
        "result": {"status": line["status"], "detail": line["detail"]},
    }
    logged = datetime.fromisoformat(line["timestamp"]).timestamp()
    assert logged == pytest.approx(envelope.ts, abs=1e-6)


@broken(
    "an action that fails is answered with 500 and {'detail': …}: the ControlResult with the "
    "status error, which core has for it, is sent to nobody (market-data-orchestrator 0.8.95)",
    raises=HTTPException,
)
@pytest.mark.usefixtures("audit_log")
def test_an_action_that_fails_has_a_result() -> None:
    result = asyncio.run(control.pause(Failing(OrchestratorSettings()), CLAIMS))
    assert result.status == "error"


@broken(
    "each action is counted twice, by the route and by the audit logger "
    "(market-data-orchestrator 0.8.95)"
)
def test_an_action_is_counted_once(audit_log: Path) -> None:
    labels = {"action": "pause", "status": "ok"}
    before = REGISTRY.get_sample_value("orchestrator_audit_events_total", labels) or 0
    asyncio.run(control.pause(MarketDataOrchestrator(OrchestratorSettings()), CLAIMS))
    after = REGISTRY.get_sample_value("orchestrator_audit_events_total", labels)
    assert len(audit_log.read_text().splitlines()) == 1
    assert after == before + 1


@broken(
    "rate_limit_max_per_minute is read by nobody: it is always five (market-data-orchestrator "
    "0.8.95)",
    raises=pytest.fail.Exception,
)
@pytest.mark.usefixtures("audit_log")
@pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning")
def test_the_rate_limit_is_the_configured_one(redis_url: str) -> None:
    settings = OrchestratorSettings(rate_limit_max_per_minute=1, redis_rate_limit_url=redis_url)

    async def pause_twice() -> None:
        await init_rate_limiter(settings.redis_rate_limit_url)
        try:
            for _ in range(2):
                await control.pause(MarketDataOrchestrator(settings), CLAIMS)
        finally:
            await close_rate_limiter()

    with pytest.raises(HTTPException, match="429"):
        asyncio.run(pause_twice())


@broken(
    "a command is forwarded without the caller's token, so that the peer refuses it "
    "(market-data-orchestrator 0.8.95)"
)
def test_a_forwarded_command_keeps_the_callers_token() -> None:
    async def forwarded() -> bytes:
        async with peer() as (url, heard):
            settings = OrchestratorSettings(rate_limit_enabled=False, audit_log_enabled=False)
            settings.federation_peers = url
            app = build_app(MarketDataOrchestrator(settings))
            # Behind the authentication, which lets nobody pass.
            app.dependency_overrides[RequireJWT] = lambda: CLAIMS
            answer = await posted(app, "/federation/forward/127.0.0.1", {"path": "/control/pause"})
            assert answer.json() == {"target": "127.0.0.1", "status_code": 200, "data": {}}
            return heard[0]

    assert TOKEN.encode() in asyncio.run(forwarded())


@broken(
    "the orchestrator says that its broker's session is there as soon as it could be begun: with "
    "no broker at all, has_session is true (market-data-orchestrator 0.8.95)"
)
def test_without_a_broker_there_is_no_session() -> None:
    assert not asyncio.run(status_when_running())["provider"]["has_session"]


@broken(
    "the pause is a flag that nobody reads: the pipeline goes on (market-data-orchestrator 0.8.95)"
)
def test_a_pause_pauses_the_pipeline() -> None:
    status = asyncio.run(status_when_running(then=MarketDataOrchestrator.pause))
    assert status["paused"]
    assert status["runtime"]["state"] != "running"


def test_the_directory_is_one_as_core_has_it() -> None:
    assert isinstance(StaticDirectory(OrchestratorSettings()), FederationDirectory)


@broken(
    "two peers on one host get one node id, and the first one's address is lost "
    "(market-data-orchestrator 0.8.95)"
)
def test_every_node_has_its_endpoint() -> None:
    directory = directory_of("http://orch:8080", "http://orch:8081")
    assert len(directory.endpoints()) == len(directory.topology().nodes) == 2


@broken(
    "an address that leads nowhere becomes a node, healthy as all are: one that cannot be parsed "
    "gets a made-up name, and no port is looked at (market-data-orchestrator 0.8.95)",
    raises=pytest.fail.Exception,
)
@pytest.mark.parametrize("address", ["http://[", "http://a:99999", "http://a:b"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=re.escape(address)):
        directory_of(address)


@broken(
    "the region is looked for in every part of the address, and 'us' is found in 'cluster-eu' "
    "(market-data-orchestrator 0.8.95)"
)
def test_a_cluster_in_europe_is_not_in_the_us() -> None:
    assert directory_of("http://cluster-eu:8080").topology().region.name == "eu"


@pytest.fixture
def audit_log(tmp_path: Path) -> Path:
    """The log that the routes write to."""
    return init_audit_logger(tmp_path / "audit.jsonl").log_path


async def status_when_running(
    then: Callable[[MarketDataOrchestrator], Awaitable[None]] | None = None,
) -> dict[str, Any]:
    """Start an orchestrator, do something with it, and give its status."""
    running = MarketDataOrchestrator(OrchestratorSettings())
    await running.start()
    try:
        if then:
            await then(running)
        return running.status()
    finally:
        await running.stop()


def directory_of(*peers: str) -> StaticDirectory:
    """Make the directory of a node that is configured with these peers."""
    return StaticDirectory(OrchestratorSettings(federation_peers=",".join(peers)))


async def posted(app: FastAPI, path: str, body: dict[str, Any]) -> httpx.Response:
    """Post to an application, in this process, in the operator's name."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api") as client,
    ):
        return await client.post(path, json=body, headers=headers)


@asynccontextmanager
async def peer() -> AsyncIterator[tuple[str, list[bytes]]]:
    """Run a server that answers each request with ``{}``; gives its URL and the heads it heard."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", heard
