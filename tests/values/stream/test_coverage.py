"""What was tried, alone and in pairs, is counted as it was, and what was not is told."""

import json
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from pactfuzz.shapes import Shape
from pactfuzz.values.stream import Coverage, Stream

LEVELS = {
    "type": "object",
    "properties": {
        "level": {"enum": ["ok", "hard"]},
        "inside": {"type": "object", "properties": {"flag": {"type": "boolean"}}},
    },
    "required": ["level"],
}
SHAPE = Shape.from_schema(LEVELS)


def covered(stream: Stream, count: int) -> Coverage:
    coverage = Coverage(stream.catalogue)
    for made in islice(stream, count):
        coverage.add(made.taken)
    return coverage


def test_choices_are_counted_as_the_documents_show_them() -> None:
    stream = Stream(SHAPE, 0)
    made = list(islice(stream, 3_000))
    coverage = Coverage(stream.catalogue)
    for each in made:
        coverage.add(each.taken)
    documents = [json.loads(each.text) for each in made]
    choices = coverage.counts()["choices"]
    assert choices == {
        "level=ok": sum(each["level"] == "ok" for each in documents),
        "level=hard": sum(each["level"] == "hard" for each in documents),
        "inside absent": sum("inside" not in each for each in documents),
        "inside present": sum("inside" in each for each in documents),
        "inside.flag=false": sum(each.get("inside") == {"flag": False} for each in documents),
        "inside.flag=true": sum(each.get("inside") == {"flag": True} for each in documents),
        "inside.flag absent": sum(each.get("inside") == {} for each in documents),
    }
    assert coverage.documents == 3_000


def test_pairs_are_counted_in_every_thirty_second_document() -> None:
    stream = Stream(SHAPE, 0)
    made = list(islice(stream, 3_000))
    coverage = Coverage(stream.catalogue)
    for each in made:
        coverage.add(each.taken)
    documents = [json.loads(each.text) for each in made[::32]]
    counts = coverage.counts()
    assert counts["paired"] == len(documents)
    assert counts["pairs"]["level=hard"]["inside absent"] == sum(
        each["level"] == "hard" and "inside" not in each for each in documents
    )


def test_everything_is_reached(shape: Shape) -> None:
    # Documents that are checked one by one take longer to show everything.
    count = 60_000 if shape.name == "Collections" else 8_000
    coverage = covered(Stream(shape, 0), count)
    assert coverage.never == ()
    assert coverage.counts()["documents"] == count


def test_every_pair_of_a_small_shape_is_reached() -> None:
    assert list(covered(Stream(SHAPE, 0), 5_000).never_together) == []


def test_what_was_not_reached_is_told() -> None:
    stream = Stream(SHAPE, 0)
    coverage = Coverage(stream.catalogue)
    for made in islice(stream, 5_000):
        document = json.loads(made.text)
        if document["level"] != "hard" and document.get("inside") != {"flag": True}:
            coverage.add(made.taken)
    assert coverage.never == ("level=hard", "inside.flag=true")
    assert list(coverage.never_together) == []


def test_pairs_that_were_not_reached_are_told_and_impossible_ones_are_not() -> None:
    stream = Stream(SHAPE, 0)
    coverage = Coverage(stream.catalogue)
    for made in islice(stream, 5_000):
        document = json.loads(made.text)
        if document["level"] != "hard" or "inside" in document:
            coverage.add(made.taken)
    assert list(coverage.never_together) == [("level=hard", "inside absent")]


@settings(max_examples=20)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_counts_of_several_processes_add_up_and_travel_as_json(sizes) -> None:
    whole = Coverage(Stream(SHAPE, 0).catalogue)
    parts = [covered(Stream(SHAPE, seed), size).counts() for seed, size in enumerate(sizes)]
    for part in parts:
        whole.merge(json.loads(json.dumps(part)))
    counts = whole.counts()
    assert counts["documents"] == sum(sizes)
    assert counts["paired"] == sum(each["paired"] for each in parts)
    for label, count in counts["choices"].items():
        assert count == sum(each["choices"][label] for each in parts)
    for one, others in counts["pairs"].items():
        for other, count in others.items():
            assert count == sum(each["pairs"].get(one, {}).get(other, 0) for each in parts)


def test_a_later_producers_ways_are_choices_too() -> None:
    coverage = covered(Stream(SHAPE, 0, extended=True), 5_000)
    choices = coverage.counts()["choices"]
    assert choices["document has unknown members"] > 0
    assert choices["inside in another order"] > 0
    assert coverage.never == ()
