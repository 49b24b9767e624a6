"""What an item that searches does: replay what was found before, then look for more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.contract import Property
from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.fuzzing import CHECKS, Failure, NothingToCompare, Sent, Target
from pactfuzz.fuzzing.corpus import Corpus
from pactfuzz.fuzzing.documents import documents, forbidden, grown, let_through, nothing_tried
from pactfuzz.fuzzing.search import Search, number_of
from pactfuzz.fuzzing.shrinking import smallest
from pactfuzz.pytest_plugin.fuzz_cases import FuzzCase
from pactfuzz.pytest_plugin.fuzz_target import target_of
from pactfuzz.reporting import foreign_text

FAILURES: Final = (
    *(Exception, SystemExit, GeneratorExit),
    *(asyncio.CancelledError, pytest.fail.Exception),
)
"""By what a test fails; a skip and Ctrl-C are no failures."""

_LISTED: Final = {Property.REJECTS: forbidden, Property.LENIENT_ROUND_TRIP: let_through}
"""Where all documents are known beforehand, and nothing is to be searched."""

_NOTHING: Final = {
    Property.REJECTS: "the shape forbids nothing that could be tried: there is nothing to reject",
    Property.LENIENT_ROUND_TRIP: "the parser takes nothing that the schema forbids",
}
"""What it means that there is no document of a kind that is listed."""

_FAILS_ITSELF: Final = "the test fails on today's document, beside which an extended one is held"


@dataclass(slots=True)
class Found:
    """What an item saw: the failure, where it is kept, and facts that are no failures."""

    facts: list[str] = field(default_factory=list)
    failure: Failure | None = None
    file: Path | None = None


def run_case(
    item: pytest.Function,
    argument: str,
    case: FuzzCase,
    configuration: Configuration,
    *,
    prune: bool = False,
) -> Found:
    """Run one item; its failure is given back, not raised.

    With ``prune`` only what was found before is run, and the files of what passes are removed.
    """
    with target_of(item, argument, case.expectation) as target:
        return _run(case, target, configuration, prune=prune)


def _run(case: FuzzCase, target: Target, configuration: Configuration, *, prune: bool) -> Found:
    corpus = Corpus(configuration.corpus, target, case.of)
    check = partial(CHECKS[case.of], target)
    found = Found()
    for path, sent in corpus.findings():
        try:
            error = _failing(check, sent)
        except NothingToCompare:
            found.facts.append(f"{path.name}: kept, {_FAILS_ITSELF}")
            continue
        if error is None and prune:
            path.unlink()
        elif error is not None and found.failure is None:
            found.failure, found.file = Failure(sent, error), path
    if found.failure is None and not prune:
        found.failure = _searched(case, corpus, check, configuration.fuzz, found)
    return found


def _searched(
    case: FuzzCase,
    corpus: Corpus,
    check: Callable[[Sent], None],
    examples: int | None,
    found: Found,
) -> Failure | None:
    shape = case.expectation.shape
    if case.of is Property.GROWTH:
        return _first_growth(case, check, found.facts)
    if case.of in _LISTED:
        return _first_listed(case, check, found.facts)
    if case.of is Property.AGREEMENT:
        lax = let_through(shape)
        found.facts += [
            f"the parser takes what the schema forbids ({each.words}): {one_line(each)}"
            for each in lax
        ]

    def keep(failure: Failure) -> None:
        found.file = corpus.keep(failure, found.file)

    search = Search(f"search_{corpus.name}", FAILURES, keep)
    values = case.expectation.fuzz.values if case.expectation.fuzz else ()
    failure = search.run(documents(case.of, shape, values), check, examples)
    if failure is not None and search.is_cut:
        failure = smallest(shape, case.of, partial(_failing, check), failure)
    if failure is not None:
        keep(failure)
        return failure
    asked = number_of(examples)
    if not search.tried:
        reason = f"no document was tried: {_FAILS_ITSELF}" if search.is_incomparable else None
        raise UnsatisfiableShape(reason or nothing_tried(shape))
    if search.calls < asked:
        found.facts.append(
            f"{len(search.tried)} of {asked} documents were tried: no more were found"
        )
    return None


def _first_listed(
    case: FuzzCase, check: Callable[[Sent], None], facts: list[str]
) -> Failure | None:
    sent = None
    for sent in _LISTED[case.of](case.expectation.shape):
        error = _failing(check, sent)
        if error is not None:
            return Failure(sent, error)
    if sent is None:
        facts.append(_NOTHING[case.of])
    return None


def _first_growth(
    case: FuzzCase, check: Callable[[Sent], None], facts: list[str]
) -> Failure | None:
    """Try all growth: what is promised must be stood, what else is not becomes a fact."""
    promised = case.expectation.fuzz.stands if case.expectation.fuzz else ()
    first = None
    growth = list(grown(case.expectation.shape))
    if not growth:
        facts.append("nothing of the shape can grow: it allows everything already")
    for kind, sent in growth:
        error = _failing(check, sent)
        if error is None:
            continue
        if kind not in promised:
            facts.append(f"{sent.words} breaks {case.expectation.consumer}: {one_line(sent)}")
        elif first is None:
            first = Failure(sent, error)
    return first


def _failing(check: Callable[[Sent], None], sent: Sent) -> BaseException | None:
    """Try a document.

    Raises:
        NothingToCompare: the property says nothing of it.
    """
    try:
        check(sent)
    except NothingToCompare:
        raise
    except FAILURES as error:
        return error
    return None


def one_line(sent: Sent) -> str:
    """Show a document as one line that can be pasted, or as bytes where it is no text."""
    try:
        shown = sent.text.decode()
    except UnicodeDecodeError:
        return repr(sent.text)
    return foreign_text.one_line(shown, None)
