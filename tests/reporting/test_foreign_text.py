"""The gate: whatever a text holds, what comes out steers and hides nothing, and is no markup."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.errors import without_passwords
from pactfuzz.reporting.foreign_text import (
    LONGEST,
    LONGEST_BLOCK,
    LONGEST_LINE,
    block,
    markdown,
    message,
    one_line,
    workflow_command,
)

texts = st.text(st.characters() | st.sampled_from(":#[]\n\r\x1b\u202e\u200b\u3164 "))


@given(texts)
def test_a_line_is_visible_and_no_command(text: str) -> None:
    line = one_line(text, None)
    assert line.isprintable()
    assert not line.lstrip().startswith("::")
    assert "##[" not in line
    assert one_line(line, None) == line


@given(texts)
def test_a_block_keeps_its_lines_and_each_is_as_in_one_line(text: str) -> None:
    shown = block(text)
    assert shown.count("\n") == text.count("\n")
    assert all(one_line(each, None) == each for each in shown.split("\n"))
    assert block(shown) == shown


@given(texts)
def test_a_document_in_a_line_is_the_same_document(text: str) -> None:
    assert json.loads(one_line(json.dumps({"a": text}, ensure_ascii=False), None)) == {"a": text}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本 🙂", "plain é 日本 🙂"),
        ("\x1b[31mred\x1b[0m", r"\u001b[31mred\u001b[0m"),
        ("a\u202eb\u2066c", r"a\u202eb\u2066c"),
        ("a\u200bb\u3164c\u00adb", r"a\u200bb\u3164c\u00adb"),
        ("\x00\x9b\x7f", r"\u0000\u009b\u007f"),
        ("\ud800", r"\ud800"),
        (" ::error::x", r" \u003a:error::x"),
        ("a::b", "a::b"),
        ("a ##[error]b", r"a #\u0023[error]b"),
        ("\n::x", r" \u003a:x"),
    ],
)
def test_what_is_escaped(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert one_line("x" * 1_000_000) == f"{'x' * LONGEST} … (1000000 characters)"
    assert block("x" * 20_000) == f"{'x' * LONGEST_LINE} … (20000 characters)"
    many = block("x\n" * 1_000_000)
    assert len(many) < LONGEST_BLOCK + 100
    assert many.endswith("… (2000000 characters)")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://me:secret@host:80/p?a=b@c", "http://***@host:80/p?a=b@c"),
        ("git+https://token@host/x.git", "git+https://***@host/x.git"),
        ("redis://:secret@host and tcp://a:b@c", "redis://***@host and tcp://***@c"),
        ("ssh://git@host/x, git@host:x", "ssh://git@host/x, git@host:x"),
        ("http://a:p@ss@host/", "http://***@host/"),
        ("'http://a:b@host'", "'http://***@host'"),
        ("http://host/@me, a@b", "http://host/@me, a@b"),
        ("x://a:b\n@c", "x://a:b\n@c"),
    ],
)
def test_passwords_of_addresses_are_not_shown(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
    assert message(text) == shown


@given(texts)
def test_markdown_has_nothing_that_may_be_markup(text: str) -> None:
    shown = markdown(text)
    assert "\n" not in shown
    assert not set(shown) & set("|`*_[]()<>\\!~^$@:")
    assert "www." not in shown.lower()
    assert not shown.startswith(("-", "=", "#", "+", "1"))


@given(texts, texts, texts)
def test_a_workflow_command_is_one_line_with_two_properties(a: str, b: str, c: str) -> None:
    command = workflow_command("error", a, b, c)
    assert command.isprintable()
    properties, _, _ = command.removeprefix("::error ").partition("::")
    assert [each.partition("=")[0] for each in properties.split(",")] == ["file", "title"]
