"""A comparison in a process of its own: the same verdicts, and an end to every one of them."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Annotated
from uuid import UUID

import pytest
from pydantic import AfterValidator, BaseModel, field_validator

from pactfuzz.compatibility import Answer, Judge, compare
from pactfuzz.errors import AskError
from pactfuzz.shapes import Shape


class Order(BaseModel):
    id: str
    quantity: int


class StrictOrder(Order):
    @field_validator("quantity")
    @classmethod
    def is_positive(cls, quantity: int) -> int:
        if quantity < 0:
            msg = "less than none"
            raise ValueError(msg)
        return quantity


class TextOrder(BaseModel):
    id: str
    quantity: str


PAIRS = [(Order, Order), (Order, StrictOrder), (StrictOrder, Order), (Order, TextOrder)]


@pytest.mark.parametrize(("writer", "reader"), PAIRS)
def test_the_judge_says_what_is_said_here(writer, reader):
    with Judge(60) as judge:
        assert judge.compare(Shape.of(writer), Shape.of(reader)) == compare(
            Shape.of(writer), Shape.of(reader)
        )


def test_models_are_asked_where_they_are():
    """The validator lives in this process; only here can it refuse the document."""
    with Judge(60) as judge:
        verdict = judge.compare(Shape.of(Order), Shape.of(StrictOrder))
    assert verdict.answer is Answer.BREAKING
    assert verdict.witness is not None
    assert verdict.witness.by_parser
    assert verdict.differences[0].rule == "parser-refuses"


def hopeless(width: int) -> Shape:
    """Unions of unions that differ everywhere a little: far too many cases to look at."""
    definitions: dict[str, object] = {"d12": {"type": "string", "pattern": f"^(a|aa)+{width}$"}}
    for depth in range(12):
        inner = {"$ref": f"#/$defs/d{depth + 1}"}
        branches = [
            {"type": "object", "properties": {f"m{at}": inner, "n": inner}, "minProperties": at}
            for at in range(width)
        ]
        definitions[f"d{depth}"] = {"oneOf": branches}
    return Shape.from_schema({"$ref": "#/$defs/d0", "$defs": definitions})


def test_what_takes_too_long_is_unknown_and_leaves_no_process():
    started = time.monotonic()
    with Judge(1) as judge:
        verdict = judge.compare(hopeless(5), hopeless(6))
        assert verdict.answer is Answer.UNKNOWN
        assert [each.reason for each in verdict.undecided] == ["no verdict within 1 seconds"]
        assert not children(os.getpid())
        # The next one is asked of another process.
        assert judge.compare(Shape.of(Order), Shape.of(TextOrder)).answer is Answer.BREAKING
    assert time.monotonic() - started < 60
    assert not children(os.getpid())


def test_a_process_that_dies_leaves_the_verdict_unknown():
    with Judge(60) as judge:
        judge.compare(Shape.of(Order), Shape.of(TextOrder))
        (process,) = children(os.getpid())
        os.kill(process, signal.SIGKILL)
        verdict = judge.compare(Shape.of(Order), Shape.of(TextOrder))
        assert verdict.answer is Answer.UNKNOWN
        assert "ended without a verdict" in str(verdict.undecided[0])
        assert judge.compare(Shape.of(Order), Shape.of(TextOrder)).answer is Answer.BREAKING


class SlowOrder(Order):
    @field_validator("quantity")
    @classmethod
    def takes_its_time(cls, quantity: int) -> int:
        time.sleep(30)
        return quantity


def test_a_model_that_does_not_come_back_is_not_waited_for():
    started = time.monotonic()
    with Judge(2) as judge:
        verdict = judge.compare(Shape.of(Order), Shape.of(SlowOrder))
    assert time.monotonic() - started < 20
    assert verdict.answer is Answer.UNKNOWN
    reason = verdict.undecided[0].reason
    assert reason.startswith("no verdict within 2 seconds; SlowOrder had not read a document after")


class EndlessOrder(Order):
    @field_validator("quantity")
    @classmethod
    def never_ends(cls, quantity: int) -> int:
        while True:
            quantity += 1


def test_a_model_that_loops_for_ever_is_stopped_when_the_time_is_up():
    before = set(threading.enumerate())
    with Judge(1) as judge:
        verdict = judge.compare(Shape.of(Order), Shape.of(EndlessOrder))
    assert verdict.answer is Answer.UNKNOWN
    assert "EndlessOrder had not read a document after" in verdict.undecided[0].reason
    for thread in set(threading.enumerate()) - before:
        thread.join(20)  # the thread that hears the process ends by itself
        assert not thread.is_alive()


class UnhurriedOrder(Order):
    @field_validator("quantity")
    @classmethod
    def takes_a_little(cls, quantity: int) -> int:
        time.sleep(0.3)
        if quantity == 12345:
            msg = "never tried"
            raise ValueError(msg)
        return quantity


def test_a_document_that_is_read_when_the_time_is_up_is_not_blamed():
    """Each takes a moment, and there are many: no one of them is the reason."""
    with Judge(1) as judge:
        verdict = judge.compare(Shape.of(Order), Shape.of(UnhurriedOrder))
    assert [each.reason for each in verdict.undecided] == ["no verdict within 1 seconds"]


def test_the_start_of_the_process_does_not_count():
    """Else a busy machine would answer otherwise than an idle one."""
    with Judge(0.5) as judge:
        assert judge.compare(Shape.of(Order), Shape.of(TextOrder)).answer is Answer.BREAKING


class Gone:
    """A model in another process that ended."""

    validators = ()

    def validate_json(self, data: bytes | str, /) -> object:
        del data
        msg = "x: took longer than 10 seconds to parse a document"
        raise AskError(msg)

    dump_json = None


def test_a_model_elsewhere_that_gives_no_answer_leaves_the_verdict_unknown():
    order = Shape.of(Order)
    reader = Shape("gone", order.reader, order.writer, Gone())
    with Judge(60) as judge:
        verdict = judge.compare(order, reader)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.undecided[0].reason == "x: took longer than 10 seconds to parse a document"


def test_a_file_that_is_named_like_a_standard_module_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "queue.py").write_text("raise SystemExit('not this one')\n")
    monkeypatch.chdir(tmp_path)
    with Judge(60) as judge:
        assert judge.compare(Shape.of(Order), Shape.of(TextOrder)).answer is Answer.BREAKING


def test_what_is_nested_deep_is_never_taken_for_a_yes():
    schema: dict[str, object] = {"type": "integer"}
    for _ in range(200):
        schema = {"type": "array", "items": schema}
    other = {"type": "array", "items": schema}
    with Judge(60) as judge:
        verdict = judge.compare(Shape.from_schema(schema), Shape.from_schema(other))
    assert verdict.answer is not Answer.COMPATIBLE


def test_a_pattern_that_takes_for_ever_is_decided_in_time():
    """Automata and a limit on backtracking stand between a hostile pattern and whoever compares."""
    slow = Shape.from_schema({"type": "string", "pattern": "^(a+)+$"})
    text = Shape.from_schema({"const": "a" * 40 + "b"})
    with Judge(20) as judge:
        assert judge.compare(slow, text).answer is Answer.BREAKING
        assert judge.compare(text, slow).answer is Answer.BREAKING


def test_interrupting_ends_all_at_once(tmp_path):
    script = tmp_path / "waits.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_judge import Judge, hopeless\n"
        "with Judge(600) as judge:\n"
        "    print('comparing', flush=True)\n"
        "    judge.compare(hopeless(5), hopeless(6))\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"comparing\n"
    while not children(process.pid):
        time.sleep(0.01)
    (worker,) = children(process.pid)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode != 0
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def children(process: int) -> list[int]:
    """List the processes that a process has started and that still run."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,stat=,args=", "--ppid", str(process)],  # noqa: S607 - as the shell finds it
        capture_output=True,
        text=True,
        check=False,
    )
    rows = (line.split(maxsplit=2) for line in listed.stdout.splitlines())
    return [int(pid) for pid, state, words in rows if state[0] != "Z" and "worker" in words]


class Checked(BaseModel):
    id: Annotated[str, AfterValidator(str.strip)]
    at: UUID
    size: int

    @field_validator("size")
    @classmethod
    def is_not_odd_far_away(cls, size: int) -> int:
        return size


def test_what_a_reader_checks_by_code_is_named_where_it_is_not_proved():
    with Judge(60) as judge:
        verdict = judge.compare(Shape.of(Checked), Shape.of(Checked))
        assert verdict.answer is Answer.COMPATIBLE
        assert verdict.validators == ("Checked.is_not_odd_far_away", "str.strip")
        assert verdict.searched > 0
        assert judge.compare(Shape.of(Checked), Shape.of(Order)).validators == ()
