"""Whether a model's two schemas differ only in what its dumps always have."""

from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.compatibility.side import Side, is_equal

_BY_NAME: Final = frozenset({"properties", "patternProperties"})
_LISTED: Final = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_SINGLE: Final = frozenset({"items", "additionalProperties"})


def reads_own_schema(written: Side, read: Side) -> bool:
    """Return whether what one model writes is, by its schemas, plainly what it reads.

    Both come of one model: they are alike but for members that every dump has, and for names of
    members that it never dumps. Nothing is searched for, so it takes no time at any size.
    """
    return not (written.is_opaque or read.is_opaque) and _Both(written, read).alike(
        written.root, read.root
    )


class _Both:
    def __init__(self, written: Side, read: Side) -> None:
        self._written = written
        self._read = read
        self._met: set[tuple[str, str]] = set()

    def alike(self, written: Any, read: Any) -> bool:
        """Return whether a schema of the writer allows nothing that the reader's does not."""
        if not isinstance(written, Mapping) or not isinstance(read, Mapping):
            return written is False or read is True or read == {} or is_equal(written, read)
        return all(key in written and self._keeps(key, written, read) for key in read)

    def _keeps(self, key: str, written: Mapping[str, Any], read: Mapping[str, Any]) -> bool:
        one, other = written[key], read[key]
        if key == "$ref":
            return self._follows(one, other)
        if key == "required":
            return set(other) <= set(one)
        if key in _BY_NAME:
            return set(one) == set(other) and all(self.alike(one[it], other[it]) for it in other)
        if key in _LISTED:
            return len(one) == len(other) and all(map(self.alike, one, other))
        if key in _SINGLE:
            return self.alike(one, other)
        # A reference in a condition means something else on each side.
        return is_equal(one, other) and "$ref" not in str(other)

    def _follows(self, one: str, other: str) -> bool:
        if (one, other) in self._met:
            return True
        self._met.add((one, other))
        return self.alike(self._written.target(one), self._read.target(other))
