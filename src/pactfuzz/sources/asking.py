"""The process in which models that are not imported here are asked."""

import json
import os
import subprocess
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pactfuzz.errors import AskError, nearest
from pactfuzz.processes import Child, OwnFolder
from pactfuzz.sources.environments import Environment
from pactfuzz.sources.processes import Processes

SCRIPT: Final = Path(__file__).with_name("asked.py")


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier state of a working tree: ``files`` are what ``present`` held at that time."""

    present: Path
    files: Path


@dataclass(frozen=True, slots=True)
class Asked:
    """Which models are asked, and where.

    ``name`` opens every message; ``models`` is ``module:Model`` or ``module:*``. Without a
    ``revision`` the environment is a made one, which nothing of the user's own reaches. With one
    it is the one that runs here: the models' module must lie in the folders that come first, and
    no module may come from the files that are present now.
    """

    name: str
    models: str
    environment: Environment
    revision: Revision | None = None

    @property
    def command(self) -> list[str]:
        """The command that starts the process."""
        # -I: no PYTHON… variables and no user's packages. -P: the script's folder is not searched.
        python, folders = str(self.environment.python), map(str, self.environment.folders)
        if self.revision is None:
            return [python, "-I", str(SCRIPT), self.models, "", "", *folders]
        trees = (str(self.revision.present), str(self.revision.files))
        return [python, "-P", str(SCRIPT), self.models, *trees, *folders]


class Answering:
    """A process that answers for models, and the pipes that lead to it.

    It ends with this object, or with this process; whoever stops ``processes`` ends it too.
    """

    def __init__(
        self, asked: Asked, processes: Processes, *, import_within: float, answer_within: float
    ) -> None:
        """Start it, and wait for its first answer.

        Raises:
            AskError: the models cannot be imported, are none, or took too long.
        """
        self._answer_within = answer_within
        self._asked = asked
        folder = OwnFolder()
        self._printed = folder.path / "printed"
        self._process = _started(asked.command, folder.path / "empty", self._printed)
        processes.watch(self._process)
        self._end = weakref.finalize(self, _end, self._process, folder)
        answer = self._answer(import_within, "be imported")
        if "error" in answer:
            self.end()
            raise AskError(_words(asked, answer))
        self.schemas: Mapping[str, Any] = answer["models"]

    def ask(self, model: str, text: bytes) -> dict[str, Any]:
        """Ask for one document to be parsed.

        Raises:
            AskError: no answer came; the process is ended.
        """
        pipe = self._process.stdin
        try:
            if pipe is not None:
                pipe.write(json.dumps([model, text.decode("latin-1")]) + "\n")
                pipe.flush()
        except OSError:
            pass  # it ended; that no answer comes tells of it
        return self._answer(self._answer_within, "parse a document")

    def end(self) -> None:
        """End the process; it may have ended already."""
        self._end()

    def _answer(self, seconds: float, what: str) -> dict[str, Any]:
        pipe = self._process.stdout
        killer = threading.Timer(seconds, self._process.kill)
        killer.daemon = True
        killer.start()
        try:
            line = pipe.readline() if pipe is not None else ""
        finally:
            is_late = not killer.is_alive()
            killer.cancel()
        if not line.endswith("\n"):  # nothing, or the beginning of an answer
            raise AskError(self._silence(seconds, what, is_late=is_late))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _silence(self, seconds: float, what: str, *, is_late: bool) -> str:
        if is_late:
            told = f"took longer than {seconds:g} seconds to {what}"
        else:
            status = self._process.wait()
            lines = self._printed.read_text("utf-8", "replace").strip().splitlines()
            last = f"; the last it printed: {lines[-1]}" if lines else ""
            told = f"its process ended with status {status} when it was to {what}{last}"
        self.end()
        return f"{self._asked.name}: {told}"


def _started(command: list[str], folder: Path, printed: Path) -> Child[str]:
    """Start the process in an empty folder, where it finds no settings of the user's."""
    folder.mkdir()
    with printed.open("wb") as file:
        return Child(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            cwd=folder,
        )


def _end(process: Child[str], folder: OwnFolder) -> None:
    process.end()
    folder.close()


def _words(asked: Asked, answer: Mapping[str, Any]) -> str:
    """Say why a model has no schemas."""
    module = asked.models.partition(":")[0]
    words, known = answer["words"], answer["known"]
    for folder in asked.environment.folders:  # where it is kept is nobody's business
        words = words.replace(f"{folder}{os.sep}", "")
    match answer["error"]:
        case "no module":
            told = f"there is no module {module} ({words}); {nearest(module, known)}"
        case "elsewhere":
            told = f"there is no module {module}; what is installed here does not count ({words})"
        case "present":
            told = (
                f"importing {module} takes {words} from the files that are present now, "
                "not from the commit; an editable install puts them on the path"
            )
        case "import":
            told = f"importing {module} fails: {words}"
        case "module":
            told = f"{module} has no {words}; {nearest(words, known)}"
        case "attribute":
            told = f"{asked.models}: there is no {words} in it; {nearest(words, known)}"
        case "none":
            told = words
        case "pydantic":
            told = (
                f"its environment has no Pydantic 2 ({words}); "
                'name it beside the version, as in "NAME==VERSION,pydantic>=2:MODULE:MODEL"'
            )
        case _:
            told = f"Pydantic gives no JSON Schema of it: {words}"
    return f"{asked.name}: {told}"
