"""A document of a schema that is too tangled to be built: found by trying."""

from collections.abc import Mapping
from random import Random
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.text import texts_of

TRIES: Final = 2_000


def found_document(schema: Mapping[str, Any], is_accepted: Any) -> Any:
    """Find the smallest document that hypothesis-jsonschema generates for a schema.

    The search is seeded: the same schema gives the same document as long as Hypothesis is the
    same. Patterns are replaced by texts that are built to match, so that none of them can hang.

    Raises:
        UnsatisfiableShape: none is found.
    """
    # Few schemas come here, and importing Hypothesis takes longer than building all examples.
    from hypothesis import HealthCheck, find, settings  # noqa: PLC0415
    from hypothesis.errors import HypothesisException  # noqa: PLC0415
    from hypothesis_jsonschema import from_schema  # noqa: PLC0415

    quiet = settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=TRIES,
        suppress_health_check=list(HealthCheck),
    )
    try:
        strategy = from_schema(_without_patterns(schema))
        return find(strategy, is_accepted, settings=quiet, random=Random(0))  # noqa: S311 - no secret
    except (HypothesisException, ValueError, TypeError) as error:
        msg = f"no document is found for {_said(schema)}: {error}"
        raise UnsatisfiableShape(msg) from None


def _without_patterns(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_patterns(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    rewritten = {key: _without_patterns(value) for key, value in node.items()}
    if isinstance(node.get("pattern"), str):
        del rewritten["pattern"]
        rewritten["enum"] = texts_of({"pattern": node["pattern"]}, lambda _: True)
    return rewritten


def _said(schema: Mapping[str, Any]) -> str:
    keywords = [key for key in schema if key != "$defs"]
    return f"a schema with {', '.join(keywords)}"
