"""A campaign: several processes search all contracts for as long as one likes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pactfuzz.contract import replace_file
from pactfuzz.errors import CampaignError

_POLL: Final = 0.2
"""Seconds between two looks at how far the workers are."""

_PATIENCE: Final = 10.0
"""Seconds in which a worker has to end once it is told to."""

_SLICE: Final = 20_000
"""Documents of one task on a cluster: a task that is lost is done again, from the same seed."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be searched: ``seconds`` or ``count`` documents, or both, or until Ctrl-C.

    ``arguments`` go on to pytest: paths, ``-k``, ``-m`` and the like.
    """

    root: Path
    corpus: Path
    arguments: tuple[str, ...]
    seconds: float | None
    count: int | None
    seed: str
    processes: int = 1
    cluster: str | None = None


@dataclass(slots=True)
class Progress:
    """What all workers have done so far.

    ``tried`` and ``skipped`` count documents by contract and property; ``failures`` go by the name
    of their file in the corpus; ``coverage`` goes by contract. ``lost`` tells of workers that ended
    before their time.
    """

    seconds: float = 0.0
    tried: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    coverage: dict[str, "Reached"] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All documents that were tried."""
        return self.tried.total()

    def add(self, state: dict[str, Any]) -> None:
        """Add what one worker, or one task, tells."""
        self.tried.update(state["tried"])
        self.skipped.update(state["skipped"])
        self.failures.update(state["failures"])
        self.known.update(state["known"])
        if state["error"] and state["error"] not in self.errors:
            self.errors.append(state["error"])
        for contract, counted in state["coverage"].items():
            for each in counted:
                self.coverage.setdefault(contract, Reached()).add(each)


@dataclass(slots=True)
class Reached:
    """How often the choices of one contract's shape were tried, alone and in pairs.

    ``apart`` are the pairs that could meet and were not seen to, in any of the searches.
    """

    choices: Counter[str] = field(default_factory=Counter)
    pairs: dict[str, Counter[str]] = field(default_factory=dict)
    apart: set[tuple[str, str]] | None = None

    def add(self, counted: dict[str, Any]) -> None:
        """Add one search's counts."""
        self.choices.update(counted["choices"])
        for one, others in counted["pairs"].items():
            self.pairs.setdefault(one, Counter()).update(others)
        apart = {(one, other) for one, other in counted["apart"]}
        self.apart = apart if self.apart is None else self.apart & apart

    @property
    def never(self) -> list[str]:
        """The choices that were never tried."""
        return sorted(label for label, count in self.choices.items() if not count)

    def counts(self) -> dict[str, Any]:
        """Say all as JSON."""
        return {
            "choices": dict(self.choices),
            "pairs": {one: dict(others) for one, others in self.pairs.items()},
            "never": self.never,
            "never together": sorted(map(list, self.apart or ())),
        }


def fuzz(order: Order, show: Callable[[Progress], None]) -> Progress:
    """Search until it is over or interrupted; ``show`` is called a few times a second.

    Ctrl-C ends the search; what was found and counted until then is given back.

    Raises:
        CampaignError: no worker could be started, or the tests cannot be collected.
    """
    progress = Progress()
    search = _on_cluster if order.cluster else _here
    for progress in search(order):
        show(progress)
    if progress.errors:
        raise CampaignError("\n".join(progress.errors))
    return progress


def _here(order: Order) -> Iterator[Progress]:
    """Search in processes of this machine, and tell how far they are."""
    with tempfile.TemporaryDirectory(prefix="pactfuzz-") as name:
        started = time.monotonic()
        workers = [_Worker.start(each, Path(name)) for each in _parts(order)]
        try:
            while any(each.is_running for each in workers):
                time.sleep(_POLL)
                yield _joined(workers, started)
        except KeyboardInterrupt:
            pass
        finally:
            for each in workers:
                each.stop()
        yield _joined(workers, started)


def _parts(order: Order) -> Iterator[Order]:
    for index in range(order.processes):
        count = None if order.count is None else (order.count + index) // order.processes
        if count != 0:
            yield replace(order, count=count, seed=f"{order.seed}/{index}")


def _joined(workers: Sequence["_Worker"], started: float) -> Progress:
    progress = Progress(seconds=time.monotonic() - started)
    for each in workers:
        state = each.state()
        if state is not None:
            progress.add(state)
        elif not each.is_running:
            progress.errors.append(each.ending())
        if state is not None and not state["is_done"] and not each.is_running:
            progress.lost.append(each.ending())
    return progress


@dataclass(frozen=True, slots=True)
class _Worker:
    """A pytest of its own, the file in which it tells how far it is, and what it prints."""

    process: "subprocess.Popen[bytes]"
    file: Path
    printed: Path

    @classmethod
    def start(cls, order: Order, folder: Path) -> "_Worker":
        name = order.seed.replace("/", "-")
        file, printed = folder / f"{name}.json", folder / f"{name}.txt"
        told = {
            "seconds": order.seconds,
            "count": order.count,
            "seed": order.seed,
            "state": str(file),
            "parent": os.getpid(),
        }
        command = [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:terminal",
                "--pact-record=off",
            ),
            f"--pact-corpus={order.corpus}",
            *(f"--pact-campaign={json.dumps(told)}", *order.arguments),
        ]
        with printed.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - the user's own arguments to pytest
                command, cwd=order.root, stdout=output, stderr=output
            )
        return cls(process, file, printed)

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def state(self) -> dict[str, Any] | None:
        """Read how far it is; None as long as it has not told."""
        try:
            found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def ending(self) -> str:
        """Say how a worker ended that did not tell so itself."""
        printed = self.printed.read_text(encoding="utf-8", errors="replace").strip()
        return f"a worker ended with status {self.process.returncode}\n{printed[-2000:]}".strip()

    def stop(self) -> None:
        """Have it end, with what it has found and counted."""
        if self.is_running:
            with suppress(subprocess.TimeoutExpired):
                self.process.terminate()
                self.process.wait(_PATIENCE)
        if self.is_running:
            self.process.kill()
            self.process.wait()


def slice_of(order: Order) -> dict[str, Any]:
    """Search as one task of a cluster: gives what a worker tells, and the files of its findings.

    The same order gives the same, so that a task that was lost can be done again.
    """
    with tempfile.TemporaryDirectory(prefix="pactfuzz-") as name:
        corpus = Path(name) / "corpus"
        worker = _Worker.start(replace(order, corpus=corpus), Path(name))
        worker.process.wait()
        state = worker.state()
        if state is None or not state["is_done"]:
            raise CampaignError(worker.ending())
        kept = {path.name: path.read_bytes() for path in corpus.glob("*.json")}
        return {"state": state, "kept": kept}


def _on_cluster(order: Order) -> Iterator[Progress]:
    """Search in tasks of a Dask cluster, whose workers have the same project in the same folder.

    A task whose worker is lost is done again elsewhere; only whole tasks count.
    """
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        msg = "--dask needs the extra: pip install 'pactfuzz[distributed]'"
        raise CampaignError(msg) from None
    started = time.monotonic()
    progress = Progress()
    with Client(order.cluster, timeout="10s") as client:
        slices = _slices(order, started)
        workers = sum(client.nthreads().values()) or 1
        first = [
            client.submit(slice_of, each, pure=False)
            for each, _ in zip(slices, range(workers), strict=False)
        ]
        running = as_completed(first)
        try:
            for future in running:
                _take(order, progress, future.result())
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
        replace_file(order.corpus / name, content)
    for name, failure in done["state"]["failures"].items():
        failure["file"] = str(order.corpus / name)
    progress.add(done["state"])
