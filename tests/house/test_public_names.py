"""`pactfuzz.__all__` is all that users may import, and every name in it says what it is for."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import pactfuzz


def test_all_lists_exactly_the_names_that_are_exported() -> None:
    assert set(pactfuzz.__all__) == exported_names(inspect.getsource(pactfuzz))


def exported_names(source: str) -> set[str]:
    """List what a module defines or takes over from the package for others, as its text has it.

    The text, because the names are imported only when they are used.
    """
    names = set()
    for node in _statements(ast.parse(source).body):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("pactfuzz."):
                names |= {alias.asname or alias.name for alias in node.names}
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return {name for name in names if not name.startswith("_")}


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If):
            yield from _statements(node.body)


def test_an_exported_name_is_seen_however_it_comes_in() -> None:
    source = """
from typing import Final
from pactfuzz.recording import Consumer, _hidden
if TYPE_CHECKING:
    from pactfuzz.verification import Provider as TheProvider
__version__ = "1"
LIMIT: Final = 1
def state():
    local = 1
"""
    assert exported_names(source) == {"Consumer", "LIMIT", "TheProvider", "state"}


def test_all_is_sorted_and_names_nothing_twice() -> None:
    assert list(pactfuzz.__all__) == sorted(set(pactfuzz.__all__))


@pytest.mark.parametrize("name", pactfuzz.__all__)
def test_every_public_name_has_a_docstring(name: str) -> None:
    assert own_docstring(getattr(pactfuzz, name)), f"pactfuzz.{name} has no docstring of its own"


def own_docstring(value: object) -> str:
    """Find what was written for this very name: not inherited, not made up by `dataclass`."""
    docstring = vars(value).get("__doc__") if isinstance(value, type) else value.__doc__
    if not docstring or docstring == type(value).__doc__:
        return ""
    made_up = isinstance(value, type) and docstring.startswith(f"{value.__name__}(")
    return "" if made_up else str(docstring)


def test_only_a_docstring_of_its_own_counts() -> None:
    class Written:
        """What it is for."""

    class Inheriting(Written): ...

    @dataclass
    class Undocumented:
        number: int

    assert own_docstring(Written) == "What it is for."
    assert own_docstring(Inheriting) == ""
    assert own_docstring(Undocumented) == ""
    assert own_docstring(5) == ""
    assert own_docstring(own_docstring)
