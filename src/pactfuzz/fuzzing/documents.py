"""Which documents each property is asked about."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from hypothesis.strategies import SearchStrategy

from pactfuzz.contract import Property
from pactfuzz.fuzzing.target import Sent
from pactfuzz.shapes import Shape
from pactfuzz.values.extensions import Extended, extended
from pactfuzz.values.growth import GrowthKind, growths
from pactfuzz.values.places import is_parsed, is_refused
from pactfuzz.values.spelling import written
from pactfuzz.values.strategies import strategy
from pactfuzz.values.violations import Violation, violations


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
    for each in _violations(shape):
        if not each.is_parsed or shape.adapter is None:
            yield Sent(each.text, words=f"{each.location}: {each.words}")


def let_through(shape: Shape) -> Iterator[Sent]:
    """List what the schema forbids and the parser takes all the same, such as ``"5"`` for 5."""
    if shape.adapter is not None:
        for each in _violations(shape):
            if each.is_parsed:
                yield Sent(each.text, words=f"{each.location}: {each.words}")


def grown(shape: Shape) -> Iterator[tuple[GrowthKind, Sent]]:
    """List what a later provider may send that the shape of today does not allow."""
    for each in growths(shape):
        yield each.kind, Sent(written(each.document), words=each.words)


def _violations(shape: Shape) -> tuple[Violation, ...]:
    """Break a shape's rules, once for all properties that ask; it takes a tenth of a second."""
    if id(shape) not in _BROKEN:
        _BROKEN[id(shape)] = (shape, violations(shape))
    return _BROKEN[id(shape)][1]


def _allowed(shape: Shape) -> SearchStrategy[Sent]:
    return strategy(shape).map(_sent)


def _valid(shape: Shape) -> SearchStrategy[Sent]:
    allowed = _allowed(shape)
    if shape.adapter is None:
        return allowed
    return allowed.filter(lambda it: not is_refused(shape, it.text))


def _extended(shape: Shape) -> SearchStrategy[Sent]:
    def sent(each: Extended) -> Sent:
        return Sent(each.text, written(each.plain), each.words)

    return extended(shape).map(sent).filter(lambda it: is_parsed(shape, it.plain or b""))


def _sent(document: Any) -> Sent:
    return Sent(written(document))


_DOCUMENTS: Final[Mapping[Property, Callable[[Shape], SearchStrategy[Sent]]]] = {
    Property.VALID: _valid,
    Property.EXTENDED: _extended,
    Property.ROUND_TRIP: _valid,
    Property.AGREEMENT: _allowed,
}

SEARCHED: Final = frozenset(_DOCUMENTS)
"""The properties that are searched; of the others all cases are known beforehand."""

_BROKEN: Final[dict[int, tuple[Shape, tuple[Violation, ...]]]] = {}
"""By identity, which the shape kept beside keeps valid: equal shapes may have different parsers."""
