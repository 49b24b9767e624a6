"""Unpacking the body of a response, within a limit."""

import zlib
from typing import Any, Final

_WINDOWS: Final = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    # Some servers leave out the frame of zlib's that the standard asks for.
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}
"""How each content coding is read. Source: RFC 9110, section 8.4.1."""


class TooLarge(Exception):
    """A body unpacks to more than the limit."""


def unpacked(body: bytes, coding: str, limit: int) -> bytes:
    """Undo a content coding; what says that it is compressed, and is not, stays as it is.

    Raises:
        TooLarge: it unpacks to more bytes than ``limit``.
    """
    for window in _WINDOWS.get(coding.strip().lower(), ()):
        plain = _inflated(body, window, limit)
        if plain is not None:
            return plain
    return body


def _inflated(body: bytes, window: int, limit: int) -> bytes | None:
    """Unpack one member after the other; None if it is not compressed so, or not to its end."""
    plain = b""
    rest = body
    while rest:
        member: Any = zlib.decompressobj(window)
        try:
            plain += member.decompress(rest, limit + 1 - len(plain))
        except zlib.error:
            return None
        if len(plain) > limit:
            raise TooLarge
        if not member.eof:
            return None
        rest = member.unused_data if window > zlib.MAX_WBITS else b""
    return plain
