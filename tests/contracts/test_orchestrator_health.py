"""What market-data-orchestrator reads of market-data-store over HTTP: its health.

No published code of the orchestrator asks for it: its setting ``store_url`` is read by nobody. The
reader is written here, on core's model, as the health endpoint that the setting is meant for would
need it: the store becomes a component of the orchestrator's own health.
"""

from http import HTTPStatus
from typing import Any

from asking import ask
from breaks import NOT_A_NUMBER
from market_data_core.telemetry import HealthComponent, HealthStatus

from pactfuzz import Consumer, state

orchestrator = Consumer("market-data-orchestrator", provider="market-data-store")

REACHABLE = state("the database is reachable", promises={"state": "healthy"})
UNREACHABLE = state("the database is unreachable", promises={"state": "degraded"})


def store_component(url: str) -> HealthComponent:
    """Ask a store for its health, and make a component of it.

    Raises:
        ValidationError: what it answered is no health status.
    """
    status = HealthStatus.model_validate_json(ask(url).body)
    details = {component.name: component.state for component in status.components}
    return HealthComponent(name=status.service, state=status.state, details=details)


def is_ready(url: str) -> bool:
    """Ask a store whether it takes requests, as a container's probe does: by the status alone."""
    return ask(url).status is HTTPStatus.OK


def expected(document: dict[str, Any]) -> dict[str, Any]:
    """Say which component a health status makes, without any model."""
    details = {each["name"]: each["state"] for each in document.get("components", [])}
    return {"name": document["service"], "state": document["state"], "details": details}


@orchestrator.requests(
    "the store's health",
    "GET",
    "/health",
    HealthStatus,
    states=[REACHABLE, UNREACHABLE],
    fuzz=NOT_A_NUMBER,
)
def test_the_stores_health_becomes_a_component(provider_url: str, document: dict[str, Any]) -> None:
    assert store_component(f"{provider_url}/health").model_dump() == expected(document)


@orchestrator.requests(
    "the store's health, by its other name",
    "GET",
    "/healthz",
    HealthStatus,
    states=[REACHABLE, UNREACHABLE],
    fuzz=NOT_A_NUMBER,
)
def test_healthz_becomes_a_component_too(provider_url: str, document: dict[str, Any]) -> None:
    assert store_component(f"{provider_url}/healthz").model_dump() == expected(document)


@orchestrator.requests(
    "the store's readiness", "GET", "/readyz", HealthStatus, states=[REACHABLE], fuzz=NOT_A_NUMBER
)
def test_a_store_that_is_ready_says_how_it_is(provider_url: str, document: dict[str, Any]) -> None:
    url = f"{provider_url}/readyz"
    assert is_ready(url)
    assert store_component(url).model_dump() == expected(document)


@orchestrator.requests(
    "what the store's readiness lacks",
    "GET",
    "/readyz",
    HealthStatus,
    status=503,
    states=[
        state(
            "the database is unreachable",
            pending="the body is FastAPI's {'detail': 'Service not ready'}, not the HealthStatus "
            "that the route declares: which component is down is not told (market-data-store "
            "0.6.72)",
        )
    ],
    fuzz=NOT_A_NUMBER,
)
def test_a_store_that_is_not_ready_says_why(provider_url: str, document: dict[str, Any]) -> None:
    url = f"{provider_url}/readyz"
    assert not is_ready(url)
    assert store_component(url).model_dump() == expected(document)


@orchestrator.requests(
    "a probe of the store's readiness",
    "GET",
    "/readyz",
    dict[str, Any],
    status=503,
    states=[state("the database is unreachable")],
)
def test_a_probe_needs_the_status_alone(provider_url: str) -> None:
    assert not is_ready(f"{provider_url}/readyz")
