"""Laws of strategies, over schemas and models that are made up."""

import json

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_up import models, plain_schemas, tangled_schemas

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape
from pactfuzz.values import covering_examples
from pactfuzz.values.strategies import instances, strategy

# Building takes longer than drawing, and of tangled schemas many allow nothing.
law = settings(max_examples=30, suppress_health_check=list(HealthCheck))


@law
@given(plain_schemas, st.data())
def test_what_is_made_of_a_plain_schema_is_accepted(schema, data):
    shape = Shape.from_schema({} if schema is True else schema)
    try:
        documents = strategy(shape)
    except UnsatisfiableShape:
        assume(condition=False)
    for _ in range(3):
        assert shape.accepts(data.draw(documents))


@law
@given(tangled_schemas, st.data())
def test_what_is_made_of_a_tangled_schema_is_accepted(schema, data):
    shape = Shape.from_schema({} if schema is True else schema)
    try:
        documents = strategy(shape)
    except UnsatisfiableShape:
        assume(condition=False)
    for _ in range(3):
        assert shape.accepts(data.draw(documents))


@law
@given(models, st.data())
def test_what_is_made_of_a_model_is_accepted_and_parsed(model, data):
    shape = Shape.from_model(model)
    documents = strategy(shape)
    for _ in range(3):
        document = data.draw(documents)
        assert shape.accepts(document)
        assert isinstance(shape.parse(json.dumps(document)), model)
    assert isinstance(data.draw(instances(shape)), model)


@law
@given(plain_schemas)
def test_nothing_is_made_only_where_there_is_nothing(schema):
    schema = {} if schema is True else schema
    try:
        strategy(Shape.from_schema(schema))
    except UnsatisfiableShape:
        is_satisfiable = False
    else:
        is_satisfiable = True
    try:
        covering_examples(schema)
    except UnsatisfiableShape:
        assert not is_satisfiable
    else:
        assert is_satisfiable


@law
@given(plain_schemas, st.data())
def test_what_is_made_is_no_part_of_the_schema_nor_of_what_was_made_before(schema, data):
    schema = {} if schema is True else schema
    shape = Shape.from_schema(schema)
    before = json.dumps(schema)
    try:
        documents = strategy(shape)
    except UnsatisfiableShape:
        assume(condition=False)
    for _ in range(2):
        spoiled = data.draw(documents)
        if isinstance(spoiled, dict):
            spoiled["spoiled"] = spoiled.copy()
        elif isinstance(spoiled, list):
            spoiled.append("spoiled")
    assert json.dumps(schema) == before
