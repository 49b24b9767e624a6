"""Extensions of the real models, and what the tests of them ask for."""

import json
import random
from functools import cache
from typing import Any

from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st
from market_data_core.telemetry import FeedbackEvent

from pactfuzz.shapes import Shape
from pactfuzz.values import covering_examples
from pactfuzz.values.extensions import COMPATIBLE, Extended, Extension, extended

EVENT = Shape.from_model(FeedbackEvent)

many_shapes = settings(
    max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
few = settings(max_examples=25)


def examples(shape: Shape) -> st.SearchStrategy[Any]:
    return st.sampled_from([each.document for each in covering_examples(shape.reader)])


@cache
def examples_of(model: Any) -> st.SearchStrategy[Any]:
    return examples(Shape.from_model(model))


def extensions(model: Any, *kinds: Extension) -> st.SearchStrategy[Extended]:
    return extended(Shape.from_model(model), examples_of(model), kinds=kinds or COMPATIBLE)


def smallest(strategy, is_failing) -> Extended:
    """Find the smallest extension that fails, as a property's failure would show it."""
    quiet = settings(database=None, deadline=None, derandomize=True, max_examples=2_000)
    return find(strategy, is_failing, settings=quiet, random=random.Random(0))  # noqa: S311


def has_all_of(document: Any, plain: Any) -> bool:
    """Whether a document says all that a plain one says, whatever else it says."""
    match document, plain:
        case dict(), dict():
            return all(
                name in document and has_all_of(document[name], value)
                for name, value in plain.items()
            )
        case list(), list():
            return len(document) == len(plain) and all(map(has_all_of, document, plain))
        case _:
            return document == plain and isinstance(document, bool) == isinstance(plain, bool)


def compact(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
