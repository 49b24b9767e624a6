"""From an example and matching rules to JSON Schema, as the official core compares a body.

Source: the official core, pact_matching/src/json.rs and matchingrules.rs, for responses and
messages (members beyond the example's are allowed). What the rules there amount to:

- A value without a rule, its own or one written for a place above it, equals the example.
- An object has the example's members; ``values``, ``eachValue`` and ``eachKey`` free their names.
- An array without a rule is as long as the example; with one, items beyond the example's are
  compared with its first, and an empty example lets every array through.
- Several rules at an object all hold, also where they are combined by OR.
- A rule for scalars at an object (``integer``, ``include``) can never be fulfilled; at an array it
  asks nothing of the array itself, and holds for its items.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pactfuzz.shapes.matching_rules.combination import all_of, any_of, is_same
from pactfuzz.shapes.matching_rules.matcher import Matcher, whole_number
from pactfuzz.shapes.matching_rules.path_expression import (
    ROOT,
    Place,
    Unnamed,
    is_index,
    step_to,
)
from pactfuzz.shapes.matching_rules.selection import RuleList, Rules, Selection
from pactfuzz.shapes.matching_rules.value import (
    NOTHING,
    Schema,
    schema_of_equality,
    schema_of_name,
    schema_of_value,
    type_of,
)

_CONTESTED: Final = "not said: two matching rules weigh the same here, and the core takes either"


def schema_of_body(example: Any, rules: Mapping[str, Any]) -> Schema:
    """Write the JSON Schema (2020-12) of the bodies that match an example under matching rules.

    Raises:
        ShapeError: a path expression or a matching rule cannot be read.
    """
    return _Comparison(ROOT, Rules.from_document(rules)).schema_of(example)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is compared at one place, under the rules that count there."""

    place: Place
    rules: Rules

    def schema_of(self, example: Any) -> Schema:
        """Write the schema of what matches the example at this place."""
        selection = self.rules.at(self.place)
        if selection is not None and selection.is_contested:
            is_scalar = not isinstance(example, dict | list)
            return {"$comment": _CONTESTED} | ({} if is_scalar else {"type": type_of(example)})
        match example:
            case dict():
                return all_of(self._object(example, selection))
            case list():
                return all_of([{"type": "array"}, self._array(example, selection)])
            case _:
                return _scalar(example, selection)

    def _below(self, step: str | Unnamed) -> "_Comparison":
        return _Comparison((*self.place, step), self.rules)

    def _under(self, matcher: Matcher) -> "_Comparison":
        """Take the rules by which a rule about values compares what stands below."""
        if matcher.name != "eachValue":
            return self
        return _Comparison(self.place, Rules.for_values(self.place, matcher.rules))

    def _object(self, example: dict[str, Any], selection: Selection | None) -> Iterable[Schema]:
        yield {"type": "object"}
        matchers = selection.rules.matchers if selection else ()
        is_cascaded = selection is not None and selection.is_cascaded
        about_values = [each for each in matchers if each.is_about_values and not is_cascaded]
        for matcher in about_values:
            yield self._under(matcher).values_of(example)
        others = [each for each in matchers if each not in about_values]
        for matcher in others:
            yield _object_itself(matcher, example, is_cascaded=is_cascaded)
        if others or selection is None:
            yield self._members(example)
            yield from self._names(matchers)

    def _members(self, example: dict[str, Any]) -> Schema:
        """Compare each member of the example with the one of the same name."""
        members = {
            name: self._below(step_to(name)).schema_of(value) for name, value in example.items()
        }
        schema: Schema = {"properties": members} if members else {}
        names_are_free = any(each.frees_names for each in self.rules.exactly_at(self.place))
        return schema if names_are_free or not members else schema | {"required": list(members)}

    def _names(self, matchers: Iterable[Matcher]) -> Iterable[Schema]:
        if self.rules.exactly_at(self.place):
            for matcher in matchers:
                if matcher.name == "eachKey":
                    yield {"propertyNames": all_of(map(schema_of_name, matcher.rules))}

    def values_of(self, example: dict[str, Any]) -> Schema:
        """Compare every member: with the one of its name, else with the first by name."""
        if not example:
            return {}
        first = example[min(example)]
        unnamed = any_of(self._below(each).schema_of(first) for each in Unnamed)
        known = dict.fromkeys(self.rules.names_below(self.place), first) | example
        members = {
            name: self._below(step_to(name)).schema_of(value) for name, value in known.items()
        }
        other = {name: each for name, each in members.items() if not is_same(each, unnamed)}
        return ({"properties": other} if other else {}) | {"additionalProperties": unnamed}

    def _array(self, example: list[Any], selection: Selection | None) -> Schema:
        if selection is None:
            return self._same_length(example)
        if not selection.rules.matchers:
            return NOTHING
        if not example:
            return {}
        combine = _combination(selection.rules)
        ordinary = [each for each in selection.rules.matchers if each.name not in _OWN_COMPARISON]
        alternatives = []
        if ordinary:
            own = (_array_itself(each, example, selection) for each in ordinary)
            alternatives.append(all_of([combine(own), self.items_of(example)]))
        for matcher in selection.rules.matchers:
            if matcher.name == "arrayContains":
                alternatives.append(_contains(matcher, example))
            elif matcher.name == "eachValue":
                under = self._under(matcher)
                alternatives.append({} if selection.is_cascaded else under.items_of(example))
        return combine(alternatives)

    def _same_length(self, example: list[Any]) -> Schema:
        length = len(example)
        if not example:
            return {"maxItems": 0}
        items = [self._below(str(i)).schema_of(each) for i, each in enumerate(example)]
        return {"prefixItems": items, "minItems": length, "maxItems": length}

    def items_of(self, example: list[Any]) -> Schema:
        """Compare every item: with the one at its place, beyond the last with the first."""
        first = example[0]
        compared = {str(index) for index in range(len(example))}
        named = self.rules.names_below(self.place)
        beyond = [name for name in named if is_index(name) and name not in compared]
        steps: list[str | Unnamed] = [Unnamed.ITEM, *beyond]
        unnamed = any_of(self._below(each).schema_of(first) for each in steps)
        items = [self._below(str(i)).schema_of(each) for i, each in enumerate(example)]
        while items and is_same(items[-1], unnamed):
            items.pop()
        return ({"prefixItems": items} if items else {}) | {"items": unnamed}


