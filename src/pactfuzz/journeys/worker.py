"""A process that searches for a campaign: a pytest run of its own."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from pactfuzz.journeys.campaign import Order
from pactfuzz.processes import Child

_PATIENCE: Final = 10.0
"""Seconds in which a worker has to end once it is told to."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A pytest of its own, the file in which it tells how far it is, and what it prints."""

    process: Child[bytes]
    file: Path
    printed: Path
    slot: Path
    """Where the document stands that it is trying."""

    @classmethod
    def start(cls, order: Order, folder: Path) -> Self:
        """Start one, whose files are in a folder; the seed tells it from the others there."""
        name = sha256(order.seed.encode()).hexdigest()[:16]
        file, printed = folder / f"{name}.json", folder / f"{name}.txt"
        slot = folder / f"{name}.slot"
        told = {
            "seconds": order.seconds,
            "count": order.count,
            "seed": order.seed,
            "state": str(file),
            "parent": os.getpid(),
            "at_hand": str(slot),
            "document_seconds": order.document_seconds,
            "without": order.without,
            "until": order.until,
            "known": order.known,
            "after": order.after,
        }
        options = ["-p", "no:cacheprovider", "-p", "no:terminal", "--pact-record=off"]
        # A project may have set it to 0, for its ordinary runs.
        options.append("--pact-fuzz=1")
        places = (f"--pact-corpus={order.corpus}", f"--pact-campaign={json.dumps(told)}")
        command = [sys.executable, "-m", "pytest", *options, *places, *order.arguments]
        with printed.open("wb") as output:
            process: Child[bytes] = Child(
                command, cwd=order.root, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        return cls(process, file, printed, slot)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def state(self) -> dict[str, Any] | None:
        """Read how far it is; None as long as it has not told."""
        try:
            found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def ending(self) -> str:
        """Say how a worker ended that did not tell so itself."""
        printed = self.printed.read_text(encoding="utf-8", errors="replace").strip()
        return f"a worker ended with status {self.process.returncode}\n{printed[-2000:]}".strip()

    def stop(self) -> None:
        """Have it end, with what it has found and counted."""
        if self.is_running:
            with suppress(subprocess.TimeoutExpired):
                self.process.terminate()
                self.process.wait(_PATIENCE)
        self.process.end()
