"""What a stream makes: accepted by the shape, plain or extended; the same for the same seed."""

import json
import tracemalloc
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from made_up import models, plain_schemas, tangled_schemas
from pydantic import ValidationError

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.shapes import Shape, parse_document
from pactfuzz.values import simplest_document
from pactfuzz.values.stream import Stream

made_up = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def check(shape: Shape, count: int, *, extended: bool) -> None:
    for made in islice(Stream(shape, 0, extended=extended), count):
        for text in {made.plain, made.text}:
            assert shape.accepts(parse_document(text)), (text, shape.problems(json.loads(text)))


@pytest.mark.parametrize("extended", [False, True])
def test_the_shape_accepts_every_document(shape: Shape, extended: bool) -> None:  # noqa: FBT001
    check(shape, 2_000, extended=extended)


@made_up
@given(models)
def test_the_shape_of_a_made_up_model_accepts_every_document(model) -> None:
    shape = Shape.from_model(model)
    check(shape, 100, extended=False)
    check(shape, 100, extended=True)


@made_up
@given(plain_schemas | tangled_schemas)
def test_a_made_up_schema_accepts_every_document_if_it_has_any(schema) -> None:
    shape = Shape.from_schema(schema if isinstance(schema, dict) else {})
    try:
        check(shape, 100, extended=False)
        check(shape, 100, extended=True)
    except UnsatisfiableShape:
        with pytest.raises(UnsatisfiableShape):
            simplest_document(shape.reader)


def test_the_same_seed_gives_the_same_documents_and_another_one_others(shape: Shape) -> None:
    one, same, other = (
        [each.text for each in islice(Stream(shape, seed, extended=True), 300)]
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_values_do_not_run_out() -> None:
    shape = Shape.from_schema({"type": "string"})
    stream = Stream(shape, 0)
    early = {each.text for each in islice(stream, 50_000)}
    late = {each.text for each in islice(stream, 50_000)}
    assert len(late - early) > 100


def test_a_stream_that_goes_on_takes_no_more_memory() -> None:
    stream = iter(Stream(Shape.from_schema({"type": "object", "properties": {"a": {}}}), 0))
    for _ in islice(stream, 10_000):
        pass
    tracemalloc.start()
    try:
        for _ in islice(stream, 1_000):
            pass
        before, _ = tracemalloc.get_traced_memory()
        for _ in islice(stream, 20_000):
            pass
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 50_000


def test_a_shape_without_documents_is_refused() -> None:
    with pytest.raises(UnsatisfiableShape):
        Stream(Shape.from_schema({"type": "integer", "minimum": 2, "maximum": 1}), 0)


def test_a_recursion_goes_down_several_levels_and_ends() -> None:
    node = {
        "type": "object",
        "properties": {"next": {"$ref": "#/$defs/node"}},
    }
    shape = Shape.from_schema({"$ref": "#/$defs/node", "$defs": {"node": node}})
    depths = {each.text.count(b"next") for each in islice(Stream(shape, 0), 2_000)}
    assert {0, 1, 2, 3, 4, 5} <= depths
    assert max(depths) < 20


def test_lone_surrogates_come_only_when_they_are_asked_for() -> None:
    shape = Shape.from_schema({"type": "string"})
    plain = [json.loads(each.text) for each in islice(Stream(shape, 0), 3_000)]
    lone = [json.loads(each.text) for each in islice(Stream(shape, 0, surrogates=True), 3_000)]
    assert not any("\ud800" <= each <= "\udfff" for text in plain for each in text)
    assert any("\ud800" <= each <= "\udfff" for text in lone for each in text)


def test_special_floats_come_only_when_they_are_asked_for(feedback: Shape) -> None:
    strict = [each.text for each in islice(Stream(feedback, 0), 2_000)]
    lax = [each.text for each in islice(Stream(feedback, 0, special_floats=True), 2_000)]
    for name in (b'"ts":NaN', b'"ts":Infinity', b'"ts":-Infinity'):
        assert not any(name in each for each in strict)
        assert any(name in each for each in lax)
    assert not any(b'"capacity":NaN' in each for each in lax)


def test_places_where_documents_are_found_are_named() -> None:
    odd = {"type": "array", "contains": {"type": "integer"}, "minContains": 2, "items": {}}
    stream = Stream(Shape.from_schema({"type": "object", "properties": {"odd": odd}}), 0)
    assert stream.found == ("odd",)
    assert Stream(Shape.from_schema({"type": "string"}), 0).found == ()


def test_a_later_producers_document_means_the_same_to_the_model(shape: Shape) -> None:
    assert shape.adapter is not None
    extended = 0
    for made in islice(Stream(shape, 0, extended=True), 1_000):
        try:
            today = shape.adapter.validate_json(made.plain)
        except ValidationError:
            continue
        assert shape.adapter.validate_json(made.text) == today
        extended += made.text != made.plain
    assert extended > 100


WAYS = {
    "an unknown member": lambda made: b'"__class__":' in made.text,
    "a name like a known one": lambda made: b'"LEVEL":' in made.text,
    "another order": lambda made: made.text.startswith(b'{"ts"'),
    "white space": lambda made: b"\n" in made.text,
    "an escaped name": lambda made: b"\\u006c\\u0065\\u0076\\u0065\\u006c" in made.text,
    "an escaped value": lambda made: b"\\u0068\\u0061\\u0072\\u0064" in made.text,
    "an exponent": lambda made: b"e0" in made.text and b"e0" not in made.plain,
    "a deep value": lambda made: b"[" * 100 in made.text,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_later_producer_writes_in_every_way(way: str, feedback: Shape) -> None:
    assert any(map(WAYS[way], islice(Stream(feedback, 0, extended=True), 20_000)))


def test_an_integer_is_never_written_with_a_fraction(feedback: Shape) -> None:
    for made in islice(Stream(feedback, 0, extended=True), 2_000):
        assert isinstance(json.loads(made.text)["capacity"], int)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 3, "maxItems": 1},
        {"type": "object", "minProperties": 3, "maxProperties": 1},
        {"type": "array", "prefixItems": [{}, {}], "minItems": 3, "maxItems": 1},
    ],
    ids=str,
)
def test_bounds_that_leave_nothing_are_told(schema):
    with pytest.raises(UnsatisfiableShape, match="possible, not 3"):
        Stream(Shape.from_schema(schema), 0)


WIDE = {
    "members": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
    "lists": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    "maps": {"type": "object", "additionalProperties": {"$ref": "#/$defs/node"}},
}


@pytest.mark.parametrize("member", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize("width", [1, 2, 5, 12, 40])
def test_documents_stay_small_however_often_a_definition_leads_back_to_itself(
    member: dict[str, object], width: int
) -> None:
    node = {"type": "object", "properties": {f"m{each}": member for each in range(width)}}
    shape = Shape.from_schema({"$ref": "#/$defs/node", "$defs": {"node": node}})
    texts = [made.text for made in islice(Stream(shape, 0), 128)]
    assert sum(map(len, texts)) / len(texts) < 100_000
    assert len(set(texts)) > 1
    assert max(each.count(b"{") for each in texts) > 1  # it does lead back
