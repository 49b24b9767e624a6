"""The database behind the store's probes, there or not."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

import sqlalchemy  # noqa: F401 -- the probes import it when they are first asked, for 0.3 s
from datastore.config import Settings
from datastore.service import app as service


def database_reachable() -> AbstractContextManager[None]:
    """Give the probes one that answers ``SELECT 1``: SQLite in memory, which needs no server."""
    return _database("sqlite://")


def database_unreachable() -> AbstractContextManager[None]:
    """Give the probes a SQLite file in a folder that is not there, on any machine."""
    return _database("sqlite:////nonexistent/store.db")


@contextmanager
def _database(url: str) -> Iterator[None]:
    # The handlers look get_settings up in their own module at each request, and it is cached:
    # changing the environment of a running service changes nothing.
    settings = Settings(DATABASE_URL=url, ADMIN_DATABASE_URL="unused")
    with patch.object(service, "get_settings", lambda: settings):
        yield
