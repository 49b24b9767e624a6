"""What an operator's console reads of market-data-orchestrator: control, audit, topology, health.

The console is written here, on core's models and with a real HTTP client: the cockpit that the
orchestrator's documentation speaks of is not published.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from asking import ask
from breaks import NOT_A_NUMBER
from credentials import API_KEY, AUDIENCE, ISSUER, KEYS, SUBJECT, TOKEN
from jose import jwt
from market_data_core.federation import ClusterTopology
from market_data_core.telemetry import AuditEnvelope, ControlAction, ControlResult, HealthStatus
from pydantic import BaseModel

from pactfuzz import Consumer, state

operator = Consumer("market-data-operator", provider="market-data-orchestrator")

BY_TOKEN: Final = {"Authorization": f"Bearer {TOKEN}"}
BY_KEY: Final = {"X-API-Key": API_KEY}
LOCKED_OUT: Final = (
    "verify_jwt hands two arguments to _fetch_jwks, which takes none: every token is answered with "
    "500 'Token verification failed', so that nobody controls anything (market-data-orchestrator "
    "0.8.95)"
)
TRUSTED: Final = state(
    "the operator's token is trusted", promises={"status": "ok"}, pending=LOCKED_OUT
)


class Refusal(BaseModel):
    """The body of a refused request, as FastAPI writes it."""

    detail: str


class ControlStatus(BaseModel):
    """What the console shows of the orchestrator's own state."""

    running: bool
    started: bool
    paused: bool


def told(result: ControlResult) -> str:
    """Say what came of a command, as the console shows it."""
    return f"{result.status}: {result.detail}" if result.detail else result.status


def is_paused(trail: Iterable[AuditEnvelope]) -> bool:
    """Say whether ingestion is paused, after the actions of an audit trail, in their order."""
    paused = False
    for entry in trail:
        if entry.result.status == "ok" and entry.action is not ControlAction.reload:
            paused = entry.action is ControlAction.pause
    return paused


def test_the_token_is_one_that_may_do_all() -> None:
    # Else the contracts below would be broken by the token, and not by who refuses it.
    claims = jwt.decode(TOKEN, KEYS, algorithms=["RS256"], audience=AUDIENCE, issuer=ISSUER)
    assert (claims["sub"], claims["roles"]) == (SUBJECT, ["admin"])


@operator.requests(
    "a pause", "POST", "/control/pause", ControlResult, headers=BY_TOKEN, states=[TRUSTED]
)
def test_a_pause_is_confirmed(provider_url: str, document: dict[str, Any]) -> None:
    assert commanded(provider_url, ControlAction.pause) == ControlResult(**document)


@operator.requests(
    "a resumption", "POST", "/control/resume", ControlResult, headers=BY_TOKEN, states=[TRUSTED]
)
def test_a_resumption_is_confirmed(provider_url: str, document: dict[str, Any]) -> None:
    assert commanded(provider_url, ControlAction.resume) == ControlResult(**document)


@operator.requests(
    "a reload", "POST", "/control/reload", ControlResult, headers=BY_TOKEN, states=[TRUSTED]
)
def test_a_reload_is_confirmed(provider_url: str, document: dict[str, Any]) -> None:
    assert commanded(provider_url, ControlAction.reload) == ControlResult(**document)


@operator.requests(
    "a pause with an API key",
    "POST",
    "/control/pause",
    ControlResult,
    headers=BY_KEY,
    states=[
        state(
            "the operator's API key is trusted",
            promises={"status": "ok"},
            pending="the control routes ask for a token alone, although JWT is off by default and "
            "the settings say that the API key takes its place (market-data-orchestrator 0.8.95)",
        )
    ],
)
def test_a_key_opens_as_well(provider_url: str, document: dict[str, Any]) -> None:
    result = commanded(provider_url, ControlAction.pause, BY_KEY)
    assert result == ControlResult(**document)


@operator.requests("a pause without a token", "POST", "/control/pause", Refusal, status=401)
def test_who_has_no_token_is_told(provider_url: str, document: dict[str, Any]) -> None:
    answer = ask(f"{provider_url}/control/pause", method="POST")
    assert Refusal.model_validate_json(answer.body) == Refusal(**document)


