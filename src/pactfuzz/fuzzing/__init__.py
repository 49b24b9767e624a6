"""Fuzzing: what must hold for every document of a contract, and the search for one that breaks it.

Hypothesis is loaded by ``pactfuzz.fuzzing.search`` alone, when an item searches.
"""

from pactfuzz.fuzzing.properties import CHECKS, Broken, NothingToCompare
from pactfuzz.fuzzing.target import Failure, Sent, Target

__all__ = ["CHECKS", "Broken", "Failure", "NothingToCompare", "Sent", "Target"]
