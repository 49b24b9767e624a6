"""What a campaign is to search, and how far it is."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


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
    """What all workers have done so far, in ``seconds`` without their start.

    ``tried`` and ``skipped`` count documents by contract and property, ``reached`` are the choices
    that one worker has tried, and all there are; ``failures`` go by the name
    of their file in the corpus; ``coverage`` goes by contract. ``lost`` tells of workers that ended
    before their time.
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
