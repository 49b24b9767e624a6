"""Unions of which some branch has parts: a value of one branch or another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from random import Random
from typing import Any

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.keywords import ANNOTATIONS, types_of
from pactfuzz.values.stream.catalogue import Where
from pactfuzz.values.stream.maker import Made, Maker
from pactfuzz.values.stream.parts import Column, Extending, Kind, Part, Taken

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Union:
    """Branches, with the number of the option for each and how often it is taken."""

    branches: tuple[tuple[int, Part], ...]
    weights: tuple[int, ...]
    random: Random

    def fill(self, count: int, extending: Extending | None) -> Column:
        """Write so many rows."""
        indices = self.random.choices(range(len(self.branches)), self.weights, k=count)
        columns = [
            part.fill(indices.count(index), extending)
            for index, (_, part) in enumerate(self.branches)
        ]
        plain = _merged([each.plain for each in columns], indices)
        is_same = all(each.text is each.plain for each in columns)
        text = plain if is_same else _merged([each.text for each in columns], indices)
        numbers = [self.branches[index][0] for index in indices]
        inside = _merged([each.taken for each in columns], indices)
        return Column(plain, text, list(zip(numbers, inside, strict=True)))


def _merged(columns: Sequence[Sequence[Taken]], indices: Sequence[int]) -> list[Taken]:
    rows: list[Iterator[Taken]] = [iter(each) for each in columns]
    return [next(rows[index]) for index in indices]


def union_part(maker: Maker, schema: Schema, where: Where) -> Made:
    """Make the part of a union; branches whose values have no parts share one pool.

    Raises:
        UnsatisfiableShape: no branch has a document.
    """
    keyword = "anyOf" if "anyOf" in schema else "oneOf"
    shared = {k: v for k, v in schema.items() if k != keyword and k not in ANNOTATIONS}
    branches = [{"allOf": [shared, each]} if shared else each for each in schema[keyword]]
    if where.turns >= maker.deepest:
        branches = [each for each in branches if not maker.is_looping(each)] or branches
    made = _branches(maker, branches, where)
    resolved = [maker.resolved(each) for each in schema[keyword]]
    if keyword == "oneOf" and not all(are_apart(*each) for each in combinations(resolved, 2)):
        return maker.checked(schema, made, where)
    return made


def _branches(maker: Maker, branches: Sequence[Any], where: Where) -> Made:
    structured = [each for each in branches if _has_parts(maker.resolved(each))]
    flat = [each for each in branches if each not in structured]
    labels = [where.spot.says(f"is {_title(maker, each)}") for each in structured]
    labels += [where.spot.says("has no parts")] if flat and structured else []
    numbers = maker.catalogue.choice(where, labels) if len(labels) > 1 else ()
    reasons: list[str] = []
    found: list[tuple[int, Part]] = []
    for index, branch in enumerate(structured):
        inside = where.behind(numbers[index], numbers) if numbers else where
        known = where.known | _names_in(maker, [each for each in branches if each is not branch])
        inside = replace(inside, known=known)
        try:
            part = maker.finished(maker.part(branch, inside), inside)
        except UnsatisfiableShape as error:
            reasons.append(str(error))
            maker.catalogue.impossible.update(numbers[index : index + 1])
            continue
        found.append((numbers[index] if numbers else -1, part))
    inside = where.behind(numbers[-1], numbers) if numbers else where
    kinds = _flat(maker, flat, inside, reasons)
    if not found:
        if not kinds:
            raise UnsatisfiableShape("; ".join(dict.fromkeys(reasons)))
        return kinds
    if kinds:
        found.append((numbers[-1], maker.finished(kinds, inside)))
    weights = tuple(1 for _ in found)
    return found[0][1] if len(found) == 1 else Union(tuple(found), weights, maker.random)


def _flat(maker: Maker, branches: Sequence[Any], where: Where, reasons: list[str]) -> list[Kind]:
    """Collect the kinds of values of the branches that have no parts."""
    kinds: dict[str, Kind] = {}
    for branch in branches:
        try:
            made = maker.part(branch, where)
        except UnsatisfiableShape as error:
            reasons.append(str(error))
            continue
        if not isinstance(made, list):
            made = maker.checked(branch, made, where)
        for each in made:
            kinds.setdefault(each.label, each)
    return list(kinds.values())


def _has_parts(schema: Any) -> bool:
    """Say whether values of a resolved schema are objects or arrays that have parts."""
    if not isinstance(schema, Mapping) or "const" in schema or "enum" in schema:
        return False
    inner = [each for key in ("anyOf", "oneOf") for each in schema.get(key, ())]
    return (
        bool({"object", "array"} & {*types_of(schema)})
        or any(map(_has_parts, inner))
        or bool("$ref" in schema)
    )


def _title(maker: Maker, branch: Any) -> str:
    """Name a branch by the title of its model, or by its type."""
    resolved = maker.resolved(branch)
    named = resolved if isinstance(resolved, Mapping) else {}
    return str(named.get("title") or named.get("type") or "of another kind")


def _names_in(maker: Maker, branches: Sequence[Any]) -> frozenset[str]:
    """Collect the members that branches name, those of unions inside them too."""
    names: set[str] = set()
    for branch in branches:
        resolved = maker.resolved(branch)
        if isinstance(resolved, Mapping):
            names.update(resolved.get("properties", ()), resolved.get("required", ()))
            inner = [each for key in ("allOf", "anyOf", "oneOf") for each in resolved.get(key, ())]
            names |= _names_in(maker, [each for each in inner if "$ref" not in str(each)])
    return frozenset(names)


def are_apart(one: Any, other: Any) -> bool:
    """Say whether it is plain that no document has both of two resolved schemas."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return one is False or other is False
    return _have_other_types(one, other) or _have_other_tags(one, other)


def _have_other_types(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if "type" not in one or "type" not in other:
        return False
    first, second = set(types_of(one)), set(types_of(other))
    is_numeric = {"integer", "number"}
    return not (first & second or (first & is_numeric and second & is_numeric))


def _have_other_tags(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether both demand a member and allow no common value for it, as tagged unions do."""
    for name in sorted({*one.get("required", ())} & {*other.get("required", ())}):
        values = [_values(each, name) for each in (one, other)]
        if all(values) and all(first != second for first, second in product(*values)):
            return True
    return False


def _values(schema: Mapping[str, Any], name: str) -> list[Any]:
    member = schema.get("properties", {}).get(name)
    if not isinstance(member, Mapping) or schema.get("type") != "object":
        return []
    return [member["const"]] if "const" in member else list(member.get("enum", []))
