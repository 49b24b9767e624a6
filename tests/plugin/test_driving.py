"""Driving emitters with generated arguments, as pytest shows it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

SCHEMA = {
    "type": "object",
    "properties": {
        "level": {"enum": ["ok", "soft"]},
        "size": {"type": "integer", "maximum": 1_000},
    },
    "required": ["level"],
}

EVENT = """
import json
def event_of(level="ok", size=1):
    return json.dumps({"level": level, "size": size}).encode()
"""

TELL = """
from pathlib import Path
def tell(text):
    with Path("told.txt").open("a") as file:
        file.write(text + "\\n")
"""


def told(project: Any) -> list[str]:
    return (project.folder / "told.txt").read_text().splitlines()


def kept(project: Any) -> list[Path]:
    return sorted((project.folder / "tests/contracts/corpus").glob("*.json"))


def test_a_break_is_shown_by_the_smallest_call_with_all_that_shows_it_again(project: Any) -> None:
    project.provider(
        EVENT
        + "@store.sends('an event')\ndef event(size: int = 1):\n    return event_of(size=size)\n"
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ an event [[]driven] _*",
            "store does not do what pipeline expects:",
            "  an event [[]driven]",
            "  $.size",
            "      expected  1001 is greater than the maximum of 1000*",
            "      actual    1001",
            "  event(size=1001)",
            "  the 29 bytes that left store:",
            '  {"level": "ok", "size": 1001}',
            "To run it again:",
            "  pytest --pact-verify 'store.py::an event [[]driven]'",
            "The document is kept in *corpus*.json.",
            "*- Hypothesis -*",
            "You can reproduce this test case by temporarily adding @reproduce_failure*",
            "FAILED store.py::an event [[]driven] - $.size: 1001, expected 1001 is gre*",
        ]
    )
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")
    (finding,) = kept(project)
    project.drive("store.py::an event [driven]").assert_outcomes(failed=1)
    content = json.loads(finding.read_text())
    assert content["document"] == '{"level": "ok", "size": 1001}'
    assert content["property"] == "emitted"
    assert content["description"] == "an event"


def test_a_document_of_many_lines_is_shown_in_one(project: Any) -> None:
    project.provider(
        "import json\n@store.sends('an event')\ndef event(size: bool):\n"
        "    return json.dumps({'size': 1}, indent=1).encode()\n"
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven")
    result.stdout.fnmatch_lines(["  in one line:", '  {"size": 1}'])


def test_what_a_run_kept_takes_the_place_of_what_the_last_one_did(project: Any) -> None:
    project.provider(
        "import time, json\n@store.sends('an event')\ndef event(size: bool):\n"
        "    return json.dumps({'size': 1, 'ts': time.time_ns()}).encode()\n"
    )
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "driven")
    first = kept(project)
    project.drive("-k", "driven")
    assert len(first) == len(kept(project)) == 1
    assert first != kept(project)


def test_what_was_kept_is_pruned_once_the_emitter_passes(project: Any) -> None:
    source = (
        EVENT + "@store.sends('an event')\ndef event(size: int = 1):\n    return event_of(SIZE)\n"
    )
    project.provider(source.replace("SIZE", "size=size"))
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "driven", "--pact-prune")
    assert len(kept(project)) == 1
    project.provider(source.replace("SIZE", "size=1"))
    project.drive("-k", "driven").assert_outcomes(passed=1, deselected=1)
    assert len(kept(project)) == 1
    project.drive("-k", "driven", "--pact-prune").assert_outcomes(passed=1, deselected=1)
    assert kept(project) == []


def test_a_corpus_that_cannot_be_read_hides_no_break(project: Any) -> None:
    (project.folder / "tests/contracts/corpus").mkdir(parents=True)
    (project.folder / "tests/contracts/corpus/other.json").write_text("[]")
    project.provider("@store.sends('an event')\ndef event(size: bool): return b'{}'\n")
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "driven").stdout.fnmatch_lines(
        ["  $.level", "The document could not be kept: *other.json: not a finding of pactfuzz*"]
    )


def test_arguments_are_drawn_given_kept_or_fixtures(project: Any) -> None:
    project.provider(
        EVENT
        + TELL
        + """
import pytest
from typing import Annotated, Literal
from hypothesis import strategies as st
from pydantic import Field
@pytest.fixture
def bus(): return "the bus"
@store.state("a level")
def a_level(): tell("up"); yield; tell("down")
@store.sends("an event", given={"strange": st.just("given")})
def event(
    level: Literal["ok", "soft"], bus: str, strange: object, plain="plain",
    size: Annotated[int, Field(ge=7, lt=10)] = 1, nothing: "NotThere" = None,
):
    tell(f"{level} {bus} {strange} {plain} {size} {nothing}")
    return event_of(level, size)
