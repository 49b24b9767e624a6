"""Laws of a verdict, over pairs of schemas and of models that are made up."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Self

from changes import changed, model_pairs, schema_pairs, schemas
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from made_up import models
from pydantic import BaseModel, model_validator

from pactfuzz.compatibility import Answer, Difference, Policy, compare
from pactfuzz.compatibility.naming import MISSING, value_at
from pactfuzz.errors import ShapeError, UnsatisfiableShape
from pactfuzz.shapes import Location, Omits, Refused, Shape
from pactfuzz.values.strategies import strategy
from pactfuzz.values.stream import Stream

# Soundness comes first, so it has the largest budget.
soundness = settings(max_examples=100, suppress_health_check=list(HealthCheck))
law = settings(max_examples=30, suppress_health_check=list(HealthCheck))

DOCUMENTS = 200
"""How many of the fast stream are tried for each pair that is called compatible."""

policies = st.sampled_from(Policy)
MISSED = ("required-field-added", "field-made-required", "dependent-field-required")
"""Rules by which a field is missed; by others it is there."""


def documents(shape: Shape, data: st.DataObject) -> Iterator[Any]:
    """Draw what a shape's reader accepts: many fast ones, and some that Hypothesis may shrink."""
    try:
        drawn, stream = strategy(shape), Stream(shape, 0)
    except UnsatisfiableShape:
        return
    for _ in range(3):
        yield data.draw(drawn)
    yield from (json.loads(made.text) for made in islice(stream, DOCUMENTS))


@soundness
@given(schema_pairs(), st.data())
def test_what_is_called_compatible_is_read(pair, data):
    writer, reader = pair
    verdict = compare(writer, reader, policy=Policy.STRICT, formats=True)
    event(verdict.answer)
    if verdict.answer is Answer.COMPATIBLE:
        for document in documents(writer, data):
            assert reader.accepts(document)


@soundness
@given(model_pairs(), st.sampled_from(Omits), st.data())
def test_what_a_model_called_compatible_writes_is_parsed(pair, omits, data):
    writer, reader = map(Shape.of, pair)
    verdict = compare(writer, reader, omits=omits)
    event(verdict.answer)
    if verdict.answer is Answer.COMPATIBLE:
        for document in documents(writer, data):
            try:
                value = writer.parse(json.dumps(document))
            except Refused:  # The parser of the writer knows more than its schema.
                continue
            reader.parse(writer.dump(value, omits))


@soundness
@given(schema_pairs(), policies)
def test_a_witness_is_accepted_by_the_writer_and_refused_by_the_reader(pair, policy):
    writer, reader = pair
    verdict = compare(writer, reader, policy=policy, formats=True)
    event(verdict.answer)
    assert (verdict.witness is not None) is (verdict.answer is Answer.BREAKING)
    assert bool(verdict.differences) is (verdict.answer is Answer.BREAKING)
    assert bool(verdict.undecided) is (verdict.answer is Answer.UNKNOWN)
    for witness in (verdict.witness, *(each.witness for each in verdict.differences)):
        if witness is not None:
            assert json.loads(witness.text) == witness.document
            assert writer.accepts(witness.document)
            assert not reader.accepts(witness.document)


@soundness
@given(model_pairs(), policies)
def test_a_witness_of_models_is_refused_by_the_parser(pair, policy):
    writer, reader = map(Shape.of, pair)
    verdict = compare(writer, reader, policy=policy)
    event(verdict.answer)
    for witness in (verdict.witness, *(each.witness for each in verdict.differences)):
        if witness is not None and witness.by_parser:
            assert _is_refused(reader, witness.text)
            # As sets, it is the writer's schema that sends, or it is a null for inf or nan; else
            # it is the model that writes.
            if witness.is_off_schema:
                assert policy is Policy.STRICT
                assert "null" in witness.text
            else:
                assert Shape.from_schema(writer.writer).accepts(witness.document)
            assert policy is Policy.STRICT or not _is_refused(writer, witness.text)
    if verdict.schemas_only is not None:
        assert not _is_refused(reader, verdict.schemas_only.text)
        assert not reader.accepts(verdict.schemas_only.document)


def _is_refused(reader: Shape, text: str) -> bool:
    try:
        reader.parse(text)
    except Refused:
        return True
    return False


@soundness
@given(schema_pairs(), policies)
def test_a_difference_of_schemas_is_shown_by_its_own_witness(pair, policy):
    writer, reader = pair
    for each in compare(writer, reader, policy=policy, formats=True).differences:
        assert_shown(each, reader)


@soundness
@given(model_pairs(), policies)
def test_a_difference_of_models_is_shown_by_its_own_witness(pair, policy):
    writer, reader = map(Shape.of, pair)
    for each in compare(writer, reader, policy=policy).differences:
        assert_shown(each, reader)


@law
@given(model_pairs(), policies)
def test_the_pointers_of_a_difference_lead_somewhere(pair, policy):
    writer, reader = map(Shape.of, pair)
    for each in compare(writer, reader, policy=policy).differences:
        for pointer, schema in (
            (each.writer_at, writer.writer),
            (each.reader_at, reader.reader),
        ):
            assert leads_somewhere(pointer, schema), (pointer, schema)


