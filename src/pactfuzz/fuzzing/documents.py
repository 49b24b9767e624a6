"""Which documents each property is asked about."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from hypothesis.strategies import SearchStrategy

from pactfuzz.contract import Property
from pactfuzz.fuzzing.own import mixed, own_documents
from pactfuzz.fuzzing.target import Sent
from pactfuzz.shapes import Refused, Shape, format_document
from pactfuzz.values import covering_examples
from pactfuzz.values.extensions import Extended, extended
from pactfuzz.values.growth import GrowthKind, growths
from pactfuzz.values.places import is_parsed, is_refused
from pactfuzz.values.spelling import written
from pactfuzz.values.strategies import strategy
from pactfuzz.values.violations import Violation, violations


def documents(of: Property, shape: Shape, values: object = ()) -> SearchStrategy[Sent]:
    """Give a strategy for what a property is searched with.

    Where a model's validators forbid what its schema allows, the agreement alone is asked about
    such documents; everywhere else they are no valid ones. ``values`` are documents of the user's
    own, which are sent too, alone and mixed with others.

    Raises:
        UnsatisfiableShape: no document has the shape, or none can be built.
        DeclarationError: one of the user's own documents is none of the shape.
    """
    return _DOCUMENTS[of](shape, own_documents(values, shape))


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


def nothing_tried(shape: Shape) -> str:
    """Explain that no document was tried: why not, and what the user can do about it."""
    remedy = (
        "state values that it takes: Field(examples=[...]) of a field, or Fuzz(values=...), a list "
        "of documents or instances, or a Hypothesis strategy"
    )
    for each in covering_examples(shape.reader):
        try:
            shape.parse(written(each.document))
        except Refused as error:
            return (
                f"no document was tried: the parser of {shape.name} refuses what its JSON Schema "
                f"allows, such as {format_document(each.document)}: {error}; {remedy}"
            )
    return f"no document was tried: none of {shape.name} was found; {remedy}"


def _violations(shape: Shape) -> tuple[Violation, ...]:
    """Break a shape's rules, once for all properties that ask; it takes a tenth of a second."""
    if id(shape) not in _BROKEN:
        _BROKEN[id(shape)] = (shape, violations(shape))
    return _BROKEN[id(shape)][1]


def _allowed(shape: Shape, own: SearchStrategy[Any] | None) -> SearchStrategy[Sent]:
    made = strategy(shape)
    return (made if own is None else made | own).map(_sent)


def _read(shape: Shape, own: SearchStrategy[Any] | None) -> SearchStrategy[Any]:
    """Make the documents that the parser reads, or on which it crashes."""
    made = strategy(shape)

    def is_read(document: Any) -> bool:
        return not is_refused(shape, written(document))

    def is_whole(document: Any) -> bool:
        return shape.accepts(document) and is_read(document)

    if own is not None:
        own = own.filter(is_whole)
        made = made.filter(is_read) | own | mixed(own, made).filter(is_whole)
    return made if shape.adapter is None or own is not None else made.filter(is_read)


def _valid(shape: Shape, own: SearchStrategy[Any] | None) -> SearchStrategy[Sent]:
    return _read(shape, own).map(_sent)


def _extended(shape: Shape, own: SearchStrategy[Any] | None) -> SearchStrategy[Sent]:
    def sent(each: Extended) -> Sent:
        return Sent(each.text, written(each.plain), each.words)

    plain = None if own is None else _read(shape, own)
    made = extended(shape, plain).map(sent)
    return made.filter(lambda it: is_parsed(shape, it.plain or b""))


def _sent(document: Any) -> Sent:
    return Sent(written(document))


_DOCUMENTS: Final[
    Mapping[Property, Callable[[Shape, SearchStrategy[Any] | None], SearchStrategy[Sent]]]
] = {
    Property.VALID: _valid,
    Property.EXTENDED: _extended,
    Property.ROUND_TRIP: _valid,
    Property.AGREEMENT: _allowed,
}

SEARCHED: Final = frozenset(_DOCUMENTS)
"""The properties that are searched; of the others all cases are known beforehand."""

_BROKEN: Final[dict[int, tuple[Shape, tuple[Violation, ...]]]] = {}
"""By identity, which the shape kept beside keeps valid: equal shapes may have different parsers."""
