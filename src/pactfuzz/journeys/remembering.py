"""A judge that proves nothing twice: most versions of a package have the same shapes."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from pactfuzz.compatibility import Answer, Judge, Policy, Verdict
from pactfuzz.shapes import Omits, Shape
from pactfuzz.sources import ModelElsewhere


class RememberingJudge(Judge):
    """Does not ask again about shapes of schemas that were compatible before.

    That holds as far as schemas say all that a model does: one in another process that has
    functions of its own is asked each time, as is whatever was not compatible.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._proved: dict[tuple[Any, ...], Verdict] = {}

    def compare(
        self,
        writer: Shape,
        reader: Shape,
        *,
        policy: Policy = Policy.DECLARED,
        omits: Omits = Omits.NOTHING,
        formats: bool | None = None,
    ) -> Verdict:
        """Compare two shapes, unless such shapes were compatible before."""
        ask = partial(super().compare, writer, reader, policy=policy, omits=omits, formats=formats)
        if _has_functions(writer) or _has_functions(reader):
            return ask()
        schemas = (writer.reader, writer.dumps(omits).schema, reader.read)
        texts = (json.dumps(each) for each in schemas)
        key = (*texts, *map(_model, (writer, reader)), policy, omits, formats)
        if key not in self._proved:
            verdict = ask()
            if verdict.answer is not Answer.COMPATIBLE:
                return verdict
            self._proved[key] = replace(verdict, is_same=False)
        return self._proved[key]


def _has_functions(shape: Shape) -> bool:
    return isinstance(shape.adapter, ModelElsewhere) and shape.adapter.has_functions


def _model(shape: Shape) -> Any:
    """Tell models apart; those in other processes do what their schemas say."""
    return "elsewhere" if isinstance(shape.adapter, ModelElsewhere) else shape.adapter
