"""The documents that travel between the parties: interactions, pact files, outcomes."""

from pactfuzz.contract.files import replace_file
from pactfuzz.contract.finding import Finding, Property, read_findings
from pactfuzz.contract.interaction import COMMENT, Interaction, Kind, ProviderState
from pactfuzz.contract.pact_file import Pact, file_name, read_pact, write_pact

__all__ = [
    "COMMENT",
    "Finding",
    "Interaction",
    "Kind",
    "Pact",
    "Property",
    "ProviderState",
    "file_name",
    "read_findings",
    "read_pact",
    "replace_file",
    "write_pact",
]
