"""Texts built from regular expressions: they match, and no expression makes the building hang."""

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.errors import PactfuzzError, UnsatisfiableShape
from pactfuzz.values import covering_examples
from pactfuzz.values.patterns import LONGEST, texts_matching


def texts(pattern: str, **bounds) -> list[str]:
    schema = {"type": "string", "pattern": pattern, **bounds}
    return [example.document for example in covering_examples(schema)]


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2,5}$",
        r"^[A-Z]{1,4}(\.[A-Z])?$",
        r"^\d{4}-(0[1-9]|1[0-2])$",
        r"^(ok|soft|hard)$",
        r"^[^a-z]+$",
        r"^.{3}$",
        r"^\S+@\S+\.\S+$",
        r"^(a|b)\1$",
        r"^(?:ab)*c+?$",
        r"^[\w.-]+$",
        r"^\W\D\s$",
        r"b+",
        r"^$",
        r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$",
        r"^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{8,}$",
        r"^[一-鿿]{2}$",
    ],
)
def test_a_text_is_found_that_matches(pattern):
    found = texts(pattern)
    assert found
    assert all(re.search(pattern, text) for text in found)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [(r"^(?<year>\d{2})$", r"[0-9]{2}"), (r"^\p{Lu}\p{Ll}$", r"[A-Z][a-z]")],
)
def test_what_python_writes_otherwise_is_understood(pattern, expected):
    assert all(re.fullmatch(expected, text) for text in texts(pattern))


@pytest.mark.parametrize(
    ("pattern", "bounds", "lengths"),
    [
        (r"^[a-z]{3,7}$", {}, {3, 7}),
        (r"^[a-z]{1,300}$", {}, {1, 300}),
        (r"^[a-z]+$", {"minLength": 5, "maxLength": 40}, {5, 40}),
        (r"[a-z]", {"minLength": 5, "maxLength": 5}, {5}),
    ],
)
def test_the_shortest_and_the_longest_are_shown(pattern, bounds, lengths):
    assert {len(text) for text in texts(pattern, **bounds)} == lengths


# What makes a backtracking engine take exponential time, and what could make the building do so.
HOSTILE = [
    r"^(a+)+$",
    r"^(x+x+)+y$",
    r"(.*)*(.*)*z{3}$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"^(\w+\s?)*$",
    r"^(((a{0,9}){0,9}){0,9})b$",
    r"^(()*)*a$",
    r"^(|a|b|)*$",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_hostile_pattern_gets_its_texts(pattern):
    assert texts(pattern)


def test_a_pattern_that_no_validator_takes_is_one_clear_error():
    with pytest.raises(PactfuzzError, match='is not a "regex"'):
        texts("^((((a{0,999}){0,999}){0,999}){0,999})$")


@pytest.mark.parametrize("pattern", HOSTILE)
def test_no_text_is_longer_than_the_longest(pattern):
    found = list(texts_matching(pattern, [2 * LONGEST]))
    assert found
    assert all(len(text) <= LONGEST for text in found)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@given(st.text(alphabet="ab()[]{}|*+?^$\\.,0123-", max_size=12))
def test_any_pattern_gives_texts_or_one_clear_error(pattern):
    try:
        re.compile(pattern)
    except re.error:
        with pytest.raises(UnsatisfiableShape, match="no text can be built for the pattern"):
            list(texts_matching(pattern))
    else:
        found = list(islice(texts_matching(pattern), 20))
        assert found
        assert len(set(found)) == len(found)


@pytest.mark.parametrize("pattern", ["a^", r"(?<=ab)c", r"$x"])
def test_a_pattern_without_a_text_names_the_way_out(pattern):
    with pytest.raises(UnsatisfiableShape, match="give one under `examples`"):
        texts(pattern)
    assert texts(r"(?<=ab)c", examples=["abc"])[0] == "abc"
