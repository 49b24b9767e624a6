"""Items that search, where a plugin runs asynchronous tests: pytest-asyncio and anyio's."""

import sys
from pathlib import Path

import pytest

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401

pytest.importorskip("pytest_asyncio", reason="the extra dev is not installed anew")


@pytest.fixture(autouse=True)
def _with_pytest_asyncio(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    del pytester  # which leaves it out elsewhere
    monkeypatch.delenv("PYTEST_ADDOPTS")


# What pytest-asyncio warns about where it is not set.
INI = """
[tool.pytest.ini_options]
asyncio_default_fixture_loop_scope = "function"
"""

HEAD = """
import asyncio
import pytest
from pydantic import BaseModel
from pactfuzz import Consumer

class Event(BaseModel):
    size: int

reader = Consumer("reader", provider="writer")
"""

ASYNCIO = """
import pytest_asyncio

@pytest_asyncio.fixture
async def queue(tmp_path):
    queue = asyncio.Queue()
    yield queue, asyncio.get_running_loop()

@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared():
    yield asyncio.get_running_loop()

@pytest.fixture
def plain(): return 1

@pytest.mark.asyncio
@reader.receives("with a plain fixture", Event)
async def test_plain(event: Event, plain) -> None:
    await asyncio.sleep(0)

@pytest.mark.asyncio
@reader.receives("with a queue", Event)
async def test_queue(event: Event, queue, effect, document) -> None:
    queue, loop = queue
    assert loop is asyncio.get_running_loop() and queue.empty()
    await queue.put(event.size)
    effect(event.size)

@pytest.mark.asyncio(loop_scope="module")
@reader.receives("on the loop of the module", Event)
async def test_module(event: Event, shared, monkeypatch) -> None:
    assert shared is asyncio.get_running_loop()

class TestClass:
    @pytest.mark.asyncio
    @reader.receives("in a class", Event)
    async def test_class(self, event: Event, plain) -> None:
        assert self.__class__ is TestClass
"""

ANYIO = """
import anyio

@pytest.fixture
def anyio_backend(): return "asyncio"

@pytest.fixture
async def stream(anyio_backend):
    send, receive = anyio.create_memory_object_stream(1)
    async with send, receive:
        yield send, receive, asyncio.get_running_loop()

@pytest.mark.anyio
@reader.receives("with a stream", Event)
async def test_stream(event: Event, stream, tmp_path) -> None:
    send, receive, loop = stream
    assert loop is asyncio.get_running_loop()
    await send.send(event.size)
    assert await receive.receive() == event.size
"""

BROKEN = """
@pytest.mark.asyncio
@reader.receives("a broken one", Event)
async def test_broken(event: Event, tmp_path) -> None:
    await asyncio.sleep(0)
    assert event.size < 1000
"""


def run(pytester: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyprojecttoml(INI)
    (pytester.path / "test_reader.py").write_text(HEAD + source, encoding="utf-8")
    # The warning of a setting that is unset in a plugin that a test leaves out is none of ours.
    given = (
        "-W",
        "ignore::pytest.PytestConfigWarning",
        "-p",
        "no:cacheprovider",
        "--hypothesis-seed=1",
        "--pact-fuzz=5",
        *arguments,
    )
    return pytester.runpytest_inprocess(*given)


def corpus(pytester: pytest.Pytester) -> list[Path]:
    return sorted((pytester.path / "tests/contracts/corpus").glob("*.json"))


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_each_example_runs_on_the_event_loop_of_its_fixtures(
    pytester: pytest.Pytester, mode: str
) -> None:
    result = run(pytester, ASYNCIO, f"--asyncio-mode={mode}", "-k", "valid or extended")
    assert result.parseoutcomes() == {"passed": 8, "deselected": 36}
    assert corpus(pytester) == []


def test_anyio_runs_each_example(pytester: pytest.Pytester) -> None:
    result = run(pytester, ANYIO, "-p", "no:asyncio", "-k", "valid or extended")
    assert result.parseoutcomes()["passed"] == 2
    assert corpus(pytester) == []


def test_without_a_plugin_each_example_has_an_event_loop_of_its_own(
    pytester: pytest.Pytester,
) -> None:
    source = BROKEN.replace("@pytest.mark.asyncio\n", "").replace("size < 1000", "size is not None")
    result = run(pytester, source, "-p", "no:asyncio", "-p", "no:anyio", "-k", "valid")
    assert result.parseoutcomes()["passed"] == 1


def test_a_failure_of_an_asynchronous_test_is_made_small(pytester: pytest.Pytester) -> None:
    result = run(pytester, BROKEN, "--pact-fuzz=50", "-k", "valid")
    result.stdout.fnmatch_lines(['{"size":1000}'])
    assert len(corpus(pytester)) == 1


def test_a_campaign_runs_each_example(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml(INI)
    (pytester.path / "test_reader.py").write_text(HEAD + ASYNCIO, encoding="utf-8")
    arguments = ["-m", "pactfuzz", "fuzz", "--count", "40", "test_reader.py", "-k", "queue"]
    result = pytester.run(sys.executable, *arguments, timeout=60)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*40 documents*0 failures"])
