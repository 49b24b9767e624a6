"""Answers for Pydantic models, in a process of its own and by the Pydantic that is there.

Run by path, as ``python -I asked.py MODULE:MODEL PRESENT FILES FOLDER...``: nothing of pactfuzz
needs to be installed beside the models. ``MODULE:*`` are all models of a module, as ``models_of``
finds them. ``FOLDER...`` come first on the path. ``PRESENT`` and ``FILES`` are empty, or the
working tree and what it held at an earlier commit: then the module must lie in one of the folders,
and nothing is imported from the working tree.

JSON lines over the pipes: the first answer holds the schemas by the models' names, or why there
are none; then each line names a model and a document that it is to parse, and is answered by the
document as the model writes it (whole, and with each kind of field left out), by the problems that
the parser has with it, or by the exception that it ended with. Bytes travel as text of the same
code points (Latin-1): they need be no UTF-8.
"""

import importlib
import importlib.util
import json
import os
import site
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

LOOPBACK = ("", "localhost", "::1")


class NoAnswer(Exception):
    """There is no such model, or no schema of it; ``known`` are the names that there are."""

    def __init__(self, words: str, kind: str = "schema", known: Iterable[str] = ()) -> None:
        super().__init__(words)
        self.answer = {"error": kind, "words": words, "known": sorted(known)}


def main(name: str, present: str, files: str, *folders: str) -> None:
    """Answer until the questions end."""
    # What the models' package prints goes to standard error, and what it reads is empty.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    questions = os.fdopen(os.dup(0), encoding="ascii")
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.addaudithook(stay_offline)
    try:
        if present:
            sys.path[:] = [of_revision(each, present, files) for each in sys.path]
        models, missing = models_named(name, folders, is_strict=bool(present))
        adapters, answer = answered(models, missing)
        if present:
            check_modules(present, files)
    except NoAnswer as error:
        print(json.dumps(error.answer), file=answers, flush=True)
        return
    print(json.dumps({"models": answer}), file=answers, flush=True)
    for line in questions:
        model, text = json.loads(line)
        print(json.dumps(parsed(adapters[model], text)), file=answers, flush=True)


def stay_offline(event: str, args: tuple[Any, ...]) -> None:
    """Refuse every connection that leaves this machine: a hook for ``sys.addaudithook``."""
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}:
        address = args[1] if event in {"socket.connect", "socket.sendto"} else args
        host = address[0] if isinstance(address, tuple) else ""  # a path is a local socket
        host = host.decode() if isinstance(host, bytes) else host or ""
        if host not in LOOPBACK and not host.startswith("127."):
            message = f"no network while a model is asked: {host}"
            raise PermissionError(message)


