"""Arrays as a schema describes them."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.parts import item_schemas
from pactfuzz.values.spelling import written
from pactfuzz.values.stream.catalogue import Where
from pactfuzz.values.stream.collections import Array, Entries, Sizes, by_value
from pactfuzz.values.stream.maker import Made, Maker
from pactfuzz.values.stream.parts import Kind, Part, Piece

_SPARE: Final = 40

Schema = Mapping[str, Any]


def array_part(maker: Maker, schema: Schema, where: Where) -> Made:
    """Make the part of arrays.

    Raises:
        UnsatisfiableShape: there must be more items than there can be.
    """
    least, most = int(schema.get("minItems", 0)), schema.get("maxItems")
    schemas, others = item_schemas(schema)
    fixed = _fixed(maker, schemas if most is None else schemas[: int(most)], least, where)
    rest: Part | None = None
    if len(fixed) == len(schemas) and others is not False:
        left = (max(0, least - len(fixed)), None if most is None else int(most) - len(fixed))
        rest = _repeated(maker, schema, others, left, where)
    elif len(fixed) < least:
        msg = f"{where.spot}: only {len(fixed)} items are possible, not {least}"
        raise UnsatisfiableShape(msg)
    if not fixed and rest is None:
        return [Kind(where.spot.equals([]), partial(Piece, b"[]"), is_constant=True)]
    made = Array(tuple(fixed), least, rest, maker.random)
    return maker.checked(schema, made, where) if fixed and schema.get("uniqueItems") else made


def _fixed(maker: Maker, schemas: Sequence[Any], least: int, where: Where) -> list[Part]:
    """Make the items that have a schema each, up to the first that can have no value."""
    fixed: list[Part] = []
    for index, schema in enumerate(schemas):
        inside = where.each(f"[{index}]")
        try:
            fixed.append(maker.finished(maker.part(schema, inside), inside))
        except UnsatisfiableShape:
            if index < least:
                raise
            break
    return fixed


def _repeated(
    maker: Maker, schema: Schema, item: Any, size: tuple[int, int | None], where: Where
) -> Part | None:
    """Make items of one schema; none where there need be none and can be none."""
    least, most = size
    if most == 0 or (not least and where.turns >= maker.deepest and maker.is_looping(item)):
        return None
    sizes = Sizes.of(least, most, where, maker.catalogue, maker.random)
    inside = where.each()
    for option in sizes.shut:
        inside = inside.without(option)
    is_unique = bool(schema.get("uniqueItems"))
    try:
        values = maker.finished(maker.part(item, inside), inside)
        spare = _spare(maker, item, least, where) if is_unique else ()
    except UnsatisfiableShape:
        if least:
            raise
        maker.catalogue.impossible |= sizes.options
        return None
    return Entries(sizes, None, values, by_value if is_unique else None, spare, least)


def _spare(maker: Maker, item: Any, least: int, where: Where) -> tuple[tuple[bytes, bytes], ...]:
    """Make items that all differ, for where there must be some number of them."""
    spare = tuple((b"", written(each)) for each in islice(maker.spare(item), _SPARE + least))
    if len(spare) < least:
        msg = f"{where.spot}: fewer than {least} items are found that all differ"
        raise UnsatisfiableShape(msg)
    return spare
