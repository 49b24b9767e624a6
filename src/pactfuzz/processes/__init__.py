"""Processes and folders that do not outlive the process that made them, however it ends."""

from pactfuzz.processes.child import Child
from pactfuzz.processes.folder import (
    OwnFolder,
    locked_folder,
    own_folder,
    remove_leftovers,
    unlock,
)

__all__ = ["Child", "OwnFolder", "locked_folder", "own_folder", "remove_leftovers", "unlock"]
