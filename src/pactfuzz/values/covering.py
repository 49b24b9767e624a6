"""Covering examples: the fewest documents that show every two choices of a schema together."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pactfuzz.shapes import Shape
from pactfuzz.values.choices import (
    Constant,
    Node,
    Picks,
    count_options,
    document_of,
    simplest_picks,
)
from pactfuzz.values.expansion import Expansion, TooLarge, dialect_of
from pactfuzz.values.ids import ids_of
from pactfuzz.values.pairwise import covering_picks, least_rows
from pactfuzz.values.references import closed
from pactfuzz.values.simplest import simplest_document
from pactfuzz.values.spot import Spot

MOST_EXAMPLES: Final = 250
MOST_OPTIONS: Final = 1_000
"""Examples, and options of all choices together, beyond which fewer pairs are asked for. With too
many options, each need only occur. With too many examples, only some options of each choice are
paired, and where that is not enough, what lies deepest in the schema has no choices."""

FEWER_OPTIONS: Final = 12
"""Options of a choice that are paired where all would be too many, such as the first members of
two long enumerations. The others occur all the same, but not with everything."""

_DEPTHS: Final = (12, 6, 5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Example:
    """A document, and in its ``id`` what is special about it compared with the simplest one."""

    id: str
    document: Any


def covering_examples(
    schema: Mapping[str, Any] | bool,  # noqa: FBT001 - `true` and `false` are JSON Schemas
    *,
    is_read: Callable[[Any], bool] = lambda _: True,
) -> tuple[Example, ...]:
    """Choose documents in which every pair of choices that a schema leaves open occurs.

    Choices are: each member of an enumeration (of more than 1,000, the first 999 and the last); an
    optional member absent and present; each branch of a union, so ``null`` too; an array or a map
    empty, with one entry and with several; the smallest and the largest number, length and count;
    true and false. Choices that lie inside a member, an entry or a branch count like those
    outside; they are shown by the first entry. The simplest document comes first, if it is read.
    The same schema gives the same examples everywhere.

    Where that would be more than some 250 examples, fewer pairs are asked for: see
    ``MOST_EXAMPLES``. ``is_read`` tells of demands that the schema does not make, such as those
    of a model's own validators: choices that no example shows which is read are left out. Where
    it refuses whatever would be chosen without it, it is not asked any more.

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

    def is_valid(picks: Picks) -> bool:
        return shape.accepts(document_of(root, picks))

    def is_taken(picks: Picks) -> bool:
        return is_read(document_of(root, picks))

    rows = _different(root, _covering(root, is_valid, is_taken))
    return tuple(
        Example(name, document_of(root, picks))
        for name, picks in zip(ids_of(root, rows), rows, strict=True)
    )


def _tree(schema: Mapping[str, Any]) -> Node:
    """Look as deep into a schema as there are not too many choices."""
    root: Node | None = None
    for deepest in _DEPTHS:
        whole = closed(schema)
        expansion = Expansion(whole.pop("$defs"), dialect_of(whole), deepest=deepest)
        try:
            root = expansion.node(whole, Spot())
        except TooLarge:
            continue
        if least_rows(root, FEWER_OPTIONS) <= MOST_EXAMPLES:
            break
    return root or Constant(simplest_document(schema))


def _covering(
    root: Node, is_valid: Callable[[Picks], bool], is_taken: Callable[[Picks], bool]
) -> tuple[Picks, ...]:
    """Cover with what is taken, too, unless nothing is of what covers without being asked."""
    paired = _paired(root)
    if not is_taken(simplest_picks(root)):
        unasked = covering_picks(root, is_valid, paired)
        if not any(map(is_taken, unasked)):
            return unasked
    return covering_picks(root, lambda picks: is_valid(picks) and is_taken(picks), paired)


def _different(root: Node, rows: Iterable[Picks]) -> list[Picks]:
    """Drop rows with the document of an earlier one: branches of a union may overlap."""
    different: dict[str, Picks] = {}
    for picks in rows:
        different.setdefault(json.dumps(document_of(root, picks), sort_keys=True), picks)
    return list(different.values())


def _paired(root: Node) -> int | None:
    """Decide how many options of each choice are paired with everything; ``None`` is all."""
    if count_options(root) > MOST_OPTIONS:
        return 0
    return None if least_rows(root) <= MOST_EXAMPLES else FEWER_OPTIONS
