"""What a campaign is to search, and how far it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be searched: ``seconds`` or ``count`` documents, or both, or until Ctrl-C.

    ``arguments`` go on to pytest: paths, ``-k``, ``-m`` and the like. ``document_seconds`` is the
    longest that a consumer may take over one document. Of
    a worker that replaces another, ``without`` are the items to be left out, ``until`` is when it
    ends (monotonic), ``known`` the ways of failing that are told already, by item, and ``after``
    the item at whose turn the other one ended.
    """

    root: Path
    corpus: Path
    arguments: tuple[str, ...]
    seconds: float | None
    count: int | None
    seed: str
    processes: int = 1
    cluster: str | None = None
    document_seconds: float = 10.0
    without: tuple[str, ...] = ()
    until: float | None = None
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    after: str = ""


@dataclass(slots=True)
class Progress:
    """What all workers have done so far, in ``seconds`` without their start.

    ``tried`` and ``skipped`` count documents by contract and property, ``reached`` are the choices
    that one worker has tried, and all there are; ``failures`` go by the name
    of their file in the corpus; ``coverage`` goes by contract. ``lost`` tells of workers that ended
    before their time, ``left_out`` are searches that ended too many of them.
    """

    seconds: float = 0.0
    tried: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    reached: dict[str, tuple[int, int]] = field(default_factory=dict)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    coverage: dict[str, "Reached"] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    @property
    def unread(self) -> list[str]:
        """The searches that tried documents of which the consumer's parser read none."""
        return sorted(
            title for title, count in self.tried.items() if count and self.skipped[title] == count
        )

    @property
    def total(self) -> int:
        """All documents that were tried."""
        return self.tried.total()

    def add(self, state: dict[str, Any]) -> None:
        """Add what one worker, or one task, tells."""
        self.seconds = max(self.seconds, state["seconds"])
        self.tried.update(state["tried"])
        self.skipped.update(state["skipped"])
        for title, (number, of) in state["reached"].items():
            self.reached[title] = (max(number, self.reached.get(title, (0, 0))[0]), of)
        self.failures.update(state["failures"])
        self.known.update(state["known"])
        if state["error"] and state["error"] not in self.errors:
            self.errors.append(state["error"])
        for contract, counted in state["coverage"].items():
            for each in counted:
                self.coverage.setdefault(contract, Reached()).add(each)

    def join(self, other: "Progress") -> None:
        """Add what another machine tells."""
        self.seconds = max(self.seconds, other.seconds)
        self.tried.update(other.tried)
        self.skipped.update(other.skipped)
        for title, (number, of) in other.reached.items():
            self.reached[title] = (max(number, self.reached.get(title, (0, 0))[0]), of)
        self.failures |= other.failures
        self.known |= other.known
        self.errors += [each for each in other.errors if each not in self.errors]
        self.lost += other.lost
        self.left_out |= other.left_out
        for contract, reached in other.coverage.items():
            self.coverage.setdefault(contract, Reached()).join(reached)


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

    def join(self, other: "Reached") -> None:
        """Add the counts of searches on another machine."""
        self.choices.update(other.choices)
        for one, others in other.pairs.items():
            self.pairs.setdefault(one, Counter()).update(others)
        if other.apart is not None:
            self.apart = other.apart if self.apart is None else self.apart & other.apart

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
