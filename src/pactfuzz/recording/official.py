"""The consumer's side of the official core: interactions, reified messages, stand-ins."""

import json
import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from pact import Pact
from pact.interaction import Interaction as OfficialInteraction
from pact.pact import PactServer

from pactfuzz.contract import Interaction
from pactfuzz.errors import DeclarationError, PactfuzzError
from pactfuzz.processes import own_folder
from pactfuzz.recording.expectation import Expectation, ExpectedState
from pactfuzz.recording.fulfilment import with_null_as_document
from pactfuzz.recording.matching import Body, body_of
from pactfuzz.recording.readable import readable_body

JSON_TYPE = "application/json"


class ConsumerBreaks(AssertionError):
    """The consumer does not keep what it declares itself: its request, or what it can read."""


@contextmanager
def recorded(expectation: Expectation, state: ExpectedState | None) -> Generator[Pact]:
    """Declare one interaction to the official core, as it is recorded.

    Raises:
        DeclarationError: the state promises what the shape does not allow, or no example is found
            that the model's parser reads.
    """
    promises = expectation.promises(state) if state else {}
    body = _body(expectation, state, promises)
    if state and promises:
        expectation.check(state, body.example)
    body = readable_body(expectation.shape, body, promises, expectation.values())
    pact, interaction = _begun(expectation)
    if state:
        interaction.given(state.name, dict(state.parameters))
    shown = state or ExpectedState("")
    _with_body(expectation, interaction, body.example)
    if body.rules:
        interaction.with_matching_rules({"body": dict(body.rules)}, _part(expectation))
    interaction.set_key(expectation.key(shown))
    for name, comment in expectation.comments(shown).items():
        interaction.set_comment(name, comment)
    if (state and state.pending) or expectation.pending:
        interaction.set_pending(pending=True)
    yield pact


def _body(
    expectation: Expectation, state: ExpectedState | None, promises: Mapping[str, Any]
) -> Body:
    try:
        return body_of(expectation.shape.reader, promises)
    except DeclarationError as error:
        if state is None:
            raise
        msg = f'state "{state.name}": {error}'
        raise DeclarationError(msg) from None


def with_document(expectation: Expectation, document: Any) -> Pact:
    """Declare an interaction that answers this very document, for a covering example."""
    pact, interaction = _begun(expectation)
    _with_body(expectation, interaction, document)
    return pact


def interaction_of(pact: Pact) -> Interaction:
    """Have the official core write its one interaction, and take it over as it writes it."""
    with own_folder() as folder:
        pact.write_file(folder, overwrite=True)
        (path,) = folder.iterdir()
        document = json.loads(path.read_bytes())
    (content,) = map(with_null_as_document, document["interactions"])
    return Interaction.from_content(content, content["type"])


def reified(pact: Pact) -> bytes:
    """Have the official core make the message that a consumer would get."""
    messages: list[bytes] = []

    def keep(body: str | bytes | None, metadata: Mapping[str, Any]) -> None:
        del metadata
        messages.append(body.encode() if isinstance(body, str) else body or b"")

    pact.verify(keep, "Async")
    (message,) = messages
    return message


@contextmanager
def standing_in(pact: Pact) -> Generator[str]:
    """Run the official stand-in for a provider; yields its address on the loopback interface.

    Raises:
        ConsumerBreaks: it was not asked what the interaction declares, or was asked more.
    """
    with pact.serve(addr="127.0.0.1", raises=False, verbose=False) as server:
        try:
            yield str(server.url)
        except BaseException as error:
            if not server.matched:
                error.add_note(_mismatch(server))
            raise
        if not server.matched:
            raise ConsumerBreaks(_mismatch(server))


def _mismatch(server: PactServer) -> str:
    lines = "\n".join(f"  {line}" for line in sorted(map(str, server.mismatches)))
    return f"the consumer's request is not the one that it declares:\n{lines}"


def _begun(expectation: Expectation) -> tuple[Pact, OfficialInteraction]:
    """Begin an interaction with the request, or the message's metadata.

    The parties' names stay out: the core would make file names, even folders, of them.
    """
    _keep_to_this_machine()
    pact = Pact("consumer", "provider")
    request = expectation.request
    if request is None:
        message = pact.upon_receiving(expectation.description, "Async")
        if expectation.metadata:
            message.with_metadata(dict(expectation.metadata))
        return pact, message
    http = pact.upon_receiving(expectation.description)
    http.with_request(request.method, request.path)
    for name, values in request.query.items():
        for value in values:
            http.with_query_parameter(name, value)
    for name, values in request.headers.items():
        for value in values:
            http.with_header(name, value)
    if request.body is not None:
        http.with_body(json.dumps(request.body), JSON_TYPE)
    http.will_respond_with(request.status)
    return pact, http


def _with_body(expectation: Expectation, interaction: OfficialInteraction, document: Any) -> None:
    try:
        text = json.dumps(document, ensure_ascii=False)
        interaction.with_body(text, JSON_TYPE, _part(expectation))
    except UnicodeEncodeError:
        msg = (
            f"{expectation.description}: the document has a lone surrogate, which Pact cannot carry"
        )
        raise PactfuzzError(msg) from None


def _part(expectation: Expectation) -> Literal["Request", "Response"]:
    """Name the part that the provider sends; a message's contents count as its request."""
    return "Response" if expectation.request else "Request"


def _keep_to_this_machine() -> None:
    """Keep the official core from sending usage statistics to an outside host, and from chatter."""
    os.environ.setdefault("PACT_DO_NOT_TRACK", "true")
    logging.getLogger("pact.ffi").setLevel(logging.ERROR)
