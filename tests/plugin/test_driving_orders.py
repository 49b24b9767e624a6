"""HTTP interactions, repeated in every order of their states."""

from typing import Any

import pytest

APP = """
import json, os
shelf = {}
async def application(scope, receive, send):
    body = json.dumps({"left": shelf.get("A-1", 0), "mark": os.environ.get("MARK")}).encode()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
@store.app
def app(): return application
"""

ITEM = "every order of the states"


def stock(project: Any, left: int, *states: str, **more: Any) -> dict[str, Any]:
    return project.http(f"the stock of {left}", "/stock", {"left": left}, states=states, **more)


def test_what_a_state_leaves_behind_is_named(project: Any) -> None:
    project.provider(
        APP
        + """
@store.state("three are left")
def three(): shelf["A-1"] = 3
@store.state("all is sold")
def sold(): ...
"""
    )
    project.pact(stock(project, 0, "all is sold"), stock(project, 3, "three are left"))
    result = project.drive("-v", "-k", "order")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(
        [
            f"store.py::{ITEM} FAILED*",
            "store does not do what pipeline expects:",
            "  the stock of 0, given all is sold",
            'It held in "all is sold", and no longer after "three are left"*',
            "  $.left",
            "      expected  0*",
            "      actual    3",
        ]
    )
    result = project.drive()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["It does not hold from the start: by itself, or after what *"])


def test_what_held_and_holds_no_longer_says_after_which_states(project: Any) -> None:
    project.provider(
        APP
        + """
@store.state("three are left")
def three(): shelf["A-1"] = 3; yield; shelf.clear()
@store.state("all is sold")
def sold(): shelf.clear(); yield; shelf["A-1"] = 9
"""
    )
    project.pact(
        stock(project, 0), stock(project, 3, "three are left"), stock(project, 0, "all is sold")
    )
    result = project.drive("-k", "order")
    result.assert_outcomes(failed=1, deselected=3)
    result.stdout.fnmatch_lines(['It held in no state, and no longer after *then "all is sold".'])


def test_states_that_leave_nothing_behind_pass(project: Any) -> None:
    project.provider(
        APP
        + """
import pytest
@store.state("three are left")
def three(monkeypatch): monkeypatch.setitem(shelf, "A-1", 3)
@store.state("all is sold")
def sold(): ...
"""
    )
    project.pact(
        stock(project, 0, "all is sold"), stock(project, 3, "three are left"), stock(project, 0)
    )
    project.drive("-k", "order").assert_outcomes(passed=1, deselected=3)


@pytest.mark.parametrize("more", [{"pending": True}, {"states": ["all is sold"]}])
def test_one_state_has_no_order_and_what_is_pending_holds_in_none(project: Any, more: Any) -> None:
    project.provider(APP + "@store.state('all is sold')\ndef sold(): ...\n")
    other = {"states": ["three are left"], **more}
    project.pact(
        stock(project, 0, "all is sold"),
        project.http("another", "/stock", {"left": 0}, **other),
    )
    project.drive().stdout.no_fnmatch_line("*every order*")


def test_messages_have_no_order_and_no_examples_no_item(project: Any) -> None:
    project.provider(
        APP
        + "@store.sends('an event')\ndef event(): return b'{\"level\": \"ok\"}'\n"
        + "@store.state('a')\ndef a(): ...\n@store.state('b')\ndef b(): ...\n"
    )
    project.pact(
        project.message("an event", states=["a"]), project.message("an event", states=["b"])
    )
    project.drive().assert_outcomes(passed=2)
    project.pact(stock(project, 0, "a"), stock(project, 0, "b"))
    project.drive().assert_outcomes(passed=3)
    project.drive("--pact-fuzz=0").assert_outcomes(passed=2)
