"""Spellings: whatever the bytes look like, they are the same JSON."""

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.shapes import Location, parse_document
from pactfuzz.values.spelling import Escapes, Spelling, numerals, written

texts = st.text(st.characters(), max_size=8)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
documents = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)
spaces = st.sampled_from(["", " ", "\n", "\t", "\r\n  "])


@given(documents, spaces, st.sampled_from(Escapes))
def test_every_spelling_is_read_as_the_same_document(document, space, escapes):
    assert parse_document(written(document, Spelling(space, escapes))) == document


@given(documents)
def test_by_itself_the_text_is_the_shortest_in_utf_8(document):
    shortest = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    try:
        expected = shortest.encode()
    except UnicodeEncodeError:
        expected = re.sub("[\ud800-\udfff]", lambda found: ascii(found[0])[1:-1], shortest).encode()
    assert written(document) == expected


@given(numbers)
def test_numerals_are_read_as_the_same_number(number):
    for numeral in numerals(number):
        read = json.loads(numeral)
        assert read == number
        assert math.copysign(1, read) == math.copysign(1, number)
        assert numeral != json.dumps(number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, ["1.0", "1e0", "1.000E+00"]),
        (100, ["100.0", "100e0", "100.000E+00", "10e1"]),
        (1.5, ["1.50", "15e-1", "1.5E+00"]),
        (2.0, ["2", "2.00", "20e-1", "2.0E+00"]),
        (-0.0, ["-0.00", "-0e-1", "-0.0E+00"]),
        (1e16, ["1e16", "1E+16"]),
        (2**53 + 1, []),
    ],
)
def test_numerals_of_a_number(number, expected):
    assert list(numerals(number)) == expected


@pytest.mark.parametrize(
    ("escapes", "expected"),
    [
        (Escapes.NEEDED, '{"/\\n":"é😀"}'),
        (Escapes.SOLIDUS, '{"\\/\\n":"é😀"}'),
        (Escapes.NON_ASCII, '{"/\\n":"\\u00e9\\ud83d\\ude00"}'),
        (Escapes.EVERYTHING, '{"\\u002f\\u000a":"\\u00e9\\ud83d\\ude00"}'),
    ],
)
def test_escapes(escapes, expected):
    assert written({"/\n": "é😀"}, Spelling(escapes=escapes)).decode() == expected


def test_single_texts_names_and_numbers_are_written_in_their_own_way():
    spelling = Spelling(
        numbers={Location(("a", 1)): "1e0"},
        texts={Location(("a", 2)): Escapes.EVERYTHING},
        names={Location(("b",)): Escapes.EVERYTHING},
    )
    document = {"a": [1, 1, "b", "b"], "b": {}, "c": []}
    assert written(document, spelling) == rb'{"a":[1,1e0,"\u0062","b"],"\u0062":{},"c":[]}'


def test_white_space_stands_around_every_token():
    assert written({"a": [1, True]}, Spelling(" ")) == b' { "a" : [ 1 , true ] } '


def test_a_lone_surrogate_is_written_as_an_escape():
    assert written(["\ud800"]) == rb'["\ud800"]'
