"""Which members of a document its model knows, and so must not lose."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pactfuzz.shapes import Location
from pactfuzz.values.places import Place, Reading


@dataclass(frozen=True)
class Known:
    """Whether the shape knows a member of ``document``, of which the model's value is ``held``."""

    reading: Reading
    document: Any
    held: Any

    def __call__(self, location: Location) -> bool:
        """Return whether what was taken for the object knows a member in a place.

        A member that only another branch of a union names means nothing beside a value of this
        one. Of several branches that accept the object, the model took one that names all that it
        holds.
        """
        *above, name = location.parts
        place = self._places.get(Location.of(above))
        if place is None:
            return False
        branches = [frozenset(each["properties"]) for each in place.schemas if "properties" in each]
        held = _at(self.held, above)
        taken = [each for each in branches if isinstance(held, Mapping) and each >= held.keys()]
        return any(name in each for each in branches) and all(name in each for each in taken)

    @cached_property
    def _places(self) -> dict[Location, Place]:
        return {each.location: each for each in self.reading.places(self.document)}


def _at(value: Any, parts: list[str | int]) -> Any:
    for part in parts:
        try:
            value = value[part]
        except (LookupError, TypeError):  # the model holds something else there
            return None
    return value
