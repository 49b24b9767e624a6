"""The consumer's declarations: decorators that make ordinary pytest tests into contracts."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pactfuzz.errors import DeclarationError, ShapeError, nearest
from pactfuzz.recording.expectation import Expectation, ExpectedState
from pactfuzz.recording.fuzz import Fuzz
from pactfuzz.recording.plain import named_values, plain_or_matcher, plain_text
from pactfuzz.recording.request import request_of
from pactfuzz.shapes import Shape

DEFAULT: Final = Fuzz()

EXPECTATIONS: Final = "__pactfuzz_expectations__"
"""The attribute in which a decorated test keeps what it declares."""

CORRECT_SCHEMA: Final = (
    "Say what crosses by Annotated[…, WithJsonSchema({...})] on the field or on the whole type"
)

PROVIDER_URL: Final = "provider_url"
"""The parameter by which a test of ``requests`` gets the address of the stand-in."""

Test = TypeVar("Test", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Consumer:
    """A party that reads what another one sends.

    Its decorators leave the test function as it is. pytest then runs it once for each provider
    state, on the example that is recorded in the pact, and once for each covering example: a value
    for every pair of choices that the shape allows.

    >>> pipeline = Consumer("market-data-pipeline", provider="market-data-store")
    """

    name: str
    provider: str

    def __post_init__(self) -> None:
        for role, name in (("consumer", self.name), ("provider", self.provider)):
            plain_text(name, f"the {role}'s name")

    def receives(
        self,
        description: str,
        shape: Any,
        *,
        states: Iterable[ExpectedState] = (),
        parse: Callable[[bytes], Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        pending: str | None = None,
        fuzz: Fuzz | None = DEFAULT,
    ) -> Callable[[Test], Test]:
        """Declare a message that the consumer reads; the test's first parameter gets its value.

        Args:
            description: what the message is; the provider's emitter is found by it.
            shape: a type that ``pydantic.TypeAdapter`` takes, or a JSON Schema.
            states: the provider states to record it in; one interaction each.
            parse: makes of the bytes what the test gets. By default the model's parser; ``bytes``
                hands them over as they are, for a consumer that reads the wire itself.
            metadata: of the message, such as a topic; part of what the provider must send.
            pending: why the provider is known to break this in every state.
            fuzz: what is known, promised and left out when the contract is fuzzed; None for a test
                that must not be run on generated values.

        Raises:
            DeclarationError: the test has no parameter for the value, states repeat, or a value
                has no JSON form.
        """
        plain_text(description, "the description")
        taken, problem = _shape_of(shape)
        expectation = Expectation(
            self.name,
            self.provider,
            description,
            taken,
            _distinct(description, states),
            parse or taken.parse,
            metadata={
                key: plain_or_matcher(value, f'{description}: metadata "{key}"')
                for key, value in named_values(metadata or {}, f"{description}: metadata").items()
            },
            pending=pending,
            fuzz=fuzz,
            problem=problem,
        )
        return lambda test: _declared(test, expectation)

    def requests(
        self,
        description: str,
        method: str,
        path: str,
        shape: Any,
        *,
        states: Iterable[ExpectedState] = (),
        status: int = 200,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        body: Any = None,
        pending: str | None = None,
        fuzz: Fuzz | None = DEFAULT,
    ) -> Callable[[Test], Test]:
        """Declare an HTTP exchange; the test's ``provider_url`` is the address of a stand-in.

        The stand-in is the official one: it answers what is recorded, and the test fails unless
        it is asked just what is declared here. Values are taken as Pydantic dumps them, and a
        matcher of ``pact.match`` may stand for one in the query, the headers and the body.

        Args:
            description: what is asked for.
            method: of the request, such as ``GET``.
            path: of the request, such as ``/healthz``.
            shape: of the response's body: a type that ``TypeAdapter`` takes, or a JSON Schema.
            states: the provider states to record it in; one interaction each.
            status: of the response.
            query: the request's query parameters. A list has one value for each time that the
                parameter is repeated.
            headers: the request's headers. A list has one value for each line of that name.
            body: the request's JSON body.
            pending: why the provider is known to break this in every state.
            fuzz: what is known, promised and left out when the contract is fuzzed; None for a test
                that must not be run on generated values.

        Raises:
            DeclarationError: the test has no parameter ``provider_url``, states repeat, or a part
                of the request has no form in HTTP or in Pact.
        """
        plain_text(description, "the description")
        taken, problem = _shape_of(shape)
        expectation = Expectation(
            self.name,
            self.provider,
            description,
            taken,
            _distinct(description, states),
            taken.parse,
            request=request_of(
                description,
                method,
                path,
                query=query or {},
                headers=headers or {},
                body=body,
                status=status,
            ),
            pending=pending,
            fuzz=fuzz,
            problem=problem,
        )
        return lambda test: _declared(test, expectation)


def _shape_of(source: Any) -> tuple[Shape, str]:
    """Take a shape; of a type without one, say why, so that its test fails and no other."""
    try:
        return Shape.of(source), ""
    except ShapeError as error:
        msg = f"{error}. {CORRECT_SCHEMA}"
        return Shape.from_schema({}, getattr(source, "__name__", None)), msg


def argument_of(test: Callable[..., Any], expectation: Expectation) -> str:
    """Name the parameter by which a test gets the value, or the stand-in's address.

    Raises:
        DeclarationError: there is none.
    """
    names = [name for name in inspect.signature(test).parameters if name != "self"]
    title = getattr(test, "__qualname__", str(test))
    if expectation.request is None:
        if names:
            return names[0]
        msg = f"{title}: has no parameter; the first one gets the parsed {expectation.shape.name}"
        raise DeclarationError(msg)
    if PROVIDER_URL in names:
        return PROVIDER_URL
    hint = nearest(PROVIDER_URL, names) if names else "it has none at all"
    msg = f'{title}: has no parameter "{PROVIDER_URL}" for the address of the stand-in; {hint}'
    raise DeclarationError(msg)


def expectations_of(test: object) -> tuple[Expectation, ...]:
    """Find what a test function declares; nothing, for an ordinary test."""
    declared = getattr(test, EXPECTATIONS, ())
    return declared if isinstance(declared, tuple) else ()


def _declared(test: Test, expectation: Expectation) -> Test:
    argument = argument_of(test, expectation)
    others = expectations_of(test)
    if any(argument_of(test, each) != argument for each in others):
        msg = f"{test.__qualname__}: receives messages and makes requests; write a test for each"
        raise DeclarationError(msg)
    setattr(test, EXPECTATIONS, (expectation, *others))
    return test


def _distinct(description: str, states: Iterable[ExpectedState]) -> tuple[ExpectedState, ...]:
    if isinstance(states, ExpectedState | str):
        msg = f"{description}: states={states!r}: expected a list of states"
        raise DeclarationError(msg)
    listed = tuple(states)
    for each in listed:
        if not isinstance(each, ExpectedState):
            msg = f"{description}: the state {each!r} is none; write state({each!r}, …)"
            raise DeclarationError(msg)
    seen: list[tuple[str, Mapping[str, Any]]] = []
    for each in listed:
        if (each.name, each.parameters) in seen:
            msg = f'{description}: the state "{each.name}" is given twice with the same parameters'
            raise DeclarationError(msg)
        seen.append((each.name, each.parameters))
    return listed
