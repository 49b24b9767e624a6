"""Verifying a provider's interactions one after the other, in one process."""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from pactfuzz.contract import Interaction, Kind, Pact
from pactfuzz.contract.outcome import Mismatch, Outcome, Verdict
from pactfuzz.verification.application import started
from pactfuzz.verification.arguments import Fixture, no_fixture
from pactfuzz.verification.core_results import mismatches_from_core
from pactfuzz.verification.emitters import emitted
from pactfuzz.verification.faults import Fault, in_words
from pactfuzz.verification.last_resort import LAST_RESORT
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.no_contents import mismatches_with_no_contents
from pactfuzz.verification.number_typing import without_number_typing
from pactfuzz.verification.official_core import CoreResult, OfficialCore
from pactfuzz.verification.own_schema import mismatches_from_schema
from pactfuzz.verification.provider import Provider
from pactfuzz.verification.stacks import users_part
from pactfuzz.verification.stage import Stage
from pactfuzz.verification.state_values import values_asked_for
from pactfuzz.verification.states import set_up
from pactfuzz.verification.time_limit import Hung
from pactfuzz.verification.traffic import Application, Exchange, Request, Response

_NOT_LOOKED_AT: Final = "the official Pact core did not look at the message"
"""Then it has verified nothing, whatever it says."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying one interaction gave.

    ``error`` is the exception by which it failed, with its own traceback; None where it passed,
    or where the mismatches in ``outcome`` say all. ``is_at_rest`` is False where the provider may
    still be at work on the request, which nobody can see from here.
    """

    outcome: Outcome
    error: BaseException | None = None
    is_at_rest: bool = True


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What was seen before there is a verdict; ``problem`` is why the core could not judge."""

    mismatches: tuple[Mismatch, ...] = ()
    problem: str = ""
    error: BaseException | None = None
    head: str = ""
    sent: bytes | None = None
    official: str = ""

    @property
    def shows_a_break(self) -> bool:
        """Whether the contract is broken by what was seen."""
        return bool(self.mismatches or self.problem or self.error)


class Verification:
    """Verifies interactions; what they share is started when it is first needed.

    ``seconds`` is the longest that anything of the provider's may take. ``failures`` are the
    exceptions by which its code fails an interaction; any other (Ctrl-C, a skip) goes through.
    """

    def __init__(
        self, seconds: float, failures: tuple[type[BaseException], ...] = (Exception,)
    ) -> None:
        self._seconds = seconds
        self._failures: tuple[type[BaseException], ...] = (*failures, Hung)
        self._resources = ExitStack()
        self._core = OfficialCore(seconds)
        self._resources.callback(self._core.close)
        self._applications: dict[Provider, Application | BaseException] = {}

    def verify(
        self,
        provider: Provider,
        pact: Pact,
        interaction: Interaction,
        fixture: Fixture = no_fixture,
    ) -> Verified:
        """Set the states up, let the provider act, have it judged, tear the states down."""
        begin = time.perf_counter()
        stage = Stage(self._seconds)
        try:
            given = set_up(provider, interaction.states, stage, fixture)
            if interaction.kind is Kind.HTTP:
                values = values_asked_for(interaction, given)
                evidence = self._from_application(provider, pact, interaction, stage, values)
            else:
                evidence = self._from_emitter(provider, pact, interaction, stage, fixture)
        except self._failures as failure:
            evidence = _Evidence(error=failure.with_traceback(users_part(failure.__traceback__)))
        finally:
            unwinding = stage.unwind()
        if unwinding:
            evidence = replace(evidence, error=_joined(evidence.error, unwinding))
        # A mark as pending excuses the contract, not the tests that tear a state down.
        verdict = Verdict.FAILED if unwinding else _verdict(interaction, evidence)
        outcome = _outcome(pact, interaction, evidence, verdict)
        outcome = replace(outcome, seconds=time.perf_counter() - begin)
        return Verified(outcome, evidence.error, self._is_at_rest(provider))

    def close(self) -> None:
        """Stop all that was started; no thread and no process is left."""
        self._resources.close()

    @cached_property
    def _loopback(self) -> Loopback:
        loopback = Loopback()
        self._resources.callback(loopback.close)
        return loopback

    def _from_emitter(
        self,
        provider: Provider,
        pact: Pact,
        interaction: Interaction,
        stage: Stage,
        fixture: Fixture,
    ) -> _Evidence:
        message = emitted(provider, interaction, stage, fixture)
        response = Response(200, tuple(message.headers(interaction).items()), message.body)
        requests: list[Request] = []

        def answer(request: Request) -> Response:
            requests.append(request)
            return response

        with self._loopback.answering(answer):
            result = self._core.judge(pact, interaction, self._loopback)
        evidence = _judged(interaction, result, message.body)
        if not requests and not evidence.shows_a_break:
            return replace(evidence, problem=_NOT_LOOKED_AT)
        unexpected = mismatches_with_no_contents(interaction, message.body)
        return replace(evidence, mismatches=(*evidence.mismatches, *unexpected))

    def _from_application(
        self,
        provider: Provider,
        pact: Pact,
        interaction: Interaction,
        stage: Stage,
        values: Mapping[str, Any],
    ) -> _Evidence:
        application = self._application(provider, stage)
        exchange = Exchange(self._core.connected)
        with LAST_RESORT.if_held(self._seconds), application.recording(exchange):
            result = self._core.judge(pact, interaction, application, values)
        if isinstance(exchange.error, Fault | Hung):
            # The core has judged what was answered in the provider's place.
            return _Evidence(error=exchange.error, head=exchange.head)
        if exchange.response is None:
            return _Evidence(
                problem=_problem(result),
                error=exchange.error,
                head=exchange.head,
                official=result.text,
            )
        evidence = _judged(interaction, result, exchange.response.plain_body)
        # An application may raise and have answered as it should: what crossed is what counts.
        error = exchange.error if evidence.shows_a_break else None
        return replace(evidence, error=error, head=exchange.head)

    def _application(self, provider: Provider, stage: Stage) -> Application:
        """Start a provider's application, once: if it cannot be, every request says why."""
        if provider not in self._applications:
            self._applications[provider] = self._started(provider, stage)
        application = self._applications[provider]
        if isinstance(application, BaseException):
            raise application
        return application

    def _is_at_rest(self, provider: Provider) -> bool:
        application = self._applications.get(provider)
        if application is None or isinstance(application, BaseException):
            return True
        return application.shows_its_end

    def _started(self, provider: Provider, stage: Stage) -> Application | BaseException:
        try:
            declared = stage.call(provider.application, f"the app function of {provider}")
            application = started(declared, provider, lambda: self._loopback, self._seconds)
        except self._failures as failure:
            return failure
        self._resources.callback(application.close)
        return application


