"""Arrays: empty, with one item, with several, and at the bounds of their length."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.choices import Constant, Items, Node, Option, Repeated, choice_of
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.spot import Expander, Spot

MOST_ITEMS: Final = 1_000
"""Items of the longest array that is built; a larger ``maxItems`` is not tried out."""

SEVERAL: Final = 2


def array_node(expander: Expander, schema: Mapping[str, Any], spot: Spot) -> Node:
    """Make the tree of an array: its fixed items, if any, and those of one schema after them.

    Raises:
        UnsatisfiableShape: there must be more items than there can be.
    """
    fixed, rest = _items_of(schema)
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    repetition = Repetition(
        rest,
        max(0, least - len(fixed)),
        None if most is None else max(0, most - len(fixed)),
        is_distinct=bool(schema.get("uniqueItems")),
    )
    if not fixed:
        return repeated_node(expander, repetition, spot)
    places = [spot.each(f"[{index}]") for index in range(len(fixed))]
    required = tuple(map(expander.node, fixed[:least], places))
    optional = list(zip(fixed[least:most], places[least:most], strict=True))
    if not optional:
        return Items(required, repeated_node(expander, repetition, spot))
    absent = Option(spot.says(f"of {least} items"), Constant([]))
    if expander.is_minimal:
        return Items(required, absent.node)
    full = Items(
        tuple(expander.node(item, place) for item, place in optional),
        repeated_node(expander, repetition, spot),
    )
    said = spot.says(f"of {len(fixed[:most])} items or more")
    return Items(required, choice_of(absent, Option(said, full, is_implied=True)))


def _items_of(schema: Mapping[str, Any]) -> tuple[list[Any], Any]:
    """Tell the fixed items from the rest. Drafts before 2020-12 have the former as ``items``."""
    items = schema.get("items")
    if isinstance(items, list):
        return items, schema.get("additionalItems", False)
    fixed = schema.get("prefixItems", [])
    return fixed, schema.get("items", not fixed or schema.get("minItems", 0) > len(fixed))


@dataclass(frozen=True, slots=True)
class Repetition:
    """Values of one schema, ``least`` to ``most`` of them (``None``: as many as one likes)."""

    schema: Any
    least: int
    most: int | None
    is_distinct: bool = False

    def counts(self) -> list[int]:
        """Choose how many values to take: the fewest, one, and the most or else several."""
        if self.most is not None and self.least > self.most:
            msg = f"at least {self.least} and at most {self.most} values are asked for"
            raise UnsatisfiableShape(msg)
        if self.least > MOST_ITEMS:
            msg = f"at least {self.least} values are asked for; at most {MOST_ITEMS} are built"
            raise UnsatisfiableShape(msg)
        several = max(self.least, SEVERAL) if self.most is None else min(self.most, MOST_ITEMS)
        single = {1} if self.least <= 1 <= several else set()
        return sorted({self.least, several} | single)


def repeated_node(
    expander: Expander, repetition: Repetition, spot: Spot, suffix: str = "[]"
) -> Node:
    """Make the tree of an array whose items all have one schema.

    The first item shows the choices that an item has; the others are the simplest there are.
    """
    counts = repetition.counts()
    if expander.is_minimal:
        counts = counts[:1]
    if counts == [0]:
        return Constant([])
    inside = spot.each(suffix)
    try:
        item = expander.node(repetition.schema, inside)
        fillers = _fillers(expander, repetition, counts[-1], inside)
        if len(fillers) < repetition.least:
            msg = f"{spot.says('')}: only {len(fillers)} different values are found"
            raise UnsatisfiableShape(msg)
    except UnsatisfiableShape:
        if repetition.least:
            raise
        return Constant([])
    filled = [
        Option(_counted(count, spot), Constant(count))
        for count in counts
        if 0 < count <= len(fillers)
    ]
    node = Repeated(choice_of(*filled), item, fillers, is_distinct=repetition.is_distinct)
    if counts[0]:
        return node
    empty = Option(spot.says("empty"), Constant([]))
    return choice_of(empty, Option(filled[0].label, node, is_implied=True))


def _fillers(expander: Expander, repetition: Repetition, count: int, spot: Spot) -> tuple[Any, ...]:
    if not repetition.is_distinct:
        return (expander.simplest(repetition.schema),) * count
    return tuple(islice(distinct_documents(expander, repetition.schema, spot), count))


def _counted(count: int, spot: Spot) -> str:
    match count:
        case 1:
            return spot.says("single")
        case 2 | 3:
            return spot.says("several")
        case _:
            return spot.says(f"of {count}")
