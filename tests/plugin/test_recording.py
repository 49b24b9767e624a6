"""Recording, as pytest runs it: items, files, selections, workers, and what goes wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

# pytester forgets what an inner run imports, of Pydantic too.
from pydantic import AliasPath, BaseModel, Field, NaiveDatetime  # noqa: F401

CONSUMER = """
from enum import Enum
from pydantic import BaseModel
from pactfuzz import Consumer, state

class Level(str, Enum):
    ok = "ok"
    hard = "hard"

class Event(BaseModel):
    id: str
    size: int
    level: Level
    note: str | None = None

pipeline = Consumer("pipeline", provider="store")

@pipeline.receives(
    "an event",
    Event,
    states=[state("the queue is full", level="hard"), state("the queue is empty", level="ok")],
)
def test_event(event: Event) -> None:
    assert isinstance(event, Event)

@pipeline.receives("a raw event", Event, parse=bytes)
async def test_raw(raw: bytes) -> None:
    assert Event.model_validate_json(raw)
"""


@pytest.fixture
def consumer(pytester: pytest.Pytester) -> pytest.Pytester:
    # What is generated is for test_fuzzing.py.
    pytester.makepyprojecttoml("[tool.pactfuzz]\nfuzz = 0\n")
    pytester.makepyfile(test_pipeline=CONSUMER)
    return pytester


def pact(pytester: pytest.Pytester, name: str = "pipeline-store.json") -> Any:
    return json.loads((pytester.path / "pacts" / name).read_text())


def sentences(pytester: pytest.Pytester) -> list[tuple[str, str]]:
    return [
        (each["description"], each.get("providerStates", [{"name": ""}])[0]["name"])
        for each in pact(pytester)["interactions"]
    ]


ALL = [
    ("a raw event", ""),
    ("an event", "the queue is empty"),
    ("an event", "the queue is full"),
]


def test_one_test_is_an_item_for_each_state_and_each_covering_example(
    consumer: pytest.Pytester,
) -> None:
    result = consumer.runpytest("--collect-only", "-q")
    result.stdout.fnmatch_lines(
        [
            "test_pipeline.py::test_event[[]the queue is full[]]",
            "test_pipeline.py::test_event[[]the queue is empty[]]",
            "test_pipeline.py::test_event[[]example: *level=hard*[]]",
            "test_pipeline.py::test_raw[[]recorded[]]",
        ]
    )


def test_a_full_run_writes_what_the_consumer_needs(consumer: pytest.Pytester) -> None:
    assert consumer.runpytest().ret == 0
    assert sentences(consumer) == ALL
    full = pact(consumer)["interactions"][2]
    assert full["contents"]["content"].keys() == {"id", "size", "level"}
    assert full["contents"]["content"]["level"] == "hard"
    rules = full["matchingRules"]["body"]
    assert rules["$.size"]["matchers"] == [{"match": "integer"}]
    assert "$.level" not in rules
    assert full["comments"]["pactfuzz"]["schema"]["properties"].keys() == {
        "id",
        "level",
        "note",
        "size",
    }
    assert full["providerStates"] == [{"name": "the queue is full", "params": {"level": "hard"}}]


def test_the_same_tests_give_the_same_bytes_on_any_number_of_workers(
    consumer: pytest.Pytester,
) -> None:
    path = consumer.path / "pacts" / "pipeline-store.json"
    written = []
    for arguments in ([], ["-n", "1"], ["-n", "4"]):
        assert consumer.runpytest_subprocess(*arguments).ret == 0
        written.append(path.read_bytes())
        path.unlink()
    assert written[0] == written[1] == written[2]


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_a_partial_run_changes_what_it_ran_and_removes_nothing(
    consumer: pytest.Pytester, workers: list[str]
) -> None:
    consumer.runpytest()
    consumer.makepyfile(test_pipeline=CONSUMER.replace('"the queue is full"', '"it is full"'))
    assert consumer.runpytest_subprocess("-k", "full", *workers).ret == 0
    assert sentences(consumer) == sorted([*ALL, ("an event", "it is full")])


@pytest.mark.parametrize(
    "arguments", [["-k", "not raw"], ["test_pipeline.py::test_event"], ["--lf"], ["-n", "2"]]
)
def test_only_a_full_run_removes_what_no_test_declares(
    consumer: pytest.Pytester, arguments: list[str]
) -> None:
    consumer.runpytest()
    consumer.makepyfile(test_pipeline=CONSUMER.replace('"the queue is full"', '"it is full"'))
    is_full = arguments[0] == "-n"
    assert consumer.runpytest_subprocess(*arguments).ret == 0
    assert (("an event", "the queue is full") in sentences(consumer)) is not is_full


def test_a_failing_example_keeps_its_interactions_as_they_were(consumer: pytest.Pytester) -> None:
    consumer.runpytest()
    before = pact(consumer)
    broken = CONSUMER.replace("isinstance(event, Event)", "event.note is None").replace(
        "size: int", "size: float"
    )
    consumer.makepyfile(test_pipeline=broken)
    result = consumer.runpytest()
    assert result.ret == 1
    result.stdout.fnmatch_lines(['*"note": *'])
    after = {each["description"]: each for each in pact(consumer)["interactions"]}
    assert after["an event"] in before["interactions"]
    assert after["a raw event"] not in before["interactions"]


def test_check_says_in_words_what_differs_and_writes_nothing(consumer: pytest.Pytester) -> None:
    consumer.runpytest()
    assert consumer.runpytest("--pact-record=check").ret == 0
    path = consumer.path / "pacts" / "pipeline-store.json"
    before = path.read_bytes()
    consumer.makepyfile(
        test_pipeline=CONSUMER.replace("size: int", "size: float").replace(
            "note: str", "reason: str | None = None\n    note: str"
        )
    )
    result = consumer.runpytest("--pact-record=check")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*pipeline-store.json: differs from what the tests record",
            '*an event, given the queue is full: field "reason" of Event added (optional, *',
            '*: type of field "size" of Event changed from integer to number',
            "Run pytest without --pact-record=check*",
        ]
    )
    assert path.read_bytes() == before


def test_off_writes_nothing(consumer: pytest.Pytester) -> None:
    assert consumer.runpytest("--pact-record=off").ret == 0
    assert not (consumer.path / "pacts").exists()


def test_an_unchanged_pact_is_not_mentioned(consumer: pytest.Pytester) -> None:
    consumer.runpytest()
    consumer.runpytest().stdout.no_fnmatch_line("*pact files*")


def test_a_run_without_contracts_writes_and_says_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_plain(): pass")
    result = pytester.runpytest()
    result.stdout.no_fnmatch_line("*pact files*")
    assert not (pytester.path / "pacts").exists()


def test_fixtures_classes_and_parameters_work_as_ever(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pactfuzz import Consumer

        c = Consumer("c", provider="p")

        @pytest.fixture
        def limit(): return 9

        class TestReading:
            @pytest.mark.parametrize("twice", [1, 2])
            @c.receives("a number", {"type": "integer", "minimum": 0, "maximum": 9})
            def test_number(self, number, limit, twice, document):
                assert number <= limit
                assert document == number
        """
    )
    result = pytester.runpytest()
    assert result.ret == 0
    assert len(pact(pytester, "c-p.json")["interactions"]) == 1


