"""A shape as Pact says it: an example, and matching rules that other tools can check.

Pact's rules cannot say all that JSON Schema can, so they are held to one side: whatever the shape
accepts, the rules accept. What they let through beyond that is caught by the shape itself, which
travels in the interaction's comments. The one exception is a choice between objects in a required
member: Pact compares with one example, so the rules ask for the branch that the example shows.

What each rule does was measured on the official core, pact_models 1.3.16: ``integer`` and
``number`` for the numeric types (``decimal`` refuses ``1``), ``type`` with ``regex`` for
enumerations (``regex`` alone takes ``null``), ``values`` with rules below for maps, and
``include`` of the empty string, on a scalar example, for anything at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pactfuzz.errors import DeclarationError, UnsatisfiableShape
from pactfuzz.recording.branches import (
    Circular,
    branches_of,
    fitting,
    objects_in,
    resolved,
    rooted,
    title,
)
from pactfuzz.shapes import ABSENT, format_document
from pactfuzz.values import simplest_document

ANYTHING: Final = {"match": "include", "value": ""}
_INTEGERS: Final = (-(2**63), 2**64 - 1)
"""The integers that the rule ``integer`` takes for some; others are numbers to the core."""

_SCALAR_RULES: Final = {"boolean": "boolean", "integer": "integer", "number": "number"}


@dataclass(frozen=True, slots=True)
class Body:
    """An example document and the matching rules that stand for it, by Pact's path expressions."""

    example: Any
    rules: Mapping[str, Any]


def body_of(
    schema: Mapping[str, Any], promises: Mapping[str, Any], *, entry: str | None = None
) -> Body:
    """Say a shape in Pact's words: what is required, and what the provider state promises.

    Optional members are left out unless ``promises`` names them; a promised member is expected to
    equal the promised value. A promised object is taken member by member, so that
    ``{"payload": {"level": "hard"}}`` promises the level and leaves the rest of the payload open.
    Of a union, it is the branch that has all promised members and allows their values. ``entry`` is
    the name of what an example of a map shows, where the schema does not say which it may have.

    Raises:
        DeclarationError: a member has a name that Pact cannot carry, or what is promised belongs
            to no branch of a union, or to several.
        UnsatisfiableShape: no document has this shape.
    """
    writer = _Writer(schema, entry)
    try:
        example = writer.visit(schema, "$", promises or ABSENT)
    except _Inexpressible:
        msg = "no finite document has this shape: it requires itself"
        raise UnsatisfiableShape(msg) from None
    return Body(example, writer.rules)


class _Inexpressible(Exception):
    """What stands here has no finite example that every accepted value could be compared with.

    It steers the walk, and never leaves this module.
    """


