"""Models of a published version: ``market-data-core==1.2.0:market_data_core.telemetry:Probe``."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from packaging.requirements import InvalidRequirement, Requirement

from pactfuzz.contract import replace_file
from pactfuzz.errors import CacheError, SourceError
from pactfuzz.sources.asking import SCRIPT, Asked
from pactfuzz.sources.cache import check_owner, key_of, make_room
from pactfuzz.sources.elsewhere import Elsewhere, source_of
from pactfuzz.sources.environments import Environments, is_folder
from pactfuzz.sources.source import Source

FORM: Final = "NAME==VERSION[,REQUIREMENT…]:MODULE:MODEL"
"""What a user writes; ``MODEL`` may be ``*``."""

_PUBLISHED: Final = re.compile(r"[A-Za-z0-9][\w.-]*(\[[^\]]*\])?\s*==")
_BETWEEN: Final = re.compile(r",(?![^\[]*\])(?=\s*[A-Za-z0-9])")
"""A comma between requirements, not one between two bounds (``redis>=5,<6``) or two extras."""


def is_published(text: str) -> bool:
    """Say whether a text is written as one that names a published version."""
    return _PUBLISHED.match(text) is not None


@dataclass(frozen=True, slots=True)
class Published:
    """Models of a published version; ``others`` are requirements that its environment meets too.

    >>> Published.of("core[bus]==1.2.0,redis>=5,<6:core.events:Event")
    Published(requirement='core[bus]==1.2.0', others=('redis>=5,<6',), model='core.events:Event')
    """

    requirement: str
    others: tuple[str, ...]
    models: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read what a user writes.

        Raises:
            SourceError: it is not of that form.
        """
        requirements, _, models = text.partition(":")
        first, *others = (each.strip() for each in _BETWEEN.split(requirements))
        module, _, attribute = models.partition(":")
        if not module or not attribute:
            msg = f"{text}: which model of it? expected {FORM}"
            raise SourceError(msg)
        for each in (first, *others):
            _check(each, text)
        if not re.fullmatch(r"[^=]+==[^=*,]+", first):
            msg = f"{text}: {first} is no single published version; expected {FORM}"
            raise SourceError(msg)
        return cls(first, tuple(others), models)


def published(text: str, *, environments: Environments | None = None) -> Source:
    """Take a model of a published version, or with ``MODULE:*`` all of a module.

    Raises:
        InstallError: pip does not install the version, or what it requires.
        AskError: the models cannot be imported there, or took too long.
        SourceError: ``text`` names none.
    """
    return models_of(Published.of(text), text, environments or Environments())


def models_of(wanted: Published, text: str, environments: Environments) -> Source:
    """Take models of a version, which is installed into the cache if it is not there yet.

    Its schemas are kept there too: where they decide, no process is started a second time.

    Raises:
        InstallError: pip does not install the version, or what it requires.
        AskError: the models cannot be imported there, or took too long.
    """
    environment = environments.of(wanted.requirement, wanted.others)
    asked = Asked(text, wanted.models, environment)
    models = Elsewhere(asked, processes=environments.processes)
    parts = [*map(str, (environment.python, *environment.folders)), wanted.models]
    key = key_of([*parts, SCRIPT.read_text("utf-8")])
    kept = environments.cache / "schemas" / f"{key}.json"
    is_kept = not is_folder(wanted.requirement)
    schemas = _kept(kept) if is_kept else None
    if schemas is None:
        schemas = models.schemas()
        # It is started again if its parser is asked: of many versions few are.
        models.close()
        if is_kept:
            _keep(kept, schemas)
    return source_of(text, models, schemas)


def _kept(file: Path) -> Mapping[str, Any] | None:
    """Read what was kept.

    Raises:
        CacheError: others may have written it.
    """
    try:
        schemas: Mapping[str, Any] = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    check_owner(file)
    return schemas


def _keep(file: Path, schemas: Mapping[str, Any]) -> None:
    make_room(file)
    try:
        replace_file(file, json.dumps(schemas).encode())
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}"
        raise CacheError(msg) from None


def _check(requirement: str, text: str) -> None:
    try:
        Requirement(requirement)
    except InvalidRequirement as error:
        reason = str(error).partition("\n")[0]
        msg = f"{text}: {requirement!r} is no requirement: {reason}; expected {FORM}"
        raise SourceError(msg) from None