def answered(
    models: dict[str, Any], missing: dict[str, str] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make parsers of models, and tell their schemas; of many, those that have none are left out.

    Raises:
        NoAnswer: Pydantic knows no schema, of the one that is asked for, or of any.
    """
    adapters: dict[str, Any] = {}
    answer: dict[str, Any] = {each: {"left out": why} for each, why in (missing or {}).items()}
    failed: NoAnswer | None = None
    for name, model in models.items():
        try:
            adapter = adapter_of(model)
            answer[name] = schemas_of(adapter)
            adapters[name] = adapter
        except NoAnswer as error:
            if missing is None:
                raise
            answer[name] = {"left out": error.answer["words"]}
            failed = error
    if failed is not None and not adapters:
        raise failed
    return adapters, answer


def models_named(
    name: str, folders: tuple[str, ...], *, is_strict: bool
) -> tuple[dict[str, Any], dict[str, str] | None]:
    """Import what is named: one model, or all of a module and why others cannot be had.

    Raises:
        NoAnswer: it cannot be imported, or there is none.
    """
    sys.path[:0] = folders
    for folder in folders:
        site.addsitedir(folder)  # for its .pth files; it is on the path already
    module_name, _, attributes = name.partition(":")
    module = imported(module_name, folders)
    if is_strict and not is_within(module, folders):
        words = f"found in {module.__file__}"
        raise NoAnswer(words, "elsewhere")
    if attributes != "*":
        return {attributes: member(module, attributes)}, None
    models, missing = models_of(module)
    if not models:
        words = f"{module_name} defines no Pydantic model, and lists none"
        raise NoAnswer(words, "none")
    return models, missing


def member(module: ModuleType, attributes: str) -> Any:
    """Find what a module has under a name, with dots where it is nested.

    Raises:
        NoAnswer: there is none.
    """
    value: Any = module
    for each in attributes.split("."):
        if not hasattr(value, each):
            known = [it for it in dir(value) if not it.startswith("_")]
            raise NoAnswer(each, "module" if value is module else "attribute", known)
        value = getattr(value, each)
    return value


def models_of(module: ModuleType) -> tuple[dict[str, Any], dict[str, str]]:
    """Find the models of a module by name, and why names that it lists cannot be had.

    These are the models that the module, or the package below it, defines, and those that it
    offers: what its ``__all__`` lists; without one, what is of the same top-level package. A model
    is there under each of its names: one that was renamed may keep its old name as an alias, by
    which an earlier version meets it.
    """
    listed = [each for each in getattr(module, "__all__", ()) if isinstance(each, str)]
    offered, missing = offered_by(module, listed)
    home = top_of(module.__name__)
    for name, value in vars(module).items():
        of = str(getattr(value, "__module__", ""))
        is_own = is_below(of, module.__name__) or (not listed and is_below(of, home))
        # Pydantic keeps what a generic model is made into under names such as "Page[Book]".
        if is_own and name.isidentifier() and not name.startswith("_"):
            offered.setdefault(name, value)
    return {name: value for name, value in sorted(offered.items()) if is_model(value)}, missing


def offered_by(module: ModuleType, names: Iterable[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Take what a module lists by name: it may be imported only now, and that may fail."""
    offered: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            offered[name] = getattr(module, name)
        except Exception as error:  # noqa: BLE001 - whatever a package does when it is imported
            missing[name] = f"cannot be imported: {last_line(error)}"
    return offered, missing


def is_model(value: Any) -> bool:
    """Say whether a value is a model of somebody's; those of Pydantic itself are only bases."""
    is_one = isinstance(value, type) and hasattr(value, "__pydantic_core_schema__")
    return is_one and not is_below(value.__module__, "pydantic")


def is_below(name: str, package: str) -> bool:
    """Say whether a module is a package, or lies in it."""
    return f"{name}.".startswith(f"{package}.")


def top_of(name: str) -> str:
    """Name the outermost package of a module that several distributions do not share."""
    parts = name.split(".")
    for count in range(1, len(parts)):
        package = ".".join(parts[:count])
        if getattr(sys.modules.get(package), "__file__", None):
            return package
    return name


def imported(name: str, folders: tuple[str, ...]) -> ModuleType:
    """Import a module; where there is none, tell of those in the folders.

    Raises:
        NoAnswer: there is none, or it fails; exits count as failures.
    """
    try:
        return importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a package does when it is imported
        is_missing = isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(
            f"{error.name}."
        )
        kind = "no module" if is_missing else "import"
        files = [file for folder in folders for file in Path(folder).iterdir()]
        names = {file.stem for file in files if file.is_dir() or file.suffix == ".py"}
        raise NoAnswer(last_line(error), kind, filter(str.isidentifier, names)) from None


def is_within(module: ModuleType, folders: tuple[str, ...]) -> bool:
    """Say whether a module lies in one of the folders."""
    places = [module.__file__] if module.__file__ else list(module.__path__)
    return any(Path(place).is_relative_to(folder) for place in places for folder in folders)


def of_revision(path: str, present: str, files: str) -> str:
    """Give the folder that the commit has in the place of one of the working tree."""
    if not is_present(path, present, files):
        return path
    return str(Path(files, Path(path).resolve().relative_to(Path(present).resolve())))


def check_modules(present: str, files: str) -> None:
    """Make sure that no module was imported from the working tree.

    Raises:
        NoAnswer: one was.
    """
    own = str(Path(__file__).parent.parent / "shapes")
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.startswith("pactfuzz_") and str(file).startswith(own):
            continue  # see beside
        if file and is_present(file, present, files):
            raise NoAnswer(name, "present")


def is_present(path: str, present: str, files: str) -> bool:
    """Say whether a path lies in the working tree, and is none of what is installed there."""
    resolved = Path(path).resolve()
    paths = sysconfig.get_paths()
    installed = [paths[each] for each in ("stdlib", "platstdlib", "purelib", "platlib")]
    others = [*installed, *site.getsitepackages(), files, __file__]
    return resolved.is_relative_to(Path(present).resolve()) and not any(
        resolved.is_relative_to(Path(each).resolve()) for each in others
    )


def adapter_of(model: Any) -> Any:
    """Make a parser of a model.

    Raises:
        NoAnswer: Pydantic 2 is not there, or takes no such model.
    """
    try:
        from pydantic import TypeAdapter  # noqa: PLC0415 - it may be missing here, or of version 1
    except ImportError as error:
        raise NoAnswer(last_line(error), "pydantic") from None
    try:
        return TypeAdapter(model)
    except Exception as error:  # noqa: BLE001 - a model's own hooks run here
        raise NoAnswer(last_line(error)) from None


def schemas_of(adapter: Any) -> dict[str, Any]:
    """Give the schema of what a model reads, that of what it writes, and whether they say all.

    Raises:
        NoAnswer: Pydantic knows none.
    """
    try:
        model_schemas = beside("model_schemas")
        reader, writer, aliased = map(
            beside("annotations").without_idle_annotations,
            (
                *model_schemas.schemas_of(adapter),
                beside("aliases").aliased_schema_of(adapter, model_schemas.SchemaGenerator),
            ),
        )
        told = {"reader": reader, "writer": writer, "aliased": aliased, "dumps": dumps_of(adapter)}
        told["validators"] = model_schemas.validators_of(adapter)
        return {**told, "has functions": has_functions(adapter.core_schema)}
    except Exception as error:  # noqa: BLE001 - a model's own hooks run here
        raise NoAnswer(last_line(error)) from None


def dumps_of(adapter: Any) -> dict[str, Any]:
    """Describe what a model dumps, by what is left out of it."""
    model_schemas = beside("model_schemas")
    return {each: model_schemas.dumps_of(adapter, each) for each in model_schemas.OMITTING}


def beside(name: str) -> ModuleType:
    """Load a module of pactfuzz's own by its path: a package of this name need not be there."""
    known = f"pactfuzz_{name}"
    if known not in sys.modules:
        path = Path(__file__).parent.parent / "shapes" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(known, path)
        if spec is None or spec.loader is None:
            words = f"{path.name} cannot be loaded"
            raise NoAnswer(words)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[known] = module
    return sys.modules[known]


def has_functions(core_schema: Any) -> bool:
    """Say whether functions of its own take part in a model: these no JSON Schema shows."""
    waiting = [core_schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            kind = str(node.get("type"))
            if kind.startswith("function-") or kind == "computed-field":
                return True
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)
    return False


def parsed(adapter: Any, text: str) -> dict[str, Any]:
    """Parse one document, and write what came of it."""
    from pydantic import ValidationError  # noqa: PLC0415 - see adapter_of

    try:
        value = adapter.validate_json(text.encode("latin-1"))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        return {"problems": [problem_of(dict(each)) for each in found]}
    except Exception as error:  # noqa: BLE001 - a validator that fails otherwise
        return {"failed": last_line(error)}
    try:
        omitting = beside("model_schemas").OMITTING
        return {"written": {omits: written(adapter, value, omits) for omits in omitting}}
    except Exception as error:  # noqa: BLE001 - a serializer of the model's own
        return {"unwritten": last_line(error)}


def written(adapter: Any, value: Any, omits: str) -> str:
    """Write a value by its aliases, whole or without what is left out."""
    how = {} if omits == "nothing" else {f"exclude_{omits}": True}
    text: bytes = adapter.dump_json(value, by_alias=True, warnings=False, **how)
    return text.decode("latin-1")


def problem_of(error: dict[str, Any]) -> dict[str, Any]:
    """Say one of a parser's errors as JSON; ``actual`` is left out where nothing is there."""
    value = error["input"]
    actual = value if isinstance(value, str | int | float | bool | None) else repr(value)
    told = {"location": error["loc"], "rule": error["type"], "expected": error["msg"]}
    return told if error["type"] == "missing" else {**told, "actual": actual}


def last_line(error: BaseException) -> str:
    """Name an exception with its last line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[-1].strip()}" if lines else type(error).__name__


def stop() -> NoReturn:
    """End at once: threads and hooks that the model's package has left behind have no say."""
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
    stop()
