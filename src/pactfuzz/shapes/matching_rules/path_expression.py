"""Pact's path expressions, and how well one fits a place in a document.

Source: the official core, pact_models/src/path_exp.rs, and the matcher selection algorithm in
the Pact specification, version 3, section "Matcher Path expressions".
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final, Self

from pactfuzz.errors import ShapeError


class Wildcard(Enum):
    """What a path expression may have instead of a name or an index."""

    ANY = "*"
    ANY_INDEX = "[*]"


class Unnamed(Enum):
    """A member or an item that neither the example nor a rule names."""

    MEMBER = "member"
    ITEM = "item"


Step = str | Unnamed
"""One step of a place: a member's name, an item's index in decimal, or one that has no name."""

Place = tuple[Step, ...]
"""Where a value stands, from the root, which is a step of its own."""

ROOT: Final[Place] = ("$",)

_EXACT: Final = 2
_BY_WILDCARD: Final = 1


@dataclass(frozen=True, slots=True)
class PathExpression:
    """A path expression, read: ``$.a[*].b`` is the root, a name, a wildcard and a name.

    An index and a name of the same digits are one thing, as they are to the core.
    """

    tokens: tuple[Step | Wildcard, ...]

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a path expression; the empty one fits everywhere.

        Raises:
            ShapeError: it is none; the official core loads no pact that has it.
        """
        if not text:
            return cls(())
        rest = text.removeprefix("$") if text.startswith("$") else f".{text}"
        tokens: list[Step | Wildcard] = [*ROOT]
        while rest:
            found = _TOKEN.match(rest)
            if found is None:
                msg = (
                    f"the path expression {text!r} cannot be read from {rest!r} on; expected a "
                    "member as .name or ['name'], an item as [0], or a wildcard, .* or [*]"
                )
                raise ShapeError(msg)
            tokens.append(_token(found))
            rest = rest[found.end() :]
        return cls(tuple(tokens))

    def weight(self, place: Place) -> int:
        """Say how well it fits a place or one above it; 0 if not at all."""
        if len(self.tokens) > len(place):
            return 0
        weight = 1
        for token, step in zip(self.tokens, place, strict=False):
            weight *= _token_weight(token, step)
        return weight

    def is_at(self, place: Place) -> bool:
        """Say whether it fits the place itself, and not one above it."""
        return len(self.tokens) == len(place) and self.weight(place) > 0

    def name_below(self, place: Place) -> str | None:
        """Name the one member or item right below a place that it goes on to, if it does."""
        if len(self.tokens) <= len(place):
            return None
        token = self.tokens[len(place)]
        is_above = PathExpression(self.tokens[: len(place)]).is_at(place)
        return token if is_above and isinstance(token, str) else None


def is_index(step: Step) -> bool:
    """Say whether the core sees an index: a member whose name is a number is one as well."""
    if isinstance(step, Unnamed):
        return step is Unnamed.ITEM
    return step == Wildcard.ANY_INDEX.value or (step.isascii() and step.isdigit())


def step_to(name: str) -> str:
    """Take the step to a member; the core takes one of digits for an index, and shortens it."""
    return _shortened(name) if name.isascii() and name.isdigit() else name


_TOKEN: Final = re.compile(
    r"""
      \.(?P<any>\*)
    | \.(?P<name>(?:[\w:#@-]|[^\x00-\x7f])+)
    | \[(?P<any_index>\*)\]
    | \[(?P<index>[0-9]+)\]
    | \['(?P<quoted>[^']+)'\]
    """,
    re.VERBOSE,
)


def _token(found: re.Match[str]) -> str | Wildcard:
    kind, text = next((kind, text) for kind, text in found.groupdict().items() if text)
    match kind:
        case "any":
            return Wildcard.ANY
        case "any_index":
            return Wildcard.ANY_INDEX
        case "index":
            return _shortened(text)
        case _:
            return text


def _token_weight(token: Step | Wildcard, step: Step) -> int:
    match token:
        case Wildcard.ANY:
            return _BY_WILDCARD
        case Wildcard.ANY_INDEX:
            return _BY_WILDCARD if is_index(step) else 0
        case _:
            return _EXACT if token == step else 0


def _shortened(digits: str) -> str:
    return digits.lstrip("0") or "0"
