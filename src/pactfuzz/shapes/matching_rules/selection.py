"""The matching rules of a body, and which of them holds at a place.

Source: the official core, pact_models/src/matchingrules/mod.rs (``max_by_path``: the weight of a
path times its length decides) and pact_matching/src/lib.rs; the weights are the specification's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from pactfuzz.errors import ShapeError
from pactfuzz.shapes.matching_rules.matcher import Matcher
from pactfuzz.shapes.matching_rules.path_expression import PathExpression, Place, Wildcard

_V2_BODY: Final = "$.body"


@dataclass(frozen=True, slots=True)
class RuleList:
    """The matching rules under one path expression; any or all of them have to hold."""

    matchers: tuple[Matcher, ...]
    is_any_enough: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What holds at a place; ``is_cascaded`` if it was written for a place above.

    ``is_contested`` where two path expressions weigh the same: the core then takes one or the
    other, from one run to the next.
    """

    rules: RuleList
    is_cascaded: bool = False
    is_contested: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All matching rules of a body."""

    entries: tuple[tuple[PathExpression, RuleList], ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read the ``body`` of an interaction's ``matchingRules``, as V2, V3 or V4 writes it.

        V2 has no categories: of its rules, those below ``$.body`` are the body's.

        Raises:
            ShapeError: a path expression or a matching rule cannot be read.
        """
        if "matchers" in document:
            return cls(tuple(_entry("", document)))
        return cls(tuple(entry for text, rule in document.items() for entry in _entry(text, rule)))

    @classmethod
    def for_values(cls, place: Place, matchers: tuple[Matcher, ...]) -> Self:
        """Make the rules that hold for whatever stands right below a place, and nothing else."""
        return cls(((PathExpression((*place, Wildcard.ANY)), RuleList(matchers)),))

    def at(self, place: Place) -> Selection | None:
        """Select what holds at a place; None if nothing was written for it or a place above."""
        weighed = [
            (weight * len(path.tokens), path, rules)
            for path, rules in self.entries
            if (weight := path.weight(place))
        ]
        if not weighed:
            return None
        heaviest = max(weight for weight, _, _ in weighed)
        selected = [
            Selection(rules, is_cascaded=len(path.tokens) != len(place))
            for weight, path, rules in weighed
            if weight == heaviest
        ]
        first, *others = selected
        is_contested = any(other != first for other in others)
        return Selection(first.rules, first.is_cascaded, is_contested)

    def exactly_at(self, place: Place) -> tuple[Matcher, ...]:
        """Collect all that was written for the place itself, whatever it weighs."""
        return tuple(
            matcher
            for path, rules in self.entries
            if path.is_at(place)
            for matcher in rules.matchers
        )

    def names_below(self, place: Place) -> list[str]:
        """List the members and items right below a place that some rule names."""
        names = (path.name_below(place) for path, _ in self.entries)
        return list(dict.fromkeys(name for name in names if name is not None))


def _entry(text: str, rule: Any) -> Iterator[tuple[PathExpression, RuleList]]:
    try:
        if isinstance(rule, Mapping) and isinstance(rule.get("matchers"), list):
            if rule["matchers"]:
                yield PathExpression.from_text(text), _rule_list(rule)
        elif text == _V2_BODY or text.startswith((f"{_V2_BODY}.", f"{_V2_BODY}[")):
            path = PathExpression.from_text(f"${text.removeprefix(_V2_BODY)}")
            yield path, RuleList((Matcher.from_document(rule),))
    except ShapeError as error:
        msg = f"the matching rules at {text or 'the root'}: {error}"
        raise ShapeError(msg) from None


def _rule_list(rule: Mapping[str, Any]) -> RuleList:
    is_any_enough = str(rule.get("combine", "AND")).upper() == "OR"
    return RuleList(tuple(map(Matcher.from_document, rule["matchers"])), is_any_enough)
