"""The pipeline's real readers of feedback, each down to the rate that a provider is held to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from emitting.pulse import hang_up
from market_data_core.events.envelope import EventEnvelope, EventMeta
from market_data_core.telemetry import BackpressureLevel, FeedbackEvent, RateAdjustment
from market_data_pipeline.orchestration import RateCoordinator
from market_data_pipeline.orchestration.feedback import FeedbackHandler, RateCoordinatorAdapter
from market_data_pipeline.pulse import FeedbackConsumer, PulseConfig
from market_data_pipeline.settings.feedback import PipelineFeedbackSettings
from pydantic import BaseModel
from redis_server import client_of

PROVIDER: Final = "ibkr"

STREAM: Final = "mdp.telemetry.feedback"
"""The stream as the publisher and the consumer name it to the bus."""

KEY: Final = "mdp:mdp.telemetry.feedback"
"""The same stream's key in Redis: the bus puts the namespace before it once more."""

Policy = Mapping[BackpressureLevel, float]
"""The part of the full rate that each level allows."""

_PATIENCE: Final = 5.0
"""Seconds in which a consumer must apply what it was sent; it takes about five milliseconds."""


class FeedbackMeta(EventMeta):
    """The only metadata under which RedisStreamsBus reads a feedback event."""

    schema_id: Literal["telemetry.FeedbackEvent"]


class FeedbackEntry(BaseModel):
    """The ``data`` field of a stream entry, as far as JsonCodec.decode reads it."""

    ts: float
    meta: FeedbackMeta
    payload: FeedbackEvent
    key: str | None = None
    id: str = ""


class Rate(NamedTuple):
    """What a provider is held to: a part of its full rate, and the pressure that it stands for."""

    scale: float
    pressure: str


class Controller(RateCoordinatorAdapter):
    """The pipeline's rate controller on its real coordinator, which also tells what it applied."""

    def __init__(self) -> None:
        """Register one provider, at 60 messages a second and five at once."""
        super().__init__(RateCoordinator())
        self.coordinator.register_provider(PROVIDER, capacity=5, refill_rate=60)
        self.applied: asyncio.Queue[RateAdjustment] = asyncio.Queue()

    async def brake(self) -> None:
        """Set a rate that no policy here has, so that setting the full one can be seen too."""
        await self.coordinator.set_budget_scale(PROVIDER, 0.123)

    async def apply(self, adjustment: RateAdjustment) -> None:
        """Apply it as the pipeline does, then tell of it."""
        await super().apply(adjustment)
        self.applied.put_nowait(adjustment)

    def rate(self) -> Rate:
        """Ask the coordinator what the provider is held to now."""
        state = self.coordinator.get_provider_state(PROVIDER)
        return Rate(state["scale_factor"], state["pressure_state"])


async def rate_after(*events: FeedbackEvent, policy: Policy | None = None) -> Rate:
    """Hand events to the pipeline's handler, in this order, and give the rate that results."""
    controller = Controller()
    await controller.brake()
    handler = FeedbackHandler(controller, PROVIDER, policy=policy)
    for event in events:
        await handler.handle(event)
    return controller.rate()


async def rate_after_entry(data: bytes, url: str) -> Rate:
    """Write ``data`` to the feedback stream, for a running FeedbackConsumer to read.

    Raises:
        AssertionError: the consumer's bus moved it to the dead letters; with the reason.
    """
    async with consuming(PulseConfig(backend="redis", redis_url=url)) as running:
        client = client_of(url)
        # The consumer's group starts at the stream's end: what is written before is not read.
        await until_true(lambda: client.exists(KEY))
        client.xadd(KEY, {"data": data})
        await until_true(lambda: running.has_applied() or client.exists(f"{KEY}.dlq"))
        for _, letter in client.xrange(f"{KEY}.dlq"):
            msg = f"dead-lettered: {letter[b'reason'].decode()}"
            raise AssertionError(msg)
    return running.controller.rate()


async def rate_after_envelope(envelope: EventEnvelope[FeedbackEvent]) -> Rate:
    """Put ``envelope`` on the bus of a running FeedbackConsumer, in memory."""
    async with consuming(PulseConfig(backend="inmem")) as running:
        # Not by publish(), which would put the envelope into one of its own.
        running.consumer.bus._streams[STREAM].put_nowait(envelope)
        await running.next_adjustment()
    return running.controller.rate()


@dataclass(frozen=True, slots=True)
class Running:
    """The pipeline's consumer while it runs, and the controller that it reports to."""

    consumer: FeedbackConsumer
    controller: Controller
    task: asyncio.Task[None]

    def has_applied(self) -> bool:
        """Tell whether it has applied an adjustment that nobody has asked for yet."""
        return not self.controller.applied.empty()

    async def next_adjustment(self) -> RateAdjustment:
        """Wait for the next adjustment that it applies.

        Raises:
            Exception: what ended the consumer.
            TimeoutError: it applies nothing.
        """
        await until_true(lambda: self.has_applied() or self.task.done())
        if not self.has_applied():
            await self.task
        return self.controller.applied.get_nowait()


@asynccontextmanager
async def consuming(config: PulseConfig) -> AsyncIterator[Running]:
    """Run the pipeline's consumer, as its runtime does, and cancel it."""
    controller = Controller()
    await controller.brake()
    consumer = FeedbackConsumer(controller, PipelineFeedbackSettings(), config)
    task = asyncio.create_task(consumer.run("w1"))
    try:
        yield Running(consumer, controller, task)
    finally:
        await stopped(task)
        if config.backend == "redis":
            await hang_up(consumer.bus)


async def until_true(condition: Callable[[], object]) -> None:
    """Let the loop run until the condition holds.

    Raises:
        TimeoutError: it did not in time.
    """
    async with asyncio.timeout(_PATIENCE):
        # What is waited for happens in a server, which sets no event here.
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def stopped(task: asyncio.Future[object]) -> None:
    """Cancel a task until it has ended.

    Once is not always enough: asyncio.wait_for, by which redis-py waits for an answer, drops a
    cancellation that comes at the same time as the answer (in Python 3.11).
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.005)
