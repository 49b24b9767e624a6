"""A judge that proves nothing twice: most versions of a package have the same shapes."""

import json
from typing import Any

from pactfuzz.compatibility import Answer, Judge, Policy, Verdict
from pactfuzz.shapes import Shape
from pactfuzz.sources import ModelElsewhere


class RememberingJudge(Judge):
    """Does not ask again about shapes of schemas that were compatible before.

    That holds as far as schemas say all that a reader does: a reader in another process whose
    model has functions of its own is asked each time, as is whatever was not compatible.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._proved: set[tuple[Any, ...]] = set()

    def compare(
        self,
        writer: Shape,
        reader: Shape,
        *,
        policy: Policy = Policy.DECLARED,
        formats: bool | None = None,
    ) -> Verdict:
        """Compare two shapes, unless such shapes were compatible before."""
        parser = reader.adapter
        if isinstance(parser, ModelElsewhere):
            if parser.has_functions:
                return super().compare(writer, reader, policy=policy, formats=formats)
            parser = None  # it reads what its schema says
        one, other = (json.dumps(each) for each in (writer.writer, reader.read))
        is_model = (writer.adapter is not None, reader.adapter is not None)
        key = (one, other, is_model, parser, policy, formats)
        if key in self._proved:
            return Verdict(Answer.COMPATIBLE)
        verdict = super().compare(writer, reader, policy=policy, formats=formats)
        if verdict.answer is Answer.COMPATIBLE:
            self._proved.add(key)
        return verdict