HTTP = """
import json
import urllib.request
from pydantic import BaseModel
from pactfuzz import Consumer, state

class Health(BaseModel):
    state: str

watcher = Consumer("watcher", provider="store")

@watcher.requests("its health", "GET", "/healthz", Health, query={"deep": "1"},
                  states=[state("all is well", state="healthy")])
def test_health(provider_url, document):
    with urllib.request.urlopen(f"{provider_url}/PATH") as response:
        assert Health.model_validate_json(response.read()).state == document["state"]
"""


def test_an_http_consumer_runs_against_the_official_stand_in(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(HTTP.replace("PATH", "healthz?deep=1"))
    assert pytester.runpytest().ret == 0
    (interaction,) = pact(pytester, "watcher-store.json")["interactions"]
    assert interaction["request"] == {
        "method": "GET",
        "path": "/healthz",
        "query": {"deep": ["1"]},
    }
    assert interaction["response"]["body"]["content"] == {"state": "healthy"}


def test_a_request_that_was_not_declared_fails_with_the_difference(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(HTTP.replace("PATH", "healthz"))
    result = pytester.runpytest()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*the consumer's request is not the one that it declares:*"])
    assert not (pytester.path / "pacts").exists()


def test_a_request_that_is_never_made_fails(pytester: pytest.Pytester) -> None:
    source = HTTP.partition("    with urllib")[0] + "    pass\n"
    pytester.makepyfile(source)
    result = pytester.runpytest("-k", "well")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*its health: the consumer's request is not the one*"])


@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        ('@c.receives("x", int)\ndef test(): pass', "test: has no parameter; the first one"),
        (
            '@c.requests("x", "GET", "/", int)\ndef test(providerurl): pass',
            'has no parameter "provider_url"*did you mean "providerurl"?',
        ),
        ('@c.receives("x", int, states=["full"])\ndef test(n): pass', "write state('full', …)"),
        (
            '@c.receives("x", int, states=[state("a"), state("a")])\ndef test(n): pass',
            'the state "a" is given twice',
        ),
        (
            '@c.receives("x", int)\n@c.requests("y", "GET", "/", int)\ndef t(n, provider_url): 0',
            "receives messages and makes requests",
        ),
        ('Consumer("", provider="p")', "the consumer's name is ''"),
    ],
)
def test_a_wrong_declaration_is_one_clear_error(
    pytester: pytest.Pytester, declaration: str, words: str
) -> None:
    pytester.makepyfile(
        f"from pactfuzz import Consumer, state\nc = Consumer('c', provider='p')\n{declaration}\n"
    )
    result = pytester.runpytest()
    assert result.ret == 2
    result.stdout.fnmatch_lines([f"*{words}*"])


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ('level="harder"', 'state "s": what it promises is not of the shape Event: $.level'),
        (
            'promises={"levle": "hard"}',
            'promises "levle", which Event does not have; did you*"level"',
        ),
    ],
)
def test_a_state_that_promises_the_impossible_is_named(
    consumer: pytest.Pytester, promise: str, words: str
) -> None:
    source = CONSUMER.replace('state("the queue is full", level="hard")', f'state("s", {promise})')
    consumer.makepyfile(test_pipeline=source)
    result = consumer.runpytest("-k", "test_event")
    assert result.ret == 1
    result.stdout.fnmatch_lines([f"*{words}*"])


