"""Changes of a model, each judged in both directions, and the users' present tool beside.

With ``-s`` the last test prints the table of both tools' answers.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, create_model

from pactfuzz.compatibility import Answer, compare
from pactfuzz.shapes import Omits, Refused, Shape


def event(extra: Literal["ignore", "forbid", "allow"] = "ignore", **fields: Any) -> Any:
    return create_model("Event", __config__=ConfigDict(extra=extra), number=(int, ...), **fields)


def level(*values: str) -> Any:
    """Give an event an enumeration, which Pydantic's schemas put behind a reference."""
    return event(level=(Enum("Level", {value.upper(): value for value in values}), ...))


def nested(**fields: Any) -> Any:
    return event(source=(create_model("Source", name=(str, ...), **fields), ...))


def union(tag: str, value: str) -> Any:
    queue = create_model("Queue", **{tag: (Literal[value], ...)}, size=(int, ...))
    disk = create_model("Disk", **{tag: (Literal["disk"], ...)}, path=(str, ...))
    return event(source=(Annotated[queue | disk, Field(discriminator=tag)], ...))


def tree(kind: Any, **fields: Any) -> Any:
    fields |= {"value": (kind, ...), "children": ("list[Node]", ...)}
    return create_model("Node", __module__=__name__, **fields)


def of(kind: Any, **bounds: Any) -> Any:
    return event(field=(Annotated[kind, Field(**bounds)], ...))


@dataclass(frozen=True, slots=True)
class Mutation:
    """An old and a new model, with the rules that are broken in each direction; none: it is read.

    ``backward``: the old writer's documents are read by the new reader; ``forward``: the new
    writer's by the old reader.
    """

    old: type[BaseModel]
    new: type[BaseModel]
    backward: tuple[str, ...] = ()
    forward: tuple[str, ...] = ()

    def shapes(self, direction: str) -> tuple[Shape, Shape]:
        old, new = Shape.of(self.old), Shape.of(self.new)
        return (old, new) if direction == "backward" else (new, old)


MUTATIONS = {
    "enumeration behind a reference shrunk": Mutation(
        level("ok", "soft", "hard"), level("ok", "hard"), backward=("enum-member-removed",)
    ),
    "enumeration behind a reference renamed": Mutation(
        level("ok", "soft", "hard"),
        level("ok", "medium", "hard"),
        backward=("enum-member-removed",),
        forward=("enum-member-removed",),
    ),
    "nested field removed": Mutation(
        nested(port=(int, ...)), nested(), forward=("required-field-added",)
    ),
    "nested type changed": Mutation(
        nested(port=(int, ...)),
        nested(port=(str, ...)),
        backward=("type-changed",),
        forward=("type-changed",),
    ),
    "exclusive minimum raised": Mutation(
        of(float, gt=0), of(float, gt=10), backward=("minimum-raised",)
    ),
    "minimum made exclusive": Mutation(of(int, ge=0), of(int, gt=0), backward=("minimum-raised",)),
    "new minimum": Mutation(of(int), of(int, ge=0), backward=("minimum-added",)),
    "maximum lowered": Mutation(of(int, le=9), of(int, le=5), backward=("maximum-lowered",)),
    "undeclared fields forbidden": Mutation(event(), event(extra="forbid")),
    "undeclared fields forbidden that are sent": Mutation(
        event(extra="allow"), event(extra="forbid"), backward=("additional-fields-forbidden",)
    ),
    "required made optional": Mutation(
        event(note=(str, ...)), event(note=(str, "")), forward=("field-made-required",)
    ),
    "default changed": Mutation(event(limit=(int, 1)), event(limit=(int, 2))),
    "whole number widened to any": Mutation(of(int), of(float), forward=("type-narrowed",)),
    "alias changed": Mutation(
        of(int, alias="queueSize"),
        of(int, alias="queue_size"),
        backward=("required-field-added",),
        forward=("required-field-added",),
    ),
    "discriminator's field changed": Mutation(
        union("kind", "queue"),
        union("type", "queue"),
        backward=("discriminator-changed",),
        forward=("discriminator-changed",),
    ),
    "discriminator's value changed": Mutation(
        union("kind", "queue"),
        union("kind", "buffer"),
        backward=("union-member-removed",),
        forward=("union-member-removed",),
    ),
    "format added": Mutation(of(str), of(datetime), backward=("format-added",)),
    "pattern added": Mutation(of(str), of(str, pattern="^[A-Z]+$"), backward=("pattern-added",)),
    "pattern tightened": Mutation(
        of(str, pattern="^[A-Z]+$"), of(str, pattern="^[A-Z]{3}$"), backward=("pattern-changed",)
    ),
    "null removed": Mutation(of(str | None), of(str), backward=("nullable-removed",)),
    "most items lowered": Mutation(
        of(list[str], max_length=10),
        of(list[str], max_length=5),
        backward=("maximum-items-lowered",),
    ),
    "least items added": Mutation(
        of(list[str]), of(list[str], min_length=1), backward=("minimum-items-added",)
    ),
    "least items lowered": Mutation(
        of(list[int], min_length=3),
        of(list[int], min_length=2),
        forward=("minimum-items-raised",),
    ),
    "recursive model widened": Mutation(tree(int), tree(float), forward=("type-narrowed",)),
    "recursive model requires more": Mutation(
        tree(int), tree(int, label=(str, ...)), backward=("required-field-added",)
    ),
}

BOTH = ("backward", "forward")


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_is_judged_right(name: str, direction: str) -> None:
    mutation = MUTATIONS[name]
    writer, reader = mutation.shapes(direction)
    # An optional field may be missing: a writer that dumps all of its fields is judged elsewhere.
    verdict = compare(writer, reader, omits=Omits.UNSET)
    rules = getattr(mutation, direction)
    assert verdict.answer is (Answer.BREAKING if rules else Answer.COMPATIBLE), verdict
    assert {each.rule for each in verdict.differences} == set(rules)
    if rules:
        assert verdict.witness.by_parser
        writer.parse(verdict.witness.text)
        with pytest.raises(Refused):
            reader.parse(verdict.witness.text)


def test_the_present_tool_is_told_beside(record_property: Callable[[str, object], None]) -> None:
    contracts = pytest.importorskip("market_data_core.contracts")
    wrong = []
    for name, mutation in MUTATIONS.items():
        for direction in BOTH:
            breaks = bool(getattr(mutation, direction))
            core = present_tool(contracts.is_backward_compatible_change, mutation, direction)
            verdict = compare(*mutation.shapes(direction), omits=Omits.UNSET)
            said = f"pactfuzz {verdict.answer}, core {'breaking' if core else 'compatible'}"
            record_property(f"{name}, {direction}", said)
            sys.stdout.write(
                f"{name:44}{direction:10}{said}{'' if core == breaks else ' (wrong)'}\n"
            )
            wrong += [] if core == breaks else [f"{name}, {direction}"]
    sys.stdout.write(f"wrong: core {len(wrong)} of {2 * len(MUTATIONS)}\n")
    assert wrong


def present_tool(
    is_compatible: Callable[[Any, Any], tuple[bool, list[str]]], mutation: Mutation, direction: str
) -> bool:
    """Say whether core's own checker calls a change breaking."""
    writer, reader = mutation.shapes(direction)
    return not is_compatible(dict(writer.writer), dict(reader.reader))[0]
