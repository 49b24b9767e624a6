"""What an example costs under Hypothesis: our strategies, others', and such as are written by hand.

    python tests/benchmarks/bench_strategies.py [EXAMPLES [SEEDS]]

Each strategy runs under `@given` with a test that does nothing, with every seed once, in turns. All
have the same settings, seeds and number of examples, with which examples grow. Told is the time of
all seeds together, for from one to the other it differs by half: processor time, because on the
clock other work would count as well.
"""

import sys
import time
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from market_data_core.telemetry import (
    BackpressureLevel,
    FeedbackEvent,
    HealthComponent,
    HealthStatus,
)

from pactfuzz.shapes import Shape
from pactfuzz.values.from_schema import from_schema
from pactfuzz.values.strategies import instances, strategy

STATES = st.sampled_from(["healthy", "degraded", "unhealthy"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text()
REPEATED = 2
"""How often each seed is run, of which the best counts: what else the machine does only adds."""

FLOOR = st.integers()
"""One choice: nearly all of its time is what Hypothesis takes for an example, whatever it draws."""

FEEDBACK_DOCUMENTS = st.fixed_dictionaries(
    {
        "coordinator_id": TEXTS,
        "queue_size": st.integers(min_value=0),
        "capacity": st.integers(min_value=1),
        "level": st.sampled_from([each.value for each in BackpressureLevel]),
        "ts": NUMBERS,
    },
    optional={"source": TEXTS},
)
FEEDBACK_INSTANCES = st.builds(
    FeedbackEvent,
    coordinator_id=TEXTS,
    queue_size=st.integers(min_value=0),
    capacity=st.integers(min_value=1),
    level=st.sampled_from(BackpressureLevel),
    source=TEXTS,
    ts=NUMBERS,
)
COMPONENTS = st.fixed_dictionaries(
    {"name": TEXTS, "state": STATES}, optional={"details": st.dictionaries(TEXTS, TEXTS)}
)
HEALTH_DOCUMENTS = st.fixed_dictionaries(
    {"service": TEXTS, "state": STATES, "version": TEXTS, "ts": NUMBERS},
    optional={"components": st.lists(COMPONENTS)},
)
HEALTH_INSTANCES = st.builds(
    HealthStatus,
    service=TEXTS,
    state=STATES,
    components=st.lists(
        st.builds(HealthComponent, name=TEXTS, state=STATES, details=st.dictionaries(TEXTS, TEXTS))
    ),
    version=TEXTS,
    ts=NUMBERS,
)


def contestants(model: Any, documents: Any, values: Any) -> Mapping[str, Any]:
    """The strategies to compare for one model."""
    shape = Shape.from_model(model)
    return {
        "ours": strategy(shape),
        "by hand": documents,
        "hypothesis-jsonschema": from_schema(dict(shape.reader)),
        "our instances": instances(shape),
        "st.builds": values,
        "one integer": FLOOR,
    }


def time_of(chosen: st.SearchStrategy[Any], examples: int, number: int) -> float:
    """Milliseconds of processor time an example, in one run."""

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(chosen)
    def run(_: Any) -> None:
        nonlocal count
        count += 1

    count = 0
    started = time.process_time()
    run()
    return (time.process_time() - started) / count * 1_000


def compare(model: Any, documents: Any, values: Any, examples: int, seeds: int) -> None:
    """Run all strategies for a model in turns, and tell their times and ratios."""
    strategies = contestants(model, documents, values)
    for chosen in strategies.values():
        time_of(chosen, 1, 0)  # builds what is built once
    times = dict.fromkeys(strategies, 0.0)
    for number in range(seeds):
        for name, chosen in strategies.items():
            best = min(time_of(chosen, examples, number) for _ in range(REPEATED))
            times[name] += best / seeds
    theirs, floor = times["hypothesis-jsonschema"], times["one integer"]
    built = times["st.builds"] / times["our instances"]
    lines = [
        f"{model.__name__}: milliseconds an example",
        *(f"  {name:24}{each:8.2f}" for name, each in times.items()),
        "  times as fast",
        f"    as hypothesis-jsonschema    {theirs / times['ours']:6.2f}  bar 8",
        f"      at most, with one choice  {theirs / floor:6.2f}",
        f"    as by hand                  {times['by hand'] / times['ours']:6.2f}  bar 0.9",
        f"    instances, as st.builds     {built:6.2f}  bar 0.9",
    ]
    sys.stdout.write("\n".join(lines) + "\n\n")


def main() -> None:
    """Compare on both models."""
    stated = [int(each) for each in sys.argv[1:]]
    examples, seeds = [*stated, *(200, 4)[len(stated) :]]
    compare(FeedbackEvent, FEEDBACK_DOCUMENTS, FEEDBACK_INSTANCES, examples, seeds)
    compare(HealthStatus, HEALTH_DOCUMENTS, HEALTH_INSTANCES, examples, seeds)


if __name__ == "__main__":
    main()
