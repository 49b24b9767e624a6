"""Which properties of a decorated test are searched; collecting them loads no Hypothesis."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from pactfuzz.contract import Property
from pactfuzz.recording import Expectation

_OF_MODELS: Final = (Property.ROUND_TRIP, Property.LENIENT_ROUND_TRIP, Property.AGREEMENT)


@dataclass(frozen=True, slots=True)
class FuzzCase:
    """One property of one decorated test, a case beside the recorded ones."""

    expectation: Expectation
    of: Property

    @property
    def id(self) -> str:
        """What stands in the brackets of the item's name."""
        return f"fuzz: {self.of}"

    @property
    def marks(self) -> tuple[pytest.MarkDecorator, ...]:
        """Expect what is known to be broken to fail, and to fail only as long as it is."""
        fuzz = self.expectation.fuzz
        reason = fuzz.reason(self.of) if fuzz else None
        return (pytest.mark.xfail(reason=reason, strict=True),) if reason else ()


def fuzz_cases(expectation: Expectation) -> Iterator[FuzzCase]:
    """List the properties of one contract, where they mean something."""
    fuzz = expectation.fuzz
    if fuzz is None:
        return
    for each in Property:
        if (
            each is not Property.EMITTED
            and each not in fuzz.without
            and _is_asked(each, expectation)
        ):
            yield FuzzCase(expectation, each)


def _is_asked(of: Property, expectation: Expectation) -> bool:
    if of in _OF_MODELS:
        return expectation.shape.adapter is not None
    # Who takes the bytes as they are reads them in the test; how that refuses is not known here.
    return of is not Property.REJECTS or expectation.read is not bytes
