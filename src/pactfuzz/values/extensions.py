"""Extensions: what a compatible producer of tomorrow may send to a reader of today.

>>> from hypothesis import find
>>> from hypothesis.strategies import just
>>> shape = Shape.from_schema({"type": "object", "properties": {"level": {"type": "string"}}})
>>> events = extended(shape, just({"level": "ok"}))
>>> smallest = find(events, lambda each: each.document != each.plain)
>>> smallest.text
b'{"level":"ok","unknown":null}'
>>> smallest.words
'$.unknown added'
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.shapes import Shape, parse_document
from pactfuzz.values.extensions_draft import Draft, Draw, Subject, chosen
from pactfuzz.values.extensions_members import add_members
from pactfuzz.values.extensions_variations import enlarge, lengthen, toggle
from pactfuzz.values.extensions_writing import (
    escape,
    reorder,
    respell_integer,
    respell_number,
    space,
)
from pactfuzz.values.spelling import written
from pactfuzz.values.strategies import strategy

MOST_CHANGES: Final = 3

LONGEST_SHOWN: Final = 2_000
"""Bytes of a text that a failure's message shows."""


class Extension(Enum):
    """A way in which a later producer may differ, each of them compatible with the shape."""

    UNKNOWN_MEMBER = "unknown member"
    ORDER = "members in another order"
    OPTIONAL_MEMBER = "an optional member is left out or present"
    LONGER_LIST = "a longer list"
    LARGER_NUMBER = "a larger number within the bounds"
    NUMBER_SPELLING = "other digits for a number: 1.0 for 1 where the type is number"
    ESCAPES = "other escapes in texts and names"
    WHITE_SPACE = "white space between the tokens"
    INTEGER_SPELLING = "1.0 or 1e0 for 1 where the type is integer"


COMPATIBLE: Final = tuple(each for each in Extension if each is not Extension.INTEGER_SPELLING)
"""What every reader must stand.

``1.0`` for an integer is not among them: to JSON Schema (2020-12, Core, section 4.2.3) it is one
and Pydantic's lax parser reads it, but Pydantic's strict parser, Pact's ``integer`` matcher and
typed readers in other languages refuse it. Who promises to stand it adds it by name.
"""

_WEIGHTS: Final = {Extension.UNKNOWN_MEMBER: 4}
"""How much more often a change is tried than others: what producers do most, in most variants."""

_CHANGES: Final[Mapping[Extension, Callable[[Draw, Draft], Draft]]] = {
    Extension.UNKNOWN_MEMBER: add_members,
    Extension.ORDER: reorder,
    Extension.OPTIONAL_MEMBER: toggle,
    Extension.LONGER_LIST: lengthen,
    Extension.LARGER_NUMBER: enlarge,
    Extension.NUMBER_SPELLING: respell_number,
    Extension.ESCAPES: escape,
    Extension.WHITE_SPACE: space,
    Extension.INTEGER_SPELLING: respell_integer,
}


@dataclass(frozen=True, slots=True, repr=False)
class Extended:
    """A document of a later producer, and the one of today that says the same.

    ``plain`` and ``document`` have the same values in all members that the shape knows;
    ``text`` is what is sent, ``document`` what it decodes to, and ``words`` tell how it differs.
    They are empty where a document leaves nothing to extend in the ways that were asked for.
    """

    plain: Any
    text: bytes
    document: Any
    words: str

    def __repr__(self) -> str:
        """Show the text alone, and not all of one that nobody would read."""
        shown = self.text if len(self.text) <= LONGEST_SHOWN else self.text[:LONGEST_SHOWN] + b"..."
        return f"Extended({self.words!r}, {shown!r})"


def extended(
    shape: Shape,
    documents: SearchStrategy[Any] | None = None,
    *,
    kinds: Collection[Extension] = COMPATIBLE,
) -> SearchStrategy[Extended]:
    """Generate extensions of valid ``documents``: of all that the shape allows, unless told which.

    Of an optional member that appears, a longer list and a larger number ``plain`` knows too, for
    they are allowed today. Everything else ``plain`` has not. Shrinks to a single change of the
    smallest document, to the plainest name and value that still fail.
    """
    subject = Subject.of(shape)
    ordered = [each for each in Extension if each in kinds for _ in range(_WEIGHTS.get(each, 1))]
    plain = strategy(shape) if documents is None else documents

    # Without arguments, because Hypothesis writes those out in its messages.
    @st.composite
    def extensions(draw: Draw) -> Extended:
        return _extended(draw, Draft.of(subject, draw(plain)), ordered)

    return extensions()


def _extended(draw: Draw, draft: Draft, kinds: list[Extension]) -> Extended:
    # The number first and each change by a strategy of its own: so shrinking can take any one out.
    for _ in range(draw(st.integers(1, MOST_CHANGES))):
        if not draft.is_long:
            draft = draw(_changed(draft, kinds))
    for kind in dict.fromkeys(kinds):
        if not draft.words:
            draft = _CHANGES[kind](draw, draft)
    text = written(draft.document, draft.spelling)
    words = ", ".join(map(" ".join, draft.words.items()))
    return Extended(draft.plain, text, parse_document(text), words)


@st.composite
def _changed(draw: Draw, draft: Draft, kinds: list[Extension]) -> Draft:
    return _CHANGES[chosen(draw, kinds)](draw, draft)
