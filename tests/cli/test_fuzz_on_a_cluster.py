"""``pactfuzz fuzz --dask``: a search on a cluster, on which workers may be lost."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pactfuzz.journeys.campaign import Order, Progress
from pactfuzz.journeys.fuzz import fuzz

distributed = pytest.importorskip("distributed", reason="the extra `distributed` is not installed")

READER = """
from typing import Literal
from pydantic import BaseModel
from pactfuzz import Consumer, Fuzz

class Event(BaseModel):
    size: int
    level: Literal["ok", "soft", "hard"]

reader = Consumer("reader", provider="writer")

@reader.receives("an event", Event)
def test_event(event: Event) -> None:
    assert not (event.level == "hard" and event.size > 2**63)
"""


@pytest.fixture
def cluster() -> Iterator["distributed.LocalCluster"]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


def searched(folder: Path, address: str, count: int, show: object = None) -> Progress:
    (folder / "pyproject.toml").write_text("")
    (folder / "test_reader.py").write_text(READER)
    order = Order(
        root=folder,
        corpus=folder / "corpus",
        arguments=("-k", "valid"),
        seconds=None,
        count=count,
        seed="one",
        cluster=address,
    )
    return fuzz(order, show if callable(show) else lambda _: None)


def test_a_cluster_finds_and_counts(tmp_path: Path, cluster: "distributed.LocalCluster") -> None:
    progress = searched(tmp_path, cluster.scheduler_address, 50_000)
    assert progress.total == 50_000
    (kept,) = (tmp_path / "corpus").iterdir()
    assert progress.failures[kept.name]["document"] == '{"level":"hard","size":9223372036854775809}'
    assert progress.coverage["reader: an event"].never == []


def test_a_lost_worker_loses_no_failure_and_no_count(
    tmp_path: Path, cluster: "distributed.LocalCluster"
) -> None:
    lost = threading.Event()

    def kill_one() -> None:
        worker = next(iter(cluster.workers.values()))
        os.kill(worker.pid, signal.SIGKILL)
        lost.set()

    timer = threading.Timer(2.0, kill_one)
    timer.start()
    progress = searched(tmp_path, cluster.scheduler_address, 100_000)
    timer.join()
    assert lost.is_set()
    assert progress.total == 100_000
    assert [each.name for each in (tmp_path / "corpus").iterdir()] == list(progress.failures)
