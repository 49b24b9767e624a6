"""A coordinator's queue, brought into every state it can have by filling and draining it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final

from emitting.pulse import publishing
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from market_data_store.coordinator import BoundedQueue, FeedbackEvent, feedback_bus
from market_data_store.pulse import PulseConfig

LARGEST: Final = 12
"""Places: enough for each mark to have room above, below and between."""

Move = Coroutine[Any, Any, Any]
"""One item put or taken."""

_search: Final = settings(max_examples=settings().max_examples // 4, stateful_step_count=20)
"""What the profile allows, as far as each run of the verification can wait for it."""

_counts: Final = st.integers(min_value=1, max_value=LARGEST)


class QueueStates(RuleBasedStateMachine):
    """Fills and drains a real queue, past its marks in any order; an heir says what leaves.

    ``sent`` takes each byte string that leaves the store.
    """

    def __init__(self, sent: Callable[[bytes], None]) -> None:
        super().__init__()
        self.sent = sent
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._around = AsyncExitStack()
        self.events: list[FeedbackEvent] = []
        self._runner.run(self.listen(self._around))

    async def listen(self, around: AsyncExitStack) -> None:
        """Start what makes the queue's events leave the store, until ``around`` is closed."""
        feedback_bus().subscribe(self._hear)
        around.callback(feedback_bus().unsubscribe, self._hear)

    async def left(self) -> list[bytes]:
        """Give what has left the store since the last call."""
        raise NotImplementedError

    async def _hear(self, event: FeedbackEvent) -> None:
        self.events.append(event)

    @initialize(capacity=_counts, marks=st.none() | st.tuples(_counts, _counts))
    def begin(self, capacity: int, marks: tuple[int, int] | None) -> None:
        """Make a queue with marks of its own choice, or with two that leave room between them."""
        high = low = None
        if marks is not None:
            high = min(capacity, max(marks))
            low = min(high - 1, min(marks) - 1)
        self.queue = self._runner.run(self._made(capacity, high, low))

    async def _made(self, capacity: int, high: int | None, low: int | None) -> BoundedQueue[int]:
        return BoundedQueue[int](capacity, high, low, coord_id="bars")

    @rule(count=_counts)
    def fill(self, count: int) -> None:
        """Put one after the other, as far as there are places."""
        count = min(count, self.queue.capacity - self.queue.size)
        self._do([self.queue.put(0) for _ in range(count)])

    @rule(count=_counts)
    def drain(self, count: int) -> None:
        """Take one after the other, as far as there are items."""
        self._do([self.queue.get() for _ in range(min(count, self.queue.size))])

    @rule(count=_counts, takers_first=st.booleans())
    def pass_through(self, count: int, takers_first: bool) -> None:  # noqa: FBT001 -- a rule
        """Put and take at the same time, as producers and workers do."""
        puts = [self.queue.put(0) for _ in range(count)]
        gets = [self.queue.get() for _ in range(count)]
        self._do([_together([*gets, *puts] if takers_first else [*puts, *gets])])

    def _do(self, moves: Sequence[Move]) -> None:
        for each in self._runner.run(self._moved(moves)):
            self.sent(each)

    async def _moved(self, moves: Sequence[Move]) -> list[bytes]:
        for each in moves:
            await each
        left = await self.left()
        self.events.clear()
        return left

    def teardown(self) -> None:
        """Stop what listens."""
        self._runner.run(self._around.aclose())
        self._runner.close()


async def _together(moves: Sequence[Move]) -> None:
    await asyncio.gather(*moves)


@_search
class InProcess(QueueStates):
    """What subscribers in the same process get."""

    async def left(self) -> list[bytes]:
        return [each.model_dump_json().encode() for each in self.events]


@_search
class OverMemory(QueueStates):
    """What the publisher puts on its in-memory bus."""

    async def listen(self, around: AsyncExitStack) -> None:
        await super().listen(around)
        self._service = await around.enter_async_context(publishing(PulseConfig(backend="inmem")))

    async def left(self) -> list[bytes]:
        # The publisher makes a bus of its own and hands it to no one.
        waiting = self._service._ensure_bus()._streams["mdp.telemetry.feedback"]
        number = waiting.qsize()
        return [waiting.get_nowait().model_dump_json().encode() for _ in range(number)]
