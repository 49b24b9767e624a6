"""Compatibility: two shapes in, a verdict out, with the document that shows it."""

from pactfuzz.compatibility.comparing import compare
from pactfuzz.compatibility.judge import Judge
from pactfuzz.compatibility.table import NO_SHAPE, Cell, Contracts, Failed, Turn
from pactfuzz.compatibility.verdict import (
    Answer,
    Comparison,
    Difference,
    Policy,
    Undecided,
    Verdict,
    Witness,
    sum_of,
)

__all__ = [
    "NO_SHAPE",
    "Answer",
    "Cell",
    "Comparison",
    "Contracts",
    "Difference",
    "Failed",
    "Judge",
    "Policy",
    "Turn",
    "Undecided",
    "Verdict",
    "Witness",
    "compare",
    "sum_of",
]
