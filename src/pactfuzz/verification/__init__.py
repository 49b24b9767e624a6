"""The provider's side: what it declares, and how its interactions are verified.

``pactfuzz.verification.session`` is not imported here: it starts the official core, which a file
that only declares a provider has no need of.
"""

from pactfuzz.verification.emitters import Message
from pactfuzz.verification.provider import Command, Provider

__all__ = ["Command", "Message", "Provider"]
