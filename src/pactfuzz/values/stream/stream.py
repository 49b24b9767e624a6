"""An endless stream of documents of one shape, as JSON."""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from random import Random
from typing import Final, NamedTuple

from pactfuzz.shapes import Shape
from pactfuzz.values.stream.compiling import Compiler, Manner
from pactfuzz.values.stream.parts import Column, Extending, Taken

_ROWS: Final = 512
"""Documents that are made at a time."""
_ALIKE: Final = 16
"""Documents that are extended in the same places: deciding that once for several saves time."""
_CHANGES: Final = 2
"""How many changes an extended document has, on average."""
_TRIES: Final = 8


class Made(NamedTuple):
    """A document: the ``text`` to send, and what ``Coverage.add`` wants to know.

    ``plain`` is what a producer of today would send that says the same; without extensions it is
    ``text``.
    """

    plain: bytes
    text: bytes
    taken: Taken


class Stream:
    """Documents that a shape accepts, as many as one likes, the same ones for the same seed.

    Each place in a document is filled from a pool of values that were built for it; the pools
    change all the time, so values never run out, and stay as large as they are. ``extended`` sends
    what later producers may send, as ``values.extensions`` describes it. ``surrogates`` and
    ``special_floats`` add what lax writers send: texts with lone surrogates, and ``NaN`` and the
    infinities where numbers are expected, which are no JSON (RFC 8259, section 6) and which the
    shape cannot be asked about.

    ``catalogue`` numbers the choices; ``found`` names the places where documents are found and
    varied rather than built, so that less of what is allowed comes out there.

    Raises:
        UnsatisfiableShape: no document has the shape, or none can be built.
    """

    def __init__(
        self,
        shape: Shape,
        seed: int,
        *,
        extended: bool = False,
        surrogates: bool = False,
        special_floats: bool = False,
    ) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing secret comes of it
        manner = Manner(extended, surrogates, special_floats)
        compiler, self._part = Compiler.of(shape, self._random, manner)
        rate = min(0.5, _CHANGES / compiler.changers)
        self._extending = Extending(self._random, rate) if extended else None
        self.catalogue = compiler.catalogue
        self.found: tuple[str, ...] = tuple(dict.fromkeys(compiler.found))

    def __iter__(self) -> Iterator[Made]:
        """Go on, also where another iteration has stopped."""
        return chain.from_iterable(iter(self._documents, None))

    def _documents(self) -> Iterator[Made]:
        """Make some. None of it runs in Python for a single document, which takes half the time."""
        return map(partial(tuple.__new__, Made), zip(*self._column(), strict=True))

    def _column(self) -> Column:
        if self._extending is None:
            return self._part.fill(_ROWS, None)
        for _ in range(_TRIES):
            column = self._part.fill(_ALIKE, self._extending)
            if column.text is not column.plain:
                return column
        return Column(column.plain, [b"\n" + each + b"\n" for each in column.plain], column.taken)
