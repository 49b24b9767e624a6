"""Comparing in a process of its own, which can be killed: no schema can hang whoever asks.

What the symbolic engine or a search does with two schemas may take for ever, and cannot be
interrupted from within. So it runs elsewhere. Models stay here, where they were imported: the
other process asks about each document that they shall read or write.

All budgets of a comparison are counted in steps, which are the same on every machine. The clock
here is the only one, and what it ends is unknown: no document is blamed for a time that others used
up.
"""

import ctypes
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO, Any, Final, Self

from pactfuzz.compatibility.verdict import Answer, Policy, Verdict
from pactfuzz.errors import AskError
from pactfuzz.processes import Child
from pactfuzz.shapes import Dumps, Omits, Refused, Shape

_ITS_OWN: Final = ("-P",)
"""Nothing is imported from the current folder, where a file may be named like a standard module."""
_START_WITHIN: Final = 60.0
"""Seconds that the process has to start, which do not count for the first comparison."""
_GRACE: Final = 2.0
"""Seconds that a document still has which is being read when the time is up: one that takes longer
is named, for it may be the reason."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be compared: all that can travel to another process.

    ``dumps`` is what the writer dumps by ``omits``; ``is_same``, whether both sides are one model.
    """

    writer: Shape
    reader: Shape
    has_models: tuple[bool, bool]
    policy: Policy
    omits: Omits
    formats: bool | None
    dumps: Dumps
    is_same: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A document for one of the models: what it makes of it, or why it refuses it.

    ``is_writer`` says which model; ``omits`` is there if the answer is what the model writes, or
    else it is just whether it reads the document.
    """

    is_writer: bool
    text: bytes | str
    omits: Omits | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has started."""


@dataclass(frozen=True, slots=True)
class Early:
    """A verdict that will not change, only be told in more detail."""

    verdict: Verdict


