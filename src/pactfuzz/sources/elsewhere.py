"""Models that are not imported here but asked, in a process of their own."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from pactfuzz.errors import AskError, ShapeError
from pactfuzz.shapes import ABSENT, Crashed, Dumps, Location, Omits, Problem, Refused, Shape
from pactfuzz.sources.asking import Answering, Asked
from pactfuzz.sources.processes import Processes
from pactfuzz.sources.source import Kind, LeftOut, Part, Source

IMPORT_WITHIN: Final = 60.0
"""Seconds that a package has to be imported, and its models to give their schemas."""

ANSWER_WITHIN: Final = 10.0
"""Seconds that a model has for one document."""


@dataclass(frozen=True, slots=True)
class Written:
    """A value that stayed in the other process: what its model wrote of it, or why it could not.

    ``texts`` are the dumps by what is left out of them.
    """

    texts: Mapping[Omits, bytes] = field(default_factory=dict)
    failure: Problem | None = None


class Elsewhere:
    """Models in another process.

    The process starts with the first question and ends with this object, or with this process;
    whoever stops ``processes`` ends it too.
    """

    def __init__(
        self,
        asked: Asked,
        *,
        processes: Processes | None = None,
        import_within: float = IMPORT_WITHIN,
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self._start = partial(
            Answering,
            asked,
            processes or Processes(),
            import_within=import_within,
            answer_within=answer_within,
        )
        self._lock = threading.Lock()
        self._process: Answering | None = None

    def schemas(self) -> Mapping[str, Any]:
        """Give, by the models' names, the schemas of what they read and of what they write.

        Raises:
            AskError: they cannot be imported, are none, or took too long.
        """
        with self._lock:
            return self._started().schemas

    def ask(self, model: str, text: bytes) -> Written:
        """Have a document parsed by a model.

        Raises:
            Refused: the model's parser refuses it, or fails on it.
            AskError: the process ended, or took too long.
        """
        with self._lock:
            process = self._started()
            try:
                answer = process.ask(model, text)
            except AskError:
                self._process = None
                raise
        return _value(answer)

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            if self._process is not None:
                self._process.end()
            self._process = None

    def _started(self) -> Answering:
        if self._process is None:
            self._process = self._start()
        return self._process


@dataclass(frozen=True, slots=True)
class ModelElsewhere:
    """One of the models in another process, as an ``Adapter`` of a shape.

    Without functions of its own a model reads what its schema says, as any other of that schema.
    """

    elsewhere: Elsewhere
    model: str
    has_functions: bool
    dumped: Mapping[Omits, Dumps] = field(default_factory=dict, compare=False)
    validators: tuple[str, ...] = ()

    def validate_json(self, data: bytes | str, /) -> Written:
        """Have a document parsed there.

        Raises:
            Refused: the model's parser refuses it, or fails on it.
            AskError: the process ended, or took too long.
        """
        text = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        return self.elsewhere.ask(self.model, text)

    def written(self, instance: Written, omits: Omits, /) -> bytes:
        """Give what the model wrote of a value.

        Raises:
            Refused: it could not be written.
        """
        if instance.failure is not None:
            raise Refused((instance.failure,))
        return instance.texts[omits]

    def dumps(self, omits: Omits, /) -> Dumps:
        """Describe what the model dumps."""
        return self.dumped[omits]


def source_of(text: str, elsewhere: Elsewhere, schemas: Mapping[str, Any]) -> Source:
    """Make the source of what a text names: one model, or several by name.

    Raises:
        ShapeError: the schema of the one model is not usable here.
    """
    if not text.endswith(":*"):
        ((name, one),) = schemas.items()
        return Source.of_shape(text, _shape(text, elsewhere, name, one))
    prefix = text.removesuffix("*")
    reasons = {prefix + name: one["left out"] for name, one in schemas.items() if "left out" in one}
    parts: list[Part] = []
    for name, one in schemas.items():
        title = prefix + name
        if title not in reasons:
            try:
                parts.append(Part(name, title, _shape(title, elsewhere, name, one)))
            except ShapeError as error:
                reasons[title] = str(error)
    left_out = tuple(LeftOut(title, reason) for title, reason in reasons.items())
    return Source(text, Kind.FOLDER, tuple(parts), left_out)


def _shape(title: str, elsewhere: Elsewhere, name: str, schemas: Mapping[str, Any]) -> Shape:
    reader, writer = (Shape.from_schema(schemas[each], title) for each in ("reader", "writer"))
    dumped = {Omits(omits): Dumps.of(told) for omits, told in schemas["dumps"].items()}
    validators = tuple(schemas["validators"])
    model = ModelElsewhere(elsewhere, name, schemas["has functions"], dumped, validators)
    aliased = schemas["aliased"] and Shape.from_schema(schemas["aliased"], title).reader
    return Shape(title, reader.reader, writer.writer, model, aliased)


def _value(answer: Mapping[str, Any]) -> Written:
    match answer:
        case {"written": {**texts}}:
            return Written({each: str(texts[each]).encode("latin-1") for each in Omits})
        case {"unwritten": str(reason)}:
            return Written(failure=_failure(reason))
        case {"problems": [*problems]}:
            raise Refused(tuple(map(_problem, problems)))
        case _:
            raise Crashed.of(answer["failed"])


def _failure(reason: str) -> Problem:
    kind, _, words = reason.partition(": ")
    return Problem(Location(), kind, words or kind, None)


def _problem(told: Mapping[str, Any]) -> Problem:
    location = Location.of(told["location"])
    return Problem(location, told["rule"], told["expected"], told.get("actual", ABSENT))