def leads_somewhere(pointer: str, node: Any) -> bool:
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(name)] if isinstance(node, list) else node[name]
        except (KeyError, IndexError, ValueError):
            return False
    return True


class Written(BaseModel):
    url: str = "x"
    n: int = 0


class Read(BaseModel):
    url: str
    n: int = 0

    @model_validator(mode="after")
    def is_any(self) -> Self:
        if not self.n:
            msg = "none at all"
            raise ValueError(msg)
        return self


def test_a_default_that_is_written_does_not_count_as_missing():
    """The document that was tried had no url; what the writer made of it has one."""
    differences = compare(Shape.of(Written), Shape.of(Read)).differences
    assert differences
    for each in differences:
        assert_shown(each, Shape.of(Read))


OF_CODE = {"parser-refuses", "parser-crashes", "rule-added", "dump-off-schema"}
"""Rules that no keyword states."""


def assert_shown(difference: Difference, reader: Shape) -> None:
    """A field that is missed is missing, any other rule is about what is there."""
    witness, location = difference.witness, difference.location
    is_there = value_at(witness.document, location) is not MISSING
    if difference.rule in MISSED:
        assert not is_there
        assert isinstance(value_at(witness.document, Location(location.parts[:-1])), dict)
    elif difference.rule not in (
        "parser-refuses",
        "parser-crashes",
        "rule-added",
        "dump-off-schema",
    ):
        assert is_there
        assert not reader.accepts(witness.document)
    assert any(
        one.parts[: len(other.parts)] == other.parts
        for each in witness.problems
        for one, other in ((each.location, location), (location, each.location))
    )


@law
@given(schemas)
def test_a_schema_is_compatible_with_itself(schema):
    shape = Shape.from_schema(schema)
    for policy in Policy:
        assert compare(shape, shape, policy=policy).answer is Answer.COMPATIBLE
        said_again = Shape.from_schema(json.loads(json.dumps(schema)))
        assert compare(shape, said_again, policy=policy).answer is Answer.COMPATIBLE


@law
@given(models)
def test_a_model_is_compatible_with_itself(model):
    shape = Shape.from_model(model)
    for other in (shape, Shape.from_model(model)):
        verdict = compare(shape, other)
        assert verdict.answer is Answer.COMPATIBLE
        strict = compare(shape, other, policy=Policy.STRICT)
        # A float may be inf, which is written as null; only a strict reader minds.
        expected = Answer.COMPATIBLE if verdict.not_finite is None else Answer.BREAKING
        assert strict.answer is expected


@law
@given(schema_pairs(), schemas, policies)
def test_widening_the_reader_never_breaks(pair, other, policy):
    writer, reader = pair
    assume(compare(writer, reader, policy=policy).answer is Answer.COMPATIBLE)
    wider = Shape.from_schema({"anyOf": [dict(reader.reader), other]})
    assert compare(writer, wider, policy=policy).answer is not Answer.BREAKING


@law
@given(schemas, st.data())
def test_narrowing_the_writer_never_breaks(schema, data):
    narrower = {"allOf": [schema, data.draw(changed(schema))]}
    try:
        writer = Shape.from_schema(narrower)
    except ShapeError:  # The change made it no schema.
        assume(condition=False)
    verdict = compare(writer, Shape.from_schema(schema), policy=Policy.STRICT)
    assert verdict.answer is not Answer.BREAKING


@law
@given(model_pairs(), policies)
def test_the_names_of_definitions_mean_nothing(pair, policy):
    writer, reader = (Shape.from_schema(Shape.of(each).reader) for each in pair)
    renamed = Shape.from_schema(_renamed(reader.reader))
    told = compare(writer, reader, policy=policy)
    told_again = compare(writer, renamed, policy=policy)
    assert told.answer is told_again.answer
    rules = [{(each.rule, each.location) for each in one.differences} for one in (told, told_again)]
    assert rules[0] == rules[1]


def _renamed(node: Any) -> Any:
    """Turn the names of all definitions around."""
    if isinstance(node, list):
        return [_renamed(each) for each in node]
    if not isinstance(node, dict):
        return node
    whole = {key: _renamed(value) for key, value in node.items()}
    if isinstance(node.get("$defs"), dict):
        whole["$defs"] = {_turned(name): each for name, each in whole["$defs"].items()}
    if isinstance(node.get("$ref"), str):
        whole["$ref"] = f"#/$defs/{_turned(node['$ref'].removeprefix('#/$defs/'))}"
    return whole


def _turned(name: str) -> str:
    return f"The{name[::-1]}"


@law
@given(model_pairs(), policies)
def test_models_and_their_schemas_agree_or_the_disagreement_is_shown(pair, policy):
    writer, reader = map(Shape.of, pair)
    by_models = compare(writer, reader, policy=policy)
    by_schemas = compare(
        Shape.from_schema(writer.writer), Shape.from_schema(reader.reader), policy=policy
    )
    event(f"{by_models.answer}, schemas {by_schemas.answer}")
    match by_models.answer, by_schemas.answer:
        case Answer.COMPATIBLE, Answer.BREAKING:
            assert by_models.schemas_only is not None
        case Answer.BREAKING, Answer.COMPATIBLE:
            rules = {each.rule for each in by_models.differences}
            assert rules <= {"parser-refuses", "dump-off-schema"}
