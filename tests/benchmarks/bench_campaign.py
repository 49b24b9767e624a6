"""How fast a campaign searches: python tests/benchmarks/bench_campaign.py [SECONDS]

The round trip of ``FeedbackEvent`` and of ``HealthStatus``, once as parse, dump, parse and once as
the whole property that ``[fuzz: round trip]`` holds them to: over the stream, over one constant
payload, and as Hypothesis does it. Then a whole ``pactfuzz fuzz`` in one process and in two. All in
one run; what counts are the ratios.
"""

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from market_data_core.telemetry import FeedbackEvent, HealthStatus

from pactfuzz.contract import Property
from pactfuzz.fuzzing import CHECKS, Sent, Target
from pactfuzz.fuzzing.documents import documents
from pactfuzz.journeys.campaign import Order
from pactfuzz.journeys.fuzz import fuzz
from pactfuzz.shapes import Shape
from pactfuzz.values.stream import Coverage, Stream

EXAMPLES = 500

CONTRACT = """
from market_data_core.telemetry import FeedbackEvent
from pactfuzz import Consumer

reader = Consumer("reader", provider="writer")

@reader.receives("an event", FeedbackEvent)
def test_event(event: FeedbackEvent) -> None:
    assert event.level in type(event.level)
"""


def round_trip(shape: Shape) -> Callable[[bytes], Any]:
    """Parse, dump, parse."""
    parse, dump = shape.adapter.validate_json, shape.adapter.dump_json
    return lambda text: parse(dump(parse(text)))


def whole_property(shape: Shape) -> Callable[[bytes], Any]:
    """Check all that the property says."""
    target = Target("reader", "writer", "a document", shape, shape.parse, lambda _: [])
    check = CHECKS[Property.ROUND_TRIP]
    return lambda text: check(target, Sent(text))


def rate(texts: Iterator[bytes], check: Callable[[bytes], Any], seconds: float) -> float:
    """Count checks a second."""
    number, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        for text in itertools.islice(texts, 1000):
            check(text)
        number += 1000
    return number / (time.perf_counter() - begin)


def streamed(shape: Shape) -> Iterator[bytes]:
    stream = Stream(shape, 1)
    coverage = Coverage(stream.catalogue)
    for made in stream:
        coverage.add(made.taken)
        yield made.text


def by_hypothesis(shape: Shape, check: Callable[[bytes], Any]) -> float:
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(Property.ROUND_TRIP, shape))
    def test(sent: Sent) -> None:
        check(sent.text)

    begin = time.perf_counter()
    test()
    return EXAMPLES / (time.perf_counter() - begin)


def campaign(processes: int, seconds: float) -> float:
    """Count the documents a second of a whole campaign, its start not counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text("")
        (folder / "test_reader.py").write_text(CONTRACT)
        order = Order(
            root=folder,
            corpus=folder / "corpus",
            arguments=("-k", "valid"),
            seconds=seconds,
            count=None,
            seed="1",
            processes=processes,
        )
        return fuzz(order, lambda _: None).total / seconds


def main(seconds: float) -> None:
    show = sys.stdout.write
    show(f"{os.cpu_count()} processors\n")
    for model in (FeedbackEvent, HealthStatus):
        shape = Shape.from_model(model)
        constant = next(streamed(shape))
        for name, check in (
            ("parse, dump, parse", round_trip(shape)),
            ("whole property", whole_property(shape)),
        ):
            on_one = rate(itertools.repeat(constant), check, seconds)
            on_stream = rate(streamed(shape), check, seconds)
            hypothesis = by_hypothesis(shape, check)
            show(
                f"{model.__name__}, {name}: stream {on_stream:,.0f} a second, to one payload "
                f"{on_stream / on_one:.2f}, to Hypothesis {on_stream / hypothesis:.0f}\n"
            )
    one, two = campaign(1, 4 * seconds), campaign(2, 4 * seconds)
    show(f"a campaign: {one:,.0f} documents a second, by two processes {two / one:.2f} of that\n")


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 3.0)
