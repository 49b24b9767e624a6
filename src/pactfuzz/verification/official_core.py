"""The official Pact core as judge of one interaction at a time."""

import json
import os
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from pact import Verifier

from pactfuzz.contract import Interaction, Pact
from pactfuzz.processes import OwnFolder
from pactfuzz.verification import location_header
from pactfuzz.verification.excerpt import OFFICIAL_TEXT, excerpt
from pactfuzz.verification.surroundings import (
    Environment,
    no_word_of_state_handlers,
    standard_output_into,
)
from pactfuzz.verification.traffic import HOST, Asked

MESSAGES: Final = "/message"
"""Where on the loopback server the core asks for messages."""

_PATIENCE: Final = 5.0
"""Seconds in which the core has to end once the other side has hung up."""

_NOT_FOR_THE_CORE: Final = (
    "comments", "interactionMarkup", "pluginConfiguration", "providerState", "providerStates",
    "provider_state",
)  # fmt: skip
"""What is left out of the file that the core gets: the states are set up by then, by ourselves
(with them it would log that nobody told it how), comments only cost time, and no plugin runs."""

_MARGIN: Final = 2_000
"""Milliseconds by which the core's patience is longer than the limit on the provider's own code,
which is to be noticed first: only there it is known what hangs."""

_ONE_AT_A_TIME: Final = threading.Lock()
"""The environment and the standard output are the process's, not the run's."""


@dataclass(frozen=True, slots=True)
class CoreResult:
    """What the core said of one interaction.

    ``mismatches`` are as its JSON has them; ``error`` is what kept it from judging.
    """

    is_match: bool
    mismatches: tuple[Mapping[str, Any], ...]
    error: str | None
    text: str


class OfficialCore:
    """Runs the core in a thread of its own, so that Ctrl-C is not kept waiting by native code.

    ``seconds`` is the longest that a response may take.
    """

    def __init__(self, seconds: float) -> None:
        self._milliseconds = int(min(seconds, 86_400.0) * 1000) + _MARGIN
        self._folder = OwnFolder()
        self._numbers = count()
        self._environment = Environment(self._folder.path / "no certificates")

    def judge(
        self,
        pact: Pact,
        interaction: Interaction,
        asked: Asked,
        values: Mapping[str, Any] | None = None,
    ) -> CoreResult:
        """Let the core make its request, and judge what it gets.

        ``values`` are those that the request asks its provider states for.
        """
        # A new file each time: to overwrite one costs some file systems four times as much.
        file = self._folder.path / f"{next(self._numbers)}.json"
        file.write_text(json.dumps(_alone(pact, interaction, values or {})), encoding="utf-8")
        verifier = Verifier(pact.provider, host=HOST)
        verifier.set_coloured_output(enabled=False)
        verifier.set_request_timeout(self._milliseconds)
        verifier.add_transport(protocol="http", port=asked.port, path="/", scheme="http")
        verifier.add_transport(protocol="message", port=asked.port, path=MESSAGES, scheme="http")
        verifier.add_source(file)
        with _ONE_AT_A_TIME, self._environment.changed(), no_word_of_state_handlers():
            text = _run(verifier, asked)
        file.unlink()
        return _result(verifier.results, text, file)

    def connected(self) -> None:
        """Take note that the request has arrived: from here on the provider's own code runs.

        It gets the environment, above all its certificates, as the user set it.
        """
        self._environment.connected()

    def close(self) -> None:
        """Remove what was written."""
        self._folder.close()


def _alone(pact: Pact, interaction: Interaction, values: Mapping[str, Any]) -> dict[str, Any]:
    content = {
        name: value for name, value in interaction.content.items() if name not in _NOT_FOR_THE_CORE
    }
    if "pending" in content:
        # What is pending is judged like the rest; what that means for the run is ours to say.
        content["pending"] = False
    if values:
        # The core takes them from parameters too, without a handler to call.
        content["providerStates"] = [{"name": "set up already", "params": values}]
    content = location_header.hide_expected(content)
    return pact.alone(replace(interaction, content=content))


def _run(verifier: Verifier, asked: Asked) -> str:
    """Run the core; what it prints to file descriptor 1 is given back, not shown."""
    with tempfile.TemporaryFile() as file:
        with standard_output_into(file.fileno()):
            _run_interruptibly(verifier, asked)
        file.seek(0)
        printed = file.read()
    if b"\0" in printed:
        # It comes from what was judged, and the core's own way to give the text panics at it.
        return printed.decode("utf-8", "replace")
    text = verifier.output()
    # The provider's own code, in other threads, may have printed meanwhile: that is passed on.
    others = printed.replace(f"{text}\n".encode(), b"", 1)
    if others:
        os.write(1, others)
    return text


def _run_interruptibly(verifier: Verifier, asked: Asked) -> None:
    """Run the core in a thread, as a signal's handler does not run while native code does."""

    def run() -> None:
        # Its error says no more than that something failed; its results say what.
        with suppress(RuntimeError):
            verifier.verify()

    thread = threading.Thread(target=run, name="pactfuzz official core", daemon=True)
    thread.start()
    try:
        thread.join()
    except BaseException:
        asked.hang_up()
        thread.join(_PATIENCE)
        raise


def _result(results: Mapping[str, Any], text: str, file: Path) -> CoreResult:
    """Read the core's results: those of the one interaction, or why there are none."""
    judged = results["interactionResults"]
    found = (judged[0] if judged else (results["errors"] or [{}])[0]).get("mismatch") or {}
    error = None
    if len(judged) != 1 or found.get("type") == "error":
        error = found.get("message", "it judged nothing and said nothing")
        error = error.removeprefix(f"Failed to load pact '{file}' - ")
        error = error.replace(str(file), "the interaction")
    return CoreResult(
        is_match=bool(results["result"]) and error is None,
        mismatches=tuple(map(_with_true_names, found.get("mismatches", ()))),
        error=error,
        text=location_header.show(
            excerpt(text.replace(str(file), "the interaction"), OFFICIAL_TEXT)
        ),
    )


def _with_true_names(mismatch: Mapping[str, Any]) -> Mapping[str, Any]:
    if mismatch.get("type") != "HeaderMismatch":
        return mismatch
    shown = {name: location_header.show(str(mismatch[name])) for name in ("key", "mismatch")}
    return {**mismatch, **shown}
