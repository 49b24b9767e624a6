"""The process in which a ``Judge`` has shapes compared: cases come in, verdicts go out."""

import os
import pickle
import signal
import sys
from dataclasses import dataclass, field, replace
from typing import IO, Any

from pactfuzz.compatibility.comparing import compare
from pactfuzz.compatibility.judge import Case, Early, Question, Ready
from pactfuzz.shapes import Dumps, Omits, Refused


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A model in the process that asked; a value is the document that it was read from.

    Two of one number are the same model.
    """

    model: int
    is_writer: bool = field(compare=False)
    dumped: Dumps = field(compare=False)
    said: IO[bytes] = field(compare=False)
    heard: IO[bytes] = field(compare=False)

    def validate_json(self, data: bytes | str, /) -> bytes | str:
        """Read a document.

        Raises:
            Refused: the model refuses it.
        """
        self._ask(Question(self.is_writer, data))
        return data

    def written(self, instance: Any, omits: Omits, /) -> bytes:
        """Write what was read."""
        text: bytes = self._ask(Question(self.is_writer, instance, omits))
        return text

    def dumps(self, _omits: Omits, /) -> Dumps:
        """Describe what the model dumps, as it was told for this comparison."""
        return self.dumped

    @property
    def validators(self) -> tuple[str, ...]:
        """None here: the judge names them, who has the models."""
        return ()

    def _ask(self, question: Question) -> Any:
        _say(self.said, question)
        answer = pickle.load(self.heard)  # noqa: S301 - written by this very package
        if isinstance(answer, Refused):
            raise answer
        return answer


def serve(heard: IO[bytes], said: IO[bytes]) -> None:
    """Compare case after case, until no more come."""
    while True:
        try:
            case: Case = pickle.load(heard)  # noqa: S301 - written by this very package
        except EOFError:
            return
        writer, reader = (
            replace(shape, adapter=_Elsewhere(model, is_writer, case.dumps, said, heard))
            if has_model
            else shape
            for shape, has_model, is_writer, model in (
                (case.writer, case.has_models[0], True, 0),
                (case.reader, case.has_models[1], False, 0 if case.is_same else 1),
            )
        )
        verdict = compare(
            writer,
            reader,
            policy=case.policy,
            omits=case.omits,
            formats=case.formats,
            early=lambda each: _say(said, Early(each)),
        )
        _say(said, verdict)


def _say(said: IO[bytes], frame: object) -> None:
    pickle.dump(frame, said)
    said.flush()


def main() -> None:
    """Serve on standard input and output, which nobody else then writes to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked decides what ends
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _say(said, Ready())
    serve(sys.stdin.buffer, said)


if __name__ == "__main__":
    main()
