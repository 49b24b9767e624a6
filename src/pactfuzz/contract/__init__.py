"""The documents that travel between the parties: interactions, pact files, outcomes."""

from pactfuzz.contract.files import replace_file
from pactfuzz.contract.interaction import COMMENT, Interaction, Kind, ProviderState
from pactfuzz.contract.pact_file import Pact, file_name, read_pact, write_pact

__all__ = [
    "COMMENT",
    "Interaction",
    "Kind",
    "Pact",
    "ProviderState",
    "file_name",
    "read_pact",
    "replace_file",
    "write_pact",
]
