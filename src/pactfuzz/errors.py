"""Everything that can be wrong with what a user hands to pactfuzz, as one family.

``PactfuzzError``
├── ``CacheError``          a cache folder that cannot be written to, or that others can change
├── ``CampaignError``       a campaign that cannot be started, or collects nothing
├── ``ConfigurationError``  a setting in ``[tool.pactfuzz]`` or on the command line
├── ``DeclarationError``    a ``Consumer``, ``Provider``, state, emitter or decorated test
├── ``DocumentError``       bytes that are not one JSON document in UTF-8
├── ``FindingError``        a file of the corpus that cannot be read or written
├── ``PactFileError``       a pact file that cannot be read or written
├── ``ShapeError``          a model or JSON Schema that no shape can be made of
│   └── ``UnsatisfiableShape``  a shape that no document can have, or none that can be built
└── ``SourceError``         a text that names no shape, or one that cannot be had
    ├── ``InstallError``        a published version that cannot be installed
    └── ``AskError``            a model in a process of its own that gives no answer

That a *party* breaks its contract is no error of this family: such failures are values
(``pactfuzz.shapes.Problem``, ``pactfuzz.contract.Outcome``) until the reporting room words them.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_USER_OF_ADDRESS: Final = re.compile(
    r"""(?<![a-z0-9+.-])(?P<scheme>[a-z0-9+.-]*)://(?P<user>[^\s/?#"'<>]+)@""", re.IGNORECASE
)
"""What stands before the host of an address; a password cannot hold what ends it."""


class PactfuzzError(Exception):
    """The input of pactfuzz is wrong; the message says what, where, and what to do.

    Whoever prints it prints no password: the message has none of the addresses that it quotes.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(without_passwords(message))


class CacheError(PactfuzzError):
    """The cache folder cannot be written to, or others than the user can change what is in it."""


class CampaignError(PactfuzzError):
    """A campaign cannot be started, or there is nothing that it could search."""


class ConfigurationError(PactfuzzError):
    """A setting is unknown or has a value that it cannot have."""


class DeclarationError(PactfuzzError):
    """A consumer, provider, state, emitter or decorated test is declared wrongly."""


class DocumentError(PactfuzzError):
    """Bytes that should be one JSON document are none."""


class FindingError(PactfuzzError):
    """A file of the corpus cannot be read, is none, or cannot be written."""


class PactFileError(PactfuzzError):
    """A pact file cannot be read, is no pact, or cannot be written."""


class ShapeError(PactfuzzError):
    """A model or JSON Schema cannot be used as a shape."""


class UnsatisfiableShape(ShapeError):
    """No document has this shape, or none can be built for it."""


class SourceError(PactfuzzError):
    """What a shape is called by leads to none."""


class InstallError(SourceError):
    """A published version, or what it requires, cannot be installed."""


class AskError(SourceError):
    """A model in a process of its own cannot be imported there, or gave no answer in time."""


def without_passwords(text: str) -> str:
    """Return a text whose addresses have ``***`` for what identifies a user.

    >>> without_passwords("GET http://me:secret@host/path?user=a@b, ssh://git@host/")
    'GET http://***@host/path?user=a@b, ssh://git@host/'
    """
    return _USER_OF_ADDRESS.sub(_without_password, text)


def _without_password(found: re.Match[str]) -> str:
    scheme, user = found["scheme"], found["user"]
    # Of ``ssh://git@host`` the name is no secret; over HTTP a token may be the only name.
    is_secret = ":" in user or scheme.lower().endswith(("http", "https"))
    return f"{scheme}://{'***' if is_secret else user}@"


def nearest(name: str, known: Iterable[str]) -> str:
    """Word a hint for an unknown ``name``: the nearest known one, or else all that are known.

    >>> nearest("pact", ["pacts", "providers"])
    'did you mean "pacts"?'
    >>> nearest("x", [])
    'none is known'
    """
    names = sorted(set(known))
    if not names:
        return "none is known"
    close = get_close_matches(name, names, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    return "known: " + ", ".join(f'"{each}"' for each in names)
