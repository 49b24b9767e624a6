"""Values that a user writes, as the plain JSON that travels: what Pydantic would dump."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, NoReturn

from pactfuzz.errors import DeclarationError, DocumentError
from pactfuzz.shapes import format_document, to_document

MATCHER: Final = "pact:matcher:type"
"""The member by which Pact's integration JSON marks an object as a matcher."""


def plain(value: Any, place: str) -> Any:
    """Write a value as JSON data; ``place`` names it in the message of an error.

    Raises:
        DeclarationError: it has no JSON form, or it holds a matcher, which cannot stand there.
    """
    return _Writer(place, takes_matchers=False).write(value)


def plain_or_matcher(value: Any, place: str) -> Any:
    """Write a value as JSON data, and the matchers of ``pact.match`` in it as integration JSON.

    Raises:
        DeclarationError: it has no JSON form.
    """
    return _Writer(place, takes_matchers=True).write(value)


def plain_text(value: Any, place: str) -> str:
    """Check a text that names something in a pact, such as a description.

    Raises:
        DeclarationError: it is no text, or one that cannot be carried.
    """
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        msg = f"{place} is {value!r}: expected some text, without NUL characters"
        raise DeclarationError(msg)
    return str(plain(value, place))


def named_values(values: Any, place: str) -> Mapping[str, Any]:
    """Check that values are given by their names, which are texts.

    Raises:
        DeclarationError: they are not.
    """
    if not isinstance(values, Mapping):
        msg = f"{place} is {values!r}: expected names with their values, as in {{'name': 'value'}}"
        raise DeclarationError(msg)
    return {plain_text(name, f"a name of {place}"): value for name, value in values.items()}


class _Writer:
    def __init__(self, place: str, *, takes_matchers: bool) -> None:
        self._place = place
        self._takes_matchers = takes_matchers

    def write(self, value: Any) -> Any:
        try:
            written = self._visit(value)
            json.dumps(written, allow_nan=False, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            self._refuse(value, "it has a lone surrogate, which UTF-8 cannot carry")
        except RecursionError:
            self._refuse(value, "it is nested too deep, or holds itself")
        except (DocumentError, TypeError, ValueError) as error:
            self._refuse(value, str(error))
        return written

    def _visit(self, value: Any) -> Any:
        match value:
            case Mapping():
                return {_name(key): self._visit(each) for key, each in value.items()}
            case list() | tuple():
                return [self._visit(each) for each in value]
            case AbstractSet():
                # In one order: the same tests record the same bytes.
                return sorted(map(self._visit, value), key=format_document)
        if hasattr(type(value), "to_integration_json"):
            if not self._takes_matchers:
                self._refuse(value, "a matcher cannot stand here, a value can")
            return self._visit(value.to_integration_json())
        return to_document(value)

    def _refuse(self, value: Any, reason: str) -> NoReturn:
        msg = f"{self._place}: {_shown(value)} cannot be written as JSON: {reason}"
        raise DeclarationError(msg) from None


def _shown(value: Any) -> str:
    """Show a value in a message, at least by its type: Python writes no integer of any length."""
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - whatever the value's own class raises
        return f"this {type(value).__name__}"


def _name(key: Any) -> str:
    """Write the name of a member, which may be a number or an enumeration's member."""
    (name,) = to_document({key: None})
    return str(name)
