"""Where in a JSON document something stands."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document: the member names and item indices that lead to it from the root.

    >>> str(Location() / "components" / 1 / "state")
    '$.components[1].state'
    >>> str(Location(("a b", "c")))
    '$["a b"].c'
    """

    parts: tuple[str | int, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[str | int]) -> "Location":
        """Build from any iterable of names and indices."""
        return cls(tuple(parts))

    def __truediv__(self, part: str | int) -> "Location":
        return Location((*self.parts, part))

    def __str__(self) -> str:
        return "$" + "".join(map(_rendered, self.parts))


def _rendered(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if _PLAIN_NAME.fullmatch(part):
        return f".{part}"
    return f"[{json.dumps(part, ensure_ascii=False)}]"
