"""What a comparison answers: three answers, each with what shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from pactfuzz.shapes import Location, Omits, Problem


class Answer(StrEnum):
    """May everything that the writer sends be read by the reader?"""

    COMPATIBLE = "compatible"
    """Proved: there is no such document that the reader refuses."""

    BREAKING = "breaking"
    """There is one, and it is shown."""

    UNKNOWN = "unknown"
    """Neither was shown. It is never counted as a yes."""


def sum_of(answers: Iterable[Answer]) -> Answer:
    """Sum up: breaking if any is, else unknown if any is."""
    known = set(answers)
    order = (Answer.BREAKING, Answer.UNKNOWN)
    return next((each for each in order if each in known), Answer.COMPATIBLE)


class Policy(StrEnum):
    """What a writer is taken to send."""

    DECLARED = "declared"
    """What it declares: members that its schema does not name are not sent, unless a model
    allows extras."""

    CLOSED = "closed"
    """What it declares, also where a model allows extras: those are never sent."""

    STRICT = "strict"
    """Whatever its schema accepts, unnamed members included: the schemas as sets."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A document that the writer's side accepts and the reader's side refuses; both were asked.

    ``text`` is the document as the writer's model writes it; without a model, as JSON in one line.
    ``problems`` say why the reader refuses it. ``by_parser``: the reader's own parser said so,
    else its schema. ``crashes``: the parser does not refuse the document, it crashes on it.
    ``made_from`` is the document of which the writer's model made what it dumped.
    ``is_off_schema``: the writer's model dumps it, and the model's own schema does not allow it.
    """

    document: Any
    text: str
    problems: tuple[Problem, ...]
    by_parser: bool = False
    crashes: bool = False
    is_off_schema: bool = False
    made_from: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule of the reader that not everything of the writer keeps.

    ``rule`` is a name that stays (``required-field-added``); ``pactfuzz explain`` tells of each.
    ``location`` is the place in the document, ``writer_at`` and ``reader_at`` are JSON pointers
    into the two schemas; ``writer_says`` and ``reader_says`` put both rules into words.
    ``witness`` breaks this rule, and as little else as possible.
    """

    rule: str
    location: Location
    writer_at: str
    reader_at: str
    writer_says: str
    reader_says: str
    witness: Witness


@dataclass(frozen=True, slots=True)
class Undecided:
    """What could not be judged: a keyword at a place of the reader, and why."""

    location: Location
    reader_at: str
    keyword: str
    reason: str

    def __str__(self) -> str:
        return f"{self.location}: {self.keyword}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and what shows it.

    ``witness`` is there with ``breaking`` alone, the smallest that was found; ``differences``
    with it, each with a witness of its own. ``undecided`` is there with ``unknown`` alone.
    ``schemas_only`` is a document on which only the schemas disagree: the models read it.
    ``searched`` counts the documents that the writer sends and the reader read.
    ``omits`` tells what the writer's model leaves out of its dumps, where that matters.
    ``is_same``: both sides are one model. ``not_finite`` is a document with null in place of a
    float that is infinite or no number, which the writer's parser takes and the reader refuses.
    ``validators`` are there with ``compatible`` alone: functions of the reader's own, of which it
    proves no more than that the documents in ``searched`` were read.
    """

    answer: Answer
    witness: Witness | None = None
    differences: tuple[Difference, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    schemas_only: Witness | None = None
    searched: int = 0
    omits: Omits | None = None
    is_same: bool = False
    not_finite: Witness | None = None
    validators: tuple[str, ...] = ()

    @classmethod
    def unknown(cls, keyword: str, reason: str) -> "Verdict":
        """Say that nothing was shown, for a reason that concerns the whole."""
        return cls(Answer.UNKNOWN, undecided=(Undecided(Location(), "", keyword, reason),))

    def not_proved_of(self, validators: tuple[str, ...]) -> "Verdict":
        """Name, where all was read, the reader's own functions, which no schema shows."""
        return (
            self if self.answer is not Answer.COMPATIBLE else replace(self, validators=validators)
        )

    def naming(self, serializers: Mapping[str, str]) -> "Verdict":
        """Name, where nothing was shown, the code that alone decides what the writer writes."""
        is_named = any(each.keyword == _SERIALIZER for each in self.undecided)
        if self.answer is not Answer.UNKNOWN or is_named:
            return self
        named = (
            Undecided(
                Location(),
                "",
                _SERIALIZER,
                f"{name} {reason}, so no schema tells what it writes",
            )
            for name, reason in serializers.items()
        )
        return replace(self, undecided=(*named, *self.undecided))


_SERIALIZER: Final = "serializer"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One writer against one reader, by name, with the verdict.

    ``direction`` says in words who is new and who is old (``a new store, an old pipeline``);
    it is empty where nothing is known of their ages. ``seconds`` is what the verdict took.
    """

    writer: str
    reader: str
    verdict: Verdict
    policy: Policy = Policy.DECLARED
    direction: str = ""
    seconds: float = 0.0
