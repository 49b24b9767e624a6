"""Other spellings of one document, and members in another order: the same JSON, other bytes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st

from pactfuzz.shapes import Location
from pactfuzz.values.extensions_draft import Draft, Draw, chosen, said
from pactfuzz.values.extensions_variations import is_number
from pactfuzz.values.places import Place, parts_of
from pactfuzz.values.spelling import Escapes, Spelling, numerals, quoted

MOST_ORDERED: Final = 50
"""Members of the largest object that is put into another order."""

_ROOT: Final = Location()
_SPACES: Final = (
    (" ", "a space"),
    ("\n", "a line break"),
    ("\t", "a tab"),
    ("\r\n  ", "CR, LF and two spaces"),
    (" " * 100, "100 spaces"),
)


def reorder(draw: Draw, draft: Draft) -> Draft:
    """Put the members of an object into another order; the simplest one swaps the first two."""
    objects = [
        (location, tuple(value))
        for location, value in _values(draft.document)
        if isinstance(value, dict) and 1 < len(value) <= MOST_ORDERED
    ]
    if not objects:
        return draft
    location, names = chosen(draw, objects)
    order = tuple(draw(st.permutations(names)))
    if order == names:
        order = (order[1], order[0], *order[2:])
    return draft.extended(
        location,
        lambda members: {name: members[name] for name in order},
        f"the members of {said(location)}",
        "in another order",
    )


def space(draw: Draw, draft: Draft) -> Draft:
    """Put white space around the tokens."""
    spaces, said_so = chosen(draw, _SPACES)
    respelled = replace(draft.spelling, space=spaces)
    return draft.respelled(respelled, "every token", f"with {said_so} around it")


def escape(draw: Draw, draft: Draft) -> Draft:
    """Write one text, one name or all of them with other escapes, where that is another text."""
    escapes = chosen(draw, [Escapes.EVERYTHING, Escapes.NON_ASCII, Escapes.SOLIDUS])
    candidates = list(_escaped(draft, escapes))
    if not candidates:
        return draft
    candidates.append((replace(draft.spelling, escapes=escapes), "every other text"))
    spelling, what = chosen(draw, candidates)
    return draft.respelled(spelling, what, f"with {escapes.value}")


def respell_number(draw: Draw, draft: Draft) -> Draft:
    """Write a number that need not be an integer with other digits: 1.0 for 1, 15e-1 for 1.5."""
    return _respelled(draw, draft, lambda types: "number" in types and "integer" not in types)


def respell_integer(draw: Draw, draft: Draft) -> Draft:
    """Write an integer as a number with a fraction or an exponent: 1.0 for 1."""
    return _respelled(draw, draft, lambda types: "integer" in types)


def _escaped(draft: Draft, escapes: Escapes) -> Iterator[tuple[Spelling, str]]:
    spelling = draft.spelling
    for location, value in _values(draft.document):
        if isinstance(value, str) and _differs(value, escapes):
            texts = {**spelling.texts, location: escapes}
            yield replace(spelling, texts=texts), said(location)
        for name in value if isinstance(value, dict) else ():
            if _differs(name, escapes):
                inside = location / name
                names = {**spelling.names, inside: escapes}
                yield replace(spelling, names=names), f"the name of {said(inside)}"


def _differs(text: str, escapes: Escapes) -> bool:
    return quoted(text, escapes) != quoted(text, Escapes.NEEDED)


def _respelled(draw: Draw, draft: Draft, is_wanted: Callable[[frozenset[str]], bool]) -> Draft:
    numbers = [
        each
        for each in draft.subject.reading.places(draft.document)
        if is_number(each.value) and is_wanted(each.types) and not _is_fixed(each)
    ]
    if not numbers:
        return draft
    place = chosen(draw, numbers)
    candidates = list(numerals(place.value))
    if not candidates:
        return draft
    numeral = chosen(draw, candidates)
    spelled = {**draft.spelling.numbers, place.location: numeral}
    respelled = replace(draft.spelling, numbers=spelled)
    return draft.respelled(respelled, said(place.location), f"written {numeral}")


def _is_fixed(place: Place) -> bool:
    """Say whether readers compare the number with others instead of reading it."""
    return any(key in schema for schema in place.mentioned for key in ("enum", "const"))


def _values(document: Any, location: Location = _ROOT) -> Iterator[tuple[Location, Any]]:
    """Go through everything in a document, known or not."""
    yield location, document
    for part, value in parts_of(document):
        yield from _values(value, location / part)
