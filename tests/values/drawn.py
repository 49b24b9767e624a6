"""What strategies really make, collected once for all tests that ask for it."""

import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.strategies import SearchStrategy

from pactfuzz.shapes import Shape
from pactfuzz.values.strategies import strategy


def collected(chosen: SearchStrategy[Any], examples: int, number: int = 0) -> list[Any]:
    """Draw so many examples, fewer where there are no more, the same ones every time."""
    found = []

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(chosen)
    def run(document: Any) -> None:
        found.append(document)

    run()
    return found


def documents_of(schema: Any, examples: int = 300, *, surrogates: bool = False) -> list[Any]:
    return _documents_of(json.dumps(schema), examples, surrogates)


@cache
def _documents_of(text: str, examples: int, surrogates: bool) -> list[Any]:  # noqa: FBT001 - cached
    shape = Shape.from_schema(json.loads(text))
    return collected(strategy(shape, surrogates=surrogates), examples)


def smallest(source: Any, is_failing: Callable[[Any], Any]) -> Any:
    """Find the smallest document of a model or schema that fails, as a property would show it."""
    quiet = settings(
        database=None,
        deadline=None,
        max_examples=2_000,
        suppress_health_check=list(HealthCheck),
    )
    numbers = random.Random(0)  # noqa: S311 - no secret
    return find(strategy(Shape.of(source)), is_failing, settings=quiet, random=numbers)
