"""A decorated test as the target of a search: called again for each document."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

import pytest

from pactfuzz.errors import DocumentError
from pactfuzz.fuzzing import Broken, Target
from pactfuzz.pytest_plugin.cases import DOCUMENT, call_test
from pactfuzz.pytest_plugin.effect import Effects
from pactfuzz.pytest_plugin.example_fixtures import ExampleFixtures
from pactfuzz.pytest_plugin.example_runs import run_example, test_of
from pactfuzz.recording import Expectation
from pactfuzz.recording.request import Request
from pactfuzz.shapes import ABSENT, parse_document
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.traffic import HOST, Response
from pactfuzz.verification.traffic import Request as Asked


@contextmanager
def target_of(item: pytest.Function, argument: str, expectation: Expectation) -> Iterator[Target]:
    """Make a target of an item; for HTTP, with a stand-in that answers the very bytes.

    The official stand-in writes documents in its own way, which changes spellings and long numbers.
    """

    def target(run: Callable[[bytes], list[Any]]) -> Target:
        parties = (expectation.consumer, expectation.provider, expectation.description)
        return Target(*parties, expectation.shape, expectation.read, run)

    call = _caller(item, argument)
    request = expectation.request
    if request is None:
        yield target(lambda text: call(expectation.read(text), text))
        return
    with closing(Loopback()) as server:
        url = f"http://{HOST}:{server.port}"

        def run(text: bytes) -> list[Any]:
            with _standing_in(server, request, text):
                return call(url, text)

        yield target(run)


@contextmanager
def _standing_in(server: Loopback, request: Request, text: bytes) -> Iterator[None]:
    """Answer one document to what is declared, and see afterwards that nothing else was asked."""
    asked: list[str] = []
    declared = f"{request.method} {request.path}"
    response = Response(request.status, (("Content-Type", "application/json"),), text)

    def answer(each: Asked) -> Response:
        asked.append(f"{each.method} {each.target.partition('?')[0]}")
        return response if asked[-1] == declared else Response(500)

    def is_right() -> bool:
        return bool(asked) and set(asked) == {declared}

    told = "asks for {}, and declares " + declared
    with server.answering(answer):
        try:
            yield
        except Exception as error:
            if is_right():
                raise
            raise Broken(told.format(", ".join(asked) or "nothing")) from error
    if not is_right():
        raise Broken(told.format(", ".join(asked) or "nothing"))


def _caller(item: pytest.Function, argument: str) -> Callable[[Any, bytes], list[Any]]:
    """Prepare to call a test with a value, and with fixtures as fresh as those of a single run."""
    test = test_of(item)
    names = frozenset(inspect.signature(test).parameters)
    fixtures = ExampleFixtures(item) if names - {argument, DOCUMENT} else None
    run = partial(run_example, item) if inspect.iscoroutinefunction(test) else call_test

    def call(value: Any, text: bytes) -> list[Any]:
        if fixtures:
            fixtures.renew()
        effects = Effects()
        arguments = {name: item.funcargs[name] for name in names}
        for name, given in arguments.items():
            if isinstance(given, Effects):
                arguments[name] = effects
        arguments[argument] = value
        if DOCUMENT in names:
            arguments[DOCUMENT] = _document(text)
        run(test, arguments)
        return effects.noted

    return call


def _document(text: bytes) -> Any:
    try:
        return parse_document(text)
    except DocumentError:
        return ABSENT
