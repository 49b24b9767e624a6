"""A campaign on a Dask cluster, in tasks that can be done again."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from pactfuzz.contract import replace_file
from pactfuzz.errors import CampaignError
from pactfuzz.journeys.campaign import Order, Progress
from pactfuzz.journeys.seat import Seat
from pactfuzz.processes import own_folder

_SLICE: Final = 20_000
"""Documents of one task: a task that is lost is done again, from the same seed."""

_TURN: Final = 1.0
"""Seconds between two looks at whether tasks have ended."""

_POLL: Final = 0.2
"""Seconds between two looks at how far the process of a task is."""

_LEAST: Final = 1.0
"""Seconds for which it is worth while to start another task."""

_PATIENCE: Final = 10.0
"""Seconds in which tasks that are told to stop hand over what they have."""


def slice_of(order: Order, stop: str = "") -> dict[str, Any]:
    """Search as one task of a cluster: gives what a worker tells, and the files of its findings.

    The same order gives the same, so that a task that was lost can be done again. ``stop`` names
    the event of the cluster by which it is told to end early.
    """
    with own_folder() as folder:
        corpus = folder / "corpus"
        until = None if order.seconds is None else time.monotonic() + order.seconds
        seat = Seat.start(replace(order, corpus=corpus, until=until), folder)
        is_told = _stopping(stop)
        is_stopped = False
        try:
            while seat.is_running and not is_stopped:
                time.sleep(_POLL)
                seat.look()
                is_stopped = is_told()
        finally:
            seat.stop()
        progress = Progress()
        seat.add_to(progress)
        if is_stopped:
            # Who is stopped while collecting its tests cannot tell more than that.
            progress.errors, progress.lost = [], []
        if progress.errors or progress.lost:
            raise CampaignError("\n".join([*progress.errors, *progress.lost]))
        kept = {path.name: path.read_bytes() for path in corpus.glob("*.json")}
        return {"progress": progress, "kept": kept}


def _stopping(name: str) -> Callable[[], bool]:
    """Make what says whether the command that ordered the task has ended, or is lost."""
    if not name:
        return lambda: False
    from distributed import Event  # noqa: PLC0415 - an extra, and slow to load

    event = Event(name)

    def is_told() -> bool:
        try:
            return bool(event.is_set())
        except (OSError, RuntimeError, TimeoutError, CancelledError):
            return True  # the scheduler is gone: nobody waits for this task

    return is_told


def on_cluster(order: Order) -> Iterator[Progress]:
    """Search in tasks of a Dask cluster, whose workers have the same project in the same folder.

    A task whose worker is lost is done again elsewhere; only whole tasks count, and those that end
    early since the time is over or the user interrupts.
    """
    try:
        # An extra, and slow to load.
        from distributed import Client, Event  # noqa: PLC0415
    except ImportError:
        msg = "--dask needs the extra: pip install 'pactfuzz[distributed]'"
        raise CampaignError(msg) from None
    try:
        connected = Client(order.cluster, timeout="10s")
    except (OSError, ValueError) as error:
        msg = f"no Dask cluster at {order.cluster}: {error}"
        raise CampaignError(msg) from None
    with connected as client:
        name = f"pactfuzz-{uuid4()}"
        tasks = _Tasks(order, client, Event(name, client=client), name)
        yield from tasks.run()


@dataclass(slots=True)
class _Tasks:
    """The tasks of one campaign, from the first that is submitted to the last that hands over."""

    order: Order
    client: Any
    stop: Any
    name: str
    progress: Progress = field(default_factory=Progress)
    waiting: set[Any] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)

    def run(self) -> Iterator[Progress]:
        """Submit tasks as long as there is time, and take what each hands over."""
        try:
            slices = self._slices()
            workers = sum(self.client.nthreads().values()) or 1
            for each in islice(slices, workers):
                self._submit(each)
            while self.waiting:
                if self._hand_over(_TURN):
                    for each in islice(slices, workers - len(self.waiting)):
                        self._submit(each)
                self._stop_in_time()
                yield self.progress
        except KeyboardInterrupt:
            yield self._interrupted()
        except (OSError, CancelledError, TimeoutError) as error:
            self.progress.lost.append(
                f"the Dask cluster at {self.order.cluster} is lost ({type(error).__name__}); what "
                "its tasks had handed over is kept"
            )
            yield self.progress

    def _interrupted(self) -> Progress:
        """Tell the tasks to stop, and take what they have found until now."""
        self.stop.set()
        until = time.monotonic() + _PATIENCE
        while self.waiting and time.monotonic() < until:
            self._hand_over(_TURN)
        self.client.cancel(list(self.waiting))
        return self.progress

    def _stop_in_time(self) -> None:
        """Tell the tasks to stop if they have not done so by themselves."""
        if self.order.seconds is not None:
            late = time.monotonic() - self.started - self.order.seconds
            if late > self.order.document_seconds:
                self.stop.set()

    def _submit(self, order: Order) -> None:
        self.waiting.add(self.client.submit(slice_of, order, self.name, pure=False))

    def _hand_over(self, seconds: float) -> bool:
        """Wait for tasks to end, and take what they hand over; returns whether one has ended."""
        from distributed import KilledWorker, wait  # noqa: PLC0415 - as above

        try:
            wait(self.waiting, timeout=seconds, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return False
        ended = {each for each in self.waiting if each.done()}
        self.waiting -= ended
        for future in ended:
            try:
                self._take(future.result())
            except KilledWorker as error:
                self.progress.lost.append(str(error))
        self.progress.seconds = time.monotonic() - self.started
        return bool(ended)

    def _slices(self) -> Iterator[Order]:
        """Cut the order into tasks, for as long as there is time."""
        left, number = self.order.count, 0
        while left is None or left > 0:
            seconds = self.order.seconds
            if seconds is not None:
                seconds -= time.monotonic() - self.started
                if seconds < _LEAST:
                    return
            count = _SLICE if left is None else min(_SLICE, left)
            seed = f"{self.order.seed}/{number}"
            yield replace(self.order, count=count, seconds=seconds, seed=seed)
            number += 1
            left = None if left is None else left - count

    def _take(self, done: dict[str, Any]) -> None:
        """Add a task's account, and keep what it found in the corpus of this machine."""
        corpus = self.order.corpus
        corpus.mkdir(parents=True, exist_ok=True)
        for name, content in done["kept"].items():
            replace_file(corpus / Path(name).name, content)
        told: Progress = done["progress"]
        for name, failure in told.failures.items():
            failure["file"] = str(corpus / Path(name).name)
        self.progress.join(told)
