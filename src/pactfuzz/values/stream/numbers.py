"""Numbers: within their bounds, often at them, and where other readers' types end."""

import math
import struct
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from random import Random
from sys import float_info
from typing import Any, Final

from pactfuzz.shapes import Shape
from pactfuzz.values.numeric import numbers_of
from pactfuzz.values.spelling import written
from pactfuzz.values.spot import Spot
from pactfuzz.values.stream.parts import Kind, Piece

_TRIES: Final = 8
_FAR: Final = 10**30
"""How far integers go where no bound is stated."""

_INTEGERS: Final = (
    ("near zero", -1, 1),
    ("near 2**31", 2**31 - 2, 2**31 + 1),
    ("near 2**53", 2**53 - 1, 2**53 + 2),
    ("near 2**63", 2**63 - 1, 2**63 + 1),
    ("near 2**64", 2**64 - 1, 2**64 + 1),
    ("near -2**31", -(2**31) - 1, -(2**31) + 1),
    ("near -2**53", -(2**53) - 2, -(2**53) + 1),
    ("near -2**63", -(2**63) - 1, -(2**63) + 1),
    ("small", -1_000, 1_000),
    ("of any size", -_FAR, _FAR),
)
_HUGE: Final = 1e300
_FLOATS: Final = (
    ("near zero", -2.0, 2.0),
    ("a subnormal", 5e-324, 2.2e-308),
    ("near 2**53", 2.0**53 - 1, 2.0**53 + 2),
    ("beyond 2**63", 2.0**63, 2.0**64),
    ("near the largest double", _HUGE, float_info.max),
    ("a negative subnormal", -2.2e-308, -5e-324),
    ("beyond -2**63", -(2.0**64), -(2.0**63)),
    ("near the largest negative double", -float_info.max, -_HUGE),
    ("a time of now", 1.6e9, 1.9e9),
    ("of any size", -float_info.max, float_info.max),
)
_SHARES: Final = {"small": 20, "near zero": 6, "a time of now": 8}
"""How often numbers of a kind are sent that come in real life, compared with the others."""
_NEITHER: Final = (b"NaN", b"Infinity", b"-Infinity")

_Number = int | float
_Propose = Callable[[], _Number]


def integer_kinds(schema: Mapping[str, Any], spot: Spot, random: Random) -> Iterator[Kind]:
    """Make integers.

    Raises:
        UnsatisfiableShape: the bounds leave none.
    """
    shown = [int(each) for each in numbers_of(schema, is_integer=True)]
    step = Fraction(schema.get("multipleOf", 1)).numerator
    low, high = _bounds(schema)
    least = -(-max(low, -_FAR - abs(min(shown))) // step)
    most = min(high, _FAR + abs(max(shown))) // step
    accepts = Shape.from_schema(schema).accepts
    for value in dict.fromkeys(shown):
        yield _constant(value, spot, int)
    for words, first, last in _INTEGERS:
        lowest = max(math.ceil(Fraction(first) / step), math.ceil(least))
        highest = min(math.floor(Fraction(last) / step), math.floor(most))
        if lowest <= highest:
            propose = partial(_multiple, random, lowest, highest, step)
            make = partial(_first_accepted, propose, accepts, shown)
            yield Kind(spot.says(words), make, _SHARES.get(words, 1), numeral=int)


def number_kinds(
    schema: Mapping[str, Any], spot: Spot, random: Random, *, is_lax: bool
) -> Iterator[Kind]:
    """Make numbers of double precision, some of them whole and written without a point.

    ``is_lax`` adds what lax writers send for what is no number.

    Raises:
        UnsatisfiableShape: the bounds leave none.
    """
    shown = numbers_of(schema, is_integer=False)
    accepts = Shape.from_schema(schema).accepts
    shown = [each for each in shown if accepts(each)] or shown[:1]
    for value in dict.fromkeys(shown):
        yield _constant(value, spot, float)
    if accepts(-0.0):
        yield Kind(spot.says("-0.0"), lambda: Piece(b"-0.0"), is_constant=True, numeral=float)
    low, high = _bounds(schema)
    for words, first, last in _FLOATS:
        lowest, highest = max(low, first), min(high, last)
        if lowest <= highest:
            propose = _proposals(schema, float(lowest), float(highest), random)
            make = partial(_first_accepted, propose, accepts, shown)
            yield Kind(spot.says(words), make, _SHARES.get(words, 1), numeral=float)
    for text in _NEITHER if is_lax else ():
        yield Kind(spot.says(text.decode()), partial(Piece, text), is_constant=True)


def _constant(value: _Number, spot: Spot, numeral: type[int] | type[float]) -> Kind:
    return Kind(
        spot.equals(value), partial(Piece, written(value)), is_constant=True, numeral=numeral
    )


def _bounds(schema: Mapping[str, Any]) -> tuple[float, float]:
    """Take the bounds roughly: who proposes a number from within asks the schema afterwards."""
    low = [schema[each] for each in ("minimum", "exclusiveMinimum") if _is_number(schema, each)]
    high = [schema[each] for each in ("maximum", "exclusiveMaximum") if _is_number(schema, each)]
    return max(low, default=-math.inf), min(high, default=math.inf)


def _is_number(schema: Mapping[str, Any], keyword: str) -> bool:
    return not isinstance(schema.get(keyword, True), bool)


def _multiple(random: Random, lowest: int, highest: int, step: int) -> int:
    if random.random() < 0.5 and lowest <= 0 <= highest:  # noqa: PLR2004 - one half
        # Any number of digits is as likely as any other.
        digits = random.randrange(1, 31)
        return max(lowest, min(highest, random.randint(-(10**digits), 10**digits))) * step
    return random.randint(lowest, highest) * step


def _proposals(schema: Mapping[str, Any], low: float, high: float, random: Random) -> _Propose:
    if "multipleOf" in schema:
        step = Fraction(repr(schema["multipleOf"]))
        most = 10**15 // step.numerator
        first = max(-most, math.ceil(Fraction(low) / step))
        last = min(most, math.floor(Fraction(high) / step))
        return lambda: _plain(random.randint(first, last) * step) if first <= last else low
    if low < _HUGE and high > -_HUGE and max(-low, high) == float_info.max:
        return lambda: _any_double(random) if random.random() < 0.7 else random.uniform(-1e6, 1e6)  # noqa: PLR2004 - mostly
    return lambda: _rounded(random.uniform(low, high), random)


def _rounded(number: float, random: Random) -> _Number:
    digits = random.choice((None, None, 0, 1, 3, 6))
    if digits is None:
        return number
    return round(number, digits) if digits else round(number)


def _plain(exact: Fraction) -> _Number:
    return exact.numerator if exact.denominator == 1 else float(exact)


def _any_double(random: Random) -> float:
    number: float = struct.unpack("d", random.randbytes(8))[0]
    return number if math.isfinite(number) else 0.5


def _first_accepted(propose: _Propose, accepts: Callable[[Any], bool], shown: list[Any]) -> Piece:
    for _ in range(_TRIES):
        number = propose()
        if accepts(number):
            return Piece(written(number))
    return Piece(written(shown[0]))
