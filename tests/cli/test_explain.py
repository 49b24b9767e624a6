"""`pactfuzz explain`: what a rule means, as whoever reads a red CI gets to see it."""

import pytest

from pactfuzz.cli import main
from pactfuzz.compatibility.rules import RULES


def test_a_rule_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "enum-member-removed"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    rule = RULES["enum-member-removed"]
    assert told == (
        f"{rule.name} What it means {rule.meaning} Who is hit {rule.who_is_hit} "
        f"How to do without the break {rule.without_a_break}"
    )


@pytest.mark.parametrize("name", RULES)
def test_no_rule_is_too_wide_for_a_terminal(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 88


def test_without_a_name_every_rule_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    assert all(len(line.split()) > 5 for line in lines)


def test_an_unknown_rule_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "enum-removed"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert '"enum-removed" is no rule; the nearest is "enum-member-removed"' in told.err
    assert "`pactfuzz explain`" in told.err


def test_more_than_a_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["explain", "enum-added", "type-changed"])
    assert "type-changed" in capsys.readouterr().err
