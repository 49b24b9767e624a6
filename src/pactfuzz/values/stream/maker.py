"""What the makers of objects, collections and unions need of the maker of the whole."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, Protocol, TypeAlias

from pactfuzz.values.stream.catalogue import Catalogue, Where
from pactfuzz.values.stream.parts import Kind, Part

Made: TypeAlias = Part | list[Kind]
"""A part, or the kinds of values that a place without parts is filled with."""


class Maker(Protocol):
    """The maker of parts for all of one schema."""

    @property
    def catalogue(self) -> Catalogue:
        """Tell where options are numbered."""

    @property
    def random(self) -> Random:
        """Tell what decides."""

    @property
    def deepest(self) -> int:
        """Tell how often a document turns back to the same definition."""

    @property
    def is_extended(self) -> bool:
        """Say whether documents of later producers are wanted too."""

    def part(self, schema: Any, where: Where) -> Made:
        """Make the part for a schema inside.

        Raises:
            UnsatisfiableShape: no document has it.
        """

    def finished(self, made: Made, where: Where, prefix: bytes = b"") -> Part:
        """Make a part of kinds of values, each with a prefix."""

    def checked(self, schema: Mapping[str, Any], made: Made, where: Where) -> list[Kind]:
        """Take of what was made only what a schema accepts."""

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""

    def accepting(self, schema: Any) -> Callable[[Any], bool]:
        """Make what says whether a schema inside accepts a document."""

    def is_looping(self, schema: Any) -> bool:
        """Say whether documents of a schema inside can be of any depth."""

    def spare(self, schema: Any) -> Iterator[Any]:
        """List documents of a schema inside that all differ, as many as come to mind."""

    def unknown_names(self, known: frozenset[str]) -> tuple[str, ...]:
        """List names that mean nothing in an object that knows some."""