def test_a_corrupt_file_is_named_and_kept(consumer: pytest.Pytester) -> None:
    path = consumer.path / "pacts" / "pipeline-store.json"
    path.parent.mkdir()
    path.write_text('{"consumer":')
    result = consumer.runpytest()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*pipeline-store.json: not JSON: * at line 1, column 13"])
    assert path.read_text() == '{"consumer":'


def test_a_party_cannot_write_outside_the_folder(consumer: pytest.Pytester) -> None:
    consumer.makepyfile(test_pipeline=CONSUMER.replace('"pipeline"', '"../../x"'))
    assert consumer.runpytest().ret == 0
    (path,) = (consumer.path / "pacts").iterdir()
    assert path.name.startswith("x-store-")
    assert json.loads(path.read_text())["consumer"]["name"] == "../../x"


ODD = """
    from pydantic import BaseModel, field_validator
    from pactfuzz import Consumer

    class Odd(BaseModel):
        n: int

        @field_validator("n")
        @classmethod
        def is_taken(cls, n):
            if not {condition}: raise ValueError("refused")
            return n

    @Consumer("c", provider="p").receives("a number", Odd)
    def test_odd(odd): pass
"""


def test_what_schema_and_parser_disagree_on_is_for_one_item_to_show(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(ODD.format(condition="n >= 0"))
    result = pytester.runpytest("--pact-fuzz=20", "-rf")
    failed = [line for line in result.outlines if line.startswith("FAILED")]
    assert len(failed) == 1
    assert "test_odd[fuzz: agreement]" in failed[0]
    # The property is red; what was recorded passed.
    assert len(pact(pytester, "c-p.json")["interactions"]) == 1


def test_a_model_that_reads_no_example_is_one_clear_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(ODD.format(condition="n == 77"))
    result = pytester.runpytest("--pact-fuzz=0")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["a number: the parser of Odd reads none of the * examples*: $.n: *refused; state *"]
    )


