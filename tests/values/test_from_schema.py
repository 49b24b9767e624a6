"""hypothesis-jsonschema draws objects, whichever Hypothesis is installed."""

import json
import subprocess
import sys

import pytest

SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": {"type": "boolean"},
    "maxProperties": 4,
}

DRAWING = """
import json, sys
from hypothesis import find, given, settings, strategies as st
from pactfuzz.values.from_schema import from_schema

schema = json.load(sys.stdin)
settings.register_profile("drawing", max_examples=200, database=None, derandomize=True)
settings.load_profile("drawing")
drawn = []
given(from_schema(schema))(lambda it: drawn.append(it))()
smallest = find(from_schema(schema), lambda it: len(it) >= 3)
lists = st.lists(from_schema(schema), min_size=2, max_size=2)
json.dump([drawn, smallest, find(lists, lambda _: True)], sys.stdout)
"""


@pytest.fixture(scope="module")
def drawn():
    """What is drawn in a process of its own: what it remembers of other schemas misleads it."""
    command = [sys.executable, "-c", DRAWING]
    text = json.dumps(SCHEMA)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_objects_of_every_size_are_drawn(drawn):
    assert {len(each) for each in drawn[0]} == {1, 2, 3, 4}
    assert all(isinstance(each["a"], int) for each in drawn[0])


def test_objects_are_made_smaller(drawn):
    assert drawn[1]["a"] == 0
    assert len(drawn[1]) == 3


def test_objects_stand_in_lists(drawn):
    assert drawn[2] == [{"a": 0}, {"a": 0}]
