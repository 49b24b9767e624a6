"""Labelled pairs of JSON Schemas, read where they lie; no part of the project."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pactfuzz.shapes import Shape

FOLDER = Path(
    os.environ.get("COMPATIBILITY_PAIRS")
    or Path(__file__).parents[3] / "shared" / "data" / "compat"
)
MISSING = "the labelled pairs are not here; COMPATIBILITY_PAIRS names a folder"

RULE_SUITES = (
    "atlassian",
    "jsoncompat_fixtures",
    "jsonsubschema_tests",
    "karapace",
    "subschema_tests",
)

DRAFTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A writer and a reader as schemas that state their draft, and what is true of them.

    ``truth`` is "compatible", "breaking" or "unknown". ``formats`` says whether it was found with
    formats asserted; ``None``: as validators of the draft do. ``meta`` is what its source tells.
    """

    id: str
    old: dict[str, Any]
    new: dict[str, Any]
    truth: str
    formats: bool | None
    meta: dict[str, Any] = field(compare=False)

    def shapes(self) -> tuple[Shape, Shape]:
        return Shape.from_schema(self.old, "old"), Shape.from_schema(self.new, "new")


def pairs(file: str) -> Iterator[Pair]:
    """Read the pairs of one file, such as "karapace"."""
    for line in (FOLDER / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        yield Pair(
            read["id"],
            _stated(read["old"], read["draft"]),
            _stated(read["new"], read["draft"]),
            read.get("semantic", read["label"]),
            formats=True if file == "pydantic_evolution" else None,
            meta=read["meta"],
        )


def _stated(schema: Any, draft: str) -> dict[str, Any]:
    if isinstance(schema, bool):
        schema = {} if schema else {"not": {}}
    return {"$schema": DRAFTS[draft], **schema}
