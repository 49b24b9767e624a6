"""The two parties themselves, asked about one document at a time."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from pactfuzz.compatibility.dialect import DRAFTS, draft_of
from pactfuzz.compatibility.instances import inputs
from pactfuzz.compatibility.side import Side
from pactfuzz.compatibility.verdict import Policy, Witness
from pactfuzz.errors import DocumentError
from pactfuzz.shapes import Crashed, Dumps, Omits, Problem, Refused, Shape, parse_document

MOST_READ: Final = 400
"""Documents that the models have to read before the proof by the schemas is believed: enough to
try each field of a model of some hundred fields."""
LARGE: Final = 20_000
"""Characters of a document from which it costs too much to tell all that is wrong with it."""


@dataclass(slots=True)
class Parties:
    """The writer and the reader, as schemas and, where there are some, as models.

    ``stated`` is the writer's schema as it stands, ``written`` what it dumps by the policy, and
    ``inputs`` what its model reads to make instances of it. ``dumps`` tells more of the writer.
    Of a schema of draft 4 the validator of that draft is asked as well: 1.0 is no integer there,
    which later drafts cannot say.
    ``sent`` counts the documents that the writer sends, ``taken`` those of them that the reader
    read; ``schemas_only`` is the first one on which only the schemas disagree.
    """

    writer: Shape
    reader: Shape
    stated: Side
    written: Side
    inputs: Side
    read: Side
    policy: Policy
    omits: Omits
    dumps: Dumps
    sent: int = 0
    taken: int = 0
    schemas_only: Witness | None = None
    _examples: list[Any] | None = None

    @property
    def has_models(self) -> bool:
        """Whether there is code to ask."""
        return self.writer.adapter is not None or self.reader.adapter is not None

    @property
    def examples(self) -> list[Any]:
        """Documents that the writer's model reads, of all kinds; made once."""
        if self._examples is None:
            self._examples = list(islice(inputs(self.inputs), MOST_READ))
        return self._examples

    def witness(self, document: Any) -> Witness | None:
        """Ask both about a document: a witness, if the one sends it and the other refuses it."""
        return next(self.witnesses(document), None)

    def witnesses(self, document: Any) -> Iterator[Witness]:
        """List the ways in which the one sends a document and the other refuses it."""
        for text in self.sent_for(document):
            self.sent += 1
            found = self.refused(text)
            self.taken += found is None
            if found is not None:
                yield replace(found, made_from=_text(document))

    def not_finite(self, pair: tuple[Any, Any]) -> Witness | None:
        """Ask about a document and the like with a number that is not finite.

        A witness is one that the writer's schema does not describe, and the reader refuses.
        """
        plain, other = (next(self.dumped(_text(each)), None) for each in pair)
        if plain is None or other is None or not self._is_stated(plain) or self._is_stated(other):
            return None
        return self.refused(other)

    def _is_stated(self, text: str) -> bool:
        return self.stated.as_shape.accepts(parse_document(text))

    def of_text(self, text: bytes) -> Witness | None:
        """Ask both about a document as text.

        Raises:
            DocumentError: it is none.
        """
        return self.witness(parse_document(text))

    def sent_for(self, document: Any) -> Iterator[str]:
        """List what the writer sends, asked about one document.

        A writer that is taken by its schema sends the document as it is; as sets, a model does
        so, too. A model that reads the document makes an instance of it, and dumps that.
        """
        text = _text(document)
        is_written = self._is_written(document)
        is_model = self.writer.adapter is not None
        if is_written and (not is_model or self.policy is Policy.STRICT):
            yield text
        if is_model and (is_written or self.inputs.as_shape.accepts(document)):
            yield from self.dumped(text)

    def dumped(self, text: str) -> Iterator[str]:
        """Have the writer's model read a document and dump what it made of it, if it does."""
        with suppress(Refused, DocumentError):
            value = self.writer.parse(text)
            dumped = self.writer.dump(value, self.omits)
            if self._states_all(parse_document(dumped)):
                dumped = self.writer.dump(value)
            yield dumped.decode()

    def _states_all(self, dumped: Any) -> bool:
        """Whether members are left out that the model states to be in all of its dumps.

        That is Pydantic's setting ``json_schema_serialization_defaults_required``.
        """
        if self.omits not in (Omits.UNSET, Omits.DEFAULTS):
            return False
        return not self.written.as_shape.accepts(dumped)

    def _is_written(self, document: Any) -> bool:
        sides = (self.written, self.stated)
        is_sent = all(each.as_shape.accepts(document) for each in sides)
        return is_sent and (not is_draft_4(self.writer) or self.writer.accepts(document))

    def refused(self, text: str) -> Witness | None:
        """Have the reader read what the writer sends: a witness, if it refuses it."""
        document = parse_document(text)
        if self.reader.adapter is None:
            problems = _problems(self.read.as_shape, document, text)
            if not problems and is_draft_4(self.reader):
                problems = _problems(self.reader, document, text)
            return self._witness(document, text, problems) if problems else None
        try:
            self.reader.parse(text)
        except Refused as refusal:
            crashes = isinstance(refusal, Crashed)
            found = self._witness(document, text, refusal.problems)
            return replace(found, by_parser=True, crashes=crashes)
        problems = _problems(self.read.as_shape, document, text)
        if problems and self.schemas_only is None:
            self.schemas_only = Witness(document, text, problems)
        return None

    def _witness(self, document: Any, text: str, problems: tuple[Problem, ...]) -> Witness:
        is_off = self.writer.adapter is not None and not self.stated.as_shape.accepts(document)
        return Witness(document, text, problems, is_off_schema=is_off)


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _problems(shape: Shape, document: Any, text: str) -> tuple[Problem, ...]:
    if len(text) > LARGE:
        return shape.first_problem(document)
    return shape.problems(document)


def is_draft_4(shape: Shape) -> bool:
    """Say whether a schema states draft 4."""
    return draft_of(shape.reader) == DRAFTS["draft-04"]
