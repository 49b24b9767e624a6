"""JSON text to JSON documents and back, with RFC 8259 taken at its word."""

import json
import sys
from typing import Any, Final, NoReturn

from pydantic_core import PydanticSerializationError, to_jsonable_python

from pactfuzz.errors import DocumentError


def parse_document(text: bytes | str, decoder: json.JSONDecoder | None = None) -> Any:
    """Read one JSON document; ``decoder`` is one of ``decoder_with``, if not the plain one.

    Of members with the same name the last one counts, as in every parser that the contracts meet.

    Raises:
        DocumentError: the bytes are not UTF-8, not JSON, or use ``NaN`` or ``Infinity``, which
            Python's own ``json`` lets through and RFC 8259 (section 6) does not know; or an
            integer has more digits than Python converts.
    """
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        msg = (
            f"not UTF-8: byte 0x{byte:02x} at offset {error.start} ({error.reason}); "
            "JSON travels as UTF-8"
        )
        raise DocumentError(msg) from None
    if not decoded.strip():
        msg = "empty: expected one JSON document"
        raise DocumentError(msg)
    try:
        return (decoder or _DECODER).decode(decoded)
    except json.JSONDecodeError as error:
        msg = f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise DocumentError(msg) from None
    except ValueError as error:
        # Python converts integers up to a number of digits, so that none takes minutes.
        msg = f"not readable: an integer of more than {sys.get_int_max_str_digits()} digits"
        raise DocumentError(msg) from error
    except RecursionError:
        msg = "not readable: nested deeper than Python's own JSON parser goes"
        raise DocumentError(msg) from None


def format_document(document: Any) -> str:
    """Write a document in one line that can be pasted: the same document gives the same text."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def to_document(value: Any) -> Any:
    """Write a Python value as JSON data, as Pydantic dumps it.

    Raises:
        DocumentError: Pydantic has no JSON for it.
    """
    try:
        return to_jsonable_python(value)
    except (PydanticSerializationError, ValueError) as error:
        raise DocumentError(str(error)) from None


def decoder_with(**hooks: Any) -> json.JSONDecoder:
    """Make a decoder of RFC 8259 with the hooks of ``json.JSONDecoder``."""
    return json.JSONDecoder(parse_constant=_refuse_constant, **hooks)


def _refuse_constant(constant: str) -> NoReturn:
    msg = f"not JSON: {constant} is no JSON number"
    raise DocumentError(msg)


_DECODER: Final = decoder_with()
"""Made once: json.loads would make one for each document, which takes longer than a small one."""
