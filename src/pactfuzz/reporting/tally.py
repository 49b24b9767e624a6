"""What a run showed of each pair, in numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.reporting.foreign_text import one_line

Pair = tuple[str, str]
"""A consumer and a provider, by name."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many interactions of a pair have which verdict; a verdict that none has is left out."""

    consumer: str
    provider: str
    numbers: Mapping[Verdict, int]

    def __str__(self) -> str:
        numbers = ", ".join(f"{number} {verdict.value}" for verdict, number in self.numbers.items())
        return one_line(f"{self.consumer} -> {self.provider}: {numbers or 'no interactions'}")


def tallies(outcomes: Iterable[Outcome], expected: Mapping[Pair, int]) -> list[Tally]:
    """Count for each pair; ``expected`` says how many interactions its pacts have in all.

    What has no outcome was not run, for whichever reason.
    """
    seen: dict[Pair, Counter[Verdict]] = {pair: Counter() for pair in expected}
    for outcome in outcomes:
        seen.setdefault((outcome.consumer, outcome.provider), Counter())[outcome.verdict] += 1
    for pair, numbers in seen.items():
        numbers[Verdict.NOT_RUN] += max(0, expected.get(pair, 0) - numbers.total())
    return [
        Tally(*pair, {verdict: numbers[verdict] for verdict in Verdict if numbers[verdict]})
        for pair, numbers in sorted(seen.items())
    ]
