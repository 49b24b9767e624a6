"""A document of a schema that is too tangled to be built: found by trying."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from random import Random
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.formats import PLAIN_TEXTS
from pactfuzz.values.subschemas import with_subschemas
from pactfuzz.values.text import texts_of

TRIES: Final = 20


def found_document(schema: Mapping[str, Any]) -> Any:
    """Find the smallest document that hypothesis-jsonschema generates for a schema.

    The search is seeded: the same schema gives the same document as long as Hypothesis is the
    same. Patterns and formats are replaced by texts built to match, so that none of them can hang.

    Raises:
        UnsatisfiableShape: none is found.
    """
    return _found(json.dumps(schema))


@lru_cache(maxsize=128)
def _found(text: str) -> Any:
    schema = json.loads(text)
    accepts = Shape.from_schema(schema).accepts
    # In a thread of its own: inside a test of Hypothesis' own kind it refuses to search.
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(_find, _with_texts(schema), accepts).result()


def _find(schema: Any, is_accepted: Callable[[Any], bool]) -> Any:
    # Few schemas come here, and importing Hypothesis takes longer than building all examples.
    from hypothesis import HealthCheck, find, settings  # noqa: PLC0415

    from pactfuzz.values.from_schema import from_schema  # noqa: PLC0415

    quiet = settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=TRIES,
        suppress_health_check=list(HealthCheck),
    )
    seeded = Random(0)  # noqa: S311 - nothing secret comes of it
    try:
        return find(from_schema(schema), is_accepted, settings=quiet, random=seeded)
    except Exception:  # noqa: BLE001 - some of its errors are of no public type
        keywords = ", ".join(key for key in schema if key not in ("$defs", "$schema"))
        msg = (
            f"no document is found that fits all of {keywords} in the same schema; "
            "state one under `const` or `enum`, or say the same with fewer keywords"
        )
        raise UnsatisfiableShape(msg) from None


def _with_texts(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    rewritten = with_subschemas(node, _with_texts)
    if "pattern" in node or node.get("format") in PLAIN_TEXTS:
        rewritten["enum"] = texts_of(node, lambda _: True)
        rewritten.pop("pattern", None)
        rewritten.pop("format", None)
    return rewritten
