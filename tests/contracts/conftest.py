"""Fixtures that the contract tests share."""

import sys
from collections.abc import Iterator

import pytest
from redis_server import empty_redis


@pytest.fixture
def redis_url() -> str:
    """The URL of a real Redis server with nothing in it."""
    return empty_redis()


@pytest.fixture(scope="session", autouse=True)
def closed_event_loop() -> Iterator[None]:
    """Close the event loop that eventkit makes when the orchestrator's IBKR part imports it."""
    yield
    if "eventkit.util" in sys.modules:
        sys.modules["eventkit.util"].main_event_loop.close()
