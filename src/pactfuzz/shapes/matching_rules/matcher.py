"""One matching rule of a pact, under one name whichever of its spellings the file has."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from pactfuzz.errors import ShapeError, nearest

_SPELLINGS: Final = {
    "array-contains": "arrayContains",
    "content-type": "contentType",
    "each-key": "eachKey",
    "each-value": "eachValue",
    "max": "type",
    "max-type": "type",
    "min": "type",
    "min-type": "type",
    "not-empty": "notEmpty",
    "real": "decimal",
    "status-code": "statusCode",
    "timestamp": "datetime",
}

_NAMES: Final = {
    *("arrayContains", "boolean", "contentType", "date", "datetime", "decimal", "eachKey"),
    *("eachValue", "equality", "include", "integer", "notEmpty", "null", "number", "regex"),
    *("semver", "statusCode", "time", "type", "values"),
}

_NEEDED: Final = {
    "arrayContains": "variants",
    "contentType": "value",
    "include": "value",
    "max": "max",
    "max-type": "max",
    "min": "min",
    "min-type": "min",
    "regex": "regex",
}

_UNNAMED: Final = ("regex", "min", "max", "timestamp", "time", "date")
"""What names a rule that does not say which it is; the first that it has counts."""

_LISTS: Final = ("rules", "variants")


@dataclass(frozen=True, slots=True)
class Matcher:
    """A matching rule: its name as the specification V4 spells it, and what it is told.

    ``rules`` are what ``eachKey`` and ``eachValue`` demand of each key or value.

    Source of the spellings: the official core, pact_models/src/matchingrules/mod.rs.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple["Matcher", ...] = ()

    @classmethod
    def from_document(cls, document: Any) -> Self:
        """Read one matching rule.

        Raises:
            ShapeError: it is none, of an unknown name, or lacks what its name needs.
        """
        if not isinstance(document, Mapping):
            msg = f'expected a matching rule such as {{"match": "type"}}, found {document!r}'
            raise ShapeError(msg)
        stated = document.get("match", document.get("pact:matcher:type"))
        if stated is None:
            stated = next((key for key in _UNNAMED if key in document), None)
        if stated is None:
            msg = f'expected a matching rule with a "match", found {dict(document)!r}'
            raise ShapeError(msg)
        name = _SPELLINGS.get(str(stated), str(stated))
        if name not in _NAMES:
            hint = nearest(name, _NAMES)
            msg = f"the matching rule {name!r} is not known: {hint}"
            raise ShapeError(msg)
        arguments = _arguments(str(stated), document)
        return cls(name, arguments, tuple(map(cls.from_document, arguments.get("rules", ()))))

    @property
    def is_about_values(self) -> bool:
        """Whether it compares the values of an object whatever their names."""
        return self.name in ("arrayContains", "eachValue", "values")

    @property
    def frees_names(self) -> bool:
        """Whether an object that it stands at need not have the example's members."""
        return self.name in ("eachKey", "eachValue", "values")

    @property
    def text(self) -> str:
        """The text that a value has to include, or the regular expression that it has to match."""
        value = self.arguments["regex" if self.name == "regex" else "value"]
        return value if isinstance(value, str) else json.dumps(value)

    @property
    def format(self) -> str:
        """How a date or time is written, in Java's pattern letters; empty for the default."""
        for key in ("format", self.name, "timestamp"):
            if isinstance(self.arguments.get(key), str):
                return str(self.arguments[key])
        return ""

    def length(self, bound: str) -> int | None:
        """Give the least or largest number of items, ``min`` or ``max``, if there is one."""
        return whole_number(self.arguments.get(bound))


def whole_number(value: Any) -> int | None:
    """Read a number as the core does: digits in a string as well, and without its fraction."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < math.inf else None


def _arguments(stated: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    needed = _NEEDED.get(stated)
    if needed is not None and needed not in document:
        msg = f"the matching rule {stated!r} needs {needed!r}; it has {sorted(document)}"
        raise ShapeError(msg)
    for key in _LISTS:
        if not isinstance(document.get(key, []), list):
            msg = f"the matching rule {stated!r} needs a list of {key}, found {document[key]!r}"
            raise ShapeError(msg)
    if stated in ("min", "max", "min-type", "max-type"):
        return {stated[:3]: document[stated[:3]]}
    return document
