"""Dates, times and durations as texts: from the first to the last there is, near and far."""

from datetime import date, timedelta
from itertools import product
from typing import Final

from hypothesis import strategies as st

from pactfuzz.values.strategies.source import Source

_MIDDLE: Final = date(2000, 1, 1).toordinal()
_DAYS: Final = st.integers(date.min.toordinal() - _MIDDLE, date.max.toordinal() - _MIDDLE)
_DAY_SECONDS: Final = 86_400
_SECONDS: Final = st.integers(0, _DAY_SECONDS - 1)
_MOST_DAYS: Final = timedelta.max.days
"""About 2.7 million years, which is as far as durations in Python go."""

_NOTABLE: Final = tuple(
    date(*each).toordinal() - _MIDDLE
    for each in (
        *((1, 1, 1), (9999, 12, 31), (1969, 12, 31), (1970, 1, 1), (1900, 2, 28), (2000, 2, 29)),
        *((2024, 2, 29), (2038, 1, 19), (1582, 10, 15), (2262, 4, 11)),
    )
)
"""Where calendars and counters begin, end or skip."""

_FRACTIONS: Final = ("", ".5", ".000001", ".999999", ".123")
_ZONES: Final = ("Z", "+00:00", "-00:00", "+05:45", "-23:59", "+14:00", "")
"""RFC 3339 demands a zone; Pydantic writes and reads moments without one as well."""

_STYLES: Final = tuple(f"{fraction}{zone}" for zone, fraction in product(_ZONES, _FRACTIONS))
_STYLE: Final = st.integers(0, len(_STYLES) - 1)


def _date(days: int) -> str:
    return date.fromordinal(_MIDDLE + days).isoformat()


def _time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@st.composite
def _times(draw: st.DrawFn) -> str:
    return _time(draw(_SECONDS)) + _STYLES[draw(_STYLE)]


@st.composite
def _moments(draw: st.DrawFn, days: st.SearchStrategy[int]) -> str:
    return f"{_date(draw(days))}T{_time(draw(_SECONDS))}{_STYLES[draw(_STYLE)]}"


@st.composite
def _durations(draw: st.DrawFn) -> str:
    sign = draw(st.sampled_from(["", "-"]))
    days = draw(st.integers(0, _MOST_DAYS - 1))
    seconds = draw(_SECONDS)
    fraction = draw(st.sampled_from(_FRACTIONS))
    hours, minutes = divmod(seconds // 60, 60)
    clock = [f"{hours}H" * bool(hours), f"{minutes}M" * bool(minutes)]
    return f"{sign}P{f'{days}D' * bool(days)}T{''.join(clock)}{seconds % 60}{fraction}S"


_NOTABLE_DAYS: Final = st.integers(0, len(_NOTABLE) - 1).map(_NOTABLE.__getitem__)

DATES: Final = Source((_DAYS, *(st.integers(day, day) for day in _NOTABLE)), _date)
TIMES: Final = Source((_times(),))
MOMENTS: Final = Source((_moments(_DAYS), *(_moments(st.integers(d, d)) for d in _NOTABLE[:4])))
DURATIONS: Final = Source((_durations(),))
