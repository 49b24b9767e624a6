"""Integers and numbers: within their bounds, often at them, and where other readers' types end."""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from sys import float_info
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.numeric import _span
from pactfuzz.values.strategies.source import Source

_LANDMARKS: Final = (0, 2**53, 2**63, 2**64, -(2**53), -(2**63), 2**31, -(2**31))
"""Where double precision and 64 and 32 bits end; each is taken with both neighbours."""

_FLOATS: Final = (
    (-0.0, -0.0),
    (-float_info.min, float_info.min),  # zero, subnormals, and the smallest normal numbers
    (2.0**53 - 1, 2.0**53 + 2),
    (2.0**63, 2.0**64),
    (1e300, float_info.max),
)
_EXACT_DIGITS: Final = 10**15
"""Decimals of up to 15 digits survive being written as a double and read again (IEEE 754)."""


def integers(schema: Mapping[str, Any]) -> Source:
    """Make integers.

    Raises:
        UnsatisfiableShape: the bounds leave none.
    """
    span = _span(schema, is_integer=True)
    step = span.step or Fraction(1)
    low, high = (_divided(bound, step) for bound in (span.smallest(), span.largest()))
    flavours = tuple(_integer_flavours(low, high, int(step)))
    if step == 1:
        return Source(flavours)
    return Source(flavours, lambda count: count * int(step))


def numbers(schema: Mapping[str, Any]) -> Source:
    """Make numbers of double precision: such as can be read everywhere and written again.

    Among them are whole ones without a point, as writers without types send them.

    Raises:
        UnsatisfiableShape: the bounds leave none.
    """
    span = _span(schema, is_integer=False)
    if span.step is not None:
        return _multiples(span.smallest(), span.largest(), span.step)
    low = _float_at_least(span.low, is_open=span.is_low_open)
    high = -_float_at_least(None if span.high is None else -span.high, is_open=span.is_high_open)
    if low > high:
        msg = f"no number of double precision lies between {schema}"
        raise UnsatisfiableShape(msg)
    return Source(tuple(_number_flavours(low, high)))


def _divided(bound: Fraction | None, step: Fraction) -> int | None:
    return None if bound is None else int(bound / step)


def _integer_flavours(
    low: int | None, high: int | None, step: int
) -> Iterator[SearchStrategy[int]]:
    yield st.integers(low, high)
    windows = [(landmark // step - 1, landmark // step + 1) for landmark in _LANDMARKS]
    windows += [] if low is None else [(low, low + 1)]
    windows += [] if high is None else [(high - 1, high)]
    least, most = -math.inf if low is None else low, math.inf if high is None else high
    clipped = [(max(first, least), min(last, most)) for first, last in windows]
    for first, last in dict.fromkeys(clipped):
        if first <= last:
            yield st.integers(int(first), int(last))


def _multiples(low: Fraction | None, high: Fraction | None, step: Fraction) -> Source:
    """Multiply integers, up to where a double still has all the digits of the product."""
    most = max(1, _EXACT_DIGITS // Fraction(step).numerator)
    least_count = -most if low is None else max(-most, int(low / step))
    most_count = most if high is None else min(most, int(high / step))
    if least_count > most_count:
        # The bounds lie beyond what a double holds exactly, where every float is a multiple.
        least_count = most_count = int(low / step) if low is not None else most_count
    flavours = tuple(_integer_flavours(least_count, most_count, 1))
    return Source(flavours, lambda count: _number(count * step))


def _number(exact: Fraction) -> int | float:
    return exact.numerator if exact.denominator == 1 else float(exact)


def _number_flavours(low: float, high: float) -> Iterator[SearchStrategy[float]]:
    yield _floats(low, high)
    beside_low = (low, math.nextafter(low, math.inf)) if low > -float_info.max else None
    beside_high = (math.nextafter(high, -math.inf), high) if high < float_info.max else None
    windows = [*_FLOATS, *((-last, -first) for first, last in _FLOATS[2:])]
    for window in (*windows, beside_low, beside_high):
        if window is not None and max(window[0], low) <= min(window[1], high):
            yield _floats(max(window[0], low), min(window[1], high))
    if math.ceil(low) <= math.floor(high):
        yield st.integers(math.ceil(low), math.floor(high))


def _floats(low: float, high: float) -> SearchStrategy[float]:
    # Zero as a bound has a sign to Hypothesis, but not to a schema.
    return st.floats(
        -0.0 if low == 0 else low, 0.0 if high == 0 and low < 0 else high, allow_nan=False
    )


def _float_at_least(bound: Fraction | None, *, is_open: bool) -> float:
    """Find the smallest number of double precision that is within a lower bound."""
    if bound is None:
        return -float_info.max
    if abs(bound) > Fraction(float_info.max):
        return math.copysign(float_info.max, bound)
    nearest = float(bound)
    # Compared as it is written, as the bound is: 0.1 is a tenth.
    written = Fraction(repr(nearest))
    if written < bound or (is_open and written == bound):
        return math.nextafter(nearest, math.inf)
    return nearest
