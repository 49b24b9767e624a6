"""Throw-away environments for published versions, kept in the user's cache folder.

The environment of ``market-data-core==1.2.0`` is two folders: the package itself, and a virtual
environment with what the package's own metadata requires. The latter goes by these requirements,
so that all versions that require the same share it: of 71 versions, 70 cost one small install.
"""

import re
import subprocess
import sys
import threading
import venv
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.metadata import PackageNotFoundError, distributions
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from pactfuzz.errors import InstallError
from pactfuzz.processes import OwnFolder
from pactfuzz.sources.cache import cache_folder, key_of, made_once
from pactfuzz.sources.processes import Processes, TookTooLong

INSTALL_WITHIN: Final = 600.0
"""Seconds that one run of pip may take."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter, and the folders that come first on its path."""

    python: Path
    folders: tuple[Path, ...] = ()


@dataclass(eq=False)
class Environments:
    """Where environments are kept and made; each is made once, whoever asks for it first.

    ``seconds`` limits one run of pip. ``processes`` are those under way: who stops them leaves
    nothing half-made.
    """

    cache: Path = field(default_factory=cache_folder)
    seconds: float = INSTALL_WITHIN
    processes: Processes = field(default_factory=Processes)
    _locks: dict[Path, threading.Lock] = field(default_factory=dict, init=False, repr=False)

    def of(self, requirement: str, others: Sequence[str] = ()) -> Environment:
        """Give the environment of a published version, with other requirements beside it.

        Raises:
            InstallError: pip does not install it, or takes too long.
            CacheError: the cache folder cannot be written to, or others can change it.
        """
        package = self.package(requirement)
        required = _required(package, Requirement(requirement))
        return Environment(self.python_with((*required, *others)), (package,))

    def package(self, requirement: str) -> Path:
        """Give a folder that holds one version alone, without what it requires."""
        try:
            wanted = Requirement(requirement)
        except InvalidRequirement as error:
            reason = str(error).partition("\n")[0]
            msg = f"{requirement}: this is no version, and no folder: {reason}"
            raise InstallError(msg) from None
        cache = self._passing if is_folder(requirement) else self.cache
        name = re.sub(r"[^\w.]+", "-", f"{canonicalize_name(wanted.name)}{wanted.specifier}")
        folder = cache / "packages" / f"{name}-{key_of([requirement])}"
        return self._made(folder, [requirement], "--no-deps", "--target")

    def over_this_one(self, requirement: str, others: Sequence[str] = ()) -> tuple[Path, ...]:
        """Give folders that put a published version, and others, over the running environment.

        What they require is added as far as the running environment does not meet it.

        Raises:
            InstallError: pip does not install it, or takes too long.
            CacheError: the cache folder cannot be written to, or others can change it.
        """
        package = self.package(requirement)
        required = _required(package, Requirement(requirement))
        missing = sorted({each for each in (*required, *others) if not _is_met(each)})
        if not missing:
            return (package,)
        added = self.cache / "packages" / f"with-{key_of(missing)}"
        return package, self._made(added, missing, "--target")

    def versions(self, package: str, wanted: str) -> tuple[str, ...]:
        """List the published versions that a specifier takes, the earliest first.

        Raises:
            InstallError: the index knows no such package, or none of its versions is wanted.
        """
        command = [*self._pip_command, "index", "versions", package, "--no-input"]
        try:
            specifier = SpecifierSet(wanted)
            done = self.processes.run(command, self.seconds)
        except InvalidSpecifier:
            msg = f'{package}: {wanted!r} are no versions; expected such as ">=1.2,<2"'
            raise InstallError(msg) from None
        except TookTooLong:
            msg = f"{package}: the index did not answer within {self.seconds:g} seconds"
            raise InstallError(msg) from None
        _, _, listed = done.stdout.partition("Available versions: ")
        published = listed.partition("\n")[0].split(", ")
        if done.returncode or not listed:
            msg = f"{package}: its versions are not known: {last_error(done)}"
            raise InstallError(msg)
        versions = sorted(specifier.filter(published), key=Version)
        if not versions:
            msg = f"{package}: none of its {len(published)} versions is {wanted}"
            raise InstallError(msg)
        return tuple(versions)

    def python_with(self, requirements: Iterable[str]) -> Path:
        """Give the Python of a virtual environment that meets the requirements."""
        wanted = sorted(set(requirements))
        folder = self.cache / "environments" / key_of(wanted)
        return _python_in(self._made(folder, wanted))

    def _made(self, folder: Path, requirements: list[str], *options: str) -> Path:
        # Of two threads that want the same one, the second waits; two processes both make it.
        with self._locks.setdefault(folder, threading.Lock()):
            if options:
                make = partial(self._install, requirements, options)
            else:
                make = partial(self._make_environment, requirements)
            return made_once(folder, make)

    def _make_environment(self, requirements: list[str], folder: Path) -> None:
        venv.create(folder, symlinks=sys.platform != "win32")
        if requirements:
            self._pip(["--python", str(_python_in(folder)), "install", *requirements], requirements)

    def _install(self, requirements: list[str], options: Sequence[str], folder: Path) -> None:
        self._pip(["install", *options, str(folder), *requirements], requirements)

    def _pip(self, arguments: list[str], requirements: list[str]) -> None:
        # Compiled code would remember the name that the folder had while it was made.
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        arguments = [*arguments, "--no-compile", *quiet]
        wanted = ", ".join(requirements)
        try:
            done = self.processes.run([*self._pip_command, *arguments], self.seconds)
        except TookTooLong:
            msg = f"{wanted}: pip was not done within {self.seconds:g} seconds"
            raise InstallError(msg) from None
        if done.returncode:
            msg = f"{wanted}: cannot be installed: {last_error(done)}"
            raise InstallError(msg)

    @cached_property
    def _passing(self) -> Path:
        """A cache for what may change from one run to the next; it goes with this object."""
        folder = OwnFolder()
        weakref.finalize(self, folder.close)
        return folder.path

    @cached_property
    def _pip_command(self) -> list[str]:
        """The pip of this environment; where there is none, one that Python brings along."""
        python = Path(sys.executable)
        if find_spec("pip") is None:
            folder = self.cache / "environments" / f"pip-{key_of([])}"
            python = _python_in(made_once(folder, _make_with_pip))
        return [str(python), "-P", "-m", "pip"]


