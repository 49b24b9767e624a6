"""The Pact specification's own cases for JSON bodies: the derived shape says what they say."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.shapes import Shape

FOLDER = Path(
    os.environ.get("PACT_SPECIFICATION_CASES")
    or Path(__file__).parents[3] / "shared" / "data" / "pact_specification"
)

NOT_ABOUT_A_JSON_DOCUMENT = {
    "xml": "the bodies are XML",
    "plain text": "the bodies are plain text",
    "body no content type": "no body is expected: there is no example to make a shape of",
    "empty body": "an empty body is no JSON document",
    "missing body": "no body is expected, so anything may come",
    "no body": "no body is expected, so anything may come",
    "null body": "a null body stands for none",
    "non empty body found": "no body is expected",
}

SIDES = ("expected", "actual")

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the Pact specification's cases are not here; PACT_SPECIFICATION_CASES names a folder",
)


def files() -> list[Path]:
    return sorted(FOLDER.glob("message/body/*.json")) + sorted(FOLDER.glob("response/body/*.json"))


def is_about_json(file: Path) -> bool:
    return not any(part in file.stem for part in NOT_ABOUT_A_JSON_DOCUMENT)


def content_of(side: dict[str, Any]) -> Any:
    body = side.get("body", side.get("contents"))
    # One case has its actual document without the wrapping that the others have.
    return body["content"] if isinstance(body, dict) and "content" in body else body


def rules_of(expected: dict[str, Any]) -> dict[str, Any]:
    rules = expected.get("matchingRules", {})
    return rules.get("body", rules.get("content", {}))


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=f"{file.parts[-3]}: {file.stem}")
        for file in filter(is_about_json, files())
    ],
)
def test_the_shape_says_what_the_specification_says(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    shape = Shape.from_interaction(content_of(case["expected"]), rules_of(case["expected"]))
    assert shape.accepts(content_of(case["actual"])) is case["match"], case["comment"]


def test_what_is_left_out_has_no_json_on_both_sides() -> None:
    """So that none of the cases is left out by a name that only looks like one of those."""
    for file in files():
        case = json.loads(file.read_text(encoding="utf-8"))
        has_documents = all(isinstance(content_of(case[side]), dict | list) for side in SIDES)
        assert is_about_json(file) == has_documents, file.name
