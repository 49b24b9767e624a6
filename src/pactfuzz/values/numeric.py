"""Numbers that show what a schema allows: a plain one, and the smallest and largest there are."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape

PLAIN_INTEGER: Final = Fraction(10)
PLAIN_NUMBER: Final = Fraction(3, 2)
GAP: Final = Fraction(1, 100)
"""How far from an exclusive bound the number beside it is taken: near, and still easy to read."""


def numbers_of(schema: Mapping[str, Any], *, is_integer: bool) -> list[int | float]:
    """Choose numbers, the plainest first.

    They are both bounds; or a plain number and the only bound; or, without bounds, a plain
    number, zero and a negative one. Bounds are compared as the decimals that they are written
    as, so that 0.1 is a tenth.

    Raises:
        UnsatisfiableShape: the bounds leave no number.
    """
    span = _span(schema, is_integer=is_integer)
    plain = span.nearest(PLAIN_INTEGER if is_integer else PLAIN_NUMBER)
    low, high = span.smallest(), span.largest()
    bounds = [each for each in (low, high) if each is not None]
    match len(bounds):
        case 0:
            chosen = [plain, Fraction(0), -plain]
        case 1:
            chosen = [plain, *bounds]
        case _:
            chosen = bounds
    return list(dict.fromkeys(map(_json, chosen)))


@dataclass(frozen=True, slots=True)
class _Span:
    """The numbers between two bounds, each of which may be open, that are multiples of a step."""

    low: Fraction | None
    high: Fraction | None
    is_low_open: bool
    is_high_open: bool
    step: Fraction | None

    def smallest(self) -> Fraction | None:
        """Give the number at the lower bound, or beside an open one."""
        if self.low is None:
            return None
        if self.step is None:
            return self._above(self.low) if self.is_low_open else self.low
        first = math.ceil(self.low / self.step) * self.step
        return first + self.step if self.is_low_open and first == self.low else first

    def largest(self) -> Fraction | None:
        """Give the number at the upper bound, or beside an open one."""
        mirrored = _Span(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.is_high_open,
            self.is_low_open,
            self.step,
        ).smallest()
        return None if mirrored is None else -mirrored

    def nearest(self, plain: Fraction) -> Fraction:
        """Give a number that looks like any other: ``plain``, or one inside the bounds."""
        low, high = self.smallest(), self.largest()
        if low is not None and low >= plain:
            plain = low + plain
        if high is not None and high <= plain:
            plain = high - abs(plain)
        return math.ceil(plain / self.step) * self.step if self.step else plain

    def _above(self, bound: Fraction) -> Fraction:
        gap = GAP if self.high is None else min(GAP, (self.high - bound) / 4)
        if float(bound + gap) > float(bound):
            return bound + gap
        return Fraction(math.nextafter(float(bound), math.inf))


def _span(schema: Mapping[str, Any], *, is_integer: bool) -> _Span:
    low, is_low_open = _bound(schema, "minimum", "exclusiveMinimum", max)
    high, is_high_open = _bound(schema, "maximum", "exclusiveMaximum", min)
    step = _fraction(schema["multipleOf"]) if "multipleOf" in schema else None
    if is_integer:
        step = Fraction((step or Fraction(1)).numerator)
    span = _Span(low, high, is_low_open, is_high_open, step)
    smallest, largest = span.smallest(), span.largest()
    if smallest is not None and largest is not None and smallest > largest:
        msg = f"no {'integer' if is_integer else 'number'} lies within {_said(schema)}"
        raise UnsatisfiableShape(msg)
    return span


def _bound(
    schema: Mapping[str, Any], closed: str, opened: str, tighter: Any
) -> tuple[Fraction | None, bool]:
    """Join the two keywords of one side. In draft 4 the exclusive one is a flag on the other."""
    bounds: list[tuple[Fraction, bool]] = []
    flag = schema.get(opened)
    if closed in schema:
        bounds.append((_fraction(schema[closed]), flag is True))
    if flag is not None and not isinstance(flag, bool):
        bounds.append((_fraction(flag), True))
    if not bounds:
        return None, False
    value = tighter(bound for bound, _ in bounds)
    return value, any(is_open for bound, is_open in bounds if bound == value)


def _fraction(number: float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def _json(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)


def _said(schema: Mapping[str, Any]) -> str:
    keywords = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
    return ", ".join(f"{each} {schema[each]}" for each in keywords if each in schema)
