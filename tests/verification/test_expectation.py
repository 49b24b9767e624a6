"""What an interaction expects at a place, in words."""

import json
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.contract import Interaction, Kind, Pact
from pactfuzz.contract.body import JSON
from pactfuzz.shapes import ABSENT, Location
from pactfuzz.verification.expectation import (
    content_type_of,
    example_at,
    location_of,
    rule_at,
)
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.official_core import OfficialCore
from pactfuzz.verification.traffic import Response

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
    contents = {"content": content, "contentType": JSON, "encoded": False}
    matching = {"body": {path: {"matchers": rule} for path, rule in rules.items()}}
    return Interaction.from_content(
        {
            "type": Kind.MESSAGE.value,
            "description": "m",
            "contents": contents,
            "matchingRules": matching,
        },
        Kind.MESSAGE,
    )


@pytest.mark.parametrize(
    ("matcher", "words"),
    [
        ({"match": "type"}, "of the same type as the example"),
        ({"match": "type", "min": 1, "max": 2}, "of the same *, with at least 1 items, * 2 items"),
        ({"match": "integer"}, "an integer"),
        ({"match": "regex", "regex": "a|b"}, "text that matches a|b"),
        ({"match": "datetime", "format": "yyyy"}, "a datetime written yyyy"),
        ({"match": "timestamp", "timestamp": "yyyy"}, "a datetime written yyyy"),
        ({"match": "date"}, "a date"),
        ({"match": "include", "value": "x"}, "text that includes 'x'"),
        ({"match": "equality"}, "equal to the example"),
        ({"match": "arrayContains", "variants": []}, "by the matching rule arrayContains"),
    ],
)
def test_each_matching_rule_has_words(matcher: dict[str, Any], words: str) -> None:
    from fnmatch import fnmatch

    assert fnmatch(rule_at(message({"$.a": [matcher]}), Location(("a",))), words)


def test_a_rule_of_a_place_above_holds_below() -> None:
    interaction = message(
        {
            "$": [{"match": "type", "min": 2}],
            "$.a[*]": [{"match": "integer"}],
            "$.a[1].*": [{"match": "number"}, {"match": "null"}],
            "$.c": [{"match": "values"}],
        }
    )
    same_type = "of the same type as the example"
    assert rule_at(interaction, Location()) == f"{same_type}, with at least 2 items"
    assert rule_at(interaction, Location(("b", "c"))) == same_type
    assert rule_at(interaction, Location(("a", 0))) == "an integer"
    assert rule_at(interaction, Location(("a", 1, "x"))) == "a number and null"
    assert rule_at(interaction, Location(("c", "x"))) == "equal to the example"
    assert rule_at(message({}), Location(("a",))) == "equal to the example"


@pytest.mark.parametrize(
    "rules",
    [
        # Weight times length: 2 * 2 * 2 * 3 against 2 * 1 * 1 * 1 * 4.
        {"$.a.b": "integer", "$.*.*.*": "boolean"},
        {"$.a": "integer", "$.*.*": "boolean"},
        {"$.a.*": "boolean", "$.*.b.c": "boolean", "$.a.b.c": "integer"},
    ],
)
def test_the_rule_that_is_named_is_the_one_that_the_core_goes_by(rules: dict[str, str]) -> None:
    matchers = {path: [{"match": name}] for path, name in rules.items()}
    interaction = message(matchers, {"a": {"b": {"c": 1}}})
    said = said_by_the_core(interaction, {"a": {"b": {"c": "x"}}})
    named = rule_at(interaction, Location(("a", "b", "c")))
    assert said["$.a.b.c"] == f"Expected 'x' (String) to be {named}"


def said_by_the_core(interaction: Interaction, document: Any) -> dict[str, str]:
    pact = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
    sent = Response(200, (("Content-Type", JSON),), json.dumps(document).encode())
    with (
        closing(OfficialCore(seconds=60)) as core,
        closing(Loopback()) as loopback,
        loopback.answering(lambda _: sent),
    ):
        result = core.judge(pact, interaction, loopback)
    return {each["path"]: each["mismatch"] for each in result.mismatches}


def test_where_two_rules_weigh_the_same_either_may_hold() -> None:
    interaction = message({"$.a.*": [{"match": "integer"}], "$.*.b": [{"match": "boolean"}]})
    words = rule_at(interaction, Location(("a", "b")))
    assert words == "an integer, or what another rule of the same weight asks for"


def test_a_rule_that_nobody_knows_keeps_no_other_from_being_named() -> None:
    interaction = message({"$.a": [{"match": "nosuch"}], "$.b": [{"match": "integer"}]})
    assert rule_at(interaction, Location(("b",))) == "an integer"


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
