"""How market-data-pipeline turns feedback into the rate that a provider is held to."""

import asyncio
import inspect

import market_data_core.telemetry as core
import pytest
from breaks import broken
from generated import events, levels, quick, times
from hypothesis import given
from hypothesis import strategies as st
from market_data_core.protocols import FeedbackPublisher, RateController
from market_data_core.telemetry import BackpressureLevel, FeedbackEvent, RateAdjustment
from market_data_pipeline.orchestration import feedback
from market_data_pipeline.orchestration.feedback import (
    FeedbackBus,
    FeedbackHandler,
    RateCoordinatorAdapter,
)
from market_data_pipeline.orchestration.feedback import consumer as reader
from market_data_pipeline.settings.feedback import PipelineFeedbackSettings
from market_data_store.coordinator import FeedbackBus as StoreBus
from market_data_store.coordinator import feedback_bus as store_bus
from prometheus_client import REGISTRY
from pydantic import ValidationError
from reading import PROVIDER, Controller, Policy, Rate, rate_after

OK, SOFT, HARD = BackpressureLevel
DEFAULT: Policy = {OK: 1.0, SOFT: 0.5, HARD: 0.0}

policies = st.fixed_dictionaries(dict.fromkeys(BackpressureLevel, st.floats(0.0, 1.0)))


def event(level: BackpressureLevel, *, coordinator: str = "bars", ts: float = 1.0) -> FeedbackEvent:
    """Make an event of a level, from a coordinator, at a time."""
    return FeedbackEvent(
        coordinator_id=coordinator, queue_size=8, capacity=10, level=level, source="store", ts=ts
    )


class Collect:
    """A rate controller of one's own, by nothing but its method."""

    def __init__(self) -> None:
        """Have nothing applied yet."""
        self.applied: list[RateAdjustment] = []

    async def apply(self, adj: RateAdjustment) -> None:
        """Keep it."""
        self.applied.append(adj)


@pytest.mark.parametrize("name", ["BackpressureLevel", "FeedbackEvent", "RateAdjustment"])
def test_the_pipeline_reads_by_cores_own_models(name: str) -> None:
    assert getattr(reader, name) is getattr(core, name)


def test_the_pipeline_listens_on_the_stores_bus() -> None:
    assert feedback.feedback_bus() is store_bus()


@quick
@given(events)
def test_an_event_survives_the_wire(sent: FeedbackEvent) -> None:
    assert FeedbackEvent.model_validate_json(sent.model_dump_json()) == sent


@quick
@given(events, policies)
def test_an_event_becomes_the_adjustment_that_the_policy_says(
    sent: FeedbackEvent, policy: Policy
) -> None:
    controller = Collect()
    asyncio.run(FeedbackHandler(controller, "polygon", policy=policy).handle(sent))
    assert controller.applied == [
        RateAdjustment(provider="polygon", scale=policy[sent.level], reason=sent.level, ts=sent.ts)
    ]


@pytest.mark.parametrize("level", BackpressureLevel)
@pytest.mark.parametrize("policy", [None, DEFAULT | {SOFT: 0.7}], ids=["default", "soft=0.7"])
def test_a_level_sets_its_scale(level: BackpressureLevel, policy: Policy | None) -> None:
    rate = asyncio.run(rate_after(event(level), policy=policy))
    assert rate == Rate((policy or DEFAULT)[level], level.value)


def test_the_settings_give_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PipelineFeedbackSettings().get_policy() == DEFAULT
    monkeypatch.setenv("MDP_FB_SCALE_SOFT", "0.7")
    assert PipelineFeedbackSettings().get_policy() == DEFAULT | {SOFT: 0.7}


@quick
@given(st.lists(levels, min_size=1, max_size=5))
def test_the_last_event_sets_the_rate(told: list[BackpressureLevel]) -> None:
    history = [event(level, ts=float(number)) for number, level in enumerate(told)]
    assert asyncio.run(rate_after(*history)) == Rate(DEFAULT[told[-1]], told[-1].value)


def test_a_protocol_is_fulfilled_by_its_method() -> None:
    assert isinstance(Collect(), RateController)
    assert isinstance(Controller(), RateController)
    assert isinstance(FeedbackBus(), FeedbackPublisher)
    assert isinstance(StoreBus(), FeedbackPublisher)
    assert not isinstance(Collect(), FeedbackPublisher)
    assert not isinstance(FeedbackBus(), RateController)


