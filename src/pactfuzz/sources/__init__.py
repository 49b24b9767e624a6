"""Sources: what a user calls a shape by goes in, the shape comes out, or several by name.

Each kind of name has a file of its own here:

- ``model``: ``package.module:Model``, or ``package.module:*`` for all models of a module;
- ``schema_file``: a JSON Schema in a file, or a definition in it;
- ``pact``: what the consumer of a pact reads, or sends, interaction by interaction;
- ``folder``: the schemas or pacts of a folder;
- ``git``: any of a project's at another commit, a model in a process of its own;
- ``published``: a model of a published version, in an environment and a process of its own.
"""

from pactfuzz.sources.elsewhere import ModelElsewhere
from pactfuzz.sources.environments import Environments
from pactfuzz.sources.naming import named
from pactfuzz.sources.processes import Processes, TookTooLong
from pactfuzz.sources.published import Published, models_of
from pactfuzz.sources.schema_file import DRAFTS
from pactfuzz.sources.source import Kind, LeftOut, Part, Source

__all__ = [
    "DRAFTS",
    "Environments",
    "Kind",
    "LeftOut",
    "ModelElsewhere",
    "Part",
    "Processes",
    "Published",
    "Source",
    "TookTooLong",
    "models_of",
    "named",
]
