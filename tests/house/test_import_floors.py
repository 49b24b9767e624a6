"""The import rule: rooms import only from the floors below, each third-party package has a home.

Every import counts, also those for type checking alone, those inside functions, and
`import_module("...")` with a constant name: a circle hidden there is still a circle.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = "pactfuzz"
SOURCE = Path(__file__).parents[2] / "src" / PACKAGE

FLOORS = {
    "errors": 1,
    "settings_file": 2,
    "configuration": 3,
    "processes": 2,
    "shapes": 2,
    "values": 3,
    "contract": 3,
    "compatibility": 4,
    "sources": 4,
    "exchange": 4,
    "decision": 4,
    "recording": 5,
    "verification": 5,
    "fuzzing": 5,
    "reporting": 5,
    "journeys": 6,
    "pytest_plugin": 7,
    "cli": 7,
    # What the user imports and what `python -m pactfuzz` starts: no room uses them.
    "__init__": 8,
    "__main__": 9,
}

HOMES = {
    "distributed": ("journeys",),
    "_pytest": ("pytest_plugin",),
    "hypothesis": ("values", "fuzzing", "verification"),
    "hypothesis_jsonschema": ("values",),
    "jsonschema_rs": ("shapes", "compatibility"),
    "packaging": ("sources",),
    "pact": ("recording", "verification", "contract"),
    "pact_ffi": ("recording", "verification", "contract"),
    # The script that runs in other environments knows no other module of the project.
    "pydantic": ("shapes", "sources.asked"),
    "pydantic_core": ("shapes",),
    "pytest": ("pytest_plugin",),
    "rich": ("cli", "reporting.terminal"),
    "typer": ("cli",),
    "uvicorn": ("verification",),
}


NO_FLOOR = "this room has no floor; give it one in FLOORS and in the design"


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One name that one module imports, both dotted; the importer without `pactfuzz.`."""

    importer: str
    line: int
    imported: str

    @property
    def room(self) -> str:
        return self.importer.split(".")[0]

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def violations(source: Path) -> list[str]:
    """Every room without a floor and every import that breaks the rule, in words, by place."""
    rooms = {_module(file, source)[0] for file in source.rglob("*.py")}
    unknown = [f"{room}: {NO_FLOOR}" for room in sorted(rooms - FLOORS.keys())]
    broken = (_broken(each) for each in imports(source) if each.room in FLOORS)
    return unknown + [each for each in broken if each is not None]


def imports(source: Path) -> list[Import]:
    """Every import of every module under the folder, by place."""
    return sorted(
        {
            Import(".".join(_module(file, source)), getattr(node, "lineno", 0), imported)
            for file in source.rglob("*.py")
            for node in ast.walk(ast.parse(file.read_text("utf-8"), file))
            for imported in _names(node, file.relative_to(source).parts[:-1])
        }
    )


def _module(file: Path, source: Path) -> tuple[str, ...]:
    parts = file.relative_to(source).with_suffix("").parts
    return parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts


def _names(node: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom():
            base = _base(node, package)
            for alias in node.names:
                if base != PACKAGE:
                    yield base
                elif alias.name in FLOORS:  # the room, not the front of the package
                    yield f"{base}.{alias.name}"
                elif alias.name != "__version__":
                    yield base
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            yield name


def _base(node: ast.ImportFrom, package: tuple[str, ...]) -> str:
    """Make the start of an import absolute: in `shapes/`, `..errors` is `pactfuzz.errors`."""
    above = (PACKAGE, *package)[: len(package) + 2 - node.level] if node.level else ()
    return ".".join((*above, *([node.module] if node.module else [])))


def _broken(each: Import) -> str | None:
    top, *rest = each.imported.split(".")
    if top == PACKAGE:
        return _broken_inside(each, rest[0] if rest else "__init__")
    if top in sys.stdlib_module_names:
        return None
    if top not in HOMES:
        return f"{each}: {top} has no home; give it one in HOMES and in the design"
    if not any(f"{each.importer}.".startswith(f"{home}.") for home in HOMES[top]):
        return f"{each}: the home of {top} is {', '.join(HOMES[top])}"
    return None


def _broken_inside(each: Import, room: str) -> str | None:
    if room not in FLOORS:
        return f"{each}: {NO_FLOOR}"
    if room == each.room or FLOORS[room] < FLOORS[each.room]:
        return None
    return f"{each}: {room} is on floor {FLOORS[room]}, not below floor {FLOORS[each.room]}"


def test_every_room_imports_only_from_the_floors_below() -> None:
    assert violations(SOURCE) == []


def test_the_imports_of_the_package_are_seen() -> None:
    # Guards the test above: an empty list must not come from a folder that was not found.
    assert {each.room for each in imports(SOURCE)} >= {"shapes", "contract"}


@pytest.mark.parametrize(
    ("module", "code", "told"),
    [
        ("shapes/shape", "from pactfuzz.recording import Consumer", "recording is on floor 5"),
        ("shapes/shape", "from pactfuzz import recording", "recording is on floor 5"),
        ("shapes/shape", "from ..recording.consumer import Consumer", "recording is on floor 5"),
        ("values/cover", "import pactfuzz.contract", "contract is on floor 3, not below floor 3"),
        ("shapes/shape", "from pactfuzz import Consumer", "__init__ is on floor 8"),
        ("shapes/shape", "import pactfuzz", "__init__ is on floor 8"),
        ("errors", "if TYPE_CHECKING:\n    from pactfuzz.shapes import Shape", "errors:2"),
        ("errors", "def late():\n    from pactfuzz.shapes import Shape", "errors:2"),
        ("errors", "importlib.import_module('pactfuzz.shapes')", "shapes is on floor 2"),
        ("utils/text", "import pactfuzz.errors", "utils: this room has no floor"),
        ("helpers", "", "helpers: this room has no floor"),
        ("shapes/shape", "import pactfuzz.helpers", "pactfuzz.helpers: this room has no floor"),
        ("recording/consumer", "from pydantic import BaseModel", "the home of pydantic is shapes"),
        ("reporting/html", "import rich.table", "the home of rich is cli, reporting.terminal"),
        ("shapes/shape", "import requests", "requests has no home"),
    ],
)
def test_a_planted_break_is_told(tmp_path: Path, module: str, code: str, told: str) -> None:
    _plant(tmp_path, module, code)
    (broken,) = violations(tmp_path)
    assert told in broken
    assert broken.startswith(module.partition("/")[0])


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("shapes/shape", "from pactfuzz.errors import PactfuzzError"),
        ("shapes/shape", "from pactfuzz import errors"),
        ("shapes/shape", "from .location import Location"),
        ("shapes/__init__", "from .shape import Shape"),
        ("shapes/__init__", "from ..errors import PactfuzzError"),
        ("shapes/deep/__init__", "from ..shape import Shape"),
        ("reporting/terminal/table", "import rich.table"),
        ("errors", "import json, sys"),
        ("__init__", "from pactfuzz.recording import Consumer"),
        ("__init__", "from .recording import Consumer"),
        ("__main__", "from pactfuzz import Consumer"),
        ("cli", "from pactfuzz import __version__"),
    ],
)
def test_what_the_rule_allows_is_left_alone(tmp_path: Path, module: str, code: str) -> None:
    _plant(tmp_path, module, code)
    assert violations(tmp_path) == []


def _plant(folder: Path, module: str, code: str) -> None:
    file = folder / f"{module}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code, encoding="utf-8")
