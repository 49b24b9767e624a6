"""Which documents each property is asked about."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from hypothesis.strategies import SearchStrategy

from pactfuzz.contract import Property
from pactfuzz.fuzzing.target import Sent
from pactfuzz.shapes import Shape
from pactfuzz.values.extensions import Extended, extended
from pactfuzz.values.growth import GrowthKind, growths
from pactfuzz.values.places import is_parsed
from pactfuzz.values.strategies import strategy
from pactfuzz.values.violations import violations


def documents(of: Property, shape: Shape) -> SearchStrategy[Sent]:
    """Give a strategy for what a property is searched with.

    Where a model's validators forbid what its schema allows, the agreement alone is asked about
    such documents; everywhere else they are no valid ones.

    Raises:
        UnsatisfiableShape: no document has the shape, or none can be built.
    """
    return _DOCUMENTS[of](shape)


def forbidden(shape: Shape) -> Iterator[Sent]:
    """List what schema and parser forbid, one rule at a time."""
    for each in violations(shape):
        if not each.is_parsed or shape.adapter is None:
            yield Sent(each.text, words=f"{each.location}: {each.words}")


def let_through(shape: Shape) -> Iterator[Sent]:
    """List what the schema forbids and the parser takes all the same, such as ``"5"`` for 5."""
    if shape.adapter is not None:
        for each in violations(shape):
            if each.is_parsed:
                yield Sent(each.text, words=f"{each.location}: {each.words}")


def grown(shape: Shape) -> Iterator[tuple[GrowthKind, Sent]]:
    """List what a later provider may send that the shape of today does not allow."""
    for each in growths(shape):
        yield each.kind, Sent(_text(each.document), words=each.words)


def _allowed(shape: Shape) -> SearchStrategy[Sent]:
    return strategy(shape).map(_sent)


def _valid(shape: Shape) -> SearchStrategy[Sent]:
    allowed = _allowed(shape)
    return (
        allowed if shape.adapter is None else allowed.filter(lambda it: is_parsed(shape, it.text))
    )


def _extended(shape: Shape) -> SearchStrategy[Sent]:
    def sent(each: Extended) -> Sent:
        return Sent(each.text, _text(each.plain), each.words)

    return extended(shape).map(sent).filter(lambda it: is_parsed(shape, it.plain or b""))


def _sent(document: Any) -> Sent:
    return Sent(_text(document))


def _text(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


_DOCUMENTS: Final[Mapping[Property, Callable[[Shape], SearchStrategy[Sent]]]] = {
    Property.VALID: _valid,
    Property.EXTENDED: _extended,
    Property.ROUND_TRIP: _valid,
    Property.AGREEMENT: _allowed,
}
