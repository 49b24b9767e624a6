"""The choices that a schema leaves open, as a tree of the documents that it allows.

A classification tree (Grochtmann and Grimm, "Classification trees for partition testing", 1993):
a ``Choice`` takes one of its options, every other node has all its parts. A choice inside an
option is open only when that option is taken. Nodes are compared by identity, because two equal
choices at two places of a document are two choices.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, TypeAlias


class _Nothing(Enum):
    NOTHING = "nothing"


NOTHING: Final = _Nothing.NOTHING
"""The value of an optional member that is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """One value, with nothing left to choose."""

    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One way to take a choice.

    ``label`` says it in words. ``is_implied`` means that whatever is special inside the option
    says the option as well: who reads ``source=""`` need not be told that ``source`` is present.
    """

    label: str
    node: "Node"
    is_implied: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Two or more options, of which a document takes one. The first is the simplest."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """An object: each member by name; one that comes out as ``NOTHING`` is left out."""

    members: tuple[tuple[str, "Node"], ...]
    entries: tuple["Entries", ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """An array: items that have a node each, and then the array that ``rest`` comes out as."""

    items: tuple["Node", ...]
    rest: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Repeated:
    """An array of ``count`` items: one that has choices of its own, the others from ``fillers``.

    Fillers that are equal to the first item are passed over if the items must be ``distinct``.
    """

    count: "Node"
    item: "Node"
    fillers: tuple[Any, ...]
    is_distinct: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """The members of a map: ``keys`` and the array that ``values`` comes out as, side by side."""

    keys: tuple[str, ...]
    values: "Node"


Node: TypeAlias = Constant | Choice | Members | Items | Repeated
Picks: TypeAlias = Mapping[Choice, int]
"""The option taken, by index, of each choice that is open."""


def choice_of(*options: Option) -> Node:
    """Make a choice, or none where there is only one option.

    An option that is nothing but a further choice is replaced by that one's options: absent or
    (null or a text) is absent or null or a text.
    """
    flat = tuple(each for option in options for each in _flattened(option))
    return flat[0].node if len(flat) == 1 else Choice(flat)


def _flattened(option: Option) -> tuple[Option, ...]:
    if not isinstance(option.node, Choice):
        return (option,)
    first, *others = option.node.options
    return (replace(first, label=option.label), *others)


def parts_of(node: Node) -> tuple[Node, ...]:
    """List the nodes that a node always has: all but the options of a choice."""
    match node:
        case Members(members=members, entries=entries):
            return (*(part for _, part in members), *(each.values for each in entries))
        case Items(items=items, rest=rest):
            return (*items, rest)
        case Repeated(count=count, item=item):
            return (count, item)
        case Constant() | Choice():
            return ()


def choices_in(node: Node) -> Iterator[Choice]:
    """Find the choices that are open in a node before any choice is taken."""
    if isinstance(node, Choice):
        yield node
    for part in parts_of(node):
        yield from choices_in(part)


def count_options(node: Node) -> int:
    """Count the options of all choices in a node, those inside others too."""
    return sum(
        1 + count_options(option.node) for choice in choices_in(node) for option in choice.options
    )


def simplest_picks(node: Node) -> dict[Choice, int]:
    """Take the first option of every choice that is then open."""
    picks: dict[Choice, int] = {}
    for choice in choices_in(node):
        picks[choice] = 0
        picks |= simplest_picks(choice.options[0].node)
    return picks


def document_of(node: Node, picks: Picks) -> Any:
    """Build the document, or ``NOTHING``, that the picks describe."""
    match node:
        case Constant(value=value):
            return deepcopy(value)
        case Choice(options=options):
            return document_of(options[picks[node]].node, picks)
        case Members():
            return _object(node, picks)
        case Items(items=items, rest=rest):
            return [*(document_of(item, picks) for item in items), *document_of(rest, picks)]
        case Repeated():
            return _array(node, picks)


def _object(node: Members, picks: Picks) -> dict[str, Any]:
    built = {name: document_of(part, picks) for name, part in node.members}
    for entries in node.entries:
        built |= dict(zip(entries.keys, document_of(entries.values, picks), strict=False))
    return {name: value for name, value in built.items() if value is not NOTHING}


def _array(node: Repeated, picks: Picks) -> list[Any]:
    first = document_of(node.item, picks)
    fillers = node.fillers
    if node.is_distinct:
        fillers = tuple(filler for filler in fillers if filler != first)
    return [first, *deepcopy(list(fillers[: document_of(node.count, picks) - 1]))]
