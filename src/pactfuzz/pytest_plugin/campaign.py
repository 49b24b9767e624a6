"""A worker of a campaign: a pytest run whose items search over the stream, turn by turn.

``pactfuzz fuzz`` starts it; so the tests have their fixtures, their conftests and their marks.
What it found it keeps in the corpus at once; how far it is it tells in a file, which is replaced
several times a second.
"""

import json
import os
import shlex
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.errors import PactfuzzError
from pactfuzz.fuzzing import Failure
from pactfuzz.fuzzing.at_hand import AtHand
from pactfuzz.fuzzing.corpus import Corpus
from pactfuzz.fuzzing.documents import SEARCHED
from pactfuzz.fuzzing.hunt import Hung, Hunt
from pactfuzz.fuzzing.own import sample_of_own
from pactfuzz.pytest_plugin.cases import Unusable, case_of
from pactfuzz.pytest_plugin.example_runs import is_example
from pactfuzz.pytest_plugin.fuzz_cases import FuzzCase
from pactfuzz.pytest_plugin.fuzz_items import FAILURES, one_line
from pactfuzz.pytest_plugin.fuzz_target import target_of

_TURN: Final = 0.5
"""Seconds that an item searches, at most, before it is the next one's turn."""

_LOOK: Final = 0.25
"""Seconds between two looks at how long the document at hand has been tried."""

_TOLD: Final = 0.2
"""Seconds between two accounts of how far the search is."""


@dataclass(slots=True)
class State:
    """What a worker tells: how much it tried, what failed, and what it has reached.

    ``reached`` are the choices that were tried, and all there are, by contract and property; the
    whole ``coverage``, by contract, comes at the end. ``kinds`` are ways of failing, by item.
    """

    seconds: float = 0.0
    tried: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    reached: dict[str, tuple[int, int]] = field(default_factory=dict)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    kinds: dict[str, list[str]] = field(default_factory=dict)
    coverage: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    is_done: bool = False


