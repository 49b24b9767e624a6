"""Fixtures that the contract tests share."""

import pytest
from redis_server import empty_redis


@pytest.fixture
def redis_url() -> str:
    """The URL of a real Redis server with nothing in it."""
    return empty_redis()