class Judge:
    """Compares shapes, one after the other, each for so many seconds at most.

    The process starts with the first comparison, and ends with the ``with`` block.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: Child[bytes] | None = None
        self._frames: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def compare(
        self,
        writer: Shape,
        reader: Shape,
        *,
        policy: Policy = Policy.DECLARED,
        omits: Omits = Omits.NOTHING,
        formats: bool | None = None,
    ) -> Verdict:
        """Compare two shapes as ``compatibility.compare`` does; too slow a verdict is unknown."""
        shapes = (_without_model(writer), _without_model(reader))
        has_models = (writer.adapter is not None, reader.adapter is not None)
        is_same = writer.is_same(reader)
        if is_same and not any(has_models):
            return Verdict(Answer.COMPATIBLE)
        case = Case(*shapes, has_models, policy, omits, formats, writer.dumps(omits), is_same)
        try:
            process = self._running()
            if process is None:
                return _none(f"its process did not start within {_START_WITHIN:g} seconds")
            _send(process.stdin, case)
            verdict = self._answer(process, writer, reader).naming(case.dumps.serializers)
            return verdict.not_proved_of(reader.validators)
        except BaseException:
            # What it is about to say would be taken for the answer to the next question.
            self._stop()
            raise

    def _answer(self, process: Child[bytes], writer: Shape, reader: Shape) -> Verdict:
        end = time.monotonic() + self._seconds
        early: Verdict | None = None
        while True:
            try:
                frame = self._frames.get(timeout=max(end - time.monotonic(), 0))
            except queue.Empty:
                self._stop()
                return early or _none(self._out_of_time)
            match frame:
                case Verdict():
                    return frame
                case Early():
                    early = frame.verdict
                case Question():
                    asked = writer if frame.is_writer else reader
                    try:
                        answer = _in_time(lambda: _asked(asked, frame), end)  # noqa: B023 - waited for
                    except AskError as error:
                        self._stop()
                        return early or _none(str(error))
                    if isinstance(answer, _Late):
                        self._stop()
                        return early or _none(f"{self._out_of_time}{answer.told(asked, frame)}")
                    _send(process.stdin, answer)
                case _:
                    self._stop()
                    return early or _none("the process ended without a verdict; out of memory?")

    @property
    def _out_of_time(self) -> str:
        return f"no verdict within {self._seconds:g} seconds"

    def _running(self) -> Child[bytes] | None:
        if self._process is None:
            self._frames = queue.SimpleQueue()
            self._process = Child(
                [sys.executable, *_ITS_OWN, "-m", "pactfuzz.compatibility.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            reading = (self._process.stdout, self._frames.put)
            threading.Thread(target=_read_all, args=reading, daemon=True).start()
            if not self._is_started():
                self._stop()
        return self._process

    def _is_started(self) -> bool:
        try:
            return isinstance(self._frames.get(timeout=_START_WITHIN), Ready)
        except queue.Empty:
            return False

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()


@dataclass(frozen=True, slots=True)
class _Late:
    """A model was reading a document when the time was up; it may have read it soon after."""

    has_ended: bool
    seconds: float

    def told(self, shape: Shape, question: Question) -> str:
        """Name the document, if it took long itself."""
        if self.has_ended:
            return ""
        return (
            f"; {shape.name} had not read a document after {self.seconds:.0f} of them: "
            f"{question.text!r}"
        )


def _in_time(work: Callable[[], object], end: float) -> object:
    """Do some work of a model, which nobody can interrupt: whoever waits for it stops to wait.

    Raises:
        Exception: what the work raises.
    """
    done: queue.SimpleQueue[tuple[object, BaseException | None]] = queue.SimpleQueue()
    started = time.monotonic()

    def work_and_tell() -> None:
        try:
            done.put((work(), None))
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
            done.put((None, error))

    worker = threading.Thread(target=work_and_tell, daemon=True)
    worker.start()
    try:
        answer, error = done.get(timeout=max(end - started, 0))
    except queue.Empty:
        late = _late(done, started)
        _end(worker)
        return late
    if error is not None:
        raise error
    return answer


def _late(done: "queue.SimpleQueue[Any]", started: float) -> _Late:
    """Find out whether a document just had bad luck, or takes long."""
    try:
        done.get(timeout=_GRACE)
    except queue.Empty:
        return _Late(has_ended=False, seconds=time.monotonic() - started)
    return _Late(has_ended=True, seconds=time.monotonic() - started)


def _end(worker: threading.Thread) -> None:
    """Have code that nobody waits for raise, wherever it stands in Python.

    It would use a core from then on, and the interpreter crashes where it ends while Pydantic's
    compiled code is on the stack of another thread. A loop in C does not hear of it.
    """
    if worker.is_alive() and worker.ident is not None:
        thread, exception = ctypes.c_ulong(worker.ident), ctypes.py_object(SystemExit)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, exception)
        worker.join(_GRACE)


def _asked(shape: Shape, question: Question) -> bytes | Refused | None:
    """Have a model read a document, and write it if that is asked for."""
    try:
        value = shape.parse(question.text)
        return None if question.omits is None else shape.dump(value, question.omits)
    except Refused as refusal:
        return refusal


def _without_model(shape: Shape) -> Shape:
    return replace(shape, adapter=None)


def _none(reason: str) -> Verdict:
    return Verdict.unknown("the whole", reason)


def _send(pipe: IO[bytes] | None, frame: object) -> None:
    if pipe is None:  # pragma: no cover - it was asked for
        return
    try:
        pickle.dump(frame, pipe)
        pipe.flush()
    except BrokenPipeError:
        pass  # the end of its answers says the same


def _read_all(pipe: IO[bytes], put: Callable[[Any], None]) -> None:
    """Pass on all that the process says, and ``None`` when it says no more."""
    try:
        while True:
            put(pickle.load(pipe))  # noqa: S301 - written by this very package
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        put(None)
