"""What there is to verify: the interactions of the pacts in a folder, for one provider each."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pactfuzz.contract import (
    Finding,
    Interaction,
    Pact,
    Property,
    UnusableInteraction,
    read_findings,
    read_pact,
    refusing_plugins,
    replace_file,
)
from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.errors import PactFileError, without_passwords
from pactfuzz.reporting import headline
from pactfuzz.reporting.foreign_text import LONGEST_LINE, one_line, without_commands
from pactfuzz.reporting.tally import Pair


@dataclass(frozen=True, slots=True)
class FoundPact:
    """A JSON file of the pacts folder: its pact or, where it is none, what is wrong with it."""

    path: Path
    pact: Pact | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One interaction to verify; ``title`` reads as a sentence and is unlike any other's."""

    title: str
    pact: Pact
    interaction: Interaction


@dataclass(frozen=True, slots=True)
class UnusableCase:
    """An interaction that cannot be verified; ``title`` is like that of a ``Case``."""

    title: str
    pact: Pact
    path: Path
    interaction: UnusableInteraction

    @property
    def outcome(self) -> Outcome:
        """What it means for the run: the interaction is not verified."""
        return Outcome(
            consumer=self.pact.consumer,
            provider=self.pact.provider,
            interaction=self.interaction.name,
            states=(),
            verdict=Verdict.FAILED,
            reason=f"{self.path}: {self.interaction}",
        )


def found_pacts(folder: Path) -> tuple[FoundPact, ...]:
    """Read every JSON file of a folder and the folders in it, in the order of their paths.

    Whatever else has such a name (a folder, a link that leads nowhere) is found too, and cannot
    be read. Hidden ones are left out: a file that is just being written is one.
    """
    return tuple(map(_found, sorted(_json_paths(folder.resolve()))))


def _json_paths(folder: Path) -> Iterator[Path]:
    """Find what is named like a JSON file; linked folders count, each folder once.

    A folder that is named so is found itself, and fails: nobody looks for pacts inside it.
    """
    seen: set[Path] = set()
    for root, folders, files in os.walk(folder, followlinks=True):
        real = Path(root).resolve()
        is_new = real not in seen
        seen.add(real)
        shown = [each for each in (*files, *folders) if is_new and not each.startswith(".")]
        named = {each for each in shown if each.lower().endswith(".json")}
        yield from (Path(root) / each for each in shown if each in named)
        folders[:] = [each for each in folders if each in shown and each not in named]


def _found(path: Path) -> FoundPact:
    try:
        return FoundPact(path, refusing_plugins(read_pact(path)))
    except PactFileError as error:
        return FoundPact(path, None, str(error))


def cases_of(provider: str, found: Iterable[FoundPact]) -> tuple[Case, ...]:
    """Gather the interactions that a provider has to fulfil, sorted by their titles."""
    interactions = sorted(
        (
            (_title(each.pact, interaction), each.pact, interaction)
            for each in found
            if each.pact is not None and each.pact.provider == provider
            for interaction in each.pact.interactions
        ),
        key=lambda each: (each[0], each[2].identity),
    )
    titles: Counter[str] = Counter()
    return tuple(
        _case(title, pact, interaction, titles) for title, pact, interaction in interactions
    )


def unusable_cases_of(
    provider: str, found: Iterable[FoundPact], cases: Iterable[Case]
) -> tuple[UnusableCase, ...]:
    """Gather what a provider has to fulfil and cannot be verified, beside the ``cases``."""
    titles = Counter(each.title for each in cases)
    unusable = [
        (each, pact, interaction)
        for each in found
        if (pact := each.pact) is not None and pact.provider == provider
        for interaction in pact.unusable
    ]
    return tuple(
        UnusableCase(
            _numbered(_plain(f"{pact.consumer}: {interaction.name}"), titles),
            pact,
            each.path,
            interaction,
        )
        for each, pact, interaction in unusable
    )


def numbers_of(found: Iterable[FoundPact]) -> Counter[Pair]:
    """Count the interactions of each pair."""
    numbers: Counter[Pair] = Counter()
    for each in found:
        if each.pact is not None:
            of_pair = len(each.pact.interactions) + len(each.pact.unusable)
            numbers[each.pact.consumer, each.pact.provider] += of_pair
    return numbers


def write_outcomes(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write outcomes as a JSON file, for another job to read; ``Outcome.from_document`` does."""
    documents = [
        replace(each, reason=without_passwords(each.reason)).to_document() for each in outcomes
    ]
    text = without_commands(json.dumps(documents, indent=2, sort_keys=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, f"{text}\n".encode())


def keep_emitted(outcome: Outcome, description: str, folder: Path) -> Path | None:
    """Keep what left the provider and is not what a consumer reads, as a finding; give its file.

    It takes the place of an earlier one of the same message: a time or an id that the provider
    sets makes another document of it in each run. Nothing is kept where nothing was sent.

    Raises:
        FindingError: the folder cannot be written to, or a file in it is no finding.
    """
    if outcome.sent is None:
        return None
    finding = Finding(
        outcome.consumer,
        outcome.provider,
        description,
        Property.EMITTED,
        outcome.sent,
        headline(outcome),
    )
    earlier = [path for path, each in read_findings(folder) if each.contract == finding.contract]
    kept = finding.write(folder)
    for path in earlier:
        if path != kept:
            path.unlink(missing_ok=True)
    return kept


def _case(title: str, pact: Pact, interaction: Interaction, titles: Counter[str]) -> Case:
    return Case(_numbered(title, titles), pact, interaction)


def _numbered(title: str, titles: Counter[str]) -> str:
    """Number what would have the same title, from the second on."""
    titles[title] += 1
    number = titles[title]
    return f"{title} ({number})" if number > 1 else title


def _title(pact: Pact, interaction: Interaction) -> str:
    r"""Name an interaction, in one printable line without pytest's own separator.

    >>> _plain("a\n b::c")
    'a b: :c'
    """
    return _plain(f"{pact.consumer}: {interaction.sentence}")


def _plain(text: str) -> str:
    words = " ".join(text.split()).replace("::", ": :")
    printable = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in words)
    # The escapes are older than the gate, and in addresses of items that users have written down.
    return one_line(printable, LONGEST_LINE)


def forget_emitted(provider: str, description: str, folder: Path) -> None:
    """Remove what earlier runs kept of a message, now that its emitter keeps its contracts.

    Raises:
        FindingError: a file in the folder is no finding.
    """
    for path, each in read_findings(folder):
        if (each.of, each.provider, each.description) == (Property.EMITTED, provider, description):
            path.unlink(missing_ok=True)
