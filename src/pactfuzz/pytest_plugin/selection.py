"""Whether a pytest run collects all tests there are, or the user asked for some of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

_NARROWING = ("ignore", "ignore_glob", "lf", "stepwise", "stepwise_skip", "pyargs")
"""Options that keep whole files from being collected. What ``-k``, ``-m`` and ``--deselect`` drop
was collected before, and is known."""


def collects_everything(config: pytest.Config, consumers: Sequence[str]) -> bool:
    """Say whether every test of ``consumers`` is collected, as far as the command line says.

    Without ``consumers`` it is every test of the project that counts.
    """
    if any(config.getoption(option, default=None) for option in _NARROWING):
        return False
    if any("::" in argument for argument in config.args):
        return False
    given = [_absolute(config.invocation_params.dir, argument) for argument in config.args]
    wanted = consumers or config.getini("testpaths") or [""]
    return all(
        any(path == each or each in path.parents for each in given)
        for path in (_absolute(config.rootpath, each) for each in wanted)
    )


def _absolute(folder: Path, path: str) -> Path:
    return (folder / path).resolve()
