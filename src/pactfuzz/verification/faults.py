"""What a provider does instead of answering. Each message says all; no traceback says more."""

from pactfuzz.errors import PactfuzzError
from pactfuzz.verification.time_limit import Hung


class Fault(Exception):
    """The provider did something else than to send or to answer."""


class SentNothing(Fault):
    """An emitter ran to its end, and nothing left it."""


class Unanswered(Fault):
    """A request was not answered: nobody listens, or the one who did is gone."""


def in_words(error: BaseException) -> str:
    """Say what was raised; what has a sentence of its own needs no name before it."""
    is_worded = isinstance(error, PactfuzzError | Fault | Hung)
    return str(error) if is_worded else f"{type(error).__name__}: {error}"
