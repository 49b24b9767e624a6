"""The formats of JSON Schema and of Pydantic's own types: texts that every reader of one takes."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final
from uuid import UUID

from hypothesis import strategies as st

from pactfuzz.values.strategies.moments import DATES, DURATIONS, MOMENTS, TIMES
from pactfuzz.values.strategies.source import Source

_LABEL: Final = r"[a-z]([a-z0-9]|-[a-z0-9]){0,7}"
_HOST: Final = rf"{_LABEL}(\.{_LABEL}){{0,3}}"
_PATH: Final = r"(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})*)*"
_AFTER: Final = r"(\?[a-z0-9=&+]*)?(#[a-z0-9]*)?"
_URI: Final = (
    rf"https?://([a-z]+(:[a-z0-9]+)?@)?({_HOST}|127\.0\.0\.1|\[::1\])(:[1-9][0-9]{{0,3}})?"
)
_EMAIL: Final = rf"[a-z0-9]{{1,9}}([._+-][a-z0-9]{{1,9}}){{0,3}}@{_LABEL}(\.{_LABEL})?\.(com|org)"
_POINTER: Final = r"(/([^~/]|~[01])*)*"

PATTERNS: Final[Mapping[str, str]] = {
    # JSON Schema 2020-12, Validation, section 7.3
    **dict.fromkeys(("uri", "iri"), rf"^{_URI}{_PATH}{_AFTER}$"),
    **dict.fromkeys(("uri-reference", "iri-reference"), rf"^({_URI})?{_PATH}{_AFTER}$"),
    **dict.fromkeys(("email", "idn-email"), rf"^{_EMAIL}$"),
    **dict.fromkeys(("hostname", "idn-hostname"), rf"^{_HOST}$"),
    "uri-template": r"^([a-z0-9/]|\{[a-z]+\})*$",
    "json-pointer": rf"^{_POINTER}$",
    "relative-json-pointer": rf"^(0|[1-9][0-9]{{0,3}})(#|{_POINTER})$",
    "regex": r"^(([a-z0-9]|\.|\\d|\[[a-z]\]|\([a-z]\|[a-z]\))[*+?]?)*$",
    # Pydantic
    "color": r"^#[0-9a-f]{6}$",
    "fraction": r"^-?[0-9]{1,9}(/[1-9][0-9]{0,8})?$",
    "json-string": r'^(null|true|-?[1-9][0-9]*|"[a-z ]*"|\[\]|\{\})$',
    "multi-host-uri": rf"^postgres(ql)?://([a-z]+(:[a-z0-9]+)?@)?{_HOST}(,{_HOST})?/[a-z]*$",
    "name-email": rf"^[A-Z][a-z]{{0,9}} <{_EMAIL}>$",
    "zoneinfo": r"^(UTC|Europe/Berlin|America/New_York|Asia/Kathmandu|Australia/Lord_Howe)$",
}
"""Formats whose texts are a language. Web addresses only: Pydantic's schema does not tell which
schemes one of its types of URLs takes, and all but a few take these."""


def _ipv4(number: int) -> str:
    return str(IPv4Address(number))


def _ipv6(number: int) -> str:
    return str(IPv6Address(number))


def _network(address: str, length: int) -> str:
    return str(ip_network(f"{address}/{length}", strict=False))


_V4: Final = (
    st.integers(0, 2**32 - 1),
    # this host, private ones, link-local (where clouds serve credentials), multicast, broadcast
    *(
        st.integers(int(IPv4Address(each)), int(IPv4Address(each)))
        for each in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255")
    ),
)
_V6: Final = (
    st.integers(0, 2**128 - 1),
    *(
        st.integers(int(IPv6Address(each)), int(IPv6Address(each)))
        for each in ("::1", "::ffff:192.0.2.1", "fe80::1", "ff02::1", "2001:db8::", "ffff::ffff")
    ),
)
_UUIDS: Final = st.integers(0, 2**128 - 1)
_SCATTER: Final = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""An odd number: multiplied with it, small numbers spread over all 128 bits, each to its own."""


def _uuid(number: int) -> str:
    return str(UUID(int=number * _SCATTER % 2**128))


def _uuid_of(version: int, number: int) -> str:
    """Put the version and the variant of RFC 9562 in their places."""
    text = _uuid(number)
    return f"{text[:14]}{version}{text[15:19]}8{text[20:]}"


SOURCES: Final[Mapping[str, Source]] = {
    "date": DATES,
    "date-time": MOMENTS,
    "time": TIMES,
    "duration": DURATIONS,
    "uuid": Source((_UUIDS,), _uuid),
    **{f"uuid{each}": Source((_UUIDS,), partial(_uuid_of, each)) for each in (1, 3, 4, 5, 6, 7, 8)},
    **dict.fromkeys(("ipv4", "ipvanyaddress"), Source(_V4, _ipv4)),
    "ipv6": Source(_V6, _ipv6),
    **dict.fromkeys(
        ("ipv4interface", "ipvanyinterface"),
        Source(_V4, lambda number: f"{_ipv4(number)}/{number % 33}"),
    ),
    "ipv6interface": Source(_V6, lambda number: f"{_ipv6(number)}/{number % 129}"),
    **dict.fromkeys(
        ("ipv4network", "ipvanynetwork"),
        Source(_V4, lambda number: _network(_ipv4(number), number % 33)),
    ),
    "ipv6network": Source(_V6, lambda number: _network(_ipv6(number), number % 129)),
    "base64": Source((st.binary(),), lambda raw: b64encode(raw).decode()),
    "base64url": Source((st.binary(),), lambda raw: urlsafe_b64encode(raw).decode()),
}
"""Formats whose texts are those of values of another kind."""
