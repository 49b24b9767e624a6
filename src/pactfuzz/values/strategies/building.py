"""A JSON Schema as a strategy: each part of it becomes the source of the values in its place."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.distinct import distinct_documents
from pactfuzz.values.expansion import Expansion
from pactfuzz.values.keywords import ANNOTATIONS, TANGLED, deciding, is_open, types_of
from pactfuzz.values.languages.automaton import TooManyStates
from pactfuzz.values.languages.expression import Inexpressible
from pactfuzz.values.references import name_of
from pactfuzz.values.spot import Spot
from pactfuzz.values.strategies.arrays import array_source
from pactfuzz.values.strategies.drawing import Choices, Compound
from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.numbers import integers, numbers
from pactfuzz.values.strategies.objects import object_source
from pactfuzz.values.strategies.recursion import Recursion
from pactfuzz.values.strategies.source import Source, constant, members
from pactfuzz.values.strategies.tangled import generated, rewritten
from pactfuzz.values.strategies.texts import Alphabet, string
from pactfuzz.values.strategies.unions import SIMPLEST_FIRST, union, union_source

_Maker: TypeAlias = Callable[[Mapping[str, Any], Nesting], Source]

_MOST_REWRITES: Final = 4
_DEEPEST_ANYTHING: Final = 2
"""Arrays and objects within each other where a schema says nothing at all."""


@dataclass(slots=True)
class Building:
    """The making of sources for all parts of one closed schema."""

    inside: Expansion
    recursion: Recursion
    alphabet: Alphabet
    entered: dict[tuple[str, Nesting], Source] = field(default_factory=dict)
    rewrites: int = 0

    def source(self, schema: Any, nesting: Nesting) -> Source:
        """Make the source of a schema inside."""
        if schema is False:
            msg = "no value is allowed (`false`)"
            raise UnsatisfiableShape(msg)
        if is_open(schema):
            return self._anything(nesting)
        made = self._maker_for(schema)(schema, nesting)
        stated = self.inside.stated(schema)
        # A validator, which no schema shows, may take little else.
        return union([made, members(stated)]) if stated else made

    def resolved(self, schema: Any) -> Any:
        """Follow the reference that a schema consists of."""
        return self.inside.resolved(schema)

    def accepts(self, schema: Mapping[str, Any], document: Any) -> bool:
        """Say whether a schema inside accepts a document."""
        return self.inside.accepts(schema, document)

    def is_empty(self, schema: Mapping[str, Any]) -> bool:
        """Say whether it is proved that no document has a schema inside."""
        try:
            rewritten(self.inside.whole(schema))
        except UnsatisfiableShape:
            return True
        return False

    def spare(self, schema: Any) -> Iterator[Any]:
        """List documents of a schema inside that all differ, as many as come to mind."""
        return distinct_documents(self.inside, schema, Spot())

    def _maker_for(self, schema: Mapping[str, Any]) -> _Maker:
        union: _Maker = partial(union_source, self)
        return deciding(
            schema,
            enumeration=self._listed,
            tangled=self._tangled,
            reference=self._reference,
            union=union,
            typed=self._typed,
        )

    def _anything(self, nesting: Nesting) -> Source:
        is_deep = nesting.collections >= _DEEPEST_ANYTHING
        kinds = SIMPLEST_FIRST[: -2 if is_deep else None]
        return union([self.source({"type": kind}, nesting) for kind in kinds])

    def _listed(self, schema: Mapping[str, Any], _: Nesting) -> Source:
        return members(sorted(self.inside.members(schema), key=lambda each: each is not None))

    def _reference(self, schema: Mapping[str, Any], nesting: Nesting) -> Source:
        if schema.keys() - ANNOTATIONS - {"$ref"}:
            return self._tangled(schema, nesting)
        name = name_of(schema["$ref"])
        if self.recursion.heights[name] == math.inf:
            msg = f"a document of {name} would never end"
            raise UnsatisfiableShape(msg)
        inside = nesting.enter(name)
        if (name, inside) not in self.entered:
            make = partial(self.source, self.inside.definitions[name], inside)
            is_back = name in nesting.entered
            self.entered[name, inside] = Source((_Later(make),)) if is_back else make()
        return self.entered[name, inside]

    def _tangled(self, schema: Mapping[str, Any], nesting: Nesting) -> Source:
        """Take a schema apart, or leave it to others where that fails."""
        if schema.keys() - ANNOTATIONS == {"allOf"} and len(schema["allOf"]) == 1:
            return self.source(schema["allOf"][0], nesting)
        whole = self.inside.whole(self.resolved(schema))
        simpler = rewritten(whole)
        if self.rewrites < _MOST_REWRITES and not simpler.keys() & TANGLED:
            for name, definition in simpler.get("$defs", {}).items():
                self.inside.definitions.setdefault(name, definition)
            self.rewrites += 1
            try:
                return self.source(simpler, nesting)
            finally:
                self.rewrites -= 1
        return self._generated(schema)

    def _typed(self, schema: Mapping[str, Any], nesting: Nesting) -> Source:
        types = types_of(schema)
        if len(types) > 1:
            shared = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
            return union_source(
                self, {"anyOf": [{**shared, "type": each} for each in types]}, nesting
            )
        try:
            return self._of_type(types[0] if types else None, schema, nesting)
        except (Inexpressible, TooManyStates):
            return self._generated(schema)

    def _of_type(self, kind: str | None, schema: Mapping[str, Any], nesting: Nesting) -> Source:
        match kind:
            case "object":
                source = object_source(self, schema, nesting)
            case "array":
                source = array_source(self, schema, nesting)
            case "string":
                source = self._string(schema, nesting)
            case "integer":
                source = integers(schema)
            case "number":
                source = numbers(schema)
            case "boolean":
                source = Source((st.booleans(),))
            case "null":
                source = constant(None)
            case _:
                source = self._anything(nesting)
        return source

    def _string(self, schema: Mapping[str, Any], nesting: Nesting) -> Source:
        if schema.get("contentMediaType") == "application/json":
            content = self.source(schema.get("contentSchema", True), nesting)
            return content.finished(json.dumps)
        return string(schema, self.alphabet)

    def _generated(self, schema: Mapping[str, Any]) -> Source:
        if self.recursion.is_looping(schema):
            msg = "a recursive schema is not built where it is mixed with other keywords"
            raise UnsatisfiableShape(msg)
        return Source((generated(self.inside.whole(schema)),))


class _Later(Compound[Any]):
    """A source that is made when it is first drawn from: recursive ones have no end."""

    def __init__(self, make: Callable[[], Source]) -> None:
        super().__init__()
        self._make = make

    @cached_property
    def _strategy(self) -> SearchStrategy[Any]:
        return self._make().strategy()

    def do_draw(self, data: Choices) -> Any:
        """Draw from the source."""
        return data.draw(self._strategy)