@operator.requests(
    "the state of control",
    "GET",
    "/control/status",
    ControlStatus,
    states=[
        state("the ingestion is paused", paused=True),
        state("the ingestion is not paused", paused=False),
        state("the orchestrator is running", running=True),
        state("the orchestrator is stopped", running=False),
    ],
)
def test_the_state_of_control_is_shown(provider_url: str, document: dict[str, Any]) -> None:
    answer = ask(f"{provider_url}/control/status")
    assert ControlStatus.model_validate_json(answer.body) == ControlStatus(**document)


@operator.requests(
    "the orchestrator's health",
    "GET",
    "/health",
    HealthStatus,
    states=[
        state("the orchestrator is stopped", running=False, promises={"state": "unhealthy"}),
        state(
            "the orchestrator is running",
            running=True,
            promises={"state": "degraded"},
            pending="the route looks for orchestrator.running, where status() has running at its "
            "top: an orchestrator that runs, here without its broker, says 'unhealthy' like one "
            "that is stopped (market-data-orchestrator 0.8.95)",
        ),
    ],
    fuzz=NOT_A_NUMBER,
)
def test_the_health_is_shown(provider_url: str, document: dict[str, Any]) -> None:
    answer = ask(f"{provider_url}/health")
    assert HealthStatus.model_validate_json(answer.body) == HealthStatus(**document)


@operator.requests(
    "the cluster's topology",
    "GET",
    "/federation/topology",
    ClusterTopology,
    headers=BY_TOKEN,
    states=[state("the operator's token is trusted", pending=LOCKED_OUT)],
    fuzz=NOT_A_NUMBER,
)
def test_the_topology_is_shown(provider_url: str, document: dict[str, Any]) -> None:
    answer = ask(f"{provider_url}/federation/topology", headers=BY_TOKEN)
    assert ClusterTopology.model_validate_json(answer.body) == ClusterTopology(**document)


@operator.receives(
    "a control result",
    ControlResult,
    states=[
        state(f"the {role} gives the command {action}", action=action, promises={"status": "ok"})
        for role, action in (("operator", "pause"), ("operator", "resume"), ("admin", "reload"))
    ],
)
def test_a_result_is_told_in_words(result: ControlResult) -> None:
    status, _, detail = told(result).partition(": ")
    assert (status, detail) == (result.status, result.detail or "")


@operator.receives(
    "an audit record",
    AuditEnvelope,
    states=[
        state("the ingestion was paused", action="pause"),
        state("the ingestion was resumed", action="resume"),
        state("the configuration was reloaded", action="reload"),
    ],
    pending="each route builds an AuditEnvelope and throws it away; the log gets a line with user "
    "for actor, a text timestamp for ts, and status and detail in place of result "
    "(market-data-orchestrator 0.8.95)",
    fuzz=NOT_A_NUMBER,
)
def test_an_audit_trail_says_what_is_paused(entry: AuditEnvelope) -> None:
    pause = entry.model_copy(
        update={"action": ControlAction.pause, "result": ControlResult(status="ok")}
    )
    has_resumed = entry.action is ControlAction.resume and entry.result.status == "ok"
    assert is_paused([pause])
    assert is_paused([pause, entry]) is not has_resumed


@operator.receives(
    "a cluster topology",
    ClusterTopology,
    states=[
        state("no peer is configured", peers=""),
        state("a peer is configured by its URL", peers="http://orch-eu:8080"),
        state(
            "a peer is configured by host and port",
            peers="orch-eu:8080",
            pending="the host is looked for in a URL that has none, and the empty node id is "
            "refused by core: the topology cannot be built (market-data-orchestrator 0.8.95)",
        ),
    ],
    fuzz=NOT_A_NUMBER,
)
def test_a_topology_names_its_nodes(topology: ClusterTopology) -> None:
    board = [f"{node.role.value} {node.node_id.value}: {node.health}" for node in topology.nodes]
    assert len(board) == len(topology.nodes)
    assert all(line.endswith(("healthy", "degraded", "unhealthy")) for line in board)


def commanded(
    url: str, action: ControlAction, headers: Mapping[str, str] = BY_TOKEN
) -> ControlResult:
    """Give a command, and read what came of it."""
    answer = ask(f"{url}/control/{action.value}", method="POST", headers=headers)
    return ControlResult.model_validate_json(answer.body)
