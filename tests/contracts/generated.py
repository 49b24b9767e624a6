"""Strategies for what the store and the pipeline exchange, and how long to search."""

from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from market_data_core.telemetry import (
    BackpressureLevel,
    FeedbackEvent,
    HealthComponent,
    HealthStatus,
)

quick: Final = settings(max_examples=settings().max_examples // 8)
"""An eighth of the profile's search: these laws run with every change, and are simple."""

texts: Final = st.text(alphabet='aZ9 _-."\\/\n\t\x7fé\u2028😀', max_size=10)
"""Texts of the characters that writers and readers of JSON treat each in its own way."""

names: Final = texts.filter(bool)
times: Final = st.floats(min_value=0, max_value=4e9)
"""Seconds since 1970, up to the year 2096."""

levels: Final = st.sampled_from(BackpressureLevel)
capacities: Final = st.integers(min_value=1, max_value=10_000)
states: Final = st.sampled_from(["healthy", "degraded", "unhealthy"])

events: Final = st.builds(
    FeedbackEvent,
    coordinator_id=names,
    queue_size=st.integers(min_value=0, max_value=10_000),
    capacity=capacities,
    level=levels,
    source=names,
    ts=times,
)
components: Final = st.builds(
    HealthComponent,
    name=names,
    state=states,
    details=st.dictionaries(names, texts, max_size=3),
)
statuses: Final = st.builds(
    HealthStatus,
    service=names,
    state=states,
    components=st.lists(components, max_size=3),
    version=names,
    ts=times,
)
