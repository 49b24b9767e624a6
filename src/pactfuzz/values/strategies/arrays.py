"""Arrays: items that have a schema each, then items of one schema, repeated or all different."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.languages.expression import Inexpressible
from pactfuzz.values.parts import item_schemas
from pactfuzz.values.strategies.builder import Builder, may_stand
from pactfuzz.values.strategies.drawing import Choices, Compound
from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.source import EVEN, ONE_IN, Leaning, Source
from pactfuzz.values.strategies.steps import Collection, Entry


def array_source(builder: Builder, schema: Mapping[str, Any], nesting: Nesting) -> Source:
    """Make arrays.

    Items after the fixed ones are made up only where the schema says what they are like, or where
    there would be too few without them.

    Raises:
        UnsatisfiableShape: there must be more items than there can be.
        Inexpressible: there are fixed items, and no two may be alike.
    """
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if most is not None and least > most:
        msg = f"at least {least} and at most {most} items are asked for"
        raise UnsatisfiableShape(msg)
    schemas, others = item_schemas(schema)
    if not schemas:
        return Source((_repeated(builder, schema, others, (least, most), nesting),))
    if schema.get("uniqueItems"):
        raise Inexpressible
    fixed = _fixed(builder, schemas[:most], least, nesting)
    rest = None
    if len(fixed) == len(schemas) and others is not False:
        left = (max(0, least - len(fixed)), None if most is None else most - len(fixed))
        rest = _repeated(builder, schema, others, left, nesting)
    elif len(fixed) < least:
        msg = f"only {len(fixed)} items are possible, at least {least} are asked for"
        raise UnsatisfiableShape(msg)
    return Source((_Arrays(Leaning.of(fixed, ONE_IN), least, rest),))


def _fixed(builder: Builder, schemas: Sequence[Any], least: int, nesting: Nesting) -> list[Source]:
    """Make the items that have a schema each, up to the first that can have no value."""
    fixed: list[Source] = []
    for schema in schemas:
        try:
            if len(fixed) >= least and not may_stand(builder, schema, nesting):
                break
            fixed.append(builder.source(schema, nesting))
        except UnsatisfiableShape:
            break
    return fixed


def _repeated(
    builder: Builder,
    schema: Mapping[str, Any],
    item: Any,
    size: tuple[int, int | None],
    nesting: Nesting,
) -> SearchStrategy[list[Any]]:
    """Make arrays of items of one schema."""
    least, most = size
    if not least and (most == 0 or not may_stand(builder, item, nesting)):
        return st.builds(list)
    try:
        source = builder.source(item, nesting.inside)
    except UnsatisfiableShape:
        if least:
            raise
        return st.builds(list)
    is_unique = bool(schema.get("uniqueItems"))
    spare = partial(builder.spare, item)
    if is_unique and len(list(islice(spare(), least))) < least:
        msg = f"fewer than {least} items are found that all differ"
        raise UnsatisfiableShape(msg)
    identity = _identity_of_item if is_unique else None
    return Collection.of((source,), nesting, _items, identity, spare).sized(least, most)


class _Arrays(Compound[list[Any]]):
    """Arrays of fixed items, ``least`` of which must be there, and what comes after them."""

    def __init__(
        self, leaning: Leaning, least: int, rest: SearchStrategy[list[Any]] | None
    ) -> None:
        super().__init__()
        self._leaning = leaning
        self._least = least
        self._rest = rest

    def do_draw(self, data: Choices) -> list[Any]:
        """Draw the items in their order."""
        items: list[Any] = []
        for index, (take, finish) in enumerate(self._leaning.draw(data)):
            if index >= self._least and not EVEN.draw(data):
                return items
            raw = take(data)
            items.append(raw if finish is None else finish(raw))
        return items if self._rest is None else items + data.draw(self._rest)


def identity(value: Any) -> Any:
    """Make two values equal that are the same in JSON, and no others: 1 is 1.0, but not true."""
    match value:
        case bool():
            return ("boolean", value)
        case list():
            return ("array", *map(identity, value))
        case dict():
            return frozenset((name, identity(member)) for name, member in value.items())
        case _:
            return value


def _items(entries: list[Entry]) -> list[Any]:
    return [item for (item,) in entries]


def _identity_of_item(entry: Entry) -> Any:
    return identity(entry[0])