def _judged(interaction: Interaction, result: CoreResult, body: bytes) -> _Evidence:
    """Join the two judges' words on the same bytes."""
    by_core = mismatches_from_core(result.mismatches, interaction)
    by_schema = mismatches_from_schema(interaction, body)
    counted = without_number_typing(by_core, by_schema, interaction, body)
    return _Evidence(
        mismatches=(*counted, *by_schema),
        problem="" if by_core or result.is_match else _problem(result),
        sent=body,
        official=result.text,
    )


def _problem(result: CoreResult) -> str:
    return f"the official Pact core cannot judge this interaction: {result.error}"


def _verdict(interaction: Interaction, evidence: _Evidence) -> Verdict:
    if not evidence.shows_a_break:
        is_ours = interaction.is_pending and interaction.pending_reason is not None
        return Verdict.PENDING_BUT_PASSES if is_ours else Verdict.VERIFIED
    return Verdict.PENDING if interaction.is_pending else Verdict.FAILED


def _outcome(
    pact: Pact, interaction: Interaction, evidence: _Evidence, verdict: Verdict
) -> Outcome:
    return Outcome(
        consumer=pact.consumer,
        provider=pact.provider,
        interaction=interaction.sentence,
        states=tuple(state.name for state in interaction.states),
        verdict=verdict,
        mismatches=evidence.mismatches,
        reason=in_words(evidence.error) if evidence.error else evidence.problem,
        pending=(interaction.pending_reason or "") if interaction.is_pending else None,
        head=evidence.head,
        sent=evidence.sent,
        official=evidence.official if evidence.shows_a_break else "",
    )


def _joined(error: BaseException | None, unwinding: Sequence[BaseException]) -> BaseException:
    """Take the first error, with the others as notes on it."""
    first, *others = unwinding if error is None else (error, *unwinding)
    for other in others:
        first.add_note(in_words(other))
    return first