BESIDE = """
    from collections.abc import Callable
    from pydantic import AliasPath, BaseModel, Field, FutureDatetime, NaiveDatetime, model_validator
    from pactfuzz import Consumer, state

    class Part(BaseModel):
        text: str | None = None
        raw: str | None = None

        @model_validator(mode="after")
        def one(self):
            if (self.text is None) == (self.raw is None): raise ValueError("exactly one")
            return self

    class Path(BaseModel):
        x: int = Field(validation_alias=AliasPath("a", "b"))

    c = Consumer("c", provider="p")

    @c.receives("beside", int)
    def test_beside(n): pass

    @c.receives("broken", {type})
    def test_broken(value): pass
"""


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("NaiveDatetime", "*should not have timezone info; state values*Field(examples=*"),
        ("FutureDatetime", "*should be in the future; state values*"),
        ("complex", "*valid complex string*; state values*"),
        ("Path", "*Field required; *where the JSON Schema is not what crosses*WithJsonSchema*"),
        ("Callable[[int], int]", "*no JSON Schema of this type*WithJsonSchema*"),
        ('{"not": {}}', "broken: *no value fits*"),
        ('{"type": "nothing"}', "broken: *not a usable JSON Schema*"),
        ('int)\n    @c.receives("beside", int', '*"beside" is declared by *::test_beside already*'),
    ],
)
def test_a_contract_that_cannot_be_used_fails_and_stops_no_other(
    pytester: pytest.Pytester, broken: str, words: str
) -> None:
    pytester.makepyfile(BESIDE.replace("{type}", broken))
    result = pytester.runpytest("--pact-fuzz=0")
    result.stdout.fnmatch_lines([words])
    result.stdout.fnmatch_lines(["FAILED *::test_broken[[]*declaration]*"])
    assert result.parseoutcomes()["failed"] == 1
    assert result.parseoutcomes()["passed"] >= 3
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_contract_that_cannot_be_used_removes_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BESIDE.replace("{type}", "str"))
    pytester.runpytest("--pact-fuzz=0")
    before = pact(pytester, "c-p.json")
    pytester.makepyfile(BESIDE.replace("{type}", "Callable[[int], int]"))
    assert pytester.runpytest("--pact-fuzz=0").ret == 1
    assert pact(pytester, "c-p.json") == before


def test_one_member_of_several_is_tried_and_asked_for_in_a_state(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        BESIDE.replace(
            "{type}", 'Part, states=[state("it is raw", promises={"raw": "r"}), state("any")]'
        )
    )
    result = pytester.runpytest("--pact-fuzz=0")
    result.stdout.fnmatch_lines(["broken: *exactly one; promise what it demands, as in state*"])
    result.stdout.fnmatch_lines(["FAILED *test_broken[[]any]*"])
    assert result.parseoutcomes()["failed"] == 1


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('pact = "x"', '*unknown key "pact"; did you mean "pacts"?'),
        ('record = "chekc"', "*expected one of write, check, off; did you mean*check*"),
        ("timeout = -1", "*expected a number of seconds above zero*"),
        ("pacts = 5", "*expected a path as text"),
        ("providers = 'x'", "*expected a list of paths as text"),
    ],
)
def test_a_wrong_setting_is_one_clear_error(
    pytester: pytest.Pytester, table: str, words: str
) -> None:
    pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\n[tool.pactfuzz]\n{table}\n")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: *pyproject.toml: [[]tool.pactfuzz[]]: {words}"])


def test_the_command_line_overrides_the_table(consumer: pytest.Pytester) -> None:
    consumer.makepyprojecttoml("[tool.pactfuzz]\npacts = 'contracts'\nrecord = 'off'\nfuzz = 0\n")
    assert consumer.runpytest("--pact-record=write", "--pact-dir=elsewhere").ret == 0
    assert Path(consumer.path / "elsewhere" / "pipeline-store.json").is_file()
    assert not (consumer.path / "contracts").exists()
