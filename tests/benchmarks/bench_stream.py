"""What a campaign's stream costs, and how soon it meets a fault, against Hypothesis.

    python tests/benchmarks/bench_stream.py [--long]

All that is compared is run in turns, a few rounds of each, and the best round is told: seconds of
processor time, because other work on the machine would count in the clock's. `--long` tells the
memory after one and after ten million documents as well, which takes minutes.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from market_data_core.telemetry import BackpressureLevel, FeedbackEvent, HealthStatus
from pydantic import BaseModel

from pactfuzz.shapes import Shape
from pactfuzz.values.from_schema import from_schema
from pactfuzz.values.strategies import strategy
from pactfuzz.values.stream import Coverage, Stream

DOCUMENTS = 20_000
EXAMPLES = 400
ROUNDS = 5
LONGEST = 2.0
"""Seconds after which a counterexample is not waited for any longer."""

CONSTANT = {
    "FeedbackEvent": b'{"coordinator_id":"bars_coordinator_1","queue_size":850,"capacity":1000,'
    b'"level":"soft","source":"store","ts":1763724000.123}',
    "HealthStatus": b'{"service":"market-data-core","state":"healthy","components":['
    b'{"name":"ibkr","state":"healthy","details":{}},'
    b'{"name":"database","state":"healthy","details":{"connected":"true"}}],'
    b'"version":"1.1.0","ts":1763724000.123}',
}
"""The examples that the models show in their own documentation."""


def round_trip(shape: Shape) -> Callable[[bytes], None]:
    """Parse, dump, parse: the same value comes out."""
    parse, dump = shape.adapter.validator.validate_json, shape.adapter.serializer.to_json

    def check(text: bytes) -> None:
        value = parse(text)
        assert parse(dump(value)) == value

    return check


def run_constant(shape: Shape, _: int) -> float:
    check, text = round_trip(shape), CONSTANT[shape.name]
    started = time.process_time()
    for _ in range(DOCUMENTS):
        check(text)
    return DOCUMENTS / (time.process_time() - started)


def run_stream(shape: Shape, number: int, **manner: bool) -> float:
    check, documents = round_trip(shape), iter(Stream(shape, number, **manner))
    started = time.process_time()
    for made in islice(documents, DOCUMENTS):
        check(made.text)
    return DOCUMENTS / (time.process_time() - started)


def run_counted(shape: Shape, number: int) -> float:
    check, stream = round_trip(shape), Stream(shape, number)
    coverage = Coverage(stream.catalogue)
    started = time.process_time()
    for made in islice(stream, DOCUMENTS):
        check(made.text)
        coverage.add(made.taken)
    coverage.counts()
    return DOCUMENTS / (time.process_time() - started)


def run_extended(shape: Shape, number: int) -> float:
    return run_stream(shape, number, extended=True)


def run_hypothesis(
    drawn: st.SearchStrategy[Any], check: Callable[[Any], None], number: int
) -> float:
    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def run(value: Any) -> None:
        nonlocal count
        count += 1
        check(value)

    count = 0
    started = time.process_time()
    run()
    return count / (time.process_time() - started)


BUILT = st.builds(
    FeedbackEvent,
    coordinator_id=st.text(),
    queue_size=st.integers(min_value=0),
    capacity=st.integers(min_value=1),
    level=st.sampled_from(BackpressureLevel),
    source=st.text(),
    ts=st.floats(allow_nan=False, allow_infinity=False),
)


def compare(model: Any) -> None:
    """Tell the rates of round trips, and their ratios to those over one constant payload."""
    shape = Shape.from_model(model)
    check = round_trip(shape)
    drawn = strategy(shape)
    contestants: dict[str, Callable[[int], float]] = {
        "one constant payload": lambda number: run_constant(shape, number),
        "stream": lambda number: run_stream(shape, number),
        "stream, with coverage": lambda number: run_counted(shape, number),
        "stream, extended": lambda number: run_extended(shape, number),
        "Hypothesis, strategy(shape)": lambda number: run_hypothesis(
            drawn, lambda document: check(json.dumps(document).encode()), number
        ),
    }
    if model is FeedbackEvent:
        contestants["Hypothesis, st.builds"] = lambda number: run_hypothesis(
            BUILT, lambda event: check(event.model_dump_json().encode()), number
        )
    best = dict.fromkeys(contestants, 0.0)
    for number in range(ROUNDS):
        for name, run in contestants.items():
            best[name] = max(best[name], run(number))
    constant, stream = best["one constant payload"], best["stream"]
    say(f"\n{model.__name__}: round trips a second, to the constant, stream to it")
    for name, each in best.items():
        say(f"  {name:30}{each:9.0f}{each / constant:8.2f}{stream / each:8.1f}")


class Level(Enum):
    """Fifty members, of which one is met seldom."""

    locals().update({f"LEVEL_{number}": f"level-{number}" for number in range(49)})
    CRITICAL = "critical"


class Event(BaseModel):
    """What the table of faults is about."""

    name: str
    level: Level
    count: int
    ts: float
    note: str | None = None
    origin: str = "store"


EVENTS = st.builds(
    Event,
    name=st.text(),
    level=st.sampled_from(Level),
    count=st.integers(),
    ts=st.floats(),
    note=st.none() | st.text(),
    origin=st.text(),
)

FAULTS: dict[str, tuple[Callable[[Any], bool], dict[str, bool]]] = {
    "rare enum member": (lambda each: each["level"] == "critical", {}),
    "NaN": (lambda each: each["ts"] != each["ts"], {"special_floats": True}),
    "name of 300 characters": (lambda each: len(each["name"]) >= 300, {}),
    "lone surrogate": (
        lambda each: any("\ud800" <= one <= "\udfff" for one in each["name"]),
        {"surrogates": True},
    ),
    "both optional fields absent": (lambda each: not {"note", "origin"} & each.keys(), {}),
    "integer above 2**63": (lambda each: each["count"] > 2**63, {}),
    "name clash with an unknown field": (
        lambda each: any(name != "level" and name.lower() == "level" for name in each),
        {"extended": True},
    ),
}


def say(line: str) -> None:
    """Write a line at once, so that what takes long can be followed."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Found(Exception):
    """A counterexample was met, or time is up."""


