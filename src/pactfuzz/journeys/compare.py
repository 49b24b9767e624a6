"""Compare what writers send with what readers take: pairs, directions and earlier versions."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pactfuzz.compatibility import Answer, Comparison, Judge, Policy, Undecided, Verdict, sum_of
from pactfuzz.configuration import Configuration, Pair
from pactfuzz.errors import SourceError, nearest
from pactfuzz.shapes import Location, Omits, Shape
from pactfuzz.sources import Kind, LeftOut, Part, Source, named

TIME_LIMIT: Final = 10.0
"""Seconds that one verdict may take; what is not known by then is unknown."""


class Direction(StrEnum):
    """Of two versions, the earlier one first: who reads whose data."""

    BACKWARD = "backward"
    """The later reads what the earlier writes."""

    FORWARD = "forward"
    """The earlier reads what the later writes."""

    FULL = "full"
    """Both."""


_OLD_TO_NEW: Final = "an old writer, a new reader"
_NEW_TO_OLD: Final = "a new writer, an old reader"


@dataclass(frozen=True, slots=True)
class Order:
    """A writer and a reader: the texts that name them, their sources, or what ``Shape.of`` takes.

    With a ``direction`` they are the earlier and the later version of one thing. ``interactions``
    are the descriptions of those that are taken of pacts; all, if there are none. ``draft`` is
    that of JSON Schemas that state none, ``omits`` what a writer's model leaves out of its dumps.
    """

    writer: Any
    reader: Any
    root: Path
    direction: Direction | None = None
    policy: Policy = Policy.DECLARED
    interactions: tuple[str, ...] = ()
    draft: str | None = None
    omits: Omits = Omits.NOTHING


def order_of(pair: Pair, configuration: Configuration) -> Order:
    """Take a pair of the configuration."""
    return Order(
        pair.writer,
        pair.reader,
        configuration.root,
        None if pair.direction is None else Direction(pair.direction),
        Policy(pair.policy),
        pair.interactions,
        omits=Omits(pair.omits or configuration.omits),
    )


def compare(orders: Iterable[Order], seconds: float = TIME_LIMIT) -> Iterator[Comparison | LeftOut]:
    """Compare pair by pair, each for so many seconds at most; also tell what is left out.

    What only a writer has is unknown: nobody reads it.

    Raises:
        PactfuzzError: a text names no shape, or two that do not go together.
    """
    with Judge(seconds) as judge:
        for order in orders:
            yield from compared(judge, order)


def compared(judge: Judge, order: Order) -> Iterator[Comparison | LeftOut]:
    """Compare what one order names.

    Raises:
        PactfuzzError: a text names no shape, or two that do not go together.
    """
    for writer, reader, direction in _directed(order, *_sources(order)):
        yield from (*writer.left_out, *reader.left_out)
        for one in writer.parts:
            others = [each for each in reader.parts if _meet(writer, one, reader, each)]
            for other in others:
                yield _compared(judge, one, other, order, direction)
            if not others:
                yield _unread(one, reader, order, direction)
        for other in reader.parts:
            if not any(_meet(writer, one, reader, other) for one in writer.parts):
                yield LeftOut(other.title, f"{writer.text} has none of this name")


def answer_of(comparisons: Iterable[Comparison]) -> Answer:
    """Sum up: breaking if any is, else unknown if any is."""
    return sum_of(each.verdict.answer for each in comparisons)


def _sources(order: Order) -> tuple[Source, Source]:
    reader = _source(order.reader, order)
    # Before a single reader, a pact stands for what its consumer sends.
    writer = _source(order.writer, order, requests=reader.kind is Kind.SHAPE)
    kinds = {writer.kind, reader.kind}
    if order.direction is not None and kinds == {Kind.SHAPE, Kind.INTERACTIONS}:
        msg = (
            f"{writer.text}, {reader.text}: a direction is between two versions of one thing, "
            "a shape and a pact are none; compare them without one"
        )
        raise SourceError(msg)
    if kinds == {Kind.SHAPE, Kind.FOLDER}:
        one, many = (writer, reader) if writer.kind is Kind.SHAPE else (reader, writer)
        msg = (
            f"{one.text} is one shape, {many.text} are {len(many.parts)} by name; "
            f"name one of them, such as {many.parts[0].title}"
        )
        raise SourceError(msg)
    if not any(_meet(writer, one, reader, each) for one in writer.parts for each in reader.parts):
        msg = (
            f"{writer.text}, {reader.text}: nothing has the same name on both sides: "
            f"{_some(writer)}; {_some(reader)}"
        )
        raise SourceError(msg)
    return writer, reader


def _source(given: Any, order: Order, *, requests: bool = False) -> Source:
    if isinstance(given, Source):
        return given
    if not isinstance(given, str):
        shape = Shape.of(given)
        return Source.of_shape(shape.name, shape)
    source = named(given, root=order.root, draft=order.draft, requests=requests)
    if source.kind is not Kind.INTERACTIONS:
        return source
    if not source.parts:
        what = "request with a JSON body" if requests else "JSON body to be read"
        msg = f"{given}: no interaction has a {what}"
        raise SourceError(msg)
    return _selected(source, order.interactions)


def _selected(source: Source, descriptions: Sequence[str]) -> Source:
    known = {each.description for each in source.parts}
    for each in descriptions:
        if each not in known:
            msg = f'{source.text}: no interaction "{each}" that can be compared; '
            raise SourceError(msg + nearest(each, known))
    if not descriptions:
        return source
    parts = tuple(each for each in source.parts if each.description in descriptions)
    return replace(source, parts=parts, left_out=())


def _directed(order: Order, writer: Source, reader: Source) -> Iterator[tuple[Source, Source, str]]:
    if order.direction is None:
        yield writer, reader, ""
    if order.direction in (Direction.BACKWARD, Direction.FULL):
        yield writer, reader, _OLD_TO_NEW
    if order.direction in (Direction.FORWARD, Direction.FULL):
        yield reader, writer, _NEW_TO_OLD


def _meet(writer: Source, one: Part, reader: Source, other: Part) -> bool:
    """Say whether two parts are compared: one shape with all, else those of the same name."""
    return Kind.SHAPE in (writer.kind, reader.kind) or one.name == other.name


def _some(source: Source) -> str:
    first, *others = (each.name for each in source.parts)
    return f"{first} and {len(others)} more" if others else first


def _compared(judge: Judge, writer: Part, reader: Part, order: Order, direction: str) -> Comparison:
    started = time.perf_counter()
    formats = True if writer.formats or reader.formats else None
    verdict = judge.compare(
        writer.shape, reader.shape, policy=order.policy, omits=order.omits, formats=formats
    )
    seconds = time.perf_counter() - started
    return Comparison(
        writer.title,
        reader.title,
        _as_far_as_said(verdict, writer, reader),
        order.policy,
        direction,
        seconds,
    )


def _as_far_as_said(verdict: Verdict, writer: Part, reader: Part) -> Verdict:
    """Take back a verdict that rests on what a schema lets through because it cannot say it."""
    unsaid = {Answer.COMPATIBLE: reader.unsaid, Answer.BREAKING: writer.unsaid}
    undecided = tuple(
        Undecided(Location(), pointer, "matchingRules", words)
        for pointer, words in unsaid.get(verdict.answer, ())
    )
    return Verdict(Answer.UNKNOWN, undecided=undecided) if undecided else verdict


def _unread(writer: Part, reader: Source, order: Order, direction: str) -> Comparison:
    verdict = Verdict.unknown("name", "the reader's side has no shape of this name")
    title = f"{reader.text}: {writer.name}"
    return Comparison(writer.title, title, verdict, order.policy, direction)
