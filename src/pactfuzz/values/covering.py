"""Covering examples: the fewest documents that show every two choices of a schema together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pactfuzz.shapes import Shape
from pactfuzz.values.choices import Constant, Node, document_of, simplest_picks
from pactfuzz.values.expansion import Expansion, TooLarge
from pactfuzz.values.ids import ids_of
from pactfuzz.values.pairwise import covering_picks
from pactfuzz.values.references import closed
from pactfuzz.values.simplest import simplest_document
from pactfuzz.values.spot import Spot

_DEPTHS: Final = (12, 6, 4, 3, 2, 1, 0)


@dataclass(frozen=True, slots=True)
class Example:
    """A document, and in its ``id`` what is special about it compared with the simplest one."""

    id: str
    document: Any


def covering_examples(schema: Mapping[str, Any] | bool) -> tuple[Example, ...]:
    """Choose documents in which every pair of choices that a schema leaves open occurs.

    Choices are: each member of an enumeration; an optional member absent and present; each branch
    of a union, so ``null`` too; an array or a map empty, with one entry and with several; the
    smallest and the largest number, length and count; true and false. Choices that lie inside a
    member, an entry or a branch count like those outside; they are shown by the first entry.
    The simplest document comes first. The same schema gives the same examples everywhere.

    Raises:
        ShapeError: the schema is none, or refers to another document.
        UnsatisfiableShape: no document has this shape, or none can be built.
    """
    simplest = simplest_document(schema)
    mapping = schema if isinstance(schema, Mapping) else {}
    shape = Shape.from_schema(mapping)
    root = _tree(mapping)
    if not shape.accepts(document_of(root, simplest_picks(root))):
        root = Constant(simplest)
    rows = covering_picks(root, lambda picks: shape.accepts(document_of(root, picks)))
    return tuple(
        Example(name, document_of(root, picks))
        for name, picks in zip(ids_of(root, rows), rows, strict=True)
    )


def _tree(schema: Mapping[str, Any]) -> Node:
    """Look as deep into a schema as there are not too many choices."""
    for deepest in _DEPTHS:
        whole = closed(schema)
        expansion = Expansion(whole.pop("$defs"), deepest=deepest)
        try:
            return expansion.node(whole, Spot())
        except TooLarge:
            continue
    return Constant(simplest_document(schema))