"""
    )
    state = ("a level", {"level": "soft", "strange": "of the state"})
    project.pact(
        project.message("an event", schema=SCHEMA, states=[state], content={"level": "soft"})
    )
    project.drive("-k", "driven").assert_outcomes(passed=1)
    lines = set(told(project))
    free = {
        f"{level} the bus given plain {size} None" for level in ("ok", "soft") for size in (7, 8, 9)
    }
    in_state = {f"soft the bus of the state plain {size} None" for size in (7, 8, 9)}
    assert lines == {"up", "down"} | free | in_state


def test_what_the_state_must_bring_is_not_made_up(project: Any) -> None:
    project.provider(
        EVENT
        + TELL
        + """
orders = []
@store.state("an order exists")
def order_exists(): orders.append(1); yield; orders.clear()
@store.sends("an event")
def event(size: bool = True):
    tell(str(orders))
    return event_of()
"""
    )
    project.pact(project.message("an event", schema=SCHEMA, states=["an order exists"]))
    project.drive("-k", "driven").assert_outcomes(passed=1)
    assert set(told(project)) == {"[1]"}


def test_fixtures_of_a_function_end_with_each_example(project: Any) -> None:
    project.pytester.makeconftest(
        "import pytest\n@pytest.fixture(autouse=True)\ndef always(monkeypatch): yield\n"
    )
    project.provider(
        EVENT
        + TELL
        + """
import os
@store.sends("an event")
def event(monkeypatch, tmp_path, size: bool):
    tell(f"{os.environ.get('MARK')} {len(list(tmp_path.iterdir()))}")
    monkeypatch.setenv("MARK", "set")
    (tmp_path / "file").touch()
    return event_of()
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "driven").assert_outcomes(passed=1)
    assert told(project) == ["None 0"] * 2