def by_stream(
    is_faulty: Callable[[Any], bool], manner: dict[str, bool], number: int
) -> float | None:
    started = time.process_time()
    for made in Stream(Shape.from_model(Event), number, **manner):
        met = time.process_time() - started
        if is_faulty(json.loads(made.text)):
            return met
        if met > LONGEST:
            break
    return None


def by_hypothesis(
    drawn: st.SearchStrategy[Any], is_faulty: Callable[[Any], bool], number: int
) -> float | None:
    @seed(number)
    @settings(
        max_examples=1_000_000,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(drawn)
    def run(document: Any) -> None:
        nonlocal met
        now = time.process_time() - started
        if met is None and is_faulty(document):
            met = now
        if met is not None or now > LONGEST:
            raise Found

    met: float | None = None
    started = time.process_time()
    with suppress(Found):
        run()
    return met


def first_counterexamples(rounds: int = 3) -> None:
    """Tell the seconds to the first counterexample of each fault: the median of some seeds."""
    contestants: dict[str, Callable[[Any, dict[str, bool], int], float | None]] = {
        "stream": by_stream,
        "st.builds": lambda faulty, _, number: by_hypothesis(
            EVENTS.map(lambda each: json.loads(json.dumps(each.model_dump(mode="json")))),
            faulty,
            number,
        ),
        "hypothesis-jsonschema": lambda faulty, _, number: by_hypothesis(
            from_schema(dict(Shape.from_model(Event).reader)), faulty, number
        ),
    }
    say("\nseconds to the first counterexample (compiling included)")
    say(f"  {'':34}" + "".join(f"{name:>24}" for name in contestants))
    for fault, (is_faulty, manner) in FAULTS.items():
        cells = []
        for find in contestants.values():
            times = [find(is_faulty, manner, number) for number in range(rounds)]
            met = [each for each in times if each is not None]
            shown = f"{median(met):.3f}" if met else "never"
            cells.append(shown if len(met) in (0, rounds) else f"{shown} ({len(met)} of {rounds})")
        say(f"  {fault:34}" + "".join(f"{each:>24}" for each in cells))


def resident() -> int:
    """Tell the memory of this process in KiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def memory() -> None:
    """Tell the memory while ten million documents go by."""
    shape = Shape.from_model(FeedbackEvent)
    stream = Stream(shape, 0)
    coverage, documents = Coverage(stream.catalogue), iter(stream)
    say("\nmemory in KiB after so many million documents, with coverage")
    for number in range(11):
        if number in (0, 1, 2, 5, 10):
            say(f"  {number:3}{resident():12}")
        for made in _million(documents):
            coverage.add(made.taken)


def _million(documents: Iterator[Any]) -> Iterator[Any]:
    return islice(documents, 1_000_000)


def main() -> None:
    """Compare everything."""
    compare(FeedbackEvent)
    compare(HealthStatus)
    first_counterexamples()
    if "--long" in sys.argv:
        memory()


if __name__ == "__main__":
    main()
