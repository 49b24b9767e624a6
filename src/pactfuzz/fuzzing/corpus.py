"""The corpus: the folder that keeps what was found, until it passes and is removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pactfuzz.contract import Property, read_findings
from pactfuzz.fuzzing.target import Failure, Sent, Target


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is kept of one property of one contract."""

    folder: Path
    target: Target
    of: Property

    @property
    def contract(self) -> tuple[str, str, str, Property]:
        """What its findings are counterexamples to, as they say it themselves."""
        target = self.target
        return target.consumer, target.provider, target.description, self.of

    @property
    def name(self) -> str:
        """Tell it from all others, whatever becomes of the test's text."""
        return sha256("\0".join(self.contract).encode()).hexdigest()[:16]

    def findings(self) -> Iterator[tuple[Path, Sent]]:
        """Read what earlier runs found.

        Raises:
            FindingError: a file of the folder is no finding.
        """
        for path, finding in read_findings(self.folder):
            if finding.contract == self.contract:
                words = finding.words if finding.plain is None else f"what {path.name} holds"
                yield path, Sent(finding.text, finding.plain, words)

    def keep(self, failure: Failure, instead_of: Path | None = None) -> Path:
        """Keep a failure, in the place of a larger one of this run.

        Raises:
            FindingError: the folder cannot be written to.
        """
        path = self.target.finding(self.of, failure).write(self.folder)
        if instead_of is not None and instead_of != path:
            instead_of.unlink(missing_ok=True)
        return path
