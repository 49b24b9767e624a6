"""Unions: a value of one branch or another, the simplest branch first."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.keywords import ANNOTATIONS, types_of
from pactfuzz.values.strategies.builder import Builder
from pactfuzz.values.strategies.drawing import Choices, Compound, is_long
from pactfuzz.values.strategies.nesting import Nesting
from pactfuzz.values.strategies.source import Cell, Source, flavour

SIMPLEST_FIRST: Final = ("null", "boolean", "integer", "number", "string", "array", "object")


def union_source(builder: Builder, schema: Mapping[str, Any], nesting: Nesting) -> Source:
    """Make values of each branch that has any; deep in a recursion mostly of the simplest one.

    Raises:
        UnsatisfiableShape: no branch has a document.
    """
    sources: list[Source] = []
    reasons: list[str] = []
    for branch in _branches(builder, schema, nesting):
        try:
            sources.append(builder.source(branch, nesting))
        except UnsatisfiableShape as error:
            reasons.append(str(error))
    if not sources:
        raise UnsatisfiableShape("; ".join(dict.fromkeys(reasons)))
    return union(sources, nesting.turns)


def union(branches: Sequence[Source], repeated: int = 0) -> Source:
    """Make values of all branches; the first is taken ``repeated`` times more than the others."""
    if len(branches) == 1:
        return branches[0]
    cells = [each.cells() for each in branches]
    cells += cells[:1] * repeated
    ways = range(max(map(len, cells)))
    return Source(tuple(_Union([flavour(each, way) for each in cells]) for way in ways))


def _branches(builder: Builder, schema: Mapping[str, Any], nesting: Nesting) -> Iterator[Any]:
    """List the branches, each with all that is said beside the union.

    Where exactly one branch must accept a document, each is without what others accept as well.
    """
    keyword = "anyOf" if "anyOf" in schema else "oneOf"
    shared = {k: v for k, v in schema.items() if k != keyword and k not in ANNOTATIONS}
    branches = sorted(schema[keyword], key=lambda branch: _plainness(builder, branch))
    flattest = min(map(builder.recursion.height, branches), default=0)
    for index, branch in enumerate(branches):
        if nesting.is_deepest and builder.recursion.height(branch) > flattest:
            continue
        parts = [shared, branch] if shared else [branch]
        if keyword == "oneOf":
            others = branches[:index] + branches[index + 1 :]
            parts += [{"not": each} for each in others if not _are_apart(builder, branch, each)]
        yield {"allOf": parts} if len(parts) > 1 else branch


def _plainness(builder: Builder, branch: Any) -> tuple[bool, int]:
    resolved = builder.resolved(branch)
    types = types_of(resolved) if isinstance(resolved, Mapping) else []
    ranks = [SIMPLEST_FIRST.index(each) for each in types]
    return builder.recursion.is_looping(branch), min(ranks, default=len(SIMPLEST_FIRST))


def _are_apart(builder: Builder, one: Any, other: Any) -> bool:
    """Say whether no document has both branches, as far as can be told."""
    first, second = builder.resolved(one), builder.resolved(other)
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        return first is False or second is False
    return _have_other_tags(first, second) or builder.is_empty({"allOf": [first, second]})


def _have_other_tags(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether both demand a member and allow no common value for it, as tagged unions do."""
    for name in set(one.get("required", ())) & set(other.get("required", ())):
        values = [
            [each["const"]] if "const" in each else each.get("enum", [])
            for each in (_named(one, name), _named(other, name))
        ]
        if all(values) and all(first != second for first, second in product(*values)):
            return True
    return False


def _named(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    member = schema.get("properties", {}).get(name)
    return member if isinstance(member, Mapping) else {}


class _Union(Compound[Any]):
    """Values of any of some cells; the earlier the cell, the simpler."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        super().__init__()
        self._cells = cells
        self._last = len(cells) - 1

    def do_draw(self, data: Choices) -> Any:
        """Draw a value of one cell: of the first, if the document is long."""
        index = 0 if is_long(data) else data.draw_integer(0, self._last)
        take, finish = self._cells[index]
        raw = take(data)
        return raw if finish is None else finish(raw)
