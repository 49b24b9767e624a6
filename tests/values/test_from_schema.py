"""hypothesis-jsonschema draws objects, whichever Hypothesis is installed."""

from hypothesis import find, given, settings
from hypothesis import strategies as st

from pactfuzz.values.from_schema import from_schema

SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
    "required": ["a"],
    # No booleans: hypothesis-jsonschema takes true for 1 where it remembers schemas.
    "additionalProperties": {"type": "string"},
    "maxProperties": 4,
}


def test_objects_of_every_size_are_drawn():
    sizes = set()

    @settings(max_examples=200, database=None, derandomize=True)
    @given(from_schema(SCHEMA))
    def draw(document):
        assert isinstance(document["a"], int)
        sizes.add(len(document))

    draw()
    assert sizes == {1, 2, 3, 4}


def test_objects_are_made_smaller():
    found = find(from_schema(SCHEMA), lambda it: len(it) >= 3, settings=settings(database=None))
    assert found["a"] == 0
    assert len(found) == 3


def test_objects_stand_in_lists():
    lists = st.lists(from_schema(SCHEMA), min_size=2, max_size=2)
    assert find(lists, lambda _: True, settings=settings(database=None)) == [{"a": 0}, {"a": 0}]