@pytest.mark.parametrize(
    ("method", "parameter"), [(RateController.apply, "adj"), (FeedbackPublisher.publish, "event")]
)
def test_a_protocol_asks_for_one_argument(method: object, parameter: str) -> None:
    assert inspect.iscoroutinefunction(method)
    assert list(inspect.signature(method).parameters) == ["self", parameter]


@broken(
    "the adapter calls the argument adjustment, the protocol adj: the one cannot stand for the "
    "other where it is named (market-data-pipeline 0.8.69)"
)
def test_the_adapter_takes_what_the_protocol_promises() -> None:
    promised = inspect.signature(RateController.apply).parameters
    assert list(inspect.signature(RateCoordinatorAdapter.apply).parameters) == list(promised)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (FeedbackEvent, {"coordinator_id", "queue_size", "capacity", "level", "ts"}),
        (RateAdjustment, {"provider", "scale", "reason", "ts"}),
    ],
)
def test_required_fields_are_these(
    model: type[FeedbackEvent] | type[RateAdjustment], fields: set[str]
) -> None:
    assert {name for name, field in model.model_fields.items() if field.is_required()} == fields
    with pytest.raises(ValidationError) as missing:
        model.model_validate({})
    assert {problem["loc"][0] for problem in missing.value.errors()} == fields


@quick
@given(st.floats(allow_nan=True).filter(lambda scale: not 0.0 <= scale <= 1.0), times)
def test_no_adjustment_leaves_the_scale(scale: float, ts: float) -> None:
    with pytest.raises(ValidationError, match="scale"):
        RateAdjustment(provider="ibkr", scale=scale, reason=SOFT, ts=ts)


@broken(
    "a provider that is paused goes on: what its bucket holds is let through, and one message a "
    "second after that (market-data-pipeline 0.8.69)",
    raises=pytest.fail.Exception,
)
def test_hard_pauses_the_provider() -> None:
    async def run() -> None:
        controller = Controller()
        await FeedbackHandler(controller, PROVIDER).handle(event(HARD))
        async with asyncio.timeout(0.02):
            await controller.coordinator.acquire(PROVIDER)

    with pytest.raises(TimeoutError):
        asyncio.run(run())


@broken(
    "events of all coordinators set the one rate: while bars is full, options lets the provider "
    "run at full rate (market-data-pipeline 0.8.69)"
)
def test_one_queue_does_not_lift_the_brake_of_another() -> None:
    full, drained = event(HARD), event(OK, coordinator="options", ts=2.0)
    assert asyncio.run(rate_after(full, drained)) == Rate(0.0, "hard")


@broken(
    "an event is applied whatever its time: an older one, delivered late, overrules the newest "
    "(market-data-pipeline 0.8.69)"
)
def test_an_older_event_does_not_overrule_a_newer_one() -> None:
    late = event(OK, ts=1.0)
    assert asyncio.run(rate_after(event(HARD, ts=2.0), late)) == Rate(0.0, "hard")


@broken(
    "a level that the policy leaves out means full rate, hard too (market-data-pipeline 0.8.69)"
)
def test_a_policy_of_one_level_leaves_the_others_as_they_are() -> None:
    assert asyncio.run(rate_after(event(HARD), policy={SOFT: 0.7})) == Rate(0.0, "hard")


@broken(
    "a policy with an impossible scale is taken, and each event then fails in the subscriber, "
    "where the store's bus drops the error (market-data-pipeline 0.8.69)",
    raises=pytest.fail.Exception,
)
def test_an_impossible_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="scale"):
        FeedbackHandler(Collect(), PROVIDER, policy={HARD: -0.5})


@broken(
    "an adjustment for a provider that the coordinator does not know is dropped with a log line "
    "(market-data-pipeline 0.8.69)",
    raises=pytest.fail.Exception,
)
def test_an_adjustment_for_an_unknown_provider_is_refused() -> None:
    handler = FeedbackHandler(Controller(), "polygon")
    with pytest.raises(ValueError, match="polygon"):
        asyncio.run(handler.handle(event(HARD)))


@broken(
    "each handler registers its counter anew, which fails for the second: its events are not "
    "counted (market-data-pipeline 0.8.69)"
)
def test_each_handler_counts_its_events() -> None:
    for provider in ("counted-first", "counted-second"):
        asyncio.run(FeedbackHandler(Collect(), provider).handle(event(HARD)))
    labels = {"provider": "counted-second", "level": "hard"}
    assert REGISTRY.get_sample_value("feedback_events_processed_total", labels) == 1.0
