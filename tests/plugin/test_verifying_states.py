"""States and emitters, as pytest runs them: arguments, fixtures, unwinding, and what goes wrong."""

from typing import Any

import pytest

TOLD = """
from pathlib import Path
def tell(text):
    with Path("told.txt").open("a") as file:
        file.write(text + "\\n")
@store.sends("an event")
def event():
    tell("sent")
    return b'{"level": "ok"}'
"""


def told(project: Any) -> list[str]:
    return (project.folder / "told.txt").read_text().splitlines()


def test_states_are_set_up_in_order_and_torn_down_in_reverse(project: Any) -> None:
    project.provider(
        TOLD
        + """
from contextlib import asynccontextmanager, contextmanager
@store.state("a generator")
def one():
    tell("up 1"); yield; tell("down 1")
@store.state("an asynchronous generator")
async def two():
    tell("up 2"); yield; tell("down 2")
@store.state("a function")
def three(): tell("up 3")
@store.state("a coroutine function")
async def four(): tell("up 4")
@store.state("a context manager")
@contextmanager
def five():
    tell("up 5"); yield; tell("down 5")
@store.state("an asynchronous context manager")
@asynccontextmanager
async def six():
    tell("up 6"); yield; tell("down 6")
"""
    )
    states = [
        "a generator",
        "an asynchronous generator",
        "a function",
        "a coroutine function",
        "a context manager",
        "an asynchronous context manager",
    ]
    project.pact(project.message("an event", states=states))
    project.verify().assert_outcomes(passed=1)
    ups = ["up 1", "up 2", "up 3", "up 4", "up 5", "up 6"]
    assert told(project) == [*ups, "sent", "down 6", "down 5", "down 2", "down 1"]


def test_what_a_state_starts_in_the_background_runs_until_the_emitter_has_sent(
    project: Any,
) -> None:
    project.provider(
        """
import asyncio
lines = asyncio.Queue()
@store.state("a worker runs")
async def worker():
    async def work():
        while True:
            await lines.put(b'{"level": "ok"}')
            await asyncio.sleep(0)
    task = asyncio.create_task(work())
    yield
    task.cancel()
@store.sends("an event")
async def event():
    return await lines.get()
"""
    )
    project.pact(project.message("an event", states=["a worker runs"]))
    project.verify().assert_outcomes(passed=1)


def test_a_state_that_raises_shows_its_own_code_and_unwinds_what_was_set_up(project: Any) -> None:
    project.provider(
        TOLD
        + """
@store.state("first")
def first():
    yield
    tell("first is down")
@store.state("second")
def second():
    raise ConnectionError("the database is away")
"""
    )
    project.pact(project.message("an event", states=["first", "second"]))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [">       raise ConnectionError*", "E       ConnectionError: the database is away"]
    )
    result.stdout.no_fnmatch_line("*pactfuzz/verification*")
    assert told(project) == ["first is down"]


def test_a_tear_down_that_raises_fails_even_what_is_pending_and_stops_no_other(
    project: Any,
) -> None:
    project.provider(
        TOLD
        + """
@store.state("first")
def first():
    yield
    tell("first is down")
@store.state("second")
def second():
    yield
    raise ConnectionError("it cannot be left")
"""
    )
    project.pact(project.message("an event", states=["first", "second"], pending=True))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E       ConnectionError: it cannot be left"])
    assert told(project) == ["sent", "first is down"]


def test_parameters_come_from_the_state_the_default_or_a_fixture(project: Any) -> None:
    project.pytester.makeconftest(
        "import pytest\n@pytest.fixture\ndef from_conftest():\n    return 'conftest'"
    )
    project.provider(
        TOLD
        + """
import pytest
from enum import Enum
class Level(Enum):
    hard = "hard"
@pytest.fixture
def from_file():
    yield "file"
    tell("fixture is down")
@store.state("a state")
def a_state(level: Level, from_file, from_conftest, size: int = 5, **others):
    tell(f"{level} {from_file} {from_conftest} {size} {others}")
@store.sends("another event")
def another(level: Level, from_conftest, capacity: int = 100):
    tell(f"{level} {from_conftest} {capacity}")
    return b'{"level": "ok"}'
"""
    )
    state = ("a state", {"level": "hard", "more": [1]})
    project.pact(project.message("another event", states=[state]))
    project.verify().assert_outcomes(passed=1)
    assert told(project) == [
        "Level.hard file conftest 5 {'more': [1]}",
        "Level.hard conftest 100",
        "fixture is down",
    ]


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (
            "def event(): return {}['a key']",
            [">   def event(): return {}['a key']", "E   KeyError: 'a key'"],
        ),
        ("async def event(): raise OSError('no bus')", ["E   OSError: no bus"]),
        ("def event(): pass", ['the emitter of "an event" sent nothing']),
        ("def event(): return b''", ['the emitter of "an event" sent nothing']),
        ("async def event(): return None", ['the emitter of "an event" sent nothing']),
        ("def event(): return {'level': 'ok'}", ["*returned {'level': 'ok'}, of type dict; exp*"]),
        ("def event(depth): return b'1'", ['*nothing to pass for the parameter "depth"*level*']),
        ("def event(level: int): return b'1'", ['*"level" = "hard" is no int: *valid integer*']),
        ("def event(): import pytest; pytest.fail('by hand')", ["*by hand*"]),
    ],
)
def test_an_emitter_that_does_not_send_is_told_as_just_that(
    project: Any, function: str, shown: list[str]
) -> None:
    project.provider(
        f"@store.state('a state')\ndef state(): pass\n@store.sends('an event')\n{function}\n"
    )
    project.pact(project.message("an event", states=[("a state", {"level": "hard"})]))
    result = project.verify()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([*shown, "pipeline -> store: 1 failed"])
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


def test_what_is_not_declared_names_the_nearest(project: Any) -> None:
    project.provider(TOLD + "\n@store.state('the queue is full')\ndef full(): pass\n")
    project.pact(
        project.message("an evnt"), project.message("an event", states=["the queue is ful"])
    )
    result = project.verify()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            '*declares no state "the queue is ful"*did you mean "the queue is full"?',
            '*declares no emitter of "an evnt"*did you mean "an event"?',
        ]
    )


def test_a_skip_in_a_state_is_a_skip_and_counts_as_not_run(project: Any) -> None:
    project.provider(
        TOLD
        + """
import pytest
@store.state("a state")
def a_state():
    pytest.skip("there is no Redis here")
"""
    )
    project.pact(project.message("an event", states=["a state"]))
    result = project.verify("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["pipeline -> store: 1 not run", "*there is no Redis here"])


@pytest.mark.parametrize(
    "handler", ["def a(): yield; yield", "async def a():\n    yield\n    yield"]
)
def test_a_state_yields_once(project: Any, handler: str) -> None:
    project.provider(TOLD + f"@store.state('a state')\n{handler}\n")
    project.pact(project.message("an event", states=["a state"]))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['*the state "a state" yields twice*'])


def test_a_fixture_that_fails_is_shown_as_pytest_shows_it(project: Any) -> None:
    project.provider(
        TOLD
        + """
import pytest
@pytest.fixture
def broken():
    raise OSError("no container")
@pytest.fixture
def lost(not_there): pass
@store.state("one")
def one(broken): pass
@store.state("two")
def two(lost): pass
"""
    )
    project.pact(
        project.message("an event", states=["one"]), project.message("an event", states=["two"])
    )
    result = project.verify()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["E       OSError: no container", "*fixture 'not_there' not found*"]
    )
