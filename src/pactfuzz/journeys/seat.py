"""One worker's place in a campaign: whoever a document ends there is replaced by another."""

import math
import signal
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from pactfuzz.contract import Finding, Property
from pactfuzz.fuzzing import Sent
from pactfuzz.fuzzing.at_hand import Held, held, seconds_held
from pactfuzz.journeys.campaign import Order, Progress
from pactfuzz.journeys.worker import Worker

MOST_DEATHS: Final = 3
"""Workers that documents of one search may end before the search is left out: each costs a start
of pytest, and says little that the first did not."""

_GRACE: Final = 3.0
"""Seconds beyond the time limit in which a worker has to interrupt its consumer by itself."""

_LEAST: Final = 0.5
"""Seconds for which it is worth while to start another worker."""


@dataclass(slots=True)
class Seat:
    """A worker, what those before it have told, and the documents that ended them."""

    order: Order
    folder: Path
    worker: Worker
    past: list[dict[str, Any]] = field(default_factory=list)
    elapsed: float = 0.0
    deaths: Counter[str] = field(default_factory=Counter)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    began: float | None = None
    """When the first worker was seen to search; what starting others takes counts as time too."""
    is_over: bool = False
    """Whether no worker follows the last one, which a document has ended."""

    @classmethod
    def start(cls, order: Order, folder: Path) -> Self:
        """Start the first worker."""
        return cls(order, folder, Worker.start(order, folder))

    @property
    def is_running(self) -> bool:
        """Whether a worker is."""
        return self.worker.is_running

    def look(self) -> None:
        """End a worker whose consumer hangs; replace one that a document has ended.

        Raises:
            FindingError: the corpus cannot be written to.
        """
        if self.began is None and seconds_held(self.worker.slot) is not None:
            self.began = time.monotonic()
        if self.worker.is_running:
            self._look_at_time()
        if self.worker.is_running or self.is_over:
            return
        state = self.worker.state()
        document = held(self.worker.slot)
        if document is None or (state is not None and state["is_done"]):
            return
        self._keep(document, _ending(self.worker.process.returncode))
        self._replace(state, after=document.context["node"])

    def add_to(self, progress: Progress) -> None:
        """Add what all workers of this place have told."""
        for each in self.past:
            progress.add(each)
        state = None if self.is_over else self.worker.state()
        if state is not None:
            progress.add(state | {"seconds": self.elapsed + state["seconds"]})
        elif not self.is_running and not self.past:
            progress.errors.append(self.worker.ending())
        if state is not None and not state["is_done"] and not self.is_running:
            progress.lost.append(self.worker.ending())
        progress.lost += self.lost
        progress.failures |= self.failures
        progress.left_out |= self.left_out

    def stop(self) -> None:
        """Have the worker end, with what it has found and counted."""
        self.worker.stop()

    def _look_at_time(self) -> None:
        limit = self.order.document_seconds + _GRACE
        if (seconds_held(self.worker.slot) or 0.0) > limit:
            self.worker.process.kill()
            self.worker.process.wait()
        elif self._left() < -limit:
            self.worker.stop()

    def _left(self) -> float:
        """Return how many seconds of the search are left."""
        if self.order.seconds is None or self.began is None:
            return math.inf
        return self.began + self.order.seconds - time.monotonic()

    def _keep(self, document: Held, how: str) -> None:
        """Keep the shortest document that ends a search in one way."""
        told = document.context
        if document.seconds > self.order.document_seconds:
            how = f"did not return within {self.order.document_seconds:g} seconds"
        self.deaths[told["node"]] += 1
        if self.deaths[told["node"]] == MOST_DEATHS:
            self.left_out.add(told["title"])
        words = f"the consumer {how}"
        longer = self._longer_than(document.sent, told["title"], words)
        if longer is None:
            return
        sent, of = document.sent, Property(told["property"])
        parties = (told["consumer"], told["provider"], told["description"], of)
        path = Finding(*parties, sent.text, words, sent.plain).write(self.order.corpus)
        for name in longer - {path.name}:
            Path(self.failures.pop(name)["file"]).unlink(missing_ok=True)
        self.failures[path.name] = {
            "title": told["title"],
            "document": sent.text.decode(errors="backslashreplace"),
            "words": words,
            "file": str(path),
            "again": told["again"],
        }

    def _longer_than(self, sent: Sent, title: str, words: str) -> set[str] | None:
        """Find the files of longer documents that did the same; None where one is as short."""
        alike = {
            name
            for name, each in self.failures.items()
            if (each["title"], each["words"]) == (title, words)
        }
        sizes = [len(self.failures[name]["document"]) for name in alike]
        return None if sizes and min(sizes) <= len(sent.text) else alike

    def _replace(self, state: dict[str, Any] | None, *, after: str) -> None:
        """Start another worker for what is left of the time and the number of documents."""
        self.elapsed = time.monotonic() - (self.began or time.monotonic())
        if state is not None:
            self.past.append(state | {"seconds": self.elapsed})
        tried = sum(sum(each["tried"].values()) for each in self.past)
        left = self._left()
        count = self.order.count
        if left < _LEAST or (count is not None and tried >= count):
            self.is_over = True
            return
        following = replace(
            self.order,
            count=None if count is None else count - tried,
            seed=f"{self.order.seed}+{self.deaths.total()}",
            until=None if math.isinf(left) else time.monotonic() + left,
            without=tuple(node for node, n in self.deaths.items() if n >= MOST_DEATHS),
            known=self._kinds(),
            after=after,
        )
        self.worker = Worker.start(following, self.folder)

    def _kinds(self) -> dict[str, list[str]]:
        """Collect the ways of failing that are told already, by item."""
        known: dict[str, list[str]] = {}
        for state in self.past:
            for node, kinds in state["kinds"].items():
                known[node] = sorted({*known.get(node, ()), *kinds})
        return known


def _ending(status: int) -> str:
    if status < 0:
        return f"ended the process by {signal.Signals(-status).name}"
    return f"ended the process with status {status}"
