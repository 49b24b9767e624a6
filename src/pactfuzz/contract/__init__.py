"""The documents that travel between the parties: interactions, pact files, outcomes."""

from pactfuzz.contract.files import remove_parts, replace_file
from pactfuzz.contract.finding import Finding, Property, read_findings
from pactfuzz.contract.interaction import (
    COMMENT,
    Interaction,
    Kind,
    ProviderState,
    UnusableInteraction,
)
from pactfuzz.contract.lock import locked
from pactfuzz.contract.pact_file import Pact, file_name, read_pact, read_whole_pact, write_pact
from pactfuzz.contract.pact_folder import paths_of
from pactfuzz.contract.plugins import refusing_plugins

__all__ = [
    "COMMENT",
    "Finding",
    "Interaction",
    "Kind",
    "Pact",
    "Property",
    "ProviderState",
    "UnusableInteraction",
    "file_name",
    "locked",
    "paths_of",
    "read_findings",
    "read_pact",
    "read_whole_pact",
    "refusing_plugins",
    "remove_parts",
    "replace_file",
    "write_pact",
]
