"""What a text names: one shape, or several by name."""

from dataclasses import dataclass
from enum import StrEnum

from pactfuzz.shapes import Shape


class Kind(StrEnum):
    """How the parts of a source meet those of the other side."""

    SHAPE = "one shape"
    INTERACTIONS = "interactions of pacts"
    """Each is a contract of its own: one shape of the other side meets all of them."""
    FOLDER = "shapes by name"
    """Each meets the one of the same name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One shape that a text names.

    ``name`` is what it is matched by with the other side's, ``title`` what it is shown as, and
    ``description`` that of its interaction, in a pact. ``unsaid`` are rules that its schema cannot
    say and lets through: JSON pointers, with words. ``formats`` says that formats in its schema
    refuse values, which by the drafts of today they do not: where a model or a matching rule
    stands behind them.
    """

    name: str
    title: str
    shape: Shape
    description: str = ""
    unsaid: tuple[tuple[str, str], ...] = ()
    formats: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was named, but is not compared."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a text names."""

    text: str
    kind: Kind
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...] = ()

    @classmethod
    def of_shape(cls, text: str, shape: Shape) -> "Source":
        """Make the source of a text that names one shape."""
        return cls(text, Kind.SHAPE, (Part(text, text, shape),))
