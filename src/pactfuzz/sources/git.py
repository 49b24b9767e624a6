"""What a git ref has under a name: ``git:REF:module:Model``, ``git:REF:path/to/schema.json``.

Which commit ``REF`` stands for:

- left out (``git::module:Model``): the commit at which the present work left the default branch,
  that is, the merge base of ``HEAD`` and ``origin/HEAD``, else ``main``, else ``master``;
- a branch: the merge base of ``HEAD`` and that branch. What the branch has got since then is not
  what this work is held against;
- a tag, a commit, or an expression such as ``HEAD~1``: that commit. The tip of a branch is asked
  for in this way, as ``main~0``.

On the default branch itself the merge base is ``HEAD``: so the present files are held against the
last commit. A run that follows a push asks for the commit before, ``git:HEAD~1:…``.
"""

import os
import subprocess
import sys
import tarfile
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from pactfuzz.errors import SourceError, nearest
from pactfuzz.sources.asking import Asked, Revision
from pactfuzz.sources.cache import cache_folder, made_once
from pactfuzz.sources.elsewhere import Elsewhere, source_of
from pactfuzz.sources.environments import Environment
from pactfuzz.sources.file import from_file
from pactfuzz.sources.folder import from_folder
from pactfuzz.sources.source import Source

PREFIX: Final = "git:"
FORM: Final = "git:REF:MODULE:MODEL or git:REF:PATH"

_DEFAULT_BRANCHES: Final = ("main", "master", "origin/main", "origin/master")
_BRANCHES: Final = ("refs/heads/", "refs/remotes/")
_SECONDS: Final = 60.0


def is_from_git(text: str) -> bool:
    """Say whether a text is written as one that names what a git ref has."""
    return text.startswith(PREFIX)


def from_git(
    text: str,
    *,
    root: Path,
    draft: str | None = None,
    requests: bool = False,
    cache: Path | None = None,
) -> Source:
    """Take what a git ref has under a name; ``root`` is the project's folder.

    A path is that of a file or a folder of the commit, from there. A model is asked in a process
    of its own, by the interpreter that runs here, with the files of that commit first on its path
    (``src/`` of them, where there is one, before all). Other folders of the repository that are on
    the path, as editable installs put them there, are taken from the commit too.

    Raises:
        SourceError: ``text`` names nothing, or git knows no such ref or base.
        AskError: the model cannot be imported there.
        PactfuzzError: what it names is no shape.
    """
    ref, _, rest = text.removeprefix(PREFIX).partition(":")
    if not rest or ref.startswith("-"):
        msg = f"{text}: expected {FORM}; REF may be left out, as in git::MODULE:MODEL"
        raise SourceError(msg)
    repository = _Repository(text, root)
    commit = repository.commit(ref)
    check_out = partial(repository.check_out, commit)
    files = made_once((cache or cache_folder()) / "commits" / commit, check_out)
    project = files / repository.place()
    file, _, pointer = rest.partition("#")
    _check_within(text, project, file, files)
    if (project / file).is_dir():
        return from_folder(project / file, text, draft=draft, requests=requests)
    if (project / file).is_file():
        return from_file(project / file, text, pointer=pointer, draft=draft, requests=requests)
    module, _, model = rest.partition(":")
    if not module or not model:
        siblings = {each.name for each in (project / file).parent.glob("*")}
        msg = f"{text}: {commit[:10]} has no file {rest}; {nearest(Path(file).name, siblings)}"
        raise SourceError(msg)
    folders = tuple(each for each in (project / "src", project) if each.is_dir())
    environment = Environment(Path(sys.executable), folders)
    revision = Revision(present=repository.top, files=files)
    models = Elsewhere(Asked(f"{text} ({commit[:10]})", rest, environment, revision))
    return source_of(text, models, models.schemas())


