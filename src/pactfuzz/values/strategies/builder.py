"""What the makers of objects, arrays, unions and texts need of the maker of the whole."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.recursion import Recursion
from pactfuzz.values.strategies.source import Source
from pactfuzz.values.strategies.texts import Alphabet


class Builder(Protocol):
    """The maker of sources for all parts of a schema."""

    @property
    def alphabet(self) -> Alphabet:
        """Tell which characters texts are made of."""

    @property
    def recursion(self) -> Recursion:
        """Tell what refers to itself."""

    def source(self, schema: Any, nesting: Nesting) -> Source:
        """Make the source of a schema inside.

        Raises:
            UnsatisfiableShape: no document has it.
        """

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""

    def accepts(self, schema: Mapping[str, Any], document: Any) -> bool:
        """Say whether a schema inside accepts a document."""

    def is_empty(self, schema: Mapping[str, Any]) -> bool:
        """Say whether it is proved that no document has a schema inside."""

    def spare(self, schema: Any) -> Iterator[Any]:
        """List documents of a schema inside that all differ, as many as come to mind."""


def may_stand(builder: Builder, schema: Any, nesting: Nesting) -> bool:
    """Say whether a value that need not be there may be: not where a document must end."""
    return not (nesting.is_deepest and builder.recursion.is_looping(schema))
