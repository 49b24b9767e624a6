"""The consumer's side: what it declares, how its tests are run, and what is written of that."""

from pactfuzz.recording.case import Case, Opened, cases_of
from pactfuzz.recording.consumer import Consumer, argument_of, expectations_of
from pactfuzz.recording.difference import differences
from pactfuzz.recording.expectation import Expectation, state
from pactfuzz.recording.fuzz import Fuzz
from pactfuzz.recording.recording import Pair, Recording, report_of

__all__ = [
    "Case",
    "Consumer",
    "Expectation",
    "Fuzz",
    "Opened",
    "Pair",
    "Recording",
    "argument_of",
    "cases_of",
    "differences",
    "expectations_of",
    "report_of",
    "state",
]
