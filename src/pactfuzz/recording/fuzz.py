"""What a consumer says of the fuzzing of one contract: what is known, promised and left out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pactfuzz.contract import Property
from pactfuzz.errors import DeclarationError, nearest
from pactfuzz.values.growth import GrowthKind


@dataclass(frozen=True, slots=True)
class Fuzz:
    """How a contract is fuzzed.

    ``known`` are the properties that are known to be broken, each with its reason: they are run,
    shown as expected failures, and fail on the day they hold. ``stands`` is the growth that the
    consumer promises to stand; all other growth is tried too, and reported as a fact. ``without``
    are properties that are not to be tried at all.

    >>> Fuzz(known={"round trip": "NaN is dumped as null"}).reason(Property.ROUND_TRIP)
    'NaN is dumped as null'

    Raises:
        DeclarationError: a property or a kind of growth is none.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    stands: Collection[GrowthKind] = ()
    without: Collection[str] = ()

    def __post_init__(self) -> None:
        for name in (*self.known, *self.without):
            if name not in tuple(Property):
                msg = f'"{name}" is no property that is fuzzed; {nearest(name, Property)}'
                raise DeclarationError(msg)
        for kind in self.stands:
            if not isinstance(kind, GrowthKind):
                names = ", ".join(f"GrowthKind.{each.name}" for each in GrowthKind)
                msg = f"stands={kind!r}: expected one of {names}"
                raise DeclarationError(msg)

    def reason(self, of: Property) -> str | None:
        """Say why a property is known to be broken, if it is."""
        return self.known.get(of.value)
