"""What of the process is different while the official core runs: environment, standard output."""

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

_ENVIRONMENT: Final = {
    # It would otherwise report its use to an outside host.
    "PACT_DO_NOT_TRACK": "true",
    # Nothing that a proxy could have to do with.
    "NO_PROXY": HOST,
    "no_proxy": HOST,
}


class Environment:
    """What of ``os.environ`` is different while the core runs."""

    def __init__(self, empty_folder: Path) -> None:
        empty_folder.mkdir()
        # For each run the core makes a new HTTP client, which reads all certificates that the
        # machine trusts: 10 ms or more, against 0.1 ms for this one. Nothing between the core and
        # our own loopback port is encrypted.
        self._no_certificates = {"SSL_CERT_FILE": str(_NOBODY), "SSL_CERT_DIR": str(empty_folder)}
        self._certificates: dict[str, str | None] = {}
        self._lock = threading.Lock()

    @contextmanager
    def changed(self) -> Iterator[None]:
        others = _put(_ENVIRONMENT)
        self._certificates = _put(self._no_certificates)
        try:
            yield
        finally:
            self.restore_certificates()
            _put(others)

    def restore_certificates(self) -> None:
        with self._lock:
            _put(self._certificates)
            self._certificates = {}


def _put(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Set variables, None meaning unset; give what they were."""
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return before


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
