"""Which files a verifying run collects, and the usage errors that keep it from starting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.errors import nearest


def provider_files(configuration: Configuration) -> tuple[Path, ...]:
    """Find the files in which the providers are declared.

    Raises:
        pytest.UsageError: none is configured, or one is missing.
    """
    if not configuration.providers:
        msg = (
            "--pact-verify: no provider is known; name the files that declare one, in "
            'pyproject.toml as [tool.pactfuzz] providers = ["tests/contracts/store.py"], '
            "or with --pact-provider=FILE"
        )
        raise pytest.UsageError(msg)
    return tuple(_existing(configuration.root, each) for each in configuration.providers)


def check_pacts_folder(folder: Path) -> None:
    """Refuse to start without pact files.

    Raises:
        pytest.UsageError: the folder is missing, or is no folder.
    """
    if folder.is_dir():
        return
    siblings = folder.parent.iterdir() if folder.parent.is_dir() else ()
    hint = nearest(folder.name, (each.name for each in siblings if _is_visible_folder(each)))
    what = "is no folder" if folder.exists() else "does not exist"
    msg = (
        f"the folder of the pact files, {folder}, {what}; {hint} "
        "(set it by [tool.pactfuzz] pacts, or by --pact-dir)"
    )
    raise pytest.UsageError(msg)


def outcomes_file(config: pytest.Config) -> Path | None:
    """Say where the outcomes are to be written, if the user wants them.

    Raises:
        pytest.UsageError: nothing can be written there; this is known before hours of verifying.
    """
    name = config.getoption("pact_outcomes", default=None)
    if name is None:
        return None
    path = config.invocation_params.dir / str(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"--pact-outcomes={name}: its folder cannot be made: {error.strerror}"
        raise pytest.UsageError(msg) from None
    if path.is_dir():
        msg = f"--pact-outcomes={name}: is a folder; expected a file"
        raise pytest.UsageError(msg)
    return path


def arguments(config: pytest.Config, files: tuple[Path, ...], pacts: Path) -> list[str]:
    """Say what pytest is to collect: what the user names of it, else all provider files.

    The folder of the pacts comes last: by then all declared providers are known, and whose
    provider is not declared can be told.

    Raises:
        pytest.UsageError: the user names something else.
    """
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return [*map(str, files), str(pacts)]
    return list(dict.fromkeys(_named(config, files, pacts)))


def _named(config: pytest.Config, files: tuple[Path, ...], pacts: Path) -> Iterator[str]:
    folders = []
    for argument in config.args:
        path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
        inside = [str(each) for each in files if path in each.parents]
        if path in files or pacts in path.parents:
            yield argument
        elif inside:
            folders.append(path)
            yield from inside
        elif path != pacts:
            raise pytest.UsageError(_nothing_there(config, argument, files))
    if folders or str(pacts) in config.args:
        yield str(pacts)


def _nothing_there(config: pytest.Config, argument: str, files: tuple[Path, ...]) -> str:
    known = [_relative(each, config.rootpath) for each in files]
    hint = nearest(argument.partition("::")[0], known)
    return f"--pact-verify: {argument} is no file that declares a provider; {hint}"


def _existing(root: Path, name: str) -> Path:
    path = (root / name).resolve()
    if path.is_file():
        return path
    siblings = path.parent.glob("*.py") if path.parent.is_dir() else ()
    hint = nearest(name, (_relative(each, root) for each in siblings))
    msg = f"--pact-verify: the provider file {name} does not exist; {hint}"
    raise pytest.UsageError(msg)


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _is_visible_folder(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "_"))
