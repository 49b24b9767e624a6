"""The rules of compatibility in words: one in full, or all of them in a line each."""

from difflib import get_close_matches
from textwrap import fill
from typing import Final

from pactfuzz.compatibility.rules import RULES
from pactfuzz.errors import ConfigurationError

_WIDTH: Final = 88
"""Columns of text that are read with ease."""


def rule_text(name: str) -> str:
    """Say what a rule means, who is hit, and how to change a contract without that break.

    Raises:
        ConfigurationError: there is no such rule.
    """
    rule = RULES.get(name)
    if rule is None:
        (nearest,) = get_close_matches(name, RULES, n=1, cutoff=0)
        msg = f'"{name}" is no rule; the nearest is "{nearest}". `pactfuzz explain` lists them all'
        raise ConfigurationError(msg)
    parts = {
        "What it means": rule.meaning,
        "Who is hit": rule.who_is_hit,
        "How to do without the break": rule.without_a_break,
    }
    paragraphs = (f"{title}\n{_indented(text)}" for title, text in parts.items())
    return "\n\n".join((rule.name, *paragraphs))


def rule_lines() -> list[str]:
    """Say of each rule in a line what it means."""
    width = max(map(len, RULES))
    return [f"{rule.name:{width}}  {_first_sentence(rule.meaning)}" for rule in RULES.values()]


def _first_sentence(text: str) -> str:
    return f"{text.partition('. ')[0].rstrip('.')}."


def _indented(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
