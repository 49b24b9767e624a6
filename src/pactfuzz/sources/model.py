"""``package.module:Model``: a type that Pydantic reads, importable here."""

import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from importlib import import_module
from inspect import isroutine
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pactfuzz.errors import ShapeError, SourceError, nearest
from pactfuzz.shapes import Shape
from pactfuzz.sources.asked import models_of
from pactfuzz.sources.source import Kind, LeftOut, Part, Source

_MODEL: Final = re.compile(r"(?P<module>\w+(\.\w+)*):(?P<name>\*|\w+(\.\w+)*)")


def is_model(text: str) -> bool:
    """Say whether a text is written like this."""
    return _MODEL.fullmatch(text) is not None


def from_model(text: str, root: Path) -> Source:
    """Import what is named; ``package.module:*`` are all models of a module (``models_of``).

    Modules are found in ``root``, below its ``src``, and where Python finds them. What they print
    goes to standard error.

    Raises:
        SourceError: there is no such module or name in it, or importing it fails.
        ShapeError: Pydantic makes no schema of it.
    """
    module_name, _, name = text.partition(":")
    module = _imported(module_name, text, root)
    if name != "*":
        return Source.of_shape(text, _shape(_member(module, name, text), text))
    models, missing = models_of(module)
    if not models:
        msg = f"{text}: the module {module_name} defines no Pydantic model, and lists none"
        raise SourceError(msg)
    return _all(text, module_name, models, missing)


def _shape(model: Any, text: str) -> Shape:
    """Make the shape of a model; an error names it as the user does.

    Raises:
        ShapeError: Pydantic makes no schema of it.
    """
    try:
        return Shape.from_model(model)
    except ShapeError as error:
        _, _, reason = str(error).partition(": ")
        msg = f"{text}: {reason}"
        raise ShapeError(msg) from error


def _all(
    text: str, module_name: str, models: Mapping[str, Any], missing: Mapping[str, str]
) -> Source:
    """Take all models of a module but those that Pydantic makes no schema of.

    Raises:
        ShapeError: that is none.
    """
    left_out = [LeftOut(f"{module_name}:{name}", reason) for name, reason in missing.items()]
    parts: list[Part] = []
    failed: ShapeError | None = None
    for name, model in models.items():
        title = f"{module_name}:{name}"
        try:
            parts.append(Part(name, title, Shape.from_model(model)))
        except ShapeError as error:
            left_out.append(LeftOut(title, str(error)))
            failed = error
    if failed is not None and not parts:
        raise failed
    return Source(text, Kind.FOLDER, tuple(parts), tuple(left_out))


def _imported(name: str, text: str, root: Path) -> ModuleType:
    _make_importable(root)
    try:
        with redirect_stdout(sys.stderr):
            return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise _failing(name, text, error) from error
        msg = (
            f'{text}: no module "{error.name}"; {nearest(error.name, _siblings(error.name, root))}'
        )
        raise SourceError(msg) from None
    except (Exception, SystemExit) as error:  # whatever the user's module does
        raise _failing(name, text, error) from error


def _make_importable(root: Path) -> None:
    """Put the project before what is installed, an earlier version of it perhaps.

    But behind the standard library: a file of the project may have the name of a module there.
    """
    ends = ("site-packages", "dist-packages")
    installed = (at for at, each in enumerate(sys.path) if each.endswith(ends))
    first = next(installed, len(sys.path))
    for folder in (root / "src", root):
        if folder.is_dir() and str(folder) not in sys.path:
            sys.path.insert(first, str(folder))


def _failing(name: str, text: str, error: BaseException) -> SourceError:
    return SourceError(f"{text}: importing {name} fails: {type(error).__name__}: {error}")


def _siblings(name: str, root: Path) -> Iterator[str]:
    """List the modules beside one that is not there; at the top those of the project alone."""
    parent, _, _ = name.rpartition(".")
    folders = (str(root / "src"), str(root))
    paths = getattr(sys.modules[parent], "__path__", ()) if parent else folders
    for each in pkgutil.iter_modules(paths):
        yield f"{parent}.{each.name}" if parent else each.name


def _member(module: ModuleType, name: str, text: str) -> Any:
    value: Any = module
    for part in name.split("."):
        try:
            value = getattr(value, part)
        except AttributeError:
            types = [each for each, of in vars(value).items() if isinstance(of, type)]
            msg = f'{text}: {_called(value)} has no "{part}"; {nearest(part, types)}'
            raise SourceError(msg) from None
        except Exception as error:  # a module or a class may have a hook for it
            msg = f'{text}: looking up "{part}" fails: {type(error).__name__}: {error}'
            raise SourceError(msg) from error
    if isinstance(value, ModuleType) or isroutine(value):
        kind = "module" if isinstance(value, ModuleType) else "function"
        msg = f"{text}: is a {kind}; expected a model or another type, such as shop.events:Order"
        raise SourceError(msg)
    return value


def _called(value: Any) -> str:
    kind = "the module" if isinstance(value, ModuleType) else "the class"
    return f"{kind} {getattr(value, '__qualname__', getattr(value, '__name__', value))}"
