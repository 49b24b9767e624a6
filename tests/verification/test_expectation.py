"""What an interaction expects at a place, in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.contract import Interaction, Kind
from pactfuzz.shapes import ABSENT, Location
from pactfuzz.verification.expectation import (
    content_type_of,
    example_at,
    location_of,
    rule_at,
)

names = st.text(st.characters(categories=["L", "Nd", "P", "S", "Zs"]), min_size=1)


@given(st.lists(st.integers(0) | names))
def test_a_path_is_read_as_it_is_written(parts: list[str | int]) -> None:
    written = "$" + "".join(
        f"[{part}]"
        if isinstance(part, int)
        else "['" + part.replace("\\", "\\\\").replace("'", "\\'") + "']"
        for part in parts
    )
    assert location_of(written) == Location.of(parts)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("$", ()),
        ("/", ()),
        ("$.a.b_c[0]", ("a", "b_c", 0)),
        ("$.a-b.c", ("a-b", "c")),
        ("$[0][1]", (0, 1)),
        ('$["a b"].c', ("a b", "c")),
        (r"$['it\'s']", ("it's",)),
        ("$['']", ("",)),
    ],
)
def test_paths_as_the_official_core_writes_them(path: str, parts: tuple[str | int, ...]) -> None:
    assert location_of(path) == Location(parts)


def message(rules: Any, content: Any = None) -> Interaction:
    contents = {"content": content, "contentType": "application/json"}
    matching = {"body": {path: {"matchers": rule} for path, rule in rules.items()}}
    return Interaction.from_content(
        {"description": "m", "contents": contents, "matchingRules": matching}, Kind.MESSAGE
    )


@pytest.mark.parametrize(
    ("matcher", "words"),
    [
        ({"match": "type"}, "of the same type as the example"),
        ({"match": "type", "min": 1, "max": 2}, "of the same *, with at least 1 items, * 2 items"),
        ({"match": "integer"}, "an integer"),
        ({"match": "regex", "regex": "a|b"}, "text that matches a|b"),
        ({"match": "datetime", "format": "yyyy"}, "a datetime written yyyy"),
        ({"match": "timestamp", "timestamp": "yyyy"}, "a timestamp written yyyy"),
        ({"match": "date"}, "a date"),
        ({"match": "include", "value": "x"}, "text that includes 'x'"),
        ({"match": "equality"}, "equal to the example"),
        ({"match": "arrayContains"}, "by the matching rule arrayContains"),
    ],
)
def test_each_matching_rule_has_words(matcher: dict[str, Any], words: str) -> None:
    from fnmatch import fnmatch

    assert fnmatch(rule_at(message({"$.a": [matcher]}), Location(("a",))), words)


def test_the_longest_path_counts_and_one_above_holds_below() -> None:
    interaction = message(
        {
            "$": [{"match": "type"}],
            "$.a[*]": [{"match": "integer"}],
            "$.a[1].*": [{"match": "number"}, {"match": "null"}],
        }
    )
    assert rule_at(interaction, Location(("b", "c"))) == "of the same type as the example"
    assert rule_at(interaction, Location(("a", 0))) == "an integer"
    assert rule_at(interaction, Location(("a", 1, "x"))) == "a number and null"
    assert rule_at(message({}), Location(("a",))) == "equal to the example"


def test_the_rules_and_bodies_of_all_versions_are_read() -> None:
    response = {"body": {"a": [7]}, "matchingRules": {"$.body.a[0]": {"match": "type"}}}
    second = Interaction.from_content({"description": "h", "response": response}, Kind.HTTP)
    assert rule_at(second, Location(("a", 0))) == "of the same type as the example"
    assert example_at(second, Location(("a", 0))) == 7
    assert example_at(second, Location(("a", 1))) is ABSENT
    assert example_at(second, Location(("a", "b"))) is ABSENT

    synchronous = {
        "description": "s",
        "type": "Synchronous/Messages",
        "response": [{"contents": {"content": {"a": 1}, "contentType": "application/json"}}],
    }
    fourth = Interaction.from_content(synchronous, Kind.HTTP)
    assert example_at(fourth, Location(("a",))) == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"contents": {"content": 1, "contentType": "text/plain"}}, "text/plain"),
        ({"contents": {"a": 1}, "metaData": {"contentType": "text/plain"}}, "text/plain"),
        ({"contents": {"a": 1}, "metadata": {"Content-Type": "text/plain"}}, "text/plain"),
        ({"contents": {"a": 1}}, "application/json"),
        ({}, "application/json"),
    ],
)
def test_the_content_type_is_the_one_that_is_stated(content: Any, expected: str) -> None:
    interaction = Interaction.from_content({"description": "m", **content}, Kind.MESSAGE)
    assert content_type_of(interaction) == expected
