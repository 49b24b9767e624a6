"""Witnesses among documents that are at hand, made as small as can be."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

from pactfuzz.compatibility.building import built
from pactfuzz.compatibility.hunt import examples
from pactfuzz.compatibility.instances import not_finite
from pactfuzz.compatibility.parties import MOST_READ, Parties
from pactfuzz.compatibility.verdict import Policy, Witness
from pactfuzz.values.minimise import minimise

LARGEST_BUILT: Final = 1_000
LARGEST_DRAWN: Final = 20_000
"""Characters of a witness beyond which to shrink it takes too long; what is built is near to it."""


def first(documents: Iterator[Any], parties: Parties) -> Witness | None:
    """Ask the parties about one document after another, until one is a witness."""
    return next(filter(None, map(parties.witness, documents)), None)


def refused_example(parties: Parties) -> Witness | None:
    """Ask about examples of all kinds: what the writer's model reads, or what is written."""
    documents: Iterator[Any] = islice(examples(parties.written), MOST_READ)
    if parties.writer.adapter is not None:
        written = built(parties.written, parties.written.root)
        is_strict = parties.policy is Policy.STRICT
        documents = chain(parties.examples, documents if is_strict else written)
    witness = first(documents, parties)
    return witness and smallest(witness, parties, scalars=True)


def refused_for_null(parties: Parties) -> Witness | None:
    """Ask about numbers that are not finite."""
    return next(filter(None, map(parties.not_finite, not_finite(parties.examples))), None)


def smallest(witness: Witness, parties: Parties, *, scalars: bool) -> Witness:
    """Make a witness as small as can be; ``scalars``, if they are not so already.

    What a model dumps is made smaller by way of the document that it is made from.
    """

    def is_witness(text: bytes) -> bool:
        found = parties.of_text(text)
        return found is not None and found.crashes is witness.crashes

    start = witness.made_from or witness.text
    if len(start) > (LARGEST_DRAWN if scalars else LARGEST_BUILT):
        return witness
    text = minimise(start.encode(), is_witness, scalars=scalars)
    return parties.of_text(text) or witness
