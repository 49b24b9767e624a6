"""hypothesis-jsonschema finds the same documents where there are few enough to find them all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import drawn
import pytest

from pactfuzz.shapes import Shape
from pactfuzz.values.strategies import strategy

LEVEL = {"enum": ["ok", "soft", "hard"]}
SMALL = {"type": "integer", "minimum": -1, "maximum": 2}
SCHEMAS = {
    "an enum": LEVEL,
    "an enum within bounds": {"enum": [1, 5, "a", None, [1]], "type": ["integer", "null"]},
    "nullable": {"anyOf": [LEVEL, {"type": "null"}]},
    "bounds": {"type": "integer", "exclusiveMinimum": 3, "maximum": 9, "multipleOf": 2},
    "overlapping bounds": {"allOf": [SMALL, {"minimum": 1}]},
    "an optional member": {
        "type": "object",
        "properties": {"level": LEVEL, "is_open": {"type": "boolean"}},
        "required": ["level"],
        "additionalProperties": False,
    },
    "a number of members": {
        "type": "object",
        "properties": {name: {"const": 1} for name in "abc"},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 2,
    },
    "a map": {
        "type": "object",
        "propertyNames": {"enum": ["a", "b"]},
        "additionalProperties": {"type": "boolean"},
    },
    "a tuple": {
        "type": "array",
        "items": [LEVEL, {"type": "boolean"}],
        "minItems": 1,
        "additionalItems": False,
        "$schema": "http://json-schema.org/draft-07/schema#",
    },
    "a set": {"type": "array", "items": LEVEL, "uniqueItems": True},
    "exactly one branch": {"oneOf": [SMALL, {"type": "integer", "minimum": 1, "maximum": 4}]},
    "all but one": {**SMALL, "not": {"const": 0}},
    "what depends": {
        "type": "object",
        "properties": {"a": {"const": 1}, "b": {"const": 2}},
        "additionalProperties": False,
        "dependentRequired": {"a": ["b"]},
    },
}


THEIRS = """
import json, sys
from drawn import collected
from pactfuzz.values.from_schema import from_schema
json.dump([collected(from_schema(each), 60) for each in json.load(sys.stdin)], sys.stdout)
"""


@pytest.fixture(scope="module")
def theirs():
    """What is found in a process of its own: what it caches of other schemas misleads it."""
    ran = subprocess.run(
        [sys.executable, "-c", THEIRS],
        env={**os.environ, "PYTHONPATH": str(Path(drawn.__file__).parent)},
        input=json.dumps(list(SCHEMAS.values())),
        capture_output=True,
        check=True,
        text=True,
    )
    return dict(zip(SCHEMAS, json.loads(ran.stdout), strict=True))


def texts_of(documents):
    return {json.dumps(each, sort_keys=True) for each in documents}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_same_documents_are_found(name, theirs):
    shape = Shape.from_schema(SCHEMAS[name])
    ours = drawn.collected(strategy(shape), 200)
    assert all(map(shape.accepts, ours))
    assert theirs[name]
    assert texts_of(filter(shape.accepts, theirs[name])) <= texts_of(ours)