def test_only_what_can_be_drawn_and_is_read_becomes_an_item(project: Any) -> None:
    project.provider(
        """
import pytest
@pytest.fixture
def bus(): return "the bus"
@store.sends("an event")
def event(bus: str, plain=1): return b'{"level": "ok"}'
@store.sends("another event")
def another(size: int): return b'{"level": "ok"}'
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive().assert_outcomes(passed=1)


def test_the_number_of_examples_is_the_users(project: Any) -> None:
    project.configured('providers = ["store.py"]\nfuzz = 5')
    source = (
        "@store.sends('an event')\ndef event(size: int):\n    tell('x')\n    return event_of()\n"
    )
    project.provider(EVENT + TELL + source)
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "driven")
    assert len(told(project)) == 5
    project.drive("-k", "driven", "--pact-fuzz=7")
    assert len(told(project)) == 12
    project.drive("--pact-fuzz=0").stdout.no_fnmatch_line("*driven*")


@pytest.mark.parametrize("value", ["-1", "many"])
def test_a_wrong_number_of_examples_is_a_usage_error(project: Any, value: str) -> None:
    assert project.drive(f"--pact-fuzz={value}").ret == pytest.ExitCode.USAGE_ERROR


def test_a_pending_break_is_shown_with_its_reason_and_fails_nothing(project: Any) -> None:
    project.provider(
        TELL + "@store.sends('an event')\ndef event(size: int):\n    tell('x')\n    return b'{}'\n"
    )
    project.pact(
        project.message("an event", schema=SCHEMA, pending=True, reason="it is late (1.2)")
    )
    result = project.drive("-k", "driven", "-v")
    assert result.parseoutcomes() == {"pending": 1, "deselected": 1}
    result.stdout.fnmatch_lines(
        [
            "store.py::an event [[]driven] PENDING*",
            "PENDING pipeline: an event [[]driven]",
            "  it is late (1.2)",
            "  $.level: absent, expected the member is required",
            "  {}",
        ]
    )
    assert told(project) == ["x"], "nothing can fail any more, so one example is enough"
    assert not kept(project)


def test_a_pending_interaction_that_nothing_breaks_is_left_to_the_replay(project: Any) -> None:
    project.provider(EVENT + "@store.sends('an event')\ndef event(size: bool): return event_of()\n")
    project.pact(project.message("an event", schema=SCHEMA, pending=True))
    project.drive("-k", "driven").assert_outcomes(passed=1)


def test_one_consumers_pending_mark_excuses_no_other(project: Any) -> None:
    project.provider("@store.sends('an event')\ndef event(size: bool): return b'{}'\n")
    project.pact(project.message("an event", schema=SCHEMA, pending=True, reason="late"))
    project.pact(project.message("an event", schema=SCHEMA), consumer="runtime")
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(["store does not do what runtime expects:"])


def test_a_pending_mark_excuses_its_own_state_alone(project: Any) -> None:
    source = """
@store.state("good")
def good(): ...
@store.state("bad")
def bad(): ...
@store.sends("an event")
def event(level: str, size: bool):
    if level == "hard":
        raise OSError("no such level")
    return event_of("ok")
"""
    project.provider(EVENT + source)
    project.pact(
        project.message("an event", schema=SCHEMA, states=[("good", {"level": "ok"})]),
        project.message(
            "an event",
            schema=SCHEMA,
            states=[("bad", {"level": "hard"})],
            pending=True,
            reason="late",
        ),
    )
    result = project.drive("-k", "driven")
    assert result.parseoutcomes() == {"pending": 1, "deselected": 2}
    result.stdout.fnmatch_lines(
        ["PENDING pipeline: an event [[]driven], given bad", "  late", "  OSError: no such level"]
    )


def test_a_known_break_is_pending_and_fails_when_it_passes(project: Any) -> None:
    declared = "@store.sends('an event', known={'driven': 'too large (store 1.2)'})\n"
    broken = "def event(size: int): return event_of(size=5000)\n"
    project.provider(EVENT + declared + broken)
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven", "--junitxml=j.xml")
    assert result.parseoutcomes() == {"pending": 1, "deselected": 1}
    result.stdout.fnmatch_lines(["  too large (store 1.2)", "  $.size: 5000*", '  {*"size": 5000}'])
    report = (project.folder / "j.xml").read_text()
    assert "pending: too large (store 1.2)" in report
    assert '<property name="examples"' in report
    project.provider(EVENT + declared + broken.replace("5000", "5"))
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["It is declared as known to be broken: too large (store 1.2)."])


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("Event", "the parser of pipeline refuses it: $.ts: Field required"),
        ("read", "the parser of pipeline fails on it: KeyError: 'ts'"),
    ],
)
def test_the_consumers_parser_reads_what_leaves(project: Any, reader: str, said: str) -> None:
    project.provider(
        EVENT
        + f"""
from pydantic import BaseModel
class Event(BaseModel):
    ts: float
def read(body):
    return json.loads(body)["ts"]
@store.sends("an event", read_by={{"pipeline": {reader}}})
def event(size: bool): return event_of()
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines([said, "  event(size=False)"])


def test_an_emitter_that_raises_shows_its_own_code_and_the_call(project: Any) -> None:
    project.provider(
        EVENT
        + """
@store.sends("an event")
async def event(size: int):
    print("asked for", size)
    if size > 5:
        raise OSError("no bus")
    return event_of()
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            ">           raise OSError*",
            "E           OSError: no bus",
            "*- Captured stdout call -*",
            "asked for 6",
            "  event(size=6)",
            "*- Hypothesis -*",
        ]
    )
    assert result.stdout.str().count("asked for") == 1 + 1, "the code, and the last example"
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


def test_a_break_that_does_not_show_each_time_says_so(project: Any) -> None:
    project.provider(
        EVENT
        + """
sizes = iter([1, 5000])
@store.sends("an event")
def event(size: bool): return event_of(size=next(sizes, 1))
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        ["It does not show each time that the same is done.", "      actual    5000"]
    )


def test_who_has_no_schema_and_no_parser_judges_nothing(project: Any) -> None:
    project.provider("@store.sends('an event')\ndef event(size: bool = True): return b'{}'\n")
    project.pact(project.message("an event", {}))
    project.drive().assert_outcomes(passed=1)


def test_the_time_limit_holds_for_each_example(project: Any) -> None:
    project.provider(
        EVENT
        + """
import time
@store.sends("an event")
def event(size: bool):
    time.sleep(60 if size else 0)
    return event_of()
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven", "--pact-timeout=0.2")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*did not return within 0.2 seconds*", "  event(size=True)"])


def test_a_tear_down_that_raises_fails_even_what_is_pending(project: Any) -> None:
    project.provider(
        EVENT
        + """
@store.state("a state")
def a_state():
    yield
    raise ConnectionError("it cannot be left")
@store.sends("an event")
def event(size: bool): return event_of()
"""
    )
    project.pact(project.message("an event", schema=SCHEMA, states=["a state"], pending=True))
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["E       ConnectionError: it cannot be left"])


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("given={'size': 5}", 'given[[]"size"] = 5: expected a Hypothesis strategy'),
        ("given={}", 'no values can be made for the parameter "size": *given={"size": *'),
    ],
)
def test_what_cannot_be_drawn_is_told(project: Any, declared: str, said: str) -> None:
    project.provider(
        "class Odd:\n    def __init__(self, x): ...\n"
        f"@store.sends('an event', {declared})\ndef event(size: Odd): return b'1'\n"
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "driven")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("given={'sise': 5}", '*given[[]"sise"] is for no parameter*did you mean "size"?'),
        ("known={'drivn': 'x'}", '*known[[]"drivn"]: did you mean "driven"?'),
    ],
)
def test_a_wrong_declaration_names_the_nearest(project: Any, declared: str, said: str) -> None:
    project.provider(f"@store.sends('an event', {declared})\ndef event(size: int): return b'1'\n")
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])


def test_workers_share_the_items_and_tell_the_same(project: Any) -> None:
    project.provider(
        "@store.sends('an event')\ndef event(size: bool): return b'{}'\n"
        "@store.sends('a good event')\ndef good(size: bool): return b'{\"level\": \"ok\"}'\n"
    )
    project.pact(
        project.message("an event", schema=SCHEMA, pending=True, reason="late"),
        project.message("a good event", schema=SCHEMA),
    )
    result = project.pytester.runpytest_subprocess("--pact-verify", "-n2", "-k", "driven")
    assert result.parseoutcomes() == {"passed": 1, "pending": 1}
    result.stdout.fnmatch_lines(["PENDING pipeline: an event [[]driven]", "  late"])


def test_the_same_profile_gives_the_same_calls_and_collecting_needs_no_hypothesis(
    project: Any,
) -> None:
    project.pytester.makeconftest(
        "import os, sys\n"
        "def pytest_configure(config):\n"
        "    if not config.option.collectonly:\n"
        "        from hypothesis import settings\n"
        "        settings.register_profile('ci', derandomize=True, database=None)\n"
        "        settings.load_profile('ci')\n"
        "def pytest_collection_finish(session):\n"
        "    print('hypothesis is loaded:', 'hypothesis' in sys.modules)\n"
    )
    source = "def event(size: int):\n    tell(str(size))\n    return event_of()\n"
    project.provider(EVENT + TELL + "@store.sends('an event')\n" + source)
    project.pact(project.message("an event", schema=SCHEMA))
    collected = project.pytester.runpytest_subprocess("--pact-verify", "--collect-only", "-q")
    collected.stdout.fnmatch_lines(["*an event [[]driven]", "*is loaded: False"])
    project.pytester.runpytest_subprocess("--pact-verify", "-k", "driven")
    first = told(project)
    project.pytester.runpytest_subprocess("--pact-verify", "-k", "driven")
    assert told(project) == first + first
    assert len(set(first)) > 10


def test_what_hypothesis_offers_for_tests_holds_for_emitters(project: Any) -> None:
    source = """
import hypothesis
MARK
@store.sends("an event")
def event(size: int):
    tell(str(size))
    return event_of(size=size)
"""
    project.pact(project.message("an event", schema=SCHEMA))
    project.provider(EVENT + TELL + source.replace("MARK", "@hypothesis.settings(max_examples=1)"))
    project.drive("-k", "driven")
    assert told(project) == ["0"]
    project.provider(EVENT + TELL + source.replace("MARK", ""))
    shown = project.drive("-k", "driven").stdout.str()
    (decorator,) = re.findall(r"@reproduce_failure\(.*?\)", shown)
    (project.folder / "told.txt").unlink()
    project.provider(EVENT + TELL + source.replace("MARK", f"@hypothesis.{decorator[1:]}"))
    project.drive("-k", "driven").assert_outcomes(failed=1, deselected=1)
    assert set(told(project)) == {"1001"}


def test_nothing_may_be_sent_in_a_state_of_which_a_consumer_expects_nothing(project: Any) -> None:
    source = """
is_gone = set()
@store.state("it is gone")
def gone():
    is_gone.add(1)
    yield
    is_gone.clear()
@store.sends("an event")
def event(size: int):
    return None if is_gone else event_of(size=0)
"""
    tombstone = project.message("an event", states=["it is gone"])
    tombstone["contents"]["content"] = None
    project.pact(project.message("an event", schema=SCHEMA), tombstone)
    project.provider(EVENT + source)
    project.drive("--pact-fuzz=10", "-k", "driven").assert_outcomes(passed=1, deselected=2)
    project.provider(EVENT + source.replace("if is_gone", "if not is_gone"))
    project.drive("--pact-fuzz=10", "-k", "driven").assert_outcomes(failed=1, deselected=2)
