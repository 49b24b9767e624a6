"""What a model dumps: what is left out, and what its schema tells of the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from pactfuzz.shapes.annotations import without_idle_annotations


class Omits(StrEnum):
    """What a service leaves out when it dumps a model."""

    NOTHING = "nothing"
    """Each dump has all fields: ``model_dump()``."""

    UNSET = "unset"
    """Fields that were not set: ``exclude_unset``."""

    DEFAULTS = "defaults"
    """Fields that have the value of their default: ``exclude_defaults``."""

    NONE = "none"
    """Fields that are ``None``: ``exclude_none``."""


@dataclass(frozen=True, slots=True)
class Dumps:
    """The documents that a writer dumps.

    ``schema`` describes all of them, where a model keeps to its types. ``serializers`` are the
    names of those whose code alone decides what they write, with the reason; the schema allows
    anything there. With ``has_defaults`` it matters to the schema what the writer leaves out.
    """

    schema: Mapping[str, Any]
    serializers: Mapping[str, str] = field(default_factory=dict)
    has_defaults: bool = False

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Take what ``model_schemas.dumps_of`` tells, here or in another process."""
        schema = without_idle_annotations(told["schema"])
        return cls(schema, told["serializers"], told["has_defaults"])
