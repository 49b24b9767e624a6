"""Fuzzing, as pytest runs it: items, failures, the corpus, known breaks, growth and facts."""

import json
from pathlib import Path
from typing import Any

import pytest

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401

HEAD = """
from enum import Enum
from pydantic import BaseModel
from pactfuzz import Consumer, Fuzz, GrowthKind

class Level(str, Enum):
    ok = "ok"
    hard = "hard"

class Event(BaseModel):
    size: int
    level: Level = Level.ok
    note: str = ""

reader = Consumer("reader", provider="writer")
"""

SOUND = """
@reader.receives("an event", Event)
def test_event(event: Event) -> None:
    assert event.level in Level
"""

BROKEN = """
@reader.receives("an event", Event)
def test_event(event: Event) -> None:
    assert event.size < 1000 or event.level is Level.ok
"""


def run(pytester: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\n")
    (pytester.path / "test_reader.py").write_text(HEAD + source, encoding="utf-8")
    return again(pytester, *arguments)


def again(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "--hypothesis-seed=1", *arguments)


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    """What became of the items that were selected."""
    return {each: n for each, n in result.parseoutcomes().items() if each != "deselected"}


def corpus(pytester: pytest.Pytester) -> list[Path]:
    return sorted((pytester.path / "tests/contracts/corpus").glob("*.json"))


def found(pytester: pytest.Pytester) -> Any:
    (path,) = corpus(pytester)
    return json.loads(path.read_text())


def test_a_contract_has_an_item_for_each_property(pytester: pytest.Pytester) -> None:
    result = run(pytester, SOUND, "--co", "-q", "-k", "fuzz")
    result.stdout.fnmatch_lines(
        [
            "test_reader.py::test_event[[]fuzz: valid[]]",
            "test_reader.py::test_event[[]fuzz: extended[]]",
            "test_reader.py::test_event[[]fuzz: round trip[]]",
            "test_reader.py::test_event[[]fuzz: lenient round trip[]]",
            "test_reader.py::test_event[[]fuzz: agreement[]]",
            "test_reader.py::test_event[[]fuzz: rejects[]]",
            "test_reader.py::test_event[[]fuzz: growth[]]",
        ]
    )


def test_a_sound_consumer_passes(pytester: pytest.Pytester) -> None:
    result = run(pytester, SOUND, "-k", "fuzz")
    assert outcomes(result) == {"passed": 7}
    result.stdout.fnmatch_lines(
        [
            "fuzz: 7 items, up to 25 examples each, *",
            "* facts about the contracts (-v lists them)",
        ]
    )
    assert corpus(pytester) == []


def test_a_failure_shows_the_smallest_document(pytester: pytest.Pytester) -> None:
    result = run(pytester, BROKEN, "-k", "fuzz and valid")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(
        [
            "*assert event.size < 1000 or event.level is Level.ok*",
            "*the smallest document, to be pasted*",
            '{"size":1000,"level":"hard"}',
            "*kept, and replayed first by*",
            "*corpus*reader-an-event-valid-*.json",
            "pytest 'test_reader.py::test_event[[]fuzz: valid[]]'",
        ]
    )
    result.stdout.no_fnmatch_line("*hypothesis*core.py*")
    result.stdout.no_fnmatch_line("*Failing test case*")
    assert found(pytester)["document"] == '{"size":1000,"level":"hard"}'


def test_what_was_found_is_replayed_first_and_after_an_edit(pytester: pytest.Pytester) -> None:
    run(pytester, BROKEN, "-k", "fuzz and valid")
    edited = BROKEN.replace("assert", "_ = 'edited'\n    assert").replace("test_event", "test_new")
    result = run(pytester, edited, "-k", "fuzz and valid", "--pact-fuzz=1")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(['{"size":1000,"level":"hard"}'])
    assert len(corpus(pytester)) == 1


def test_a_corpus_is_pruned_of_what_passes(pytester: pytest.Pytester) -> None:
    run(pytester, BROKEN, "-k", "fuzz and valid")
    assert outcomes(again(pytester, "-k", "fuzz", "--pact-prune")) == {"passed": 6, "failed": 1}
    assert len(corpus(pytester)) == 1
    assert outcomes(run(pytester, SOUND, "-k", "fuzz", "--pact-prune")) == {"passed": 7}
    assert corpus(pytester) == []


PEEKING = """
class Open(Event, extra="allow"): ...

@reader.receives("an event", Open)
def test_event(event: Open) -> None:
    assert not event.model_extra
"""


def test_what_cannot_be_compared_is_neither_pruned_nor_called_unfound(
    pytester: pytest.Pytester,
) -> None:
    run(pytester, PEEKING, "-k", "fuzz and extended")
    assert len(corpus(pytester)) == 1
    broken = PEEKING + "    raise ValueError\n"
    result = run(pytester, broken, "-k", "fuzz and extended", "--pact-prune", "-v")
    result.stdout.fnmatch_lines(
        ["*reader-an-event-extended-*.json: kept, the test fails on today*"]
    )
    assert len(corpus(pytester)) == 1
    result = run(pytester, broken, "-k", "fuzz and extended")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(["*an event: no document was tried: the test fails on today's *"])


def test_a_corpus_that_cannot_be_read_is_told(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("kept")
    (folder / "x.json").write_text("{")
    result = run(pytester, SOUND, "-k", "fuzz and valid", "--pact-corpus=kept")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(["*x.json: not a finding of pactfuzz*remove the file*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_red_property_keeps_nothing_from_being_recorded(pytester: pytest.Pytester) -> None:
    assert outcomes(run(pytester, BROKEN))["failed"]
    assert (pytester.path / "pacts" / "reader-writer.json").exists()


@pytest.mark.parametrize("number", ["0", "3"])
def test_the_number_of_examples_can_be_set(pytester: pytest.Pytester, number: str) -> None:
    counting = """
from pathlib import Path
@reader.receives("an event", Event, fuzz=Fuzz(without=["extended", "growth"]))
def test_event(event: Event) -> None:
    with Path("calls").open("a") as file:
        file.write("x")
"""
    run(pytester, counting, "-k", "fuzz", f"--pact-fuzz={number}")
    calls = pytester.path / "calls"
    assert (len(calls.read_text()) if calls.exists() else 0) == int(number)


def test_a_number_that_is_none_is_told(pytester: pytest.Pytester) -> None:
    result = run(pytester, SOUND, "--pact-fuzz=-1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*fuzz = -1: expected a number of examples*"])


KNOWN = """
@reader.receives("an event", Event, fuzz=Fuzz(known={"valid": "large events (writer 1.0)"}))
def test_event(event: Event) -> None:
    assert event.size < 1000
"""


def test_a_known_break_is_expected(pytester: pytest.Pytester) -> None:
    result = run(pytester, KNOWN, "-k", "fuzz and valid", "-rx")
    assert outcomes(result) == {"xfailed": 1}
    result.stdout.fnmatch_lines(["XFAIL *fuzz: valid* - large events (writer 1.0)"])


def test_a_known_break_that_is_none_any_more_fails(pytester: pytest.Pytester) -> None:
    result = run(pytester, KNOWN.replace("assert", "_ ="), "-k", "fuzz and valid")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(["*XPASS(strict)*large events*"])


@pytest.mark.parametrize(
    ("fuzz", "told"),
    [
        ("known={'vald': ''}", '"vald" is no property that is fuzzed; did you mean "valid"?'),
        ("stands=['null']", "expected one of GrowthKind.ENUM_MEMBER"),
    ],
)
def test_a_wrong_declaration_is_told(pytester: pytest.Pytester, fuzz: str, told: str) -> None:
    result = run(pytester, f"Fuzz({fuzz})")
    assert outcomes(result) == {"errors": 1}
    result.stdout.fnmatch_lines([f"*{told}*"])


TOLERANT = """
import json
@reader.receives("an event", Event, parse=json.loads, fuzz=Fuzz(stands=[GrowthKind.ENUM_MEMBER]))
def test_event(event: dict) -> None:
    assert event.get("level") in (None, "ok", "hard")
"""


def test_growth_that_is_promised_must_be_stood(pytester: pytest.Pytester) -> None:
    result = run(pytester, TOLERANT, "-k", "growth")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(
        ["*the smallest document*", '{"size":10,"level":"new_level"}', "adding a level"]
    )
    tolerant = TOLERANT.replace("""in (None, "ok", "hard")""", "or True")
    assert outcomes(run(pytester, tolerant, "-k", "growth")) == {"passed": 1}


def test_growth_that_is_not_promised_is_a_fact(pytester: pytest.Pytester) -> None:
    result = run(pytester, SOUND, "-k", "growth", "-v")
    assert outcomes(result) == {"passed": 1}
    result.stdout.fnmatch_lines(
        [
            "*facts about the contracts*",
            '*adding a level breaks reader: {"size":10,"level":"new_level"}',
        ]
    )


EFFECT = """
@reader.receives("an event", dict, fuzz=Fuzz(without=["growth"]))
def test_event(event: dict, effect) -> None:
    effect(NOTED)
"""


def test_another_effect_of_an_extended_document_is_shown(pytester: pytest.Pytester) -> None:
    shape = "{'type': 'object', 'properties': {'size': {'type': 'integer'}}}"
    source = EFFECT.replace("dict, fuzz", f"{shape}, fuzz")
    loose = source.replace("NOTED", "sorted(event)")
    result = run(pytester, loose, "-k", "extended")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*extended: with $.* added it does *, without it *"])
    sound = source.replace("NOTED", "event.get('size')")
    assert again_with(pytester, sound).ret == pytest.ExitCode.OK


def again_with(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    return run(pytester, source, "-k", "fuzz", "--pact-corpus=another")


FIXTURE = """
import pytest
@pytest.fixture
def store():
    return []

@reader.receives("an event", Event)
async def test_event(event: Event, store, tmp_path) -> None:
    assert store == []
    store.append(event)
"""


def test_each_example_has_fresh_fixtures(pytester: pytest.Pytester) -> None:
    assert outcomes(run(pytester, FIXTURE, "-k", "fuzz")) == {"passed": 7}


HTTP = """
import json
from urllib.request import urlopen
@reader.requests("the size", "GET", "/size", Event)
def test_size(provider_url: str) -> None:
    event = Event.model_validate_json(urlopen(provider_url + PATH).read())
    assert event.size < 1000
"""


def test_an_http_client_is_run_on_generated_responses(pytester: pytest.Pytester) -> None:
    result = run(pytester, HTTP.replace("PATH", "'/size'"), "-k", "fuzz and valid")
    assert outcomes(result) == {"failed": 1}
    assert found(pytester)["document"] == '{"size":1000}'


def test_an_http_client_that_asks_for_something_else_is_told(pytester: pytest.Pytester) -> None:
    source = HTTP.replace("event =", "urlopen(provider_url + '/size'); event =")
    result = run(pytester, source.replace("PATH", "'/other'"), "-k", "fuzz and valid")
    result.stdout.fnmatch_lines(["*asks for GET /size, GET /other, and declares GET /size"])
    assert outcomes(result) == {"failed": 1}


def test_workers_find_the_same_and_tell_the_facts_once(pytester: pytest.Pytester) -> None:
    result = run(pytester, BROKEN, "-n", "2", "-k", "fuzz", "-v")
    assert outcomes(result) == {"passed": 6, "failed": 1}
    told = [line for line in result.outlines if "adding a level breaks reader" in line]
    assert len(told) == 1
    assert found(pytester)["document"] == '{"size":1000,"level":"hard"}'


def test_ctrl_c_ends_the_search(pytester: pytest.Pytester) -> None:
    stopping = SOUND.replace("assert", "raise KeyboardInterrupt\n    assert")
    run(pytester, stopping, "--co", "-q")
    result = pytester.runpytest_subprocess("-k", "fuzz and valid", "-p", "no:cacheprovider")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert corpus(pytester) == []


def test_a_skip_skips_the_item(pytester: pytest.Pytester) -> None:
    skipping = SOUND.replace("assert", "import pytest; pytest.skip('not here')\n    assert")
    assert outcomes(run(pytester, skipping, "-k", "fuzz and valid")) == {"skipped": 1}


CRASHING = """
from pydantic import field_validator

class Sized(Event):
    @field_validator("size")
    @classmethod
    def is_known(cls, size: int) -> int:
        return {0: 0}[size]

@reader.receives("an event", Sized)
def test_event(event: Sized) -> None: ...
"""


def test_a_parser_that_crashes_is_a_finding(pytester: pytest.Pytester) -> None:
    result = run(pytester, CRASHING, "-k", "valid")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(["*the parser crashes with KeyError: *", '{"size":*}'])


LONG = """
from pydantic import Field

class Batch(BaseModel):
    sizes: list[int] = Field(min_length=200, max_length=200)

@reader.receives("a batch", Batch)
def test_batch(batch: Batch) -> None:
    assert len(set(batch.sizes)) < 60
"""


def test_making_a_document_smaller_ends_after_a_number_of_attempts(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeconftest("import pactfuzz.fuzzing.search as it; it.MOST_SHRUNK = 20_000")
    pytester.makepyfile(test_reader=HEAD + LONG)
    # In a process of its own: the import of the setting must not outlive the run.
    given = ("-p", "no:cacheprovider", "--hypothesis-seed=1", "-k", "valid")
    result = pytester.runpytest_subprocess(*given, timeout=60)
    assert outcomes(result) == {"failed": 1}
    document = json.loads(found(pytester)["document"])
    assert document["sizes"].count(0) > 100  # it came far
    result.stdout.fnmatch_lines(
        [
            "*not the smallest document, perhaps*",
            "2,000 attempts to make it smaller were made; a smaller one may fail as well",
        ]
    )