class Campaign:
    """One worker's part: all contracts that were collected, for a time or a number of documents."""

    def __init__(self, configuration: Configuration, order: dict[str, Any]) -> None:
        self._configuration = configuration
        self._seconds = float(order["seconds"] or "inf")
        self._count: int | None = order["count"]
        self._seed: str = order["seed"]
        self._file = Path(order["state"])
        self._parent: int = order["parent"]
        self._until = float(order["until"] or "inf")
        self._known: dict[str, list[str]] = order["known"]
        self._after: str = order["after"]
        self._without = frozenset(order["without"])
        self._limit = float(order["document_seconds"])
        self._at_hand = AtHand.create(Path(order["at_hand"]))
        self._state = State()
        self._hunts: dict[str, Hunt] = {}
        self._quotas: dict[str, int] = {}
        self._skipping: set[str] = set()
        self._begin = self._end = 0.0
        self._turn = _TURN
        self._is_told_to_stop = False
        self._next_account = 0.0

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell what kept a file from being collected."""
        if report.failed:
            self._state.error = f"{report.nodeid}: {report.longreprtext}"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the items that search, of those that the user has selected."""
        for item in items:
            unusable = case_of(item, Unusable)[1]
            if unusable is not None:
                self._state.error = f"{item.nodeid}: {unusable.reason}"
        searched = [item for item in items if self._is_searched(item)]
        nodes = [item.nodeid for item in items]
        # Where a document has ended another worker, those whose turn had not come are first.
        last = nodes.index(self._after) if self._after in nodes else -1
        later = set(nodes[last + 1 :])
        items[:] = sorted(searched, key=lambda item: item.nodeid not in later)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Give the items turns until it is over."""
        self._begin = time.monotonic()
        self._end = min(self._begin + self._seconds, self._until)
        # So that all have had two turns when the time is over.
        self._turn = min(_TURN, self._seconds / (2 * len(session.items) or 1))
        # The command that started this takes Ctrl-C, and tells when it is time to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._stop)
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._interrupt)
            signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
        try:
            if not self._state.error and not session.items and not self._without:
                self._state.error = "no contract to be fuzzed was collected"
            if not self._state.error:
                self._quotas = dict(_shares(self._count, [each.nodeid for each in session.items]))
                for item, following in self._turns(session.items):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        except PactfuzzError as error:
            self._state.error = str(error)
        finally:
            self._finish()
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> object:
        """Search for a turn."""
        argument, case = case_of(pyfuncitem, FuzzCase)
        if case is None or is_example(pyfuncitem):
            return None
        try:
            self._search(pyfuncitem, argument, case)
        except PactfuzzError as error:
            self._state.error = str(error)
        return True

    def _search(self, pyfuncitem: pytest.Function, argument: str, case: FuzzCase) -> None:
        with target_of(pyfuncitem, argument, case.expectation) as target:
            title = _title(case)
            if pyfuncitem.nodeid not in self._hunts:
                corpus = Corpus(self._configuration.corpus, target, case.of)
                seed = _number(f"{self._seed} {pyfuncitem.nodeid}")
                values = case.expectation.fuzz.values if case.expectation.fuzz else ()
                self._hunts[pyfuncitem.nodeid] = Hunt(
                    target,
                    case.of,
                    seed,
                    (*FAILURES, KeyboardInterrupt, pytest.exit.Exception, Hung),
                    partial(self._keep, corpus, title, pyfuncitem.nodeid),
                    self._at_hand,
                    kinds=set(self._known.get(pyfuncitem.nodeid, ())),
                    own=sample_of_own(values, target.shape, seed),
                )
            hunt = self._hunts[pyfuncitem.nodeid]
            end = min(self._end, time.monotonic() + self._turn)
            quota = self._quotas.get(pyfuncitem.nodeid)

            def is_over(tried: int) -> bool:
                now = time.monotonic()
                if now >= self._next_account:
                    self._state.tried[title] = tried
                    self._tell(now)
                return now >= end or tried == quota or self._is_to_stop()

            context = {
                "title": title,
                "node": pyfuncitem.nodeid,
                "consumer": target.consumer,
                "provider": target.provider,
                "description": target.description,
                "property": case.of.value,
                "again": f"pytest {shlex.quote(pyfuncitem.nodeid)}",
            }
            with self._at_hand.of(context):
                hunt.run(target, is_over)
            self._state.tried[title], self._state.skipped[title] = hunt.tried, hunt.skipped
            self._state.reached[title] = hunt.coverage.reached

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell what keeps an item from searching: a fixture that fails, a corpus that is read-only.

        A test that skips itself is left out from then on.
        """
        if report.failed and not self._state.error:
            self._state.error = f"{report.nodeid}: {report.longreprtext}"
        if report.skipped:
            self._skipping.add(report.nodeid)

    def _turns(self, items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
        """Go round the items, as long as there is time, and something left to try."""
        waiting = items
        while waiting and time.monotonic() < self._end and not self._state.error:
            for index, item in enumerate(waiting):
                # After the last comes the first again: what they share stays set up. An item that
                # follows itself would not be torn down.
                yield item, waiting[(index + 1) % len(waiting)] if len(waiting) > 1 else None
                if time.monotonic() >= self._end or self._is_to_stop():
                    return
            waiting = [each for each in waiting if not self._is_through(each)]

    def _is_through(self, item: pytest.Item) -> bool:
        hunt, quota = self._hunts.get(item.nodeid), self._quotas.get(item.nodeid)
        if item.nodeid in self._skipping:
            return True
        return hunt is None or (quota is not None and hunt.tried >= quota)

    def _is_searched(self, item: pytest.Item) -> bool:
        case = case_of(item, FuzzCase)[1]
        if case is None or case.of not in SEARCHED or item.nodeid in self._without:
            return False
        if case.marks:
            self._state.known.append(_title(case))
        else:
            self._state.tried[_title(case)] = 0
        return not case.marks

    def _keep(
        self, corpus: Corpus, title: str, node: str, failure: Failure, instead_of: Path | None
    ) -> Path:
        error = failure.error
        path = corpus.keep(failure, instead_of)
        if instead_of is not None:
            self._state.failures.pop(instead_of.name, None)
        self._state.kinds[node] = sorted(self._hunts[node].kinds)
        self._state.failures[path.name] = {
            "title": title,
            "document": one_line(failure.sent),
            "words": f"{type(error).__name__}: {error}",
            "note": failure.note,
            "file": str(path),
            "again": f"pytest {shlex.quote(node)}",
        }
        self._tell(time.monotonic())
        return path

    def _interrupt(self, *_: object) -> None:
        """Raise an exception where the consumer hangs; what C code holds up the command ends."""
        __tracebackhide__ = True
        if self._at_hand.seconds() > self._limit:
            self._at_hand.release()
            msg = f"the consumer did not return within {self._limit:g} seconds"
            raise Hung(msg)

    def _stop(self, *_: object) -> None:
        self._is_told_to_stop = True

    def _is_to_stop(self) -> bool:
        """Say whether nobody waits any more: the command that started this says so, or is gone."""
        return self._is_told_to_stop or os.getppid() != self._parent

    def _tell(self, now: float) -> None:
        self._next_account = now + _TOLD
        self._state.seconds = now - self._begin
        beside = self._file.with_suffix(".part")
        beside.write_text(json.dumps(asdict(self._state)), encoding="utf-8")
        beside.replace(self._file)

    def _finish(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for hunt in self._hunts.values():
            contract = f"{hunt.target.consumer}: {hunt.target.description}"
            counts = hunt.coverage.counts()
            apart = sorted(map(list, hunt.coverage.never_together))
            self._state.coverage.setdefault(contract, []).append({**counts, "apart": apart})
        self._state.is_done = True
        self._tell(time.monotonic())


def _title(case: FuzzCase) -> str:
    return f"{case.expectation.consumer}: {case.expectation.description} [{case.of}]"


def _shares(count: int | None, nodes: list[str]) -> Iterator[tuple[str, int]]:
    """Deal so many documents out to the items, as evenly as it goes."""
    if count is not None:
        for index, node in enumerate(nodes):
            yield node, max(1, (count + index) // len(nodes))


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")
