"""What the items of a verifying run share: the pacts, the providers, what is started for them."""

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.contract.outcome import Outcome
from pactfuzz.errors import DeclarationError, nearest
from pactfuzz.journeys.verify import (
    Case,
    FoundPact,
    UnusableCase,
    cases_of,
    forget_emitted,
    found_pacts,
    keep_emitted,
    unusable_cases_of,
)
from pactfuzz.verification import Provider
from pactfuzz.verification.arguments import Fixture
from pactfuzz.verification.driving import Limits
from pactfuzz.verification.session import Verification, Verified

_FAILURES: Final = (Exception, pytest.fail.Exception)
"""By which a provider's code fails; a skip, or Ctrl-C, is no failure."""


class VerifyingRun:
    """One process's part of a run: the whole of it, or that of one xdist worker."""

    def __init__(self, configuration: Configuration, files: Collection[Path]) -> None:
        self._configuration = configuration
        self._uncollected = set(files)
        self._declared: dict[str, tuple[Provider, Path]] = {}

    @cached_property
    def found(self) -> tuple[FoundPact, ...]:
        """The pact files of the run, read once."""
        return found_pacts(self._configuration.pacts)

    def collected(self, file: Path) -> None:
        """Take note that a file has been looked through for providers."""
        self._uncollected.discard(file)

    def declare(self, provider: Provider, file: Path) -> Sequence[Case]:
        """Take note of a provider; give what it has to fulfil.

        One that a second file imports from the first belongs to the first alone.

        Raises:
            DeclarationError: another file declares a provider of that name.
        """
        known, where = self._declared.setdefault(provider.name, (provider, file))
        if known is not provider:
            msg = f'{file}: provider "{provider.name}" is declared in {where} already'
            raise DeclarationError(msg)
        return cases_of(provider.name, self.found) if where == file else ()

    def unusable(
        self, provider: Provider, file: Path, cases: Sequence[Case]
    ) -> Sequence[UnusableCase]:
        """Give what a declared provider has to fulfil and cannot be verified."""
        _, where = self._declared[provider.name]
        return unusable_cases_of(provider.name, self.found, cases) if where == file else ()

    def problem_of(self, path: Path) -> str | None:
        """Say what keeps a pact file from being verified, as far as that is known.

        A provider may be declared in a file that was not collected, at the user's wish.
        """
        found = next((each for each in self.found if each.path == path), None)
        if found is None:
            return None
        if found.pact is None:
            return found.problem
        if found.pact.provider in self._declared or self._uncollected:
            return None
        return (
            f"{path}: no file of [tool.pactfuzz] providers declares the provider "
            f'"{found.pact.provider}" of this pact; {nearest(found.pact.provider, self._declared)}'
        )

    def verify(self, provider: Provider, case: Case, fixture: Fixture) -> Verified:
        """Verify one interaction."""
        return self.verification.verify(provider, case.pact, case.interaction, fixture)

    def close(self) -> None:
        """Stop what was started, if anything was."""
        if "verification" in vars(self):
            self.verification.close()

    @property
    def examples(self) -> int | None:
        """How many examples the user wants, 0 for none; None leaves it to Hypothesis's profile."""
        return self._configuration.fuzz

    def forget(self, provider: Provider, description: str) -> None:
        """Remove from the corpus what a message's emitter had sent before it was mended."""
        forget_emitted(provider.name, description, self._configuration.corpus)

    def keep(self, outcome: Outcome, description: str) -> Path | None:
        """Keep what was sent and could not be read; give the file that holds it."""
        return keep_emitted(outcome, description, self._configuration.corpus)

    @property
    def limits(self) -> Limits:
        """What holds for driving."""
        return Limits(self._configuration.timeout, self.examples, _FAILURES)

    @cached_property
    def verification(self) -> Verification:
        """Verifies single interactions; it is shared because of what it starts."""
        return Verification(self._configuration.timeout, _FAILURES)
