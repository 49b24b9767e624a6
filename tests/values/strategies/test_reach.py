"""What breaks parsers is really made, within a few hundred documents."""

import math
import sys
import unicodedata
from itertools import product

import pytest
from drawn import documents_of

INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
TEXT = {"type": "string"}
LIST = {"type": "array", "items": {"type": "boolean"}}
MAP = {"type": "object", "additionalProperties": {"type": "integer"}}
BOUNDED = {"type": "integer", "minimum": 3, "maximum": 10**6}
BETWEEN = {"type": "number", "exclusiveMinimum": 0.1, "maximum": 2.5}
STEPS = {"type": "integer", "minimum": 1, "maximum": 1_000, "multipleOf": 7}
SHORT = {"type": "string", "minLength": 2, "maxLength": 5}

LANDMARKS = [
    *(base + step for base, step in product((2**31, 2**53, 2**63, 2**64), (-1, 0, 1))),
    *(base + step for base, step in product((-(2**31), -(2**53), -(2**63)), (-1, 0, 1))),
]


@pytest.mark.parametrize("landmark", [0, 1, -1, *LANDMARKS])
def test_integers_where_types_end(landmark):
    assert landmark in documents_of(INTEGER)


@pytest.mark.parametrize(
    ("schema", "bound"),
    [
        *((BOUNDED, each) for each in (3, 4, 10**6 - 1, 10**6)),
        *((BETWEEN, each) for each in (math.nextafter(0.1, 1), 2.5, math.nextafter(2.5, 0))),
        *((STEPS, each) for each in (7, 14, 987, 994)),
    ],
)
def test_bounds_and_what_is_beside_them(schema, bound):
    assert bound in documents_of(schema)


NUMBERS = {
    "negative zero": lambda number: number == 0 and math.copysign(1, number) < 0,
    "a subnormal": lambda number: 0 < abs(number) < sys.float_info.min,
    "a negative one": lambda number: number < -1,
    "a fraction": lambda number: number % 1 != 0,
    "a whole one without a point": lambda number: isinstance(number, int),
    "a whole one with a point": lambda number: isinstance(number, float) and number % 1 == 0,
    "beyond 53 bits": lambda number: number in (2**53, 2**53 + 2),
    "beyond 63 bits": lambda number: number == 2.0**63,
    "the largest": lambda number: number == sys.float_info.max,
    "the smallest": lambda number: number == -sys.float_info.max,
}


@pytest.mark.parametrize("is_meant", NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_break_parsers(is_meant):
    assert any(map(is_meant, documents_of(NUMBER)))


def has(category):
    return lambda text: any(map(category, text))


TEXTS = {
    "empty": lambda text: not text,
    "longer than a column": lambda text: len(text) > 255,
    "NUL": lambda text: "\0" in text,
    "a line's end": lambda text: "\n" in text,
    "a quotation mark": lambda text: '"' in text,
    "a combining character": has(unicodedata.combining),
    "a letter from right to left": has(lambda each: unicodedata.bidirectional(each) in ("R", "AL")),
    "an override of the direction": lambda text: "\u202e" in text,
    "beyond 16 bits": lambda text: any(each > "\uffff" for each in text),
    "a digit beyond ASCII": has(lambda each: each.isdigit() and not each.isascii()),
    "a letter that grows": lambda text: len(text.upper()) != len(text),
}


@pytest.mark.parametrize("is_meant", TEXTS.values(), ids=TEXTS)
def test_texts_that_break_parsers(is_meant):
    assert any(map(is_meant, documents_of(TEXT)))


@pytest.mark.parametrize("length", [2, 3, 5])
def test_lengths_of_texts(length):
    assert length in {len(each) for each in documents_of(SHORT)}


def is_surrogate(character):
    return "\ud800" <= character <= "\udfff"


def test_lone_surrogates_are_made_only_where_they_are_asked_for():
    assert any(map(has(is_surrogate), documents_of(TEXT, surrogates=True)))
    assert not any(map(has(is_surrogate), documents_of(TEXT)))


NAMES = {
    "empty": lambda name: not name,
    "long": lambda name: len(name) > 255,
    "NUL": lambda name: "\0" in name,
    "an attribute of models": lambda name: name.startswith(("__", "model_")),
}


@pytest.mark.parametrize("is_meant", NAMES.values(), ids=NAMES)
def test_names_in_maps_that_readers_trip_on(is_meant):
    assert any(map(has(is_meant), documents_of(MAP, 400)))


@pytest.mark.parametrize("schema", [LIST, MAP], ids=["list", "map"])
@pytest.mark.parametrize("size", [0, 1, 2])
def test_small_collections(schema, size):
    assert size in {len(each) for each in documents_of(schema)}


@pytest.mark.parametrize("schema", [LIST, MAP], ids=["list", "map"])
def test_large_collections(schema):
    assert max(len(each) for each in documents_of(schema)) >= 20


EVENT = {
    "type": "object",
    "properties": {
        "level": {"enum": ["ok", "soft", "hard", None]},
        "source": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "value": {"anyOf": [{"type": "integer"}, LIST, {"type": "object", "required": ["a"]}]},
        "version": {"const": 3},
        "size": {"type": "integer"},
        "name": {"type": "string"},
    },
    "required": ["level", "size", "name"],
}
CHOICES = {
    **{f"level {level}": ("level", level) for level in ("ok", "soft", "hard", None)},
    "source absent": ("source", ...),
    "source null": ("source", None),
    "version present": ("version", 3),
    "version absent": ("version", ...),
}


@pytest.mark.parametrize(("name", "value"), CHOICES.values(), ids=CHOICES)
def test_every_choice_of_an_object(name, value):
    assert any(each.get(name, ...) == value for each in documents_of(EVENT))


@pytest.mark.parametrize("kind", [int, list, dict])
def test_every_branch_of_a_union(kind):
    assert any(isinstance(each.get("value"), kind) for each in documents_of(EVENT))


def test_every_pair_of_choices():
    found = {(each["level"], "source" in each, "value" in each) for each in documents_of(EVENT)}
    assert found == set(product(("ok", "soft", "hard", None), (False, True), (False, True)))


def test_members_of_an_object_lean_as_values_do_that_stand_alone():
    events = documents_of(EVENT)
    for landmark in (2**53, 2**63, 2**64):
        assert any(abs(each["size"] - landmark) <= 1 for each in events)
    assert any("\0" in each["name"] for each in events)
    assert any(len(each["name"]) > 255 for each in events)


def test_an_object_has_no_unknown_members_unless_the_schema_speaks_of_them():
    assert all(each.keys() <= EVENT["properties"].keys() for each in documents_of(EVENT))
    spoken_of = {**EVENT, "additionalProperties": {"type": "null"}}
    assert any(each.keys() - EVENT["properties"].keys() for each in documents_of(spoken_of, 50))


def test_anything_is_of_every_kind():
    kinds = {type(each) for each in documents_of({}, 200)}
    assert kinds == {type(None), bool, int, float, str, list, dict}
