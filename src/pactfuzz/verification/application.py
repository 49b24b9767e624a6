"""Starting what a provider declares as its application."""

from collections.abc import Callable
from typing import Any

from pactfuzz.errors import DeclarationError
from pactfuzz.verification.asgi import AsgiApplication
from pactfuzz.verification.command import CommandApplication
from pactfuzz.verification.forwarding import UrlApplication
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.provider import Command, Provider
from pactfuzz.verification.traffic import Application


def started(
    application: Any, provider: Provider, loopback: Callable[[], Loopback], seconds: float
) -> Application:
    """Start an application, of whichever kind it is.

    ``loopback`` gives the server that passes requests on, where the kind needs one.

    Raises:
        DeclarationError: it is of no kind that can be started.
        Unanswered: it does not start.
    """
    if isinstance(application, str):
        return UrlApplication(application, loopback(), seconds)
    if isinstance(application, Command):
        return CommandApplication(application, loopback(), seconds)
    if callable(application):
        return AsgiApplication(application, seconds)
    msg = (
        f'the application of provider "{provider.name}" is {application!r:.80}; '
        "expected an ASGI application, a URL or a Command"
    )
    raise DeclarationError(msg)
