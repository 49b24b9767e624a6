"""Verifying messages, as pytest runs it: what is shown of one that is kept, broken or pending."""

import json
from typing import Any

import pytest

EMITTER = """
@store.sends("an event")
def event():
    return b'{"level": "ok", "size": 3}'
"""


def test_a_contract_that_is_kept_is_verified_and_nothing_else_runs(project: Any) -> None:
    project.provider(EMITTER + "\ndef test_of_the_provider_file():\n    assert False\n")
    project.pytester.makepyfile(test_other="def test_other():\n    assert False")
    project.pact(project.message("an event"))
    result = project.verify("-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["store.py::pipeline: an event PASSED*", "pipeline -> store: 1 verified"]
    )


def test_a_break_says_who_where_what_and_shows_the_bytes(project: Any) -> None:
    project.provider(EMITTER)
    integer = {"$.id": {"match": "integer"}}
    project.pact(project.message("an event", {"level": "soft", "id": 7, "size": 3}, rules=integer))
    result = project.verify()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "store does not do what pipeline expects:",
            "  an event",
            "  $.id",
            "      expected  an integer, like 7 (the member is required), says the official*",
            "      actual    absent",
            "  $.level",
            '      expected  "soft" (equal to the example), says the official Pact core',
            '      actual    "ok"',
            "  the 26 bytes that left store:",
            '  {"level": "ok", "size": 3}',
            "*- the official Pact core -*",
            "Verifying a pact between pipeline and store",
            "pipeline -> store: 1 failed",
            "FAILED store.py::pipeline: an event - $.id: absent, expected an integer*",
        ]
    )
    result.stdout.no_fnmatch_line("*Error*")


def test_the_consumers_schema_is_checked_on_the_same_bytes(project: Any) -> None:
    project.provider(EMITTER)
    schema = {
        "properties": {"size": {"type": "string"}, "level": {"type": "string"}},
        "required": ["level"],
    }
    project.pact(project.message("an event", schema=schema))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "  $.size",
            "      expected  * says the consumer's embedded schema",
            "      actual    3",
        ]
    )


def test_bytes_that_are_no_json_break_both_judges_rules(project: Any) -> None:
    project.provider("@store.sends('an event')\ndef event():\n    return b'\\xff{'\n")
    project.pact(project.message("an event", schema={"type": "object"}))
    result = project.verify()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*not UTF-8: byte 0xff at offset 0*", "  b'\\xff{'"])


def test_a_nul_in_the_bytes_is_judged_and_shown_like_any_other(project: Any) -> None:
    project.provider("@store.sends('an event')\ndef event():\n    return b'\"\\\\u0000\"'\n")
    project.pact(project.message("an event", "text"), project.message("an event", "\0"))
    result = project.pytester.runpytest_subprocess("--pact-verify", "-s")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["  $", '      expected  "text" *', "  the 8 bytes that left store:"]
    )
    assert result.stderr.str() == ""


def test_pending_is_shown_with_reason_and_witness_and_fails_nothing(project: Any) -> None:
    project.provider(EMITTER)
    project.pact(
        project.message("an event", {"ts": 1.5}, pending=True, reason="ts is missing (store 1.2)")
    )
    result = project.verify()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "store.py p *",
            "PENDING pipeline: an event",
            "  ts is missing (store 1.2)",
            "  $.ts: absent, expected 1.5",
            '  {"level": "ok", "size": 3}',
            "pipeline -> store: 1 pending",
            "*1 pending in *",
        ]
    )


def test_pending_excuses_an_emitter_that_raises_and_one_that_is_not_there(project: Any) -> None:
    project.provider("@store.sends('an event')\ndef event():\n    raise OSError('no bus')\n")
    project.pact(
        project.message("an event", pending=True), project.message("another", pending=True)
    )
    result = project.verify()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "PENDING pipeline: an event",
            "  no reason is given",
            "  OSError: no bus",
            "PENDING pipeline: another",
            '  provider "store" declares no emitter of "another"*',
            "pipeline -> store: 2 pending",
        ]
    )


def test_what_is_pending_and_passes_fails(project: Any) -> None:
    project.provider(EMITTER)
    project.pact(project.message("an event", pending=True, reason="ts is missing (store 1.2)"))
    result = project.verify()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "It is marked as pending: ts is missing (store 1.2).",
            "Remove the pending mark *",
            "pipeline -> store: 1 pending, but passes",
        ]
    )


def test_a_title_is_one_line_unlike_any_other_and_addresses_its_item(project: Any) -> None:
    project.provider(EMITTER)
    odd = "a::b [c]\n\td/\u202eé\u0000"
    project.pact(
        project.message("an event"),
        project.message("an event", {"size": 3}),
        project.message(odd),
    )
    titles = project.verify("--co", "-q").outlines[:3]
    assert titles == [
        r"store.py::pipeline: a: :b [c] d/\u202eé\x00",
        "store.py::pipeline: an event",
        "store.py::pipeline: an event (2)",
    ]
    for title in titles:
        assert project.verify("--co", "-q", title).outlines[0] == title


@pytest.mark.parametrize("arguments", [(), ("-s",), ("-p", "no:terminal")], ids=" ".join)
def test_what_the_core_prints_stays_off_the_terminal(
    project: Any, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # With it the core would say nothing of the statistics that it sends to an outside host.
    monkeypatch.delenv("PACT_DO_NOT_TRACK", raising=False)
    project.provider(EMITTER + "print('an outside print')\n")
    project.pact(project.message("an event"), project.message("an event", {"size": 3}))
    result = project.pytester.runpytest_subprocess("--pact-verify", *arguments)
    assert result.ret == pytest.ExitCode.OK
    assert "Verifying a pact" not in result.stdout.str()
    assert result.stderr.str() == ""


def test_outcomes_reach_junit(project: Any) -> None:
    project.provider(EMITTER)
    project.pact(
        project.message("an event"),
        project.message("another", pending=True, reason="not there yet"),
        project.message("a third"),
    )
    project.verify("--junitxml=report.xml")
    report = (project.folder / "report.xml").read_text("utf-8")
    assert 'tests="3"' in report
    assert 'failures="1"' in report
    assert 'skipped="1"' in report
    assert '<property name="verdict" value="verified"' in report
    assert 'type="pytest.xfail" message="pending: not there yet"' in report


def test_a_version_3_pact_of_messages_is_verified(project: Any) -> None:
    project.provider(EMITTER)
    document = {
        "consumer": {"name": "old"},
        "provider": {"name": "store"},
        "messages": [
            {
                "description": "an event",
                "contents": {"level": "soft"},
                "matchingRules": {"body": {"$.level": {"matchers": [{"match": "type"}]}}},
                "metaData": {"contentType": "application/json"},
            },
            {"description": "an event", "contents": {"level": "soft"}, "metaData": {}},
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    (project.folder / "pacts" / "old.json").write_text(json.dumps(document))
    result = project.verify()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["  $.level"])


def test_a_mark_of_another_tool_that_can_go_is_told_and_fails_nothing(project: Any) -> None:
    project.provider("@store.sends('an event')\ndef event(): return b'{\"level\": \"ok\"}'")
    project.pact(project.message("an event", pending=True))
    result = project.verify()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "VERIFIED pipeline: an event",
            "  It is marked as pending and passes: the mark can go.",
            "pipeline -> store: 1 verified",
        ]
    )
