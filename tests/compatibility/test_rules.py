"""The catalogue of rules: each has a name that stays, and words of its own."""

import re
from collections import Counter
from dataclasses import astuple

import pytest

from pactfuzz.compatibility.rules import RULES, Rule


def test_every_rule_is_found_by_its_name() -> None:
    assert RULES
    assert {name: rule.name for name, rule in RULES.items()} == {name: name for name in RULES}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_sentences_in_every_part(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    for text in (rule.meaning, rule.who_is_hit, rule.without_a_break):
        assert text[0].isupper()
        assert text.endswith(".")
        assert text == " ".join(text.split())


def test_no_two_rules_share_a_text() -> None:
    told = Counter(text for rule in RULES.values() for text in astuple(rule))
    assert [text for text, times in told.items() if times > 1] == []
