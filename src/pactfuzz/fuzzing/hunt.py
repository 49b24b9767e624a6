"""A long search over the stream, for one property of one contract, without Hypothesis."""

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from pactfuzz.contract import Property
from pactfuzz.errors import DocumentError
from pactfuzz.fuzzing.differences import missing
from pactfuzz.fuzzing.properties import CHECKS, Broken, NothingToCompare
from pactfuzz.fuzzing.target import Failure, Sent, Target
from pactfuzz.shapes import parse_document
from pactfuzz.values.minimise import minimise
from pactfuzz.values.places import is_refused
from pactfuzz.values.stream import Coverage, Made, Stream

MOST_KINDS: Final = 20
"""Different ways of failing that one search tells; more would say no more."""

_VARIABLE: Final = re.compile(r"\d[\d.e+-]*|'[^']*'|\"[^\"]*\"|\{.*\}|\[.*\]", re.DOTALL)


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
            if is_over(self.tried):
                return

    def _failing(self, check: Callable[[Sent], None], sent: Sent) -> BaseException | None:
        """Try one document; what only the schema allows is asked about by the agreement alone.

        Raises:
            NothingToCompare: the property says nothing of it.
        """
        try:
            check(sent)
        except NothingToCompare:
            raise
        except self.failures as error:
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
        smallest = failure

        def fails_alike(text: bytes) -> bool:
            nonlocal smallest
            sent = Sent(text, failure.sent.plain, failure.sent.words)
            if not self._is_wanted(sent):
                return False
            error = self._failing(check, sent)
            if error is None or kind_of(error) != kind:
                return False
            smallest = Failure(sent, error)
            return True

        # The minimiser ends with the last document of which this was so, or with the first one. It
        # passes over those of which nothing is said.
        minimise(failure.sent.text, fails_alike)
        self.found(smallest, kept)

    def _is_wanted(self, sent: Sent) -> bool:
        """Say whether a smaller document is of the shape, and still extends the plain one."""
        try:
            document = parse_document(sent.text)
        except DocumentError:
            return False
        if not self.target.shape.accepts(document):
            return False
        if self.of is not Property.EXTENDED or sent.plain is None:
            return True
        return next(missing(parse_document(sent.plain), document, _everything), None) is None


def kind_of(error: BaseException) -> str:
    """Tell one way of failing from another: by the exception and the line that raised it.

    What pactfuzz itself says is told apart by its words, without the values in them.
    """
    if isinstance(error, Broken):
        return _VARIABLE.sub("", str(error))
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__qualname__} {where}"


def _everything(_: Any) -> bool:
    return True
