"""Members that a shape does not know, ready to be put into any object that may have such."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from pactfuzz.values.spelling import written
from pactfuzz.values.stream.parts import Piece

_MOST: Final = 8
"""Members added at once: a name that a reader trips on is met sooner."""
_DEEP: Final = 100
"""Levels of the deepest value: RFC 8259 (section 9) lets readers stop somewhere, and those in use
here stop between 128 and 200 levels."""
_LARGE: Final = 1_000
_ONE_IN: Final = 16
"""How seldom a value is a large one."""


def _nested(is_array: bool) -> Any:  # noqa: FBT001 - private
    value: Any = [] if is_array else {}
    for _ in range(_DEEP):
        value = [value] if is_array else {"unknown": value}
    return value


_VALUES: Final = tuple(
    map(
        written,
        (
            None, False, True, 0, -1, 1.5, "", "text", "\x00", [], {}, [None], {"": None},
            [0, "text", [], {}, None, True, -1.5], {"type": "object", "id": -1},
            2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**64, 10**30, 1.7976931348623157e308, 5e-324,
        ),
    )
)  # fmt: skip
_LARGE_VALUES: Final = tuple(
    map(
        written,
        (
            "x" * 10_000,
            list(range(_LARGE)),
            {f"unknown{number}": number for number in range(_LARGE)},
            _nested(is_array=True),
            _nested(is_array=False),
        ),
    )
)


def unknown_members(names: Sequence[str], random: Random) -> Piece:
    """Write some members with a comma before each, no name twice."""
    count = random.choice((1, 1, 1, random.randint(1, min(_MOST, len(names)))))
    chosen = random.sample(names, count)
    values = _LARGE_VALUES if random.randrange(_ONE_IN) == 0 else _VALUES
    members = (b"," + written(each) + b":" + random.choice(values) for each in chosen)
    return Piece(b"".join(members))
