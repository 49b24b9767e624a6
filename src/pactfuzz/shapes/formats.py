"""The formats that readers here are more generous about than JSON Schema is.

Pydantic reads ``2026-01-01T00:00:00`` without an offset, and writes it so for a naive datetime;
RFC 3339, which the JSON Schema format names, demands the offset. Where the two differ, what
Pydantic's readers understand is not a break. Every other format is checked as the standard says.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError


def _read_as(kind: type) -> Callable[[str], bool]:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def is_read(text: str) -> bool:
        try:
            adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    return is_read


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": _read_as(date),
    "date-time": _read_as(datetime),
    "duration": _read_as(timedelta),
    "time": _read_as(time),
}
