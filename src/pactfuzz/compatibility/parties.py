"""The two parties themselves, asked about one document at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pactfuzz.compatibility.dialect import DRAFTS, draft_of
from pactfuzz.compatibility.side import Side
from pactfuzz.compatibility.verdict import Policy, Witness
from pactfuzz.errors import DocumentError
from pactfuzz.shapes import Crashed, Problem, Refused, Shape, parse_document

LARGE: Final = 20_000
"""Characters of a document from which it costs too much to tell all that is wrong with it."""


@dataclass(slots=True)
class Parties:
    """The writer and the reader, as schemas and, where there are some, as models.

    ``stated`` is the writer's schema as it stands, ``written`` what it sends by the policy.
    Of a schema of draft 4 the validator of that draft is asked as well: 1.0 is no integer there,
    which later drafts cannot say.
    ``asked`` counts the documents; ``schemas_only`` is the first one on which only the schemas
    disagree.
    """

    writer: Shape
    reader: Shape
    stated: Side
    written: Side
    read: Side
    policy: Policy
    asked: int = 0
    schemas_only: Witness | None = None

    def witness(self, document: Any) -> Witness | None:
        """Ask both about a document: a witness, if the one sends it and the other refuses it."""
        return next(self.witnesses(document), None)

    def witnesses(self, document: Any) -> Iterator[Witness]:
        """List the ways in which the one sends a document and the other refuses it."""
        self.asked += 1
        if self._is_written(document):
            yield from filter(None, map(self._refused, self._sent(document)))

    def of_text(self, text: bytes) -> Witness | None:
        """Ask both about a document as text.

        Raises:
            DocumentError: it is none.
        """
        return self.witness(parse_document(text))

    def _sent(self, document: Any) -> Iterator[str]:
        """Write a document as the writer does: with all defaults, or without those not set.

        What the writer's model does not read, or does not write so that it is of its own schema,
        is not sent. A writer that is taken by its schema alone sends the document as it is.
        """
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if self.writer.adapter is None or self.policy is Policy.STRICT:
            yield text
            return
        try:
            value = self.writer.parse(text)
            for only_set in (False, True):
                dumped = self.writer.dump(value, only_set=only_set)
                if self._is_written(parse_document(dumped)):
                    yield dumped.decode()
        except (Refused, DocumentError):
            return

    def _is_written(self, document: Any) -> bool:
        sides = (self.written, self.stated)
        is_sent = all(each.as_shape.accepts(document) for each in sides)
        return is_sent and (not is_draft_4(self.writer) or self.writer.accepts(document))

    def _refused(self, text: str) -> Witness | None:
        document = parse_document(text)
        if self.reader.adapter is None:
            problems = _problems(self.read.as_shape, document, text)
            if not problems and is_draft_4(self.reader):
                problems = _problems(self.reader, document, text)
            return Witness(document, text, problems) if problems else None
        try:
            self.reader.parse(text)
        except Refused as refusal:
            crashes = isinstance(refusal, Crashed)
            return Witness(document, text, refusal.problems, by_parser=True, crashes=crashes)
        problems = _problems(self.read.as_shape, document, text)
        if problems and self.schemas_only is None:
            self.schemas_only = Witness(document, text, problems)
        return None


def _problems(shape: Shape, document: Any, text: str) -> tuple[Problem, ...]:
    if len(text) > LARGE:
        return shape.first_problem(document)
    return shape.problems(document)


def is_draft_4(shape: Shape) -> bool:
    """Say whether a schema states draft 4."""
    return draft_of(shape.reader) == DRAFTS["draft-04"]