def _check_within(text: str, project: Path, file: str, files: Path) -> None:
    """Refuse a path that leads out of a commit's files, to what stands there today.

    Raises:
        SourceError: it does. A drive is refused on every system.
    """
    has_drive = PureWindowsPath(file).is_absolute()
    if has_drive or not Path(os.path.normpath(project / file)).is_relative_to(files):
        msg = f"{text}: leads out of the repository; expected a path from the project's folder"
        raise SourceError(msg)


class _Repository:
    """The repository around a folder; ``text`` opens every message."""

    def __init__(self, text: str, root: Path) -> None:
        self._text = text
        self._root = root
        found = self._run("rev-parse", "--show-toplevel")
        if found.returncode:
            msg = f"{text}: {root} is in no git repository: {_last_error(found)}"
            raise SourceError(msg)
        self.top = Path(os.fsdecode(found.stdout).strip())

    def place(self) -> PurePosixPath:
        """Say where the project lies within the repository."""
        return PurePosixPath(self._answer("rev-parse", "--show-prefix") or ".")

    def commit(self, ref: str) -> str:
        """Find the commit that a user means by a ref."""
        branch = ref or self._default_branch()
        tip = self._answer("rev-parse", "--verify", "--quiet", f"{branch}^{{commit}}")
        if not tip:
            names = (self._answer("for-each-ref", "--format=%(refname:short)") or "").split()
            msg = f"{self._text}: there is no ref {branch!r}; {nearest(branch, names)}"
            raise SourceError(msg + self._hint())
        full = self._answer("rev-parse", "--symbolic-full-name", branch) or ""
        if ref and not full.startswith(_BRANCHES):
            return tip
        base = self._answer("merge-base", "HEAD", tip)
        if not base:
            msg = f"{self._text}: HEAD and {branch} have no commit in common"
            raise SourceError(msg + self._hint())
        return base

    def check_out(self, commit: str, folder: Path) -> None:
        """Put the regular files of a commit into a folder, and nothing outside it."""
        packed = self._run("archive", "--format=tar", commit, cwd=self.top)
        if packed.returncode:
            msg = f"{self._text}: {commit[:10]} cannot be read: {_last_error(packed)}"
            raise SourceError(msg)
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
            for each in archive:
                path = PurePosixPath(each.name)
                if each.isreg() and not path.is_absolute() and ".." not in path.parts:
                    content = archive.extractfile(each)
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_bytes(content.read() if content else b"")

    def _default_branch(self) -> str:
        told = self._answer("rev-parse", "--abbrev-ref", "--verify", "--quiet", "origin/HEAD")
        for branch in filter(None, (told, *_DEFAULT_BRANCHES)):
            if self._answer("rev-parse", "--verify", "--quiet", f"{branch}^{{commit}}"):
                return branch
        msg = f"{self._text}: there is no default branch here; name the ref to compare with"
        raise SourceError(msg + self._hint())

    def _hint(self) -> str:
        if self._answer("rev-parse", "--is-shallow-repository") != "true":
            return ""
        return (
            "; this is a shallow clone, which may lack it: git fetch --unshallow, "
            "or fetch-depth: 0 where actions/checkout made it"
        )

    def _answer(self, *arguments: str) -> str | None:
        """Give what git prints; nothing, where it fails."""
        done = self._run(*arguments)
        return None if done.returncode else os.fsdecode(done.stdout).strip()

    def _run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - a ref never begins with a dash
                ["git", *arguments],  # noqa: S607 - the user's own git
                cwd=cwd or self._root,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError:
            msg = f"{self._text}: git is not installed, or {self._root} is no folder"
            raise SourceError(msg) from None
        except subprocess.TimeoutExpired:
            msg = f"{self._text}: git {arguments[0]} was not done within {_SECONDS:g} seconds"
            raise SourceError(msg) from None


def _last_error(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = os.fsdecode(done.stderr).strip().splitlines()
    fatal = [line for line in lines if line.startswith("fatal:")]
    return (fatal or lines or [f"git ended with status {done.returncode}"])[-1]
