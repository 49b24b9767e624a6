"""Formats whose texts are those of dates, durations, addresses and bytes."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from random import Random
from typing import Final
from uuid import UUID

_NOTABLE: Final = (
    *("0001-01-01", "9999-12-31", "1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29"),
    *("2038-01-19", "1582-10-15", "2262-04-11"),
)
"""Where calendars and counters begin, end or skip."""
_FRACTIONS: Final = ("", "", ".5", ".000001", ".999999", ".123")
_ZONES: Final = ("Z", "Z", "+00:00", "-00:00", "+05:45", "-23:59", "+14:00", "")
"""RFC 3339 demands a zone; Pydantic writes and reads moments without one as well."""

_V4: Final = ("0.0.0.0", "127.0.0.1", "10.0.0.1", "169.254.169.254", "255.255.255.255")  # noqa: S104 - a text
_V6: Final = ("::", "::1", "::ffff:192.0.2.1", "fe80::1", "ff02::1", "2001:db8::")


def _date(random: Random) -> str:
    if random.random() < 1 / 3:
        return random.choice(_NOTABLE)
    return date.fromordinal(random.randint(1, date.max.toordinal())).isoformat()


def _time(random: Random) -> str:
    seconds = random.choice((0, 86_399, random.randrange(86_400)))
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return clock + random.choice(_FRACTIONS) + random.choice(_ZONES)


def _moment(random: Random) -> str:
    return f"{_date(random)}T{_time(random)}"


def _duration(random: Random) -> str:
    days = random.choice((0, 1, random.randrange(timedelta.max.days)))
    hours, minutes = random.randrange(24), random.randrange(60)
    seconds = f"{random.randrange(60)}{random.choice(_FRACTIONS)}S"
    return f"{random.choice(('', '-'))}P{days}DT{hours}H{minutes}M{seconds}"


def _v4(random: Random) -> str:
    return random.choice((*_V4, str(IPv4Address(random.getrandbits(32)))))


def _v6(random: Random) -> str:
    return random.choice((*_V6, str(IPv6Address(random.getrandbits(128)))))


def _network(address: str, longest: int, random: Random) -> str:
    return str(ip_network(f"{address}/{random.randint(0, longest)}", strict=False))


def _uuid(version: int | None) -> Callable[[Random], str]:
    return lambda random: str(UUID(int=random.getrandbits(128), version=version))


def _of_version(version: int) -> Callable[[Random], str]:
    """Put the version and the variant of RFC 9562 in their places."""

    def make(random: Random) -> str:
        text = _uuid(None)(random)
        return f"{text[:14]}{version}{text[15:19]}8{text[20:]}"

    return make


FORMATS: Final[Mapping[str, Callable[[Random], str]]] = {
    "date": _date,
    "date-time": _moment,
    "time": _time,
    "duration": _duration,
    "uuid": _uuid(None),
    **{f"uuid{version}": _of_version(version) for version in (1, 3, 4, 5, 6, 7, 8)},
    **dict.fromkeys(("ipv4", "ipvanyaddress"), _v4),
    "ipv6": _v6,
    **dict.fromkeys(
        ("ipv4interface", "ipvanyinterface"),
        lambda random: f"{_v4(random)}/{random.randint(0, 32)}",
    ),
    "ipv6interface": lambda random: f"{_v6(random)}/{random.randint(0, 128)}",
    **dict.fromkeys(
        ("ipv4network", "ipvanynetwork"), lambda random: _network(_v4(random), 32, random)
    ),
    "ipv6network": lambda random: _network(_v6(random), 128, random),
    "base64": lambda random: b64encode(random.randbytes(random.randrange(20))).decode(),
    "base64url": lambda random: urlsafe_b64encode(random.randbytes(random.randrange(20))).decode(),
}
"""What makes a text of each of these formats; the schema is asked about every one of them."""
