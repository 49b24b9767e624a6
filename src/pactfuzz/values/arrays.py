"""Arrays: empty, with one item, with several, and at the bounds of their length."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.choices import (
    Constant,
    Items,
    Node,
    Option,
    Repeated,
    choice_of,
    document_of,
    simplest_picks,
)
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.spot import Expander, Spot

MOST_ITEMS: Final = 1_000
"""Items of the longest array that is built; a larger ``maxItems`` is not tried out."""

MOST_CHARACTERS: Final = 1_000_000
"""Characters of the longest array that is built, where its items are long themselves."""

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
    if len(fixed[:most]) <= least:
        return Items(required, repeated_node(expander, repetition, spot))
    if expander.is_minimal:
        return Items(required, Constant([]))
    optional = tuple(_possible(expander, fixed[least:most], places[least:]))
    is_cut = len(required) + len(optional) < len(fixed)
    rest_node = Constant([]) if is_cut else repeated_node(expander, repetition, spot)
    absent = Option(spot.says(f"of {least} items"), Constant([]))
    said = spot.says(f"of {len(required) + len(optional)} items")
    full = Option(said, Items(optional, rest_node), is_implied=True)
    return Items(required, choice_of(absent, full))


def _possible(expander: Expander, items: list[Any], places: list[Spot]) -> Iterator[Node]:
    """Make the trees of items up to the first that can have no value."""
    for item, place in zip(items, places, strict=False):
        try:
            yield expander.node(item, place)
        except UnsatisfiableShape:
            return


def with_contained(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put what an array must contain at its beginning, or in the place of a fixed item."""
    if "contains" not in schema:
        return schema
    held = schema["contains"]
    wanted = min(schema.get("minContains", 1), MOST_ITEMS)
    least = max(wanted, schema.get("minItems", 0))
    fixed, rest = _items_of(schema)
    plain = {key: value for key, value in schema.items() if not key.lower().endswith("contains")}
    if not fixed:
        both = {"allOf": [rest, held]}
        return {**plain, "minItems": least, "prefixItems": [both] * wanted, "items": rest}
    branches = [
        {
            "minItems": max(least, index + 1),
            "prefixItems": [*fixed[:index], {"allOf": [item, held]}, *fixed[index + 1 :]],
        }
        for index, item in enumerate(fixed)
    ]
    return {"anyOf": [{**plain, "items": rest, **branch} for branch in branches]}


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
        fillers = (
            _distinct_fillers(expander, repetition, counts[-1], inside)
            if repetition.is_distinct
            else _equal_fillers(item, repetition, counts[-1], inside)
        )
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


def _equal_fillers(item: Node, repetition: Repetition, count: int, spot: Spot) -> tuple[Any, ...]:
    simplest = document_of(item, simplest_picks(item))
    most = max(1, MOST_CHARACTERS // len(json.dumps(simplest)))
    if repetition.least > most:
        msg = (
            f"{spot}: {repetition.least} values have more than {MOST_CHARACTERS} characters; "
            "longer ones are not built"
        )
        raise UnsatisfiableShape(msg)
    return (simplest,) * min(count, most)


def _distinct_fillers(
    expander: Expander, repetition: Repetition, count: int, spot: Spot
) -> tuple[Any, ...]:
    fillers = tuple(islice(distinct_documents(expander, repetition.schema, spot), count))
    if len(fillers) < repetition.least:
        msg = f"{spot}: only {len(fillers)} different values are found"
        raise UnsatisfiableShape(msg)
    return fillers


def _counted(count: int, spot: Spot) -> str:
    match count:
        case 1:
            return spot.says("single")
        case 2 | 3:
            return spot.says("several")
        case _:
            return spot.says(f"of {count}")