@dataclass(slots=True)
class _Writer:
    root: Mapping[str, Any]
    entry: str | None = None
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    entered: tuple[str, ...] = ()

    def visit(self, schema: Any, path: str, promise: Any = ABSENT) -> Any:
        """Write the rules for what stands at ``path``; returns its example."""
        node, entered = self._resolved(schema)
        outer, self.entered = self.entered, (*self.entered, *entered)
        try:
            if isinstance(promise, Mapping) and branches_of(node):
                return self._branch(node, path, promise)
            if isinstance(promise, Mapping) and node.get("properties"):
                return self._members(node, path, promise)
            return self._example(node, path) if promise is ABSENT else promise
        finally:
            self.entered = outer

    def _branch(self, node: Mapping[str, Any], path: str, promise: Mapping[str, Any]) -> Any:
        """Write the rules for the one branch of a union that the promised members belong to."""
        branches = list(objects_in(self.root, node))
        if not promise or not branches:
            return promise or self._example(node, path)
        chosen = fitting(self.root, branches, promise)
        if len(chosen) == 1:
            return self.visit(chosen[0], path, promise)
        names = " or ".join(title(self.root, each) for each in (chosen or branches))
        shown = format_document({k: v for k, v in promise.items() if v is not ABSENT})
        if chosen:
            msg = (
                f"{path}: what it promises, {shown}, may be {names}; promise a member that only "
                "one of them has, or promises={} for none at all"
            )
        else:
            msg = (
                f"{path}: what it promises, {shown}, is none of {names}; promise members of one of "
                "them, as in promises={...}"
            )
        raise DeclarationError(msg)

    def _example(  # noqa: PLR0911 - one answer for each kind of node
        self, node: Mapping[str, Any], path: str
    ) -> Any:
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return self._enumeration(node["enum"], path)
        branches = branches_of(node)
        if branches:
            return self._union(branches, path)
        match node.get("type"):
            case "object":
                return self._object(node, path)
            case "array":
                return self._array(node, path)
            case "null":
                return None
            case "string":
                return self._scalar(node, path, {"match": "type"})
            case "boolean" | "integer" | "number" as kind:
                return self._scalar(node, path, {"match": _SCALAR_RULES[kind]})
            case _:
                return self._scalar({"type": "null"}, path, ANYTHING)

    def _scalar(self, node: Mapping[str, Any], path: str, rule: Mapping[str, Any]) -> Any:
        example = simplest_document(self._rooted(node))
        if rule["match"] == "integer" and not _INTEGERS[0] <= example <= _INTEGERS[1]:
            rule = {"match": "number"}
        self._rule(path, rule)
        return example

    def _enumeration(self, members: Sequence[Any], path: str) -> Any:
        if all(isinstance(member, str) for member in members):
            pattern = "|".join(re.escape(member) for member in members)
            self._rule(path, {"match": "type"}, {"match": "regex", "regex": f"^({pattern})$"})
            return members[0]
        scalars = [each for each in members if not isinstance(each, dict | list)]
        if scalars:
            self._rule(path, ANYTHING)
        return [*scalars, *members][0]

    def _union(self, branches: Sequence[Mapping[str, Any]], path: str) -> Any:
        nodes = [self._kind(branch) for branch in branches]
        others = [node for node in nodes if node.get("type") != "null"]
        is_nullable = len(others) < len(nodes)
        scalars = [node for node in others if _is_scalar(node)]
        if is_nullable and len(others) == 1 and scalars:
            return self._nullable(others[0], path)
        if is_nullable:
            return self._scalar({"type": "null"}, path, ANYTHING)
        if scalars:
            return self._scalar(scalars[0], path, ANYTHING)
        return self._first_finite(branches, path)

    def _first_finite(self, branches: Sequence[Mapping[str, Any]], path: str) -> Any:
        for branch in branches:
            before = dict(self.rules)
            try:
                return self.visit(branch, path)
            except _Inexpressible:
                self.rules = before
        raise _Inexpressible

    def _nullable(self, node: Mapping[str, Any], path: str) -> Any:
        example = self._example(node, path)
        matchers = self.rules.pop(path, {"matchers": [{"match": "equality"}]})["matchers"]
        either = [matchers[-1], {"match": "null"}]
        self.rules[path] = {"combine": "OR", "matchers": either}
        return example

    def _object(self, node: Mapping[str, Any], path: str) -> Any:
        values = node.get("additionalProperties")
        if not node.get("properties") and isinstance(values, Mapping):
            return self._map(node, values, path)
        return self._members(node, path, {})

    def _members(
        self, node: Mapping[str, Any], path: str, promises: Mapping[str, Any]
    ) -> dict[str, Any]:
        properties = node.get("properties", {})
        return {
            name: self.visit(
                properties.get(name, {}), _member(path, name), promises.get(name, ABSENT)
            )
            for name in dict.fromkeys((*node.get("required", ()), *promises))
        }

    def _map(self, node: Mapping[str, Any], values: Mapping[str, Any], path: str) -> Any:
        before = dict(self.rules)
        try:
            value = self.visit(values, f"{path}.*")
            self._check_comparable(values)
        except _Inexpressible:
            self.rules = before
            return simplest_document(self._rooted(node))
        self._rule(path, {"match": "values"})
        smallest = simplest_document(self._rooted(node))
        if smallest:
            return smallest
        if self.entry is not None and "propertyNames" not in node:
            return {self.entry: value}
        # Its name is one that propertyNames allows.
        return dict.fromkeys(simplest_document(self._rooted({**node, "minProperties": 1})), value)

    def _array(self, node: Mapping[str, Any], path: str) -> Any:
        if "prefixItems" in node:
            return self._tuple(node, path)
        before = dict(self.rules)
        least = node.get("minItems", 0)
        self._rule(path, {"match": "type"} | ({"min": least} if least else {}))
        try:
            items = node.get("items", {})
            element = self.visit(items, f"{path}[*]")
            self._check_comparable(items)
        except _Inexpressible:
            self.rules = before | {path: self.rules[path]}
            return simplest_document(self._rooted(node))
        smallest = simplest_document(self._rooted(node))
        return smallest or [element]

    def _tuple(self, node: Mapping[str, Any], path: str) -> list[Any]:
        """Write a rule for each position; where the length is open, any items may follow."""
        first, others = node["prefixItems"], node.get("items", {})
        least = node.get("minItems", 0)
        most = node.get("maxItems", len(first) if others is False else None)
        schemas = [*first, *[others] * (least - len(first))][:most]
        example = [self.visit(each, f"{path}[{i}]") for i, each in enumerate(schemas)]
        if not least == len(example) == most:
            self._rule(path, {"match": "type"} | ({"min": least} if least else {}))
            self._rule(f"{path}[*]", ANYTHING)
        return example

    def _check_comparable(self, schema: Any) -> None:
        """Refuse a union of objects or arrays: elements of one branch fail beside the other's."""
        branches = branches_of(self._kind(schema))
        if len(branches) > 1 and not any(_is_scalar(self._kind(each)) for each in branches):
            raise _Inexpressible

    def _rule(self, path: str, *matchers: Mapping[str, Any]) -> None:
        self.rules[path] = {"combine": "AND", "matchers": [dict(each) for each in matchers]}

    def _rooted(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        return rooted(self.root, node)

    def _kind(self, schema: Any) -> Mapping[str, Any]:
        """Look at a schema without entering it, so that it may be one that is being written."""
        outer, self.entered = self.entered, ()
        try:
            return self._resolved(schema)[0]
        finally:
            self.entered = outer

    def _resolved(self, schema: Any) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """Follow references; a circle without an end is inexpressible."""
        try:
            return resolved(self.root, schema, self.entered)
        except Circular:
            raise _Inexpressible from None


def _is_scalar(node: Mapping[str, Any]) -> bool:
    if "const" in node:
        return not isinstance(node["const"], dict | list)
    if "enum" in node:
        return not any(isinstance(each, dict | list) for each in node["enum"])
    return node.get("type") in ("string", "boolean", "integer", "number")


def _member(path: str, name: str) -> str:
    """Write a path expression; the official core loads no pact with other names than these."""
    if not name or "'" in name:
        msg = f"the member {name!r} at {path}: Pact has no path for an empty name or one with a '"
        raise DeclarationError(msg)
    return f"{path}.{name}" if name.isidentifier() and name.isascii() else f"{path}['{name}']"
