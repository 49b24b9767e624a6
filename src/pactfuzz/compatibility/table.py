"""What a table of published versions holds: a cell for each version that a row names."""

from dataclasses import dataclass
from typing import Final

from pactfuzz.compatibility.verdict import Answer, Comparison, sum_of

NO_SHAPE: Final = "source"
"""The keyword of what is undecided because a version has no such shape, or could not be asked."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A contract test that failed, with the first line of why."""

    test: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contracts:
    """What became of the contract tests; ``unknown`` says why they could not be run.

    ``changed`` are the pact files that the consumers record differently: no break by itself.
    """

    passed: int = 0
    failed: tuple[Failed, ...] = ()
    unknown: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What was found about one version.

    ``requirement`` is the package at that version. ``left_out`` tells what was not compared;
    ``contracts`` are there if the row runs contract tests; ``seconds`` is what all of it took.
    """

    row: str
    requirement: str
    comparisons: tuple[Comparison, ...] = ()
    left_out: tuple[str, ...] = ()
    contracts: Contracts | None = None
    seconds: float = 0.0

    @property
    def answer(self) -> Answer:
        """Breaking if anything is, else unknown if anything is."""
        contracts = self.contracts or Contracts()
        answers = [each.verdict.answer for each in self.comparisons]
        answers += [Answer.BREAKING] if contracts.failed else []
        answers += [Answer.UNKNOWN] if contracts.unknown else []
        return sum_of(answers)


@dataclass(frozen=True, slots=True)
class Turn:
    """Two neighbours in a row that answer differently, or its two ends, which answer the same."""

    before: Cell
    after: Cell
