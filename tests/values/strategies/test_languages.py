"""Regular expressions as languages: they hold what engines match, and texts are built of them."""

import re

import pytest
from drawn import documents_of
from hypothesis import assume, given
from hypothesis import strategies as st

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values.languages.expression import Inexpressible, language_of
from pactfuzz.values.languages.language import after, both, has_empty, negation
from pactfuzz.values.languages.words import Words
from pactfuzz.values.strategies import strategy

_pieces = st.sampled_from(["a", "b", "0", "-", ".", "[ab]", "[^a-b]", r"\d", r"\w", r"\S", ""])


def _longer(expressions):
    return st.one_of(
        st.builds("{}{}".format, expressions, expressions),
        st.builds("(?:{}|{})".format, expressions, expressions),
        st.builds("({}){}".format, expressions, st.sampled_from("?*+") | st.just("{1,3}")),
        st.builds("{}(?={})".format, expressions, expressions),
        st.builds("{}(?!{})".format, expressions, expressions),
    )


expressions = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "^"]),
    st.recursive(_pieces, _longer, max_leaves=6),
    st.sampled_from(["", "$"]),
)
texts = st.text("ab0-_ ", max_size=8)


def language(expression):
    try:
        return language_of(expression)
    except (Inexpressible, UnsatisfiableShape):
        assume(condition=False)


def is_in(text, language):
    for character in text:
        language = after(language, ord(character))
    return has_empty(language)


@given(expressions, texts)
def test_a_language_holds_what_an_engine_matches(expression, text):
    assert is_in(text, language(expression)) == bool(re.search(expression, text, re.ASCII))


@given(expressions, expressions, texts)
def test_languages_are_joined_and_turned_around(one, other, text):
    first, second = language(one), language(other)
    assert is_in(text, both(first, second)) == (is_in(text, first) and is_in(text, second))
    assert is_in(text, negation(first)) != is_in(text, first)


@given(expressions, st.integers(0, 4), st.none() | st.integers(0, 6), texts)
def test_a_text_is_built_that_matches_and_has_the_length(expression, least, more, raw):
    most = None if more is None else least + more
    found = language(expression)
    try:
        words = Words.of(found, least, most)
    except UnsatisfiableShape:
        assert not (is_in(raw, found) and least <= len(raw) and (most is None or len(raw) <= most))
        return
    word = words.word(raw)
    assert is_in(word, found)
    assert least <= len(word)
    assert most is None or len(word) <= most


@given(expressions, texts)
def test_a_text_that_matches_is_built_as_it_is(expression, raw):
    try:
        words = Words.of(language(expression))
    except UnsatisfiableShape:
        assume(condition=False)
    word = words.word(raw)
    assert words.word(word) == word


PATTERNS = [
    r"^[A-Z]{2,5}$",
    r"^\+?[1-9]\d{1,14}$",
    r"^(?!.*\.\.)[a-z.]+$",
    r"^(?=.*[a-z])(?=.*\d)[^\s]{8,20}$",
    r"^(ok|soft|hard)$",
    r"^\w+([-+.']\w+)*@\w+\.\w{2,}$",
    r"^[^\x00-\x1f<>]*$",
    r"(^a|b$)",
    r"^(\d{4})-(\d{2})\1$",
    r"\bword\b",
    "^$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_that_people_write(pattern):
    schema = {"type": "string", "pattern": pattern}
    accepts = Shape.from_schema(schema).accepts
    assert all(map(accepts, documents_of(schema, 30)))


def test_a_length_that_no_text_of_a_pattern_has():
    with pytest.raises(UnsatisfiableShape, match="no text that matches has 0 to 0 characters"):
        strategy(Shape.from_schema({"type": "string", "pattern": "^a+$", "maxLength": 0}))


def test_names_of_patterns_and_lengths():
    schema = {
        "type": "object",
        "patternProperties": {"^a": {"const": 2}, "^ab$": True},
        "additionalProperties": {"const": 3},
        "propertyNames": {"minLength": 1, "maxLength": 3},
        "minProperties": 2,
    }
    documents = documents_of(schema, 100)
    assert all(map(Shape.from_schema(schema).accepts, documents))
    assert {1, 2, 3} == {len(name) for each in documents for name in each}
    assert any(each.get("a") == 2 for each in documents)
