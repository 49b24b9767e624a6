"""A long search over the stream, for one property of one contract, without Hypothesis."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from pactfuzz.contract import Property
from pactfuzz.fuzzing.at_hand import AtHand
from pactfuzz.fuzzing.properties import CHECKS, NothingToCompare
from pactfuzz.fuzzing.shrinking import kind_of, smallest
from pactfuzz.fuzzing.target import Failure, Sent, Target
from pactfuzz.values.places import is_refused
from pactfuzz.values.stream import Coverage, Made, Stream


class Hung(BaseException):
    """The consumer did not return within the time limit.

    Outside the ``Exception`` family, so that no ``except Exception`` of the consumer swallows it.
    """


MOST_KINDS: Final = 20
"""Different ways of failing that one search tells; more would say no more."""


@dataclass(slots=True)
class Hunt:
    """One search, which goes on where it stopped.

    ``tried`` counts documents, ``skipped`` those among them of which the property says nothing.
    ``failures`` are the exceptions by which a test fails. ``found`` is told of a new way of failing
    at once, and again when its document has become as small as it gets, with what it gave then.
    """

    target: Target
    of: Property
    seed: int
    failures: tuple[type[BaseException], ...]
    found: Callable[[Failure, Path | None], Path | None]
    at_hand: AtHand | None = None
    tried: int = 0
    skipped: int = 0
    kinds: set[str] = field(default_factory=set)
    _documents: Iterator[Made] = field(init=False)
    coverage: Coverage = field(init=False)

    def __post_init__(self) -> None:
        is_extended = self.of is Property.EXTENDED
        stream = Stream(self.target.shape, self.seed, extended=is_extended)
        self._documents = iter(stream)
        self.coverage = Coverage(stream.catalogue)

    def run(self, target: Target, is_over: Callable[[int], bool]) -> None:
        """Go on until it is over, which is asked after each document with the number tried.

        ``target`` runs the same contract as before, with other fixtures.
        """
        self.target = target
        check = partial(CHECKS[self.of], target)
        for made in self._documents:
            self.tried += 1
            self.coverage.add(made.taken)
            sent = Sent(made.text, made.plain, "the extension")
            try:
                error = self._failing(check, sent)
            except NothingToCompare:
                self.skipped += 1
            else:
                if error is not None:
                    self._take(check, Failure(sent, error))
            if self.at_hand is not None:
                self.at_hand.release()
            if is_over(self.tried):
                return

    def _failing(self, check: Callable[[Sent], None], sent: Sent) -> BaseException | None:
        """Try one document; what only the schema allows is asked about by the agreement alone.

        Raises:
            NothingToCompare: the property says nothing of it.
        """
        if self.at_hand is not None:
            self.at_hand.hold(sent)
        try:
            check(sent)
        except NothingToCompare:
            raise
        except self.failures as error:
            if isinstance(error, Hung):
                return error
            if self.of is not Property.AGREEMENT and is_refused(self.target.shape, sent.text):
                raise NothingToCompare from error
            return error
        return None

    def _take(self, check: Callable[[Sent], None], failure: Failure) -> None:
        """Tell a new way of failing, and look for the smallest document that fails so."""
        kind = kind_of(failure.error)
        if kind in self.kinds or len(self.kinds) >= MOST_KINDS:
            return
        self.kinds.add(kind)
        kept = self.found(failure, None)
        if isinstance(failure.error, Hung):
            return  # each attempt to make it smaller would take the whole time limit
        failing = partial(self._failing, check)
        self.found(smallest(self.target.shape, self.of, failing, failure), kept)
