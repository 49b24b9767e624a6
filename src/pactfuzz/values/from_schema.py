"""hypothesis-jsonschema, which its newest release (0.23.1) leaves unfit for Hypothesis 6.170.10.

From that version on, Hypothesis's internal class ``many`` is iterated inside a ``with`` block and
has no ``more()`` any more, which hypothesis-jsonschema calls for every object schema. It gets a
class that has it. Source: ``hypothesis/internal/conjecture/utils.py``, the change of 6.170.10.
"""

from collections.abc import Iterator
from types import SimpleNamespace

import hypothesis_jsonschema._from_schema as implementation
from hypothesis.internal.conjecture import utils
from hypothesis_jsonschema import from_schema

__all__ = ["from_schema"]


class _Many(utils.many):
    """Decides one by one how many elements a collection has, as until Hypothesis 6.170.9."""

    _elements: Iterator[None] | None = None

    def more(self) -> bool:
        """Return whether one more element is to be drawn."""
        if self._elements is None:
            self._elements = iter(self.__enter__())
        if next(self._elements, self) is self:
            self.__exit__(None)
            return False
        return True


if not hasattr(utils.many, "more"):
    # The name of the module ``utils`` there; it uses nothing else of it.
    vars(implementation)["cu"] = SimpleNamespace(many=_Many)
