"""What a user declares of the provider: its application, its states, its emitters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from pactfuzz.errors import DeclarationError, nearest
from pactfuzz.verification import declared

Function = TypeVar("Function", bound=Callable[..., Any])
Declared = TypeVar("Declared")

PORT: Final = "{port}"
"""What stands in a command for the port that it is to listen on."""


@dataclass(frozen=True, slots=True)
class Command:
    """A provider's HTTP service as a command to start.

    ``{port}`` in the arguments, or in a value of ``env``, stands for a free loopback port on
    which the service has to listen. It counts as started once a GET of ``ready`` is answered with
    any status below 500; it has ``start_within`` seconds for that. ``env`` is added to the
    environment.

    Raises:
        DeclarationError: there are no arguments, or the port stands nowhere.
    """

    argv: Sequence[str]
    ready: str = "/"
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    start_within: float = 30.0

    def __post_init__(self) -> None:
        if isinstance(self.argv, str) or not self.argv:
            msg = f"Command({self.argv!r}): expected a list of arguments, the program first"
            raise DeclarationError(msg)
        if not any(PORT in each for each in (*self.argv, *self.env.values())):
            msg = (
                f"Command({list(self.argv)!r}): {PORT} stands in no argument and no value of env; "
                f'the service has to listen on the port that replaces it, as in "--port={PORT}"'
            )
            raise DeclarationError(msg)

    def on_port(self, port: int) -> tuple[list[str], dict[str, str]]:
        """Fill the port in: the arguments, and what is added to the environment."""
        argv = [each.replace(PORT, str(port)) for each in self.argv]
        return argv, {name: each.replace(PORT, str(port)) for name, each in self.env.items()}


class Provider:
    """A party that sends messages or answers requests, as its own tests can bring it about.

    Declared in a file of its own, named in ``[tool.pactfuzz] providers``::

        store = Provider("market-data-store")

        @store.app
        def app(): ...                        # an ASGI application, a URL, or a Command

        @store.state("the database is unreachable")
        def database_unreachable(): ...       # may yield between set-up and tear-down

        @store.sends("a feedback event")
        async def feedback_event(level: BackpressureLevel) -> bytes: ...

        @store.machine("a feedback event")    # a RuleBasedStateMachine whose rules call self.sent
        class BarsQueue(RuleBasedStateMachine):
            def __init__(self, sent): ...
    """

    def __init__(self, name: str) -> None:
        if not isinstance(name, str) or not name:
            msg = f"Provider({name!r}): expected the provider's name, as the pact files have it"
            raise DeclarationError(msg)
        self.name = name
        self._application: Callable[[], Any] | None = None
        self._states: dict[str, Callable[..., Any]] = {}
        self._emitters: dict[str, declared.Emitter] = {}
        self._machines: dict[str, declared.Machine] = {}

    def __repr__(self) -> str:
        return f"Provider({self.name!r})"

    def app(self, factory: Function) -> Function:
        """Declare what answers HTTP requests: a function that gives it, called once in a run.

        It returns an ASGI application, which is served from a thread of this process on a free
        loopback port, a URL under which the provider is reached already, or a ``Command``.
        """
        if not callable(factory):
            msg = f"{self}.app: expected a function that returns the application, not {factory!r}"
            raise DeclarationError(msg)
        if self._application is not None:
            msg = f"{self}.app: declared twice; a provider has one application"
            raise DeclarationError(msg)
        self._application = factory
        return factory

    def state(self, name: str) -> Callable[[Function], Function]:
        """Declare how the provider comes into a state: set up, ``yield``, tear down.

        The function may be asynchronous, and need not yield. A parameter that the provider state
        has too gets its value; any other is a pytest fixture. A mapping that it yields or returns
        holds the values that a pact asks its states for, as in ``yield {"order_id": order.id}``.
        """
        return self._declaring("state", name, self._states, lambda function: function)

    def sends(
        self,
        description: str,
        *,
        given: Mapping[str, Any] | None = None,
        read_by: Mapping[str, Any] | None = None,
        known: Mapping[str, str] | None = None,
    ) -> Callable[[Function], Function]:
        """Declare the real emitter of a message: a function that returns the bytes that left it.

        It may be asynchronous, and may return a ``Message`` where there is more than bytes to
        judge. Its parameters are those of the provider state, converted to their annotations.

        Where Hypothesis can make values for its parameters, it is driven with them too, and what
        leaves it has to be of the shape that each consumer parses. ``given`` are strategies for
        parameters by name; without one the annotation says what is made. ``read_by`` are the
        consumers' parsers by the consumers' names, each a type that Pydantic takes or a function
        of the bytes. ``known={"driven": "why, with the version"}`` marks a break that driving
        shows.
        """
        where = f'{self}.sends("{description}")'
        return self._declaring(
            "sends",
            description,
            self._emitters,
            lambda function: declared.emitter(function, given, read_by, known, where),
        )

    def machine(
        self, description: str, *, known: Mapping[str, str] | None = None
    ) -> Callable[[Function], Function]:
        """Declare a ``RuleBasedStateMachine`` of Hypothesis's whose rules make the provider send.

        Its ``__init__`` takes ``sent``, a function to which the rules hand each byte string that
        leaves the provider; it is judged like those of the message's emitter. Any other parameter
        is a pytest fixture. ``known={"sequences": "why, with the version"}`` marks a break.
        """
        where = f'{self}.machine("{description}")'
        return self._declaring(
            "machine",
            description,
            self._machines,
            lambda factory: declared.machine(factory, known, where),
        )

    @property
    def emitters(self) -> Mapping[str, declared.Emitter]:
        """The emitters by the messages that they send."""
        return self._emitters

    @property
    def machines(self) -> Mapping[str, declared.Machine]:
        """The state machines by the messages that their rules send."""
        return self._machines

    @property
    def application(self) -> Callable[[], Any]:
        """The function that gives the application.

        Raises:
            DeclarationError: none is declared.
        """
        if self._application is None:
            msg = (
                f'provider "{self.name}" declares no application, so no request can be made to it; '
                "add a function decorated with .app that returns one"
            )
            raise DeclarationError(msg)
        return self._application

    def handler(self, state: str) -> Callable[..., Any]:
        """Find the function that sets a state up.

        Raises:
            DeclarationError: none is declared; the nearest known state is named.
        """
        return self._found("state", state, self._states)

    def emitter(self, description: str) -> Callable[..., Any]:
        """Find the function that sends a message.

        Raises:
            DeclarationError: none is declared; the nearest known message is named.
        """
        return self._found("sends", description, self._emitters).function

    def _declaring(
        self,
        role: str,
        name: str,
        known: dict[str, Declared],
        make: Callable[[Callable[..., Any]], Declared],
    ) -> Callable[[Function], Function]:
        if not isinstance(name, str) or not name:
            msg = f'{self}.{role}({name!r}): expected a sentence, as in @….{role}("…")'
            raise DeclarationError(msg)

        def declare(function: Function) -> Function:
            if name in known:
                msg = f'{self}.{role}("{name}"): declared twice'
                raise DeclarationError(msg)
            known[name] = make(function)
            return function

        return declare

    def _found(self, role: str, name: str, known: Mapping[str, Declared]) -> Declared:
        if name in known:
            return known[name]
        what = "state" if role == "state" else "emitter of"
        msg = (
            f'provider "{self.name}" declares no {what} "{name}" '
            f'(a function decorated with .{role}("{name}")); {nearest(name, known)}'
        )
        raise DeclarationError(msg)
