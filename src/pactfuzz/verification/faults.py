"""What a provider does instead of answering. Each message says all; no traceback says more."""


class Fault(Exception):
    """The provider did something else than to send or to answer."""


class SentNothing(Fault):
    """An emitter ran to its end, and nothing left it."""


class Unanswered(Fault):
    """A request was not answered: nobody listens, or the one who did is gone."""
