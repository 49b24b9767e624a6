"""A long search over the stream, for one property of one contract, without Hypothesis."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from pactfuzz.contract import Property
from pactfuzz.fuzzing.at_hand import AtHand
from pactfuzz.fuzzing.own import merged
from pactfuzz.fuzzing.properties import CHECKS, NothingToCompare
from pactfuzz.fuzzing.shrinking import kind_of, smallest
from pactfuzz.fuzzing.target import Failure, Sent, Target
from pactfuzz.shapes import parse_document
from pactfuzz.values.places import is_refused
from pactfuzz.values.spelling import written
from pactfuzz.values.stream import Coverage, Made, Stream


class Hung(BaseException):
    """The consumer did not return within the time limit.

    Outside the ``Exception`` family, so that no ``except Exception`` of the consumer swallows it.
    """


_AS_MADE: Final = 0.5
"""The share of documents that are sent as they were made, where the user states some."""
_TAKEN: Final = 0.3
"""How often a member of a document that was made takes the place of the user's own."""

MOST_KINDS: Final = 20
"""Different ways of failing that one search tells; more would say no more."""


@dataclass(slots=True)
class Hunt:
    """One search, which goes on where it stopped.

    ``tried`` counts documents, ``skipped`` those among them of which the property says nothing.
    ``failures`` are the exceptions by which a test fails. ``found`` is told of a new way of failing
    at once, and again when its document has become as small as it gets, with what it gave then.
    ``own`` are documents of the user's own, which are sent too, alone and mixed with those made.
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
    own: tuple[Any, ...] = ()
    _random: Random = field(init=False)
    _documents: Iterator[Made] = field(init=False)
    coverage: Coverage = field(init=False)

    def __post_init__(self) -> None:
        is_extended = self.of is Property.EXTENDED
        stream = Stream(self.target.shape, self.seed, extended=is_extended)
        self._documents = iter(stream)
        self._random = Random(self.seed)  # noqa: S311 - nothing secret comes of it
        self.coverage = Coverage(stream.catalogue)

    def run(self, target: Target, is_over: Callable[[int], bool]) -> None:
        """Go on until it is over, which is asked after each document with the number tried.

        ``target`` runs the same contract as before, with other fixtures.
        """
        self.target = target
        check = partial(CHECKS[self.of], target)
        for made in self._documents:
            self.tried += 1
            sent = self._sent(made)
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

    def _sent(self, made: Made) -> Sent:
        """Take a document that was made or, every other time, one of the user's own if any."""
        if not self.own or self._random.random() < _AS_MADE:
            self.coverage.add(made.taken)
            return Sent(made.text, made.plain, "the extension")
        plain = self._mixed(self._random.choice(self.own), parse_document(made.plain))
        text = plain
        if made.text != made.plain and isinstance(plain, dict):
            text = plain | _added(parse_document(made.plain), parse_document(made.text), plain)
        return Sent(written(text), written(plain), "the extension")

    def _mixed(self, own: Any, made: Any) -> Any:
        shape = self.target.shape
        mixed = merged(own, made, lambda: self._random.random() < _TAKEN)
        is_read = shape.accepts(mixed) and not is_refused(shape, written(mixed))
        return mixed if is_read else own

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


def _added(plain: Any, extended: Any, beside: dict[str, Any]) -> dict[str, Any]:
    """Return the members that an extension adds, as far as a document does not have them."""
    if not isinstance(plain, dict) or not isinstance(extended, dict):
        return {}
    return {
        name: value for name, value in extended.items() if name not in plain and name not in beside
    }
