"""What of the process is different while the official core runs: environment, output, logs."""

import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pactfuzz.verification.traffic import HOST

_NOBODY: Final = Path(__file__).with_name("nobody.pem")
"""One certificate, whose private key was never kept: trusting it is trusting nobody."""

_PROXIES: Final = tuple(
    spelt
    for scheme in ("http", "https", "all")
    for spelt in (f"{scheme}_proxy", f"{scheme}_proxy".upper())
)

_NOWHERE: Final = f"http://{HOST}:9"
"""The port of the discard service, on which nobody listens."""

_ALL_THE_TIME: Final = {"PACT_DO_NOT_TRACK": "true"}
"""Without it the core reports its use to an outside host."""


class Environment:
    """What of ``os.environ`` is different while the core runs."""

    def __init__(self, empty_folder: Path) -> None:
        empty_folder.mkdir()
        self._until_connected = {
            # For each run the core makes a new HTTP client, which reads all certificates that the
            # machine trusts: 10 ms or more, against 0.1 ms for this one. Nothing between the core
            # and our own loopback port is encrypted, or has to do with a proxy.
            "SSL_CERT_FILE": str(_NOBODY),
            "SSL_CERT_DIR": str(empty_folder),
            "NO_PROXY": HOST,
            "no_proxy": HOST,
            # A pact that names a plugin makes the core look it up in an index on the network, and
            # install and start it: it has no setting against that. No such pact reaches it
            # (``contract.plugins``); were one to, it would find no plugin, and no way out.
            "PACT_PLUGIN_DIR": str(empty_folder),
            "PACT_PLUGIN_DIRS": str(empty_folder),
            **dict.fromkeys(_PROXIES, _NOWHERE),
        }
        self._before: dict[str, str | None] = {}
        self._lock = threading.Lock()

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Change it, and have it back as it was at the end."""
        others = _put(_ALL_THE_TIME)
        self._before = _put(self._until_connected)
        try:
            yield
        finally:
            self.connected()
            _put(others)

    def connected(self) -> None:
        """Have back what only the core's connecting needs; from any thread."""
        with self._lock:
            _put(self._before)
            self._before = {}


def _put(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Set variables, None meaning unset; give what they were."""
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return before


_STATE_CHANGES: Final = logging.getLogger("pact.ffi.pact_verifier.callback_executors")


@contextmanager
def no_word_of_state_handlers() -> Iterator[None]:
    """Keep the core from warning that nobody sets states up: that is done by then."""

    def is_news(record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("State Change ignored")

    _STATE_CHANGES.addFilter(is_news)
    try:
        yield
    finally:
        _STATE_CHANGES.removeFilter(is_news)


@contextmanager
def standard_output_into(target: int) -> Iterator[None]:
    """Redirect file descriptor 1, to which native code prints."""
    _flush()
    saved = os.dup(1)
    os.dup2(target, 1)
    try:
        yield
    finally:
        _flush()
        os.dup2(saved, 1)
        os.close(saved)


def _flush() -> None:
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()
