"""An extended document in the making."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, Self, TypeAlias, TypeVar

from hypothesis.strategies import SearchStrategy, integers

from pactfuzz.shapes import Location, Shape
from pactfuzz.values.extensions_names import names_read
from pactfuzz.values.places import Reading, changed, is_parsed
from pactfuzz.values.spelling import SHORTEST, Spelling, written

LONGEST_SAID: Final = 60
"""Characters of a location that words still show."""

Change: TypeAlias = Callable[[Any], Any]
Drawn = TypeVar("Drawn")


class Draw(Protocol):
    """What ``hypothesis.strategies.composite`` hands to a function."""

    def __call__(self, strategy: SearchStrategy[Drawn], /) -> Drawn:
        """Draw a value."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A shape, and what is worked out of it once for all documents that are extended.

    ``read`` are names that the parser reads although the schema does not show them: wherever they
    stand, they are not unknown. ``elsewhere`` are names that mean something in some place.
    """

    shape: Shape
    reading: Reading
    read: frozenset[str]
    elsewhere: frozenset[str]

    @classmethod
    def of(cls, shape: Shape) -> Self:
        """Work it out."""
        reading = Reading.of(shape)
        shown = reading.names()
        read, named = names_read(shape)
        return cls(shape, reading, read - shown, shown | named)


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A document of today, what a later producer makes of it, how that is written, and in words.

    ``words`` say of each place in the document what has become of it last. One that ``is_long``
    is changed no further, because that would take long too.
    """

    subject: Subject
    plain: Any
    document: Any
    spelling: Spelling = SHORTEST
    words: Mapping[str, str] = field(default_factory=dict)
    is_long: bool = False

    @classmethod
    def of(cls, subject: Subject, document: Any) -> Self:
        """Begin with a document of today."""
        return cls(subject, document, document)

    def respelled(self, spelling: Spelling, what: str, how: str) -> "Draft":
        """Write the document in another way."""
        return replace(self, spelling=spelling, words={**self.words, what: how})

    def extended(self, location: Location, change: Change, what: str, how: str) -> "Draft":
        """Change the document in a way that says the same of all that is known.

        The change is left out where the shape does not allow it.
        """
        document = changed(self.document, location, change)
        if not self.subject.shape.accepts(document):
            return self
        return replace(self, document=document, words={**self.words, what: how})

    def varied(self, location: Location, change: Change, what: str, how: str) -> "Draft":
        """Change what is known, in today's document as in the later one, where that is allowed.

        A model's own validators may forbid it as well: two fields that must fit each other.
        """
        shape = self.subject.shape
        plain = changed(self.plain, location, change)
        extended = self.extended(location, change, what, how)
        is_allowed = shape.accepts(plain) and is_parsed(shape, written(plain))
        if extended is self or not is_allowed:
            return self
        return replace(extended, plain=plain)

    def has_numeral(self, location: Location) -> bool:
        """Say whether a number in a place, or in what is there, is already spelled out."""
        depth = len(location.parts)
        return any(each.parts[:depth] == location.parts for each in self.spelling.numbers)


def chosen(draw: Draw, options: Sequence[Drawn]) -> Drawn:
    """Draw one of some options, the first being the simplest.

    As ``sampled_from``, but without a new strategy each time: making one takes longer than drawing.
    """
    return options[draw(integers(0, len(options) - 1))]


def said(location: Location) -> str:
    """Say where, briefly even where a name is long."""
    whole = str(location)
    return whole if len(whole) <= LONGEST_SAID else f"{whole[:LONGEST_SAID]}…"
