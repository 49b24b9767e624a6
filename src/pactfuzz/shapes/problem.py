"""Where and why a document is not of a shape."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import jsonschema_rs
from pydantic import ValidationError

from pactfuzz.shapes.location import Location


class Absent(Enum):
    """The value of a member that is not there, which is another thing than ``None``."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that a document breaks.

    ``rule`` is the JSON Schema keyword or, from a parser, Pydantic's error type; ``expected``
    says in words what should stand at ``location``; ``actual`` is what stands there.
    """

    location: Location
    rule: str
    expected: str
    actual: Any

    def __str__(self) -> str:
        return f"{self.location}: {self.expected}"


def problems_from_schema(errors: Iterable[jsonschema_rs.ValidationError]) -> tuple[Problem, ...]:
    """Translate the validator's errors, the nearest branch of a union standing for the union."""
    found = {problem: None for error in errors for problem in _problems(error)}
    return tuple(sorted(found, key=lambda problem: (str(problem.location), problem.rule)))


def problems_from_parser(error: ValidationError) -> tuple[Problem, ...]:
    """Translate Pydantic's own account of what it refuses."""
    return tuple(
        Problem(
            Location.of(each["loc"]),
            each["type"],
            each["msg"],
            ABSENT if each["type"] == "missing" else _hashable(each["input"]),
        )
        for each in error.errors(include_url=False, include_context=False)
    )


def _problems(error: jsonschema_rs.ValidationError) -> Iterator[Problem]:
    kind = error.kind
    branch = _nearest_branch(error)
    if branch:
        for inner in branch:
            yield from _problems(inner)
        return
    location = Location.of(error.instance_path)
    match kind:
        case jsonschema_rs.ValidationErrorKind.Required():
            yield Problem(location / kind.property, "required", "the member is required", ABSENT)
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties():
            for name in kind.unexpected:
                yield Problem(
                    location / name, "additionalProperties", "no such member is allowed", name
                )
        case _:
            yield Problem(location, kind.name, error.message, _hashable(error.instance))


def _nearest_branch(
    error: jsonschema_rs.ValidationError,
) -> list[jsonschema_rs.ValidationError] | None:
    """Find the branch of a failed union that fits the instance best, if one does at all.

    A branch whose errors all lie deeper than the union itself accepted the instance's type: its
    errors say more than "none of the branches fits".
    """
    kind = error.kind
    if not isinstance(
        kind,
        jsonschema_rs.ValidationErrorKind.AnyOf | jsonschema_rs.ValidationErrorKind.OneOfNotValid,
    ):
        return None
    depth = len(error.instance_path)
    fitting = [
        branch
        for branch in kind.context
        if branch and all(len(_instance_location(each).parts) > depth for each in branch)
    ]
    return min(fitting, key=len, default=None)


def _instance_location(error: jsonschema_rs.ValidationError) -> Location:
    location = Location.of(error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        return location / error.kind.property
    return location


def _hashable(value: Any) -> Any:
    """Keep what a problem holds a value: containers as their JSON-like text."""
    return value if isinstance(value, str | int | float | bool | None) else repr(value)
