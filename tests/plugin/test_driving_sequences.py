"""State machines that make a provider send, as pytest shows them."""

from typing import Any

import pytest

SCHEMA = {"properties": {"size": {"type": "integer", "minimum": 0}}, "required": ["size"]}

QUEUE = """
import json
from hypothesis.stateful import RuleBasedStateMachine, rule
class Queue(RuleBasedStateMachine):
    def __init__(self, sent):
        super().__init__()
        self.sent = sent
        self.size = 0
    @rule()
    def put(self):
        self.change(+1)
    @rule()
    def take(self):
        self.change(-1)
    def change(self, by):
        self.size += by
        self.sent(json.dumps({"size": self.size}).encode())
"""

BOUNDED = QUEUE.replace("self.change(-1)", "self.change(-min(1, self.size))")


def test_the_shortest_sequence_that_breaks_is_shown(project: Any) -> None:
    project.provider(QUEUE + "store.machine('an event')(Queue)\n")
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "sequences")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "*_ an event [[]sequences] _*",
            "store does not do what pipeline expects:",
            "  $.size",
            "      expected  -1 is less than the minimum of 0*",
            "  state = Queue()",
            "  state.take()",
            "  state.teardown()",
            "  the 12 bytes that left store:",
            '  {"size": -1}',
            "  pytest --pact-verify 'store.py::an event [[]sequences]'",
            "The document is kept in *",
            "You can reproduce this test case *",
        ],
    )
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


def test_what_holds_passes_and_as_many_as_the_user_wants(project: Any) -> None:
    project.provider(
        BOUNDED
        + """
from pathlib import Path
@store.machine("an event")
class Counted(Queue):
    def teardown(self):
        with Path("told.txt").open("a") as file: file.write("x")
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "sequences", "--pact-fuzz=6").assert_outcomes(passed=1, deselected=1)
    assert (project.folder / "told.txt").read_text() == "xxxxxx"


def test_the_machine_gets_fixtures_that_end_with_each_sequence(project: Any) -> None:
    project.provider(
        BOUNDED
        + """
@store.machine("an event")
class Filed(Queue):
    def __init__(self, sent, tmp_path):
        assert not list(tmp_path.iterdir())
        (tmp_path / "file").touch()
        super().__init__(sent)
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    project.drive("-k", "sequences").assert_outcomes(passed=1, deselected=1)


def test_the_emitters_readers_read_what_leaves_the_machine(project: Any) -> None:
    project.provider(
        BOUNDED
        + """
@store.sends("an event", read_by={"pipeline": dict[str, str]})
def event(): return b'{"size": 1}'
store.machine("an event")(Queue)
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "sequences")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["the parser of pipeline refuses it: *valid string*"])


def test_a_known_break_is_pending_and_fails_when_it_passes(project: Any) -> None:
    declared = "store.machine('an event', known={'sequences': 'below nothing (store 1)'})(Queue)\n"
    project.provider(QUEUE + declared)
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "sequences")
    assert result.parseoutcomes() == {"pending": 1, "deselected": 1}
    result.stdout.fnmatch_lines(["PENDING pipeline: an event [[]sequences]", "  below nothing*"])
    project.provider(BOUNDED + declared)
    result = project.drive("-k", "sequences")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["Remove it from `known` of the declaration."])


def test_a_rule_that_raises_shows_its_own_code_and_the_steps(project: Any) -> None:
    project.provider(
        BOUNDED
        + """
@store.machine("an event")
class Raising(Queue):
    @rule()
    def fall(self):
        raise OSError("no bus")
"""
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "sequences")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [">       raise OSError*", "E       OSError: no bus", "  state.fall()"]
    )
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


def test_a_rule_that_raises_is_known_to_a_consumer_whose_interactions_are_all_pending(
    project: Any,
) -> None:
    project.provider(
        QUEUE.replace("self.size += by", "raise OSError('no bus')")
        + "store.machine('an event')(Queue)\n"
    )
    project.pact(project.message("an event", schema=SCHEMA, pending=True, reason="late"))
    result = project.drive("-k", "sequences")
    assert result.parseoutcomes() == {"pending": 1, "deselected": 1}
    result.stdout.fnmatch_lines(["  late", "  OSError: no bus"])


@pytest.mark.parametrize("where", ["rule", "init"])
def test_the_time_limit_holds_for_each_sequence(project: Any, where: str) -> None:
    bodies = {"rule": "@rule()\n    def hang(self): ", "init": "def __init__(self, sent): "}
    project.provider(
        BOUNDED
        + "import time\n@store.machine('an event')\nclass Hanging(Queue):\n"
        + f"    {bodies[where]}time.sleep(60)\n"
    )
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "sequences", "--pact-timeout=0.3")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(['*state machine of "an event" did not return within 0.3 seconds'])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("class M: pass\nstore.machine('an event')(M)", '*whose __init__ has a parameter "sent"*'),
        (
            "store.machine('an event', known={'driven': 'x'})(Queue)",
            '*known[[]"driven"]*sequences*',
        ),
        ("store.machine('an event')(Queue)\n" * 2, '*.machine("an event"): declared twice'),
    ],
)
def test_a_wrong_declaration_says_what_is_expected(project: Any, source: str, said: str) -> None:
    project.provider(f"{QUEUE}{source}\n")
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])


def test_what_is_sent_must_be_bytes(project: Any) -> None:
    project.provider(QUEUE.replace(".encode()", "") + "store.machine('an event')(Queue)\n")
    project.pact(project.message("an event", schema=SCHEMA))
    result = project.drive("-k", "sequences")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*of type str; expected the bytes that left the provider*"])
