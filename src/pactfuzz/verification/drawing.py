"""The calls of an emitter that Hypothesis makes: its arguments, and the states around it."""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args

from pactfuzz.contract import Interaction, Kind, ProviderState
from pactfuzz.errors import DeclarationError, ShapeError
from pactfuzz.shapes import Shape
from pactfuzz.verification.arguments import parameters_of, signature_of
from pactfuzz.verification.declared import Emitter
from pactfuzz.verification.emitters import REQUEST
from pactfuzz.verification.expectation import request_document

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

IsFixture = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Around:
    """What is around a call: the states that are set up, and the arguments that come of them."""

    states: tuple[ProviderState, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an emitter; ``drawn`` are the arguments that Hypothesis has made."""

    around: Around
    drawn: Mapping[str, Any]

    def text(self, function: Callable[..., Any]) -> str:
        """Write it as Python has it: ``feedback_event(level=BackpressureLevel.ok, capacity=1)``."""
        arguments = {**self.around.given, **self.drawn}
        listed = ", ".join(f"{name}={_written(value)}" for name, value in arguments.items())
        return f"{getattr(function, '__name__', 'the emitter')}({listed})"


def can_be_drawn(
    emitter: Emitter, interactions: Sequence[Interaction], is_fixture: IsFixture
) -> bool:
    """Say whether there is an argument that Hypothesis may make; it is not imported for that."""
    parameters = _drawn(emitter, is_fixture)
    return any(
        parameter.name not in each.given
        for each in _all_around(emitter, interactions, parameters, is_fixture)
        for parameter in parameters
    )


def calls(
    emitter: Emitter, interactions: Sequence[Interaction], is_fixture: IsFixture
) -> "SearchStrategy[Call]":
    """Generate calls, in each of the states that the interactions record, or in none.

    In none, where one of them is in none, or where arguments that a state gives can be made: they
    are then anything that the annotation allows.

    Raises:
        DeclarationError: for an argument there is nothing.
    """
    from hypothesis import strategies as st  # noqa: PLC0415 - imported only to drive

    parameters = _drawn(emitter, is_fixture)
    strategies = {each.name: strategy for each, strategy in _strategies(emitter, parameters)}

    def around(each: Around) -> "SearchStrategy[Call]":
        made = {name: made for name, made in strategies.items() if name not in each.given}
        return st.fixed_dictionaries(made).map(lambda drawn: Call(each, drawn))

    found = _all_around(emitter, interactions, parameters, is_fixture)
    return st.one_of([around(each) for each in found])


def _drawn(emitter: Emitter, is_fixture: IsFixture) -> list[inspect.Parameter]:
    """Find the parameters for which values are to be made."""
    return [
        each
        for each in signature_of(emitter.function).parameters.values()
        if each.name in emitter.given or (_is_annotated(each) and not _is_fixture(each, is_fixture))
    ]


def _all_around(
    emitter: Emitter,
    interactions: Sequence[Interaction],
    drawn: Collection[inspect.Parameter],
    is_fixture: IsFixture,
) -> list[Around]:
    """Find what may be around a call, what is simplest first."""
    recorded = list(_recorded(interactions))
    if any(not each.states for each in recorded):
        return recorded
    names = {each.name for each in drawn}
    stated = {name for each in recorded for name in each.given}
    needed = {
        each.name
        for each in signature_of(emitter.function).parameters.values()
        if each.default is each.empty and each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
    }
    can_be_in_none = all(each in names or is_fixture(each) for each in needed)
    if not recorded or (can_be_in_none and names & stated and REQUEST not in stated):
        return [Around(), *recorded]
    return recorded


def _recorded(interactions: Sequence[Interaction]) -> Iterator[Around]:
    seen: list[Around] = []
    for each in interactions:
        given = parameters_of(each.states)
        if each.kind is Kind.SYNCHRONOUS_MESSAGE:
            given = {REQUEST: request_document(each), **given}
        around = Around(each.states, given)
        if around not in seen:
            seen.append(around)
            yield around


def _strategies(
    emitter: Emitter, parameters: Collection[inspect.Parameter]
) -> Iterator[tuple[inspect.Parameter, "SearchStrategy[Any]"]]:
    """Find how values are made; a parameter for which none can be made keeps its default."""
    from hypothesis.errors import HypothesisException  # noqa: PLC0415 - imported only to drive
    from hypothesis.strategies import SearchStrategy  # noqa: PLC0415 - imported only to drive

    for each in parameters:
        if each.name in emitter.given:
            strategy = emitter.given[each.name]
            if not isinstance(strategy, SearchStrategy):
                msg = f'given["{each.name}"] = {strategy!r:.80}: expected a Hypothesis strategy'
                raise DeclarationError(msg)
            yield each, strategy
            continue
        try:
            strategy = _of_type(each.annotation)
            strategy.validate()
        except HypothesisException as error:
            if each.default is each.empty:
                msg = (
                    f'no values can be made for the parameter "{each.name}": {error}; name a '
                    f'strategy, as in given={{"{each.name}": st.integers()}}'
                )
                raise DeclarationError(msg) from None
        else:
            yield each, strategy


def _of_type(annotation: Any) -> "SearchStrategy[Any]":
    """Make values of a type; by its schema where an annotation says more than Hypothesis reads."""
    from hypothesis import strategies as st  # noqa: PLC0415 - imported only to drive

    if any(not isinstance(each, st.SearchStrategy) for each in _metadata(annotation)):
        from pactfuzz.values.strategies import instances  # noqa: PLC0415 - it imports Hypothesis

        with suppress(ShapeError):
            return instances(Shape.of(annotation))
    return st.from_type(annotation)


def _metadata(annotation: Any) -> Iterator[Any]:
    """Find what stands in the ``Annotated`` of an annotation, at any depth."""
    yield from getattr(annotation, "__metadata__", ())
    for each in get_args(annotation):
        yield from _metadata(each)


def _is_annotated(parameter: inspect.Parameter) -> bool:
    annotation = parameter.annotation
    return not (annotation in (parameter.empty, Any) or isinstance(annotation, str))


def _is_fixture(parameter: inspect.Parameter, is_fixture: IsFixture) -> bool:
    return parameter.default is parameter.empty and is_fixture(parameter.name)


def _written(value: Any) -> str:
    return f"{type(value).__name__}.{value.name}" if isinstance(value, Enum) else repr(value)
