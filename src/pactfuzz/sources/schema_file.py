"""``order.json``, ``shop.json#/$defs/Order``: a JSON Schema in a file, or a definition in it."""

from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.errors import SourceError, nearest
from pactfuzz.shapes import Shape
from pactfuzz.values.keywords import ANNOTATIONS, TANGLED, types_of

DRAFTS: Final[Mapping[str, str]] = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
"""The drafts that a schema without ``$schema`` may be said to be of."""

_REFUSING: Final = TANGLED | {
    "$defs", "$dynamicRef", "$recursiveRef", "$ref", "anyOf", "const", "definitions", "enum",
    "oneOf",
}  # fmt: skip
"""Keywords that a document can break, beside those that are about one type; or what holds them."""

_DEFINITIONS: Final = ("$defs", "definitions")


def from_schema_file(
    document: Any, name: str, pointer: str = "", draft: str | None = None
) -> Shape:
    """Take the schema that a file holds, or the definition that a JSON pointer leads to.

    ``draft`` is one of ``DRAFTS``; it holds where the file states none.

    Raises:
        SourceError: the pointer leads to no definition, or the file holds no schema.
        ShapeError: the schema is none.
    """
    if isinstance(document, bool):
        document = {} if document else {"not": {}}
    if not isinstance(document, Mapping):
        msg = f"{name}: expected a JSON Schema or a pact, found {_kind(document)}"
        raise SourceError(msg)
    if not pointer and not _is_schema(document):
        msg = (
            f"{name}: holds no JSON Schema: of its members, {', '.join(map(str, document))}, "
            "none is a keyword that refuses anything"
        )
        raise SourceError(msg)
    schema = _definition(document, name, pointer) if pointer else dict(document)
    if draft is not None:
        schema.setdefault("$schema", DRAFTS[draft])
    return Shape.from_schema(schema, name)


def _is_schema(document: Mapping[str, Any]) -> bool:
    """Tell a schema, also one that accepts all, from another JSON object.

    Any object is a schema to a validator, which passes over what it does not know: so every
    comparison with an OpenAPI page or a list of settings would be a yes.
    """
    keywords = document.keys()
    is_any = not keywords - ANNOTATIONS
    return is_any or bool(keywords & _REFUSING or "type" in keywords or types_of(document))


def _definition(document: Mapping[str, Any], name: str, pointer: str) -> dict[str, Any]:
    """Refer to a definition; of the file's own schema nothing holds but the other definitions."""
    first, *rest = (
        each.replace("~1", "/").replace("~0", "~") for each in pointer.removeprefix("/").split("/")
    )
    if first not in _DEFINITIONS or not rest or not pointer.startswith("/"):
        msg = (
            f"{name}: #{pointer} is no definition; expected one such as #/$defs/Order, "
            f"known: {', '.join(_known(document)) or 'none'}"
        )
        raise SourceError(msg)
    definitions = document.get(first)
    if not isinstance(definitions, Mapping) or rest[0] not in definitions:
        hint = nearest(f"/{first}/{rest[0]}", _known(document))
        msg = f"{name}: there is no definition #{pointer}; {hint}"
        raise SourceError(msg)
    kept = {each: document[each] for each in ("$schema", *_DEFINITIONS) if each in document}
    if _refers_to_the_root(kept):
        msg = (
            f'{name}: a definition refers to the whole file ("$ref": "#"), so #{pointer} cannot '
            "be taken alone; put the file's own schema under $defs"
        )
        raise SourceError(msg)
    return {**kept, "$ref": f"#{pointer}"}


def _known(document: Mapping[str, Any]) -> list[str]:
    return [
        f"/{each}/{name}"
        for each in _DEFINITIONS
        if isinstance(document.get(each), Mapping)
        for name in document[each]
    ]


def _refers_to_the_root(value: Any) -> bool:
    if isinstance(value, Mapping):
        is_reference = value.get("$ref") == "#"
        return is_reference or any(map(_refers_to_the_root, value.values()))
    return isinstance(value, list) and any(map(_refers_to_the_root, value))


def _kind(document: object) -> str:
    """Name the kind of a JSON document as JSON has it."""
    kinds = {"NoneType": "null", "int": "a number", "float": "a number", "str": "a text"}
    return kinds.get(type(document).__name__, "a list")
