"""The runs of a decorated test: the recorded interactions, and the covering examples."""

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pactfuzz.contract import Interaction
from pactfuzz.errors import ShapeError
from pactfuzz.recording.expectation import Expectation, ExpectedState
from pactfuzz.recording.fulfilment import check_fulfilled, meant_to_fulfil, recorded_document
from pactfuzz.recording.readable import readable_examples
from pactfuzz.shapes import Crashed, Refused, format_document, parse_document
from pactfuzz.values import Example


@dataclass(frozen=True, slots=True)
class Opened:
    """What a run gives to the test: its argument, the document it stands for, what is recorded."""

    argument: Any
    document: Any
    recorded: Interaction | None


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a decorated test.

    ``example`` is there for a covering example; without one, the run records the interaction in
    ``state``, and ``covering`` are the documents of the other runs.
    """

    id: str
    expectation: Expectation
    state: ExpectedState | None = None
    example: Example | None = None
    covering: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def is_recorded(self) -> bool:
        """Whether the run's interaction goes into the pact."""
        return self.example is None

    @contextmanager
    def opened(self) -> Generator[Opened]:
        """Get ready what the test is run on; afterwards see that the stand-in was asked rightly.

        Raises:
            ConsumerBreaks: the consumer's own ``parse`` refuses what the shape allows or, on
                leaving, an HTTP test asked for something else than it declares.
            PactfuzzError: on leaving, the document does not fulfil what would be recorded.
            DeclarationError: the state promises what the shape does not allow, or no example is
                found that the model's parser reads.
        """
        from pactfuzz.recording import official  # noqa: PLC0415 - its native library loads slowly

        if self.example is None:
            with official.recorded(self.expectation, self.state) as pact:
                interaction = official.interaction_of(pact)
                document = recorded_document(interaction)
                if self.expectation.request:
                    with official.standing_in(pact) as url:
                        yield Opened(url, document, interaction)
                else:
                    text = official.reified(pact)
                    document = parse_document(text)
                    yield Opened(self._read(text), document, interaction)
                check_fulfilled(interaction, document, self._meant(document))
        elif self.expectation.request:
            pact = official.with_document(self.expectation, self.example.document)
            with official.standing_in(pact) as url:
                yield Opened(url, self.example.document, None)
        else:
            text = format_document(self.example.document).encode()
            yield Opened(self._read(text), self.example.document, None)

    def _meant(self, document: Any) -> Iterator[Any]:
        promises = self.expectation.promises(self.state) if self.state else {}
        schema = self.expectation.shape.reader
        return meant_to_fulfil(schema, promises, document, self.covering)

    def _read(self, text: bytes) -> Any:
        from pactfuzz.recording.official import ConsumerBreaks  # noqa: PLC0415 - as above

        try:
            return self.expectation.read(text)
        except Crashed as error:
            msg = f"parser-crashes: {self.expectation.shape.name}: {error}\n{text.decode()}"
            raise ConsumerBreaks(msg) from None
        except Refused as error:
            msg = (
                f"the parser of {self.expectation.shape.name} refuses what its own JSON Schema "
                f"allows: {error}\n{text.decode()}"
            )
            raise ConsumerBreaks(msg) from None


def cases_of(expectation: Expectation) -> tuple[Case, ...]:
    """List the runs of one expectation: its states first, then the covering examples.

    Raises:
        ShapeError: no shape can be made of the type, no document has the shape, or its parser
            reads none that is built or stated.
    """
    if expectation.problem:
        raise ShapeError(expectation.problem)
    examples = readable_examples(expectation.shape, expectation.values())
    documents = tuple(each.document for each in examples)
    recorded = tuple(replace(each, covering=documents) for each in _recorded_cases(expectation))
    covering = tuple(
        Case(f"example: {example.id}", expectation, example=example) for example in examples
    )
    return recorded + covering


def _recorded_cases(expectation: Expectation) -> Iterator[Case]:
    if not expectation.states:
        yield Case("recorded", expectation)
    times = Counter(state.name for state in expectation.states)
    for state in expectation.states:
        parameters = ", ".join(f"{name}={value}" for name, value in state.parameters.items())
        is_alone = times[state.name] == 1 or not parameters
        yield Case(state.name if is_alone else f"{state.name}: {parameters}", expectation, state)
