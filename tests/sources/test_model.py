"""A model by module and name: found here and below `src`, and refused in words that help."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from pactfuzz.errors import ShapeError, SourceError
from pactfuzz.sources import Kind, named

EVENTS = """
from dataclasses import dataclass
from pydantic import BaseModel
print("loading")

class Order(BaseModel):
    id: str

    class Line(BaseModel):
        sku: str

class _Draft(BaseModel):
    pass

@dataclass
class Plain:
    id: str

LIMIT = 5
Orders = list[Order]
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with one package beside `src` and one in it; nothing of it is left behind."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    for folder in ("shop", "src/depot"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").write_text("from .events import Order\n")
        (tmp_path / folder / "events.py").write_text(EVENTS)
    (tmp_path / "broken.py").write_text("import no_such_thing\n")
    (tmp_path / "failing.py").write_text("1 / 0\n")
    (tmp_path / "leaving.py").write_text("raise SystemExit(3)\n")
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("shop.events:Order", "id"),
        ("shop:Order", "id"),
        ("depot.events:Order", "id"),
        ("shop.events:Order.Line", "sku"),
        ("shop.events:Plain", "id"),
    ],
)
def test_a_model_is_found(root: Path, text: str, field: str) -> None:
    source = named(text, root=root)
    (part,) = source.parts
    assert source.kind is Kind.SHAPE
    assert part.title == text
    assert part.shape.adapter is not None
    assert field in part.shape.reader["properties"]


def test_the_project_comes_before_what_is_installed_but_not_before_python(root: Path) -> None:
    installed = root / "site-packages"
    installed.mkdir()
    (installed / "shop.py").write_text("1 / 0\n")
    (root / "colorsys.py").write_text("1 / 0\n")
    sys.path.append(str(installed))
    sys.modules.pop("colorsys", None)
    assert named("shop.events:Order", root=root).parts
    assert import_module("colorsys").rgb_to_hsv


def test_any_type_that_pydantic_reads_will_do(root: Path) -> None:
    (part,) = named("shop.events:Orders", root=root).parts
    assert part.shape.accepts([{"id": "1"}])


@pytest.mark.parametrize("module", ["shop.events", "shop"])
def test_a_star_stands_for_the_models_that_are_defined_there(root: Path, module: str) -> None:
    source = named(f"{module}:*", root=root)
    assert source.kind is Kind.FOLDER
    assert [(each.name, each.title) for each in source.parts] == [("Order", f"{module}:Order")]


MODULES = {
    "shelf/__init__.py": "",
    "shelf/_private.py": """
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar
from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

class Book(BaseModel):
    title: str

class Page(BaseModel, Generic[T]):
    items: list[T]

class Kept(BaseModel, ABC):
    @abstractmethod
    def keep(self) -> None: ...

class Odd:
    pass

class Odder(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    odd: Odd
""",
    "shelf/plain.py": """
from other import Foreign
from pydantic import BaseModel
from shelf._private import Book, Kept, Page
Volume = Book
Books = Page[Book]
class Own(BaseModel): ...
class _Hidden(BaseModel): ...
""",
    "shelf/listing.py": """
from other import Foreign
from shelf._private import Book, Page
from pydantic import BaseModel
class Own(BaseModel): ...
__all__ = ["Foreign", "Book", "BaseModel", "make"]
def make(): ...
""",
    "shelf/lazy.py": """
from importlib import import_module
__all__ = ["Book", "Missing"]
def __getattr__(name):
    if name == "Missing":
        raise ImportError("install shelf[missing]")
    return getattr(import_module("shelf._private"), name)
""",
    "shelf/odd.py": "from shelf._private import Book, Odder\n",
    "other.py": "from pydantic import BaseModel\nclass Foreign(BaseModel): ...\n",
}


def test_a_model_that_keeps_its_old_name_meets_its_earlier_version(root: Path) -> None:
    (root / "before.py").write_text("from pydantic import BaseModel\nclass Old(BaseModel): ...\n")
    (root / "after.py").write_text(
        "from pydantic import BaseModel\nclass New(BaseModel): ...\nOld = New\n"
    )
    before, after = (named(f"{module}:*", root=root) for module in ("before", "after"))
    assert {each.name for each in before.parts} <= {each.name for each in after.parts}


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("shelf.plain", ["Book", "Books", "Kept", "Own", "Page", "Volume"]),
        ("shelf.listing", ["Book", "Foreign", "Own"]),
        ("shelf.lazy", ["Book"]),
        ("shelf.odd", ["Book"]),
        ("shelf._private", ["Book", "Kept", "Page"]),
    ],
)
def test_a_star_stands_for_what_a_module_offers(root: Path, module: str, names: list[str]) -> None:
    """What it lists, wherever that comes from; else what is of its own package, under each name."""
    for name, code in MODULES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(code)
    source = named(f"{module}:*", root=root)
    assert [each.name for each in source.parts] == names
    reasons = {each.title: each.reason for each in source.left_out}
    if module == "shelf.lazy":
        assert reasons == {
            "shelf.lazy:Missing": "cannot be imported: ImportError: install shelf[missing]"
        }
    elif module in ("shelf.odd", "shelf._private"):
        assert list(reasons) == [f"{module}:Odder"]
    else:
        assert reasons == {}


def test_what_a_module_prints_is_kept_apart_from_reports(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named("shop.events:Order", root=root)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "loading\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shp.events:Order", 'no module "shp"; did you mean "shop"?'),
        ("shop.evnts:Order", 'no module "shop.evnts"; did you mean "shop.events"?'),
        ("shop.events.more:Order", 'no module "shop.events.more"; none is known'),
        ("shop.events:Ordr", 'the module shop.events has no "Ordr"; did you mean "Order"?'),
        ("shop.events:Order.Lin", 'the class Order has no "Lin"; did you mean "Line"?'),
        ("shop:events", "is a module; expected a model or another type, such as shop.events:Or"),
        ("json:dumps", "is a function; expected a model or another type"),
        ("broken:Order", "importing broken fails: ModuleNotFoundError: No module named 'no_such_"),
        ("failing:Order", "importing failing fails: ZeroDivisionError: division by zero"),
        ("leaving:Order", "importing leaving fails: SystemExit: 3"),
        ("broken:*", "importing broken fails"),
        ("json:*", "json:*: the module json defines no Pydantic model, and lists none"),
    ],
)
def test_what_cannot_be_had_is_told(root: Path, text: str, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        named(text, root=root)
    assert str(caught.value).startswith(f"{text}: ")
    assert told in str(caught.value)


def test_what_is_no_type_is_told(root: Path) -> None:
    with pytest.raises(ShapeError, match="Pydantic gives no JSON Schema"):
        named("shop.events:LIMIT", root=root)
