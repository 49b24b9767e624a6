"""A campaign on a Dask cluster, in tasks that can be done again."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pactfuzz.contract import replace_file
from pactfuzz.errors import CampaignError
from pactfuzz.journeys.campaign import Order, Progress
from pactfuzz.journeys.worker import Worker
from pactfuzz.processes import own_folder

_SLICE: Final = 20_000
"""Documents of one task: a task that is lost is done again, from the same seed."""


def slice_of(order: Order) -> dict[str, Any]:
    """Search as one task of a cluster: gives what a worker tells, and the files of its findings.

    The same order gives the same, so that a task that was lost can be done again.
    """
    with own_folder() as folder:
        corpus = folder / "corpus"
        worker = Worker.start(replace(order, corpus=corpus), folder)
        worker.process.wait()
        state = worker.state()
        if state is None or not state["is_done"]:
            raise CampaignError(worker.ending())
        kept = {path.name: path.read_bytes() for path in corpus.glob("*.json")}
        return {"state": state, "kept": kept}


def on_cluster(order: Order) -> Iterator[Progress]:
    """Search in tasks of a Dask cluster, whose workers have the same project in the same folder.

    A task whose worker is lost is done again elsewhere; only whole tasks count.
    """
    try:
        # An extra, and slow to load.
        from distributed import Client, KilledWorker, as_completed  # noqa: PLC0415
    except ImportError:
        msg = "--dask needs the extra: pip install 'pactfuzz[distributed]'"
        raise CampaignError(msg) from None
    started = time.monotonic()
    progress = Progress()
    try:
        connected = Client(order.cluster, timeout="10s")
    except (OSError, ValueError) as error:
        msg = f"no Dask cluster at {order.cluster}: {error}"
        raise CampaignError(msg) from None
    with connected as client:
        slices = _slices(order, started)
        workers = sum(client.nthreads().values()) or 1
        first = [client.submit(slice_of, each, pure=False) for each in islice(slices, workers)]
        running = as_completed(first)
        try:
            for future in running:
                try:
                    _take(order, progress, future.result())
                except KilledWorker as error:
                    progress.lost.append(str(error))
                progress.seconds = time.monotonic() - started
                yield progress
                following = next(slices, None)
                if following is not None:
                    running.add(client.submit(slice_of, following, pure=False))
        except KeyboardInterrupt:
            yield progress


def _slices(order: Order, started: float) -> Iterator[Order]:
    """Cut the order into tasks, for as long as there is time."""
    left = order.count
    number = 0
    while left is None or left > 0:
        if order.seconds is not None and time.monotonic() - started > order.seconds:
            return
        count = _SLICE if left is None else min(_SLICE, left)
        yield replace(order, count=count, seconds=None, seed=f"{order.seed}/{number}")
        number += 1
        left = None if left is None else left - count


def _take(order: Order, progress: Progress, done: dict[str, Any]) -> None:
    """Add a task's account, and keep what it found in the corpus of this machine."""
    order.corpus.mkdir(parents=True, exist_ok=True)
    for name, content in done["kept"].items():
        replace_file(order.corpus / Path(name).name, content)
    for name, failure in done["state"]["failures"].items():
        failure["file"] = str(order.corpus / Path(name).name)
    progress.add(done["state"])
