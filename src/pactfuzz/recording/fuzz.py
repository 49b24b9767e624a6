"""What a consumer says of the fuzzing of one contract: what is known, promised and left out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pactfuzz.contract import Property
from pactfuzz.errors import DeclarationError, nearest
from pactfuzz.values.growth import GrowthKind


class Strategy(Protocol):
    """A strategy of Hypothesis's, which is not imported to declare a contract."""

    def validate(self) -> None:
        """Raise an exception if the strategy cannot be drawn from."""


@dataclass(frozen=True, slots=True)
class Fuzz:
    """How a contract is fuzzed.

    ``known`` are the properties that are known to be broken, each with its reason: they are run,
    shown as expected failures, and fail on the day they hold. ``stands`` is the growth that the
    consumer promises to stand; all other growth is tried too, and reported as a fact. ``without``
    are properties that are not to be tried at all. ``values`` are documents or instances of the
    model that are tried beside those that are made, alone and mixed with them, or a Hypothesis
    strategy for such: a validator may take too few of what the types allow.

    >>> Fuzz(known={"round trip": "NaN is dumped as null"}).reason(Property.ROUND_TRIP)
    'NaN is dumped as null'

    Raises:
        DeclarationError: a property or a kind of growth is none, or ``values`` are a single one.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    stands: Collection[GrowthKind] = ()
    without: Collection[str] = ()
    values: Iterable[Any] | Strategy = ()

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

        self._keep_values()

    def _keep_values(self) -> None:
        """Keep the values of an iterator, which all properties draw from."""
        values: Any = self.values
        if isinstance(values, str | bytes | Mapping) or not (
            isinstance(values, Iterable) or hasattr(values, "validate")
        ):
            msg = f"values={values!r:.80}: expected a list of documents, or a Hypothesis strategy"
            raise DeclarationError(msg)
        if isinstance(values, Iterable):
            object.__setattr__(self, "values", tuple(values))

    def reason(self, of: Property) -> str | None:
        """Say why a property is known to be broken, if it is."""
        return self.known.get(of.value)
