"""Names for members that a shape does not know, the plainest first, then what may be confused."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from pactfuzz.shapes import Shape

PLAIN: Final = "unknown"
LONG: Final = 10_000
"""Characters of the longest name."""

HOSTILE: Final = (
    "", " ", "\t", "\n", "\x00", ".", "/", "\\", '"', "'", "$", "#", "a.b", "a[0]", "0", "-1",
    # what a reader in Python may look up as an attribute, or take as a keyword argument
    "__class__", "__dict__", "__init__", "__fields__", "__fields_set__", "__root__", "__slots__",
    "__pydantic_extra__", "__pydantic_private__", "__pydantic_validator__", "_", "_id", "_private",
    "model_config", "model_fields", "model_fields_set", "model_extra", "model_computed_fields",
    "model_construct", "model_dump", "model_dump_json", "model_copy", "model_post_init",
    "model_validate", "schema", "json", "dict", "copy", "construct", "validate", "fields",
    "self", "cls", "args", "kwargs", "data", "class", "from", "import", "None", "True", "type",
    "id", "name", "value", "values", "keys", "items", "get", "pop", "update", "root", "extra",
    # what readers in other languages, and JSON's own dialects, give a meaning
    "__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "length", "null",
    "$ref", "$schema", "$id", "$type", "@type", "@context", "@id", "xmlns", "<<", "NaN",
    # other scripts, directions and ways to compose a letter
    "é", "e\u0301", "ß", "\u0131", "Ω", "你好", "مرحبا", "\u202egnirts", "\u200b", "\ufeff", "😀",
    "\U0010ffff", "x" * LONG,
)  # fmt: skip

_NO_SCHEMAS: Final = frozenset({"config", "metadata", "default", "expected", "serialization"})
"""Keys of a core schema under which there are the user's own values, or nothing that is parsed."""

_LOOK_ALIKES: Final = str.maketrans("aceiopsxyABCEHIKMOPSTX", "асеіорѕхуАВСЕНІКМОРЅТХ")  # noqa: RUF001
_FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


@lru_cache(maxsize=256)
def unknown_names(known: frozenset[str], elsewhere: frozenset[str]) -> tuple[str, ...]:
    """List names that are not ``known``, among them those easily taken for known ones.

    ``elsewhere`` are names with a meaning in another place.
    """
    here = sorted(known)
    mistaken = (each for name in here for each in _mistaken_for(name))
    every = dict.fromkeys([PLAIN, *mistaken, *sorted(elsewhere), *HOSTILE])
    return tuple(name for name in every if name not in here)


def _mistaken_for(name: str) -> Iterator[str]:
    words = [each for each in re.split(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])", name) if each]
    yield from (name.upper(), name.lower(), name.capitalize(), name.swapcase())
    yield from ("_".join(words).lower(), "-".join(words).lower(), "".join(words).lower())
    yield words[0].lower() + "".join(map(str.capitalize, words[1:])) if words else "_"
    yield from (f"_{name}", f"{name}_", f"{name} ", f" {name}", f"{name}s", f"{name}\x00")
    yield from (name.translate(_LOOK_ALIKES), name.translate(_FULL_WIDTH), f"{name}\u200b")
    yield from (unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC"))


def names_read(shape: Shape) -> tuple[frozenset[str], frozenset[str]]:
    """Tell which names a model's parser reads from those that its fields have only in Python.

    A parser may read more names than its schema shows: the second of ``AliasChoices``, the head of
    an ``AliasPath``, a field's own name beside its alias. Source: the core schema of Pydantic,
    where ``validation_alias`` is one name, one path, or a list of paths.
    """
    read: set[str] = set()
    named: set[str] = set()
    core_schema = None if shape.type_adapter is None else shape.type_adapter.core_schema
    for name, alias, is_read_by_name in _fields(core_schema, is_by_name=False):
        named.add(name)
        read.update(_heads(alias))
        if alias is None or is_read_by_name:
            read.add(name)
    return frozenset(read), frozenset(named - read)


def _fields(node: Any, *, is_by_name: bool) -> Iterator[tuple[str, Any, bool]]:
    """Find name, alias and whether the name is read as well, of every field.

    A node is told by its ``type``, never by the names in it, which are the user's: a model may
    call its fields ``fields``, ``config`` or ``type``.
    """
    if isinstance(node, list | tuple):
        for each in node:
            yield from _fields(each, is_by_name=is_by_name)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("type"), str) and "config" in node:
        config = node["config"]
        is_by_name = bool(config.get("validate_by_name", config.get("populate_by_name")))
    named = _named_fields(node)
    for name, each in named:
        yield name, each.get("validation_alias"), is_by_name
        yield from _fields(each, is_by_name=is_by_name)
    for key, each in node.items():
        if key not in _NO_SCHEMAS and not (named and key == "fields"):
            yield from _fields(each, is_by_name=is_by_name)


def _named_fields(node: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """List the fields that one node of a core schema has itself, by name."""
    match node.get("type"):
        case "model-fields" | "typed-dict":
            return list(node["fields"].items())
        case "dataclass-args":
            return [(each["name"], each) for each in node["fields"]]
        case _:
            return []


def _heads(alias: Any) -> list[str]:
    match alias:
        case str():
            return [alias]
        case [str(first), *_]:
            return [first]
        case [*paths]:
            return [head for path in paths for head in _heads(path)]
        case _:
            return []