def last_error(done: subprocess.CompletedProcess[str]) -> str:
    """Take out of what pip printed the last line that says what is wrong."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error:")]
    told = [line for line in errors if "ResolutionImpossible" not in line] or lines
    return told[-1] if told else f"pip ended with status {done.returncode}"


def is_folder(requirement: str) -> bool:
    """Say whether a requirement names a folder (``shop @ file:///…``) and no published version."""
    return Requirement(requirement).url is not None


def _required(package: Path, requirement: Requirement) -> list[str]:
    """Read what a package requires here, with the extras that were asked for."""
    name = canonicalize_name(requirement.name)
    found = [
        each
        for each in distributions(path=[str(package)])
        if canonicalize_name(each.metadata["Name"]) == name
    ]
    extras = requirement.extras or {""}
    required = []
    for text in found[0].requires or () if found else ():
        try:
            each = Requirement(text)
        except InvalidRequirement:
            msg = f"{requirement}: its metadata requires {text!r}, which is no requirement"
            raise InstallError(msg) from None
        if each.marker is None or any(each.marker.evaluate({"extra": it}) for it in extras):
            each.marker = None
            required.append(str(each))
    return required


def _is_met(requirement: str) -> bool:
    """Say whether the running environment meets a requirement."""
    wanted = Requirement(requirement)
    try:
        return wanted.specifier.contains(installed_version(wanted.name), prereleases=True)
    except PackageNotFoundError:
        return False


def _make_with_pip(folder: Path) -> None:
    try:
        venv.create(folder, symlinks=sys.platform != "win32", with_pip=True)
    except subprocess.CalledProcessError:
        msg = f"there is no pip for {sys.executable}; install it: {sys.executable} -m ensurepip"
        raise InstallError(msg) from None


def _python_in(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