_OWN_COMPARISON: Final = ("arrayContains", "eachValue")
"""The rules at an array that compare its items in a way of their own."""


def _scalar(example: Any, selection: Selection | None) -> Schema:
    if selection is None:
        return schema_of_equality(example)
    matchers = selection.rules.matchers
    if not matchers:
        return NOTHING
    return _combination(selection.rules)(schema_of_value(each, example) for each in matchers)


def _combination(rules: RuleList) -> Callable[[Iterable[Schema]], Schema]:
    return any_of if rules.is_any_enough else all_of


def _object_itself(matcher: Matcher, example: dict[str, Any], *, is_cascaded: bool) -> Schema:
    """Say what a rule asks of the object that it stands at, its members apart."""
    match matcher.name:
        case "regex" | "arrayContains" | "eachKey" | "eachValue" | "values":
            return {}
        case "type":
            return {} if is_cascaded else _size(matcher, "minProperties", "maxProperties")
        case "equality":
            return schema_of_equality(example)
        case "notEmpty":
            return {"minProperties": 1}
        case _:
            return NOTHING


def _array_itself(matcher: Matcher, example: list[Any], selection: Selection) -> Schema:
    """Say what a rule asks of the array that it stands at, its items apart."""
    match matcher.name:
        case "type":
            return {} if selection.is_cascaded else _size(matcher, "minItems", "maxItems")
        case "equality":
            return schema_of_equality(example)
        case "notEmpty":
            return {"minItems": 1}
        case "null" | "statusCode":
            return NOTHING
        case _:
            return {}


def _size(matcher: Matcher, least: str, most: str) -> Schema:
    bounds = {least: matcher.length("min"), most: matcher.length("max")}
    return {keyword: bound for keyword, bound in bounds.items() if bound is not None}


def _contains(matcher: Matcher, example: list[Any]) -> Schema:
    """Say that for each variant one item matches it; the core then starts at a root of its own."""
    variants = matcher.arguments["variants"] or [{"index": i} for i in range(len(example))]
    return all_of(_contains_one(variant, example) for variant in variants)


def _contains_one(variant: Any, example: list[Any]) -> Schema:
    known = variant if isinstance(variant, Mapping) else {}
    index = whole_number(known.get("index")) or 0
    if index >= len(example):
        return NOTHING
    written = known.get("rules", {"matchers": [{"match": "equality"}]})
    rules = Rules.from_document(written if isinstance(written, Mapping) else {})
    return {"contains": _Comparison(ROOT, rules).schema_of(example[index])}
