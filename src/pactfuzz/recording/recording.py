"""What a run of the consumers' tests recorded, and what that makes of the pact files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pactfuzz.contract import Interaction, Pact
from pactfuzz.errors import DeclarationError
from pactfuzz.recording.expectation import Expectation, ExpectedState

METADATA: Final = {"pactSpecification": {"version": "4.0"}}
"""What a written file says of itself. The versions of the core that wrote it are left out: the
same tests give the same bytes with every version."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A consumer and its provider."""

    consumer: str
    provider: str


@dataclass(slots=True)
class Recording:
    """All that one run declared, recorded and saw fail; interactions go by their keys.

    ``is_whole`` says that nothing kept a test from being collected: no selection, no error.
    """

    is_whole: bool = True
    declared: dict[Pair, dict[str, str]] = field(default_factory=dict)
    passed: dict[Pair, dict[str, Interaction]] = field(default_factory=dict)
    failed: dict[Pair, set[str]] = field(default_factory=dict)

    def declare(self, expectation: Expectation, test: str) -> None:
        """Note what the collected ``test`` will record.

        Raises:
            DeclarationError: another test records the same interaction; one would be lost.
        """
        declared = self.declared.setdefault(Pair(expectation.consumer, expectation.provider), {})
        for state in expectation.states or (ExpectedState(""),):
            other = declared.setdefault(expectation.key(state), test)
            if other != test:
                given = f' in the state "{state.name}"' if state.name else ""
                msg = (
                    f'"{expectation.description}"{given} is declared by {other} already; '
                    "give one of the two another description"
                )
                raise DeclarationError(msg)

    def all_declared(self) -> list[list[str]]:
        """Say in plain JSON what was declared, so that it can travel between processes."""
        return [
            [pair.consumer, pair.provider, key, test]
            for pair, declared in self.declared.items()
            for key, test in declared.items()
        ]

    def take_declared(self, declared: list[list[str]]) -> None:
        """Take over what another process collected (see ``all_declared``)."""
        for consumer, provider, key, test in declared:
            self.declared.setdefault(Pair(consumer, provider), {})[key] = test

    def take(self, report: Mapping[str, Any], *, passed: bool) -> None:
        """Take over what one test item did, here or in another process (see ``report_of``)."""
        pair = Pair(*report["pair"])
        content = report["recorded"]
        if not passed:
            self.failed.setdefault(pair, set()).add(report["description"])
        elif content:
            interaction = Interaction.from_content(content, content["type"])
            self.passed.setdefault(pair, {})[content["key"]] = interaction

    def is_full(self, pair: Pair) -> bool:
        """Whether all that is declared for the pair ran in this run, and passed."""
        recorded = self.passed.get(pair, {})
        declared = self.declared.get(pair, {})
        return self.is_whole and not self.failed.get(pair) and recorded.keys() == declared.keys()

    def pairs(self) -> list[Pair]:
        """List all pairs that the tests declare, whether or not this run recorded them."""
        return sorted(self.declared.keys() | self.passed.keys())

    def recorded_pairs(self) -> list[Pair]:
        """List the pairs of which there is something to write."""
        return sorted(pair for pair in self.passed if self._kept(pair))

    def pact(self, pair: Pair, existing: Pact | None) -> Pact:
        """Join what was recorded with the file that is there.

        After a full run the pact holds what the tests declare and no more; after a partial one
        only what ran and passed is exchanged, and nothing is removed.
        """
        pact = Pact(pair.consumer, pair.provider, self._kept(pair), METADATA)
        return pact if existing is None or self.is_full(pair) else existing.joined(pact)

    def _kept(self, pair: Pair) -> tuple[Interaction, ...]:
        """Take what was recorded, but nothing of a test of which an example failed."""
        failed = self.failed.get(pair, set())
        recorded = self.passed.get(pair, {}).values()
        return tuple(each for each in recorded if each.description not in failed)


def report_of(expectation: Expectation, recorded: Interaction | None) -> dict[str, Any]:
    """Say in plain JSON what one test item did, so that it can travel between processes."""
    return {
        "pair": [expectation.consumer, expectation.provider],
        "description": expectation.description,
        "recorded": dict(recorded.content) if recorded else None,
    }
