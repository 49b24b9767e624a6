"""Where a schema applies while a tree is made of it, and what is said of it in an id."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from pactfuzz.values.choices import Choice, Constant, Node

LONGEST_SAID: Final = 24
"""Characters of a value that an id still quotes."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the document, and by which references and rewritings its schema was reached."""

    place: str = ""
    entered: frozenset[str] = frozenset()
    depth: int = 0
    rewrites: int = 0

    def member(self, name: str) -> "Spot":
        """Go to a member of the object here."""
        shown = name if name.isprintable() else json.dumps(name)
        place = f"{self.place}.{shown}" if self.place else shown
        return replace(self, place=place, depth=self.depth + 1, rewrites=0)

    def each(self, suffix: str = "[]") -> "Spot":
        """Go to the items of the array here, or to the values of the map."""
        return replace(self, place=self.place + suffix, depth=self.depth + 1, rewrites=0)

    def __str__(self) -> str:
        return self.place or "document"

    def says(self, words: str) -> str:
        """Say something of this place."""
        return f"{self} {words}"

    def equals(self, value: Any) -> str:
        """Say which value stands here, or what sort of value if it is long."""
        if value is None:
            return self.says("null")
        text = json.dumps(value)
        if len(text) > LONGEST_SAID and not isinstance(value, float):
            sort = "characters" if isinstance(value, str) else "characters of JSON"
            return self.says(f"of {len(value if isinstance(value, str) else text)} {sort}")
        is_word = isinstance(value, str) and value.isascii() and value.replace("_", "").isalnum()
        return f"{self}={value if is_word else text}"


def plainest_label(node: Node, spot: Spot) -> str | None:
    """Say which value a node has at its simplest, if that is a scalar or empty."""
    match node:
        case Choice(options=(first, *_)) if isinstance(first.node, Constant):
            return first.label
        case Choice(options=(first, *_)):
            return plainest_label(first.node, spot)
        case Constant(value=dict() | list() as value) if value:
            return None
        case Constant(value=value):
            return spot.equals(value)
        case _:
            return None


class Expander(Protocol):
    """What the makers of objects and arrays need of the maker of the whole tree."""

    @property
    def is_minimal(self) -> bool:
        """Say whether only the simplest document is wanted."""

    @property
    def minimal(self) -> "Expander":
        """The maker of the simplest document with the same definitions."""

    def node(self, schema: Any, spot: Spot) -> Node:
        """Make the tree of a schema inside."""

    def simplest(self, schema: Any) -> Any:
        """Build the simplest document of a schema inside."""

    def alternatives(self, schema: Any, spot: Spot) -> Node:
        """Make the full tree of a schema inside, even if only the simplest document is wanted."""

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""

    def accepts(self, schema: Mapping[str, Any], document: Any) -> bool:
        """Say whether a schema inside accepts a document."""
