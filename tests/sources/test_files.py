"""Schemas and pacts in files and folders."""

import json
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.errors import PactfuzzError
from pactfuzz.sources import DRAFTS, Kind, Source, named

SHOP = {
    "title": "Shop",
    "type": "object",
    "$defs": {"Order": {"properties": {"item": {"$ref": "#/$defs/a~b"}}}, "a~b": {"minimum": 3}},
}


def write(root: Path, name: str, content: Any) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(content if isinstance(content, str) else json.dumps(content))


def pact(*interactions: dict[str, Any], version: str = "4.0", **more: Any) -> dict[str, Any]:
    return {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": version}},
        **more,
    }


def message(description: str, content: Any, **more: Any) -> dict[str, Any]:
    return {
        "type": "Asynchronous/Messages",
        "description": description,
        "contents": {"content": content, "contentType": "application/json", "encoded": False},
        "matchingRules": {"body": {"$": {"matchers": [{"match": "type"}]}}},
        **more,
    }


def names(source: Source) -> list[str]:
    return [each.name for each in source.parts]


def test_a_schema_is_taken_whole(tmp_path: Path) -> None:
    write(tmp_path, "shop.json", SHOP)
    source = named("shop.json", root=tmp_path)
    assert (source.kind, names(source)) == (Kind.SHAPE, ["shop.json"])
    assert source.parts[0].shape.reader == SHOP


@pytest.mark.parametrize(
    ("pointer", "good", "bad"),
    [("/$defs/Order", {"item": 3}, {"item": 2}), ("/$defs/a~0b", 3, 2)],
)
def test_a_definition_is_taken_without_what_the_file_itself_says(
    tmp_path: Path, pointer: str, good: Any, bad: Any
) -> None:
    write(tmp_path, "shop.json", SHOP)
    shape = named(f"shop.json#{pointer}", root=tmp_path).parts[0].shape
    assert shape.accepts(good)
    assert not shape.accepts(bad)


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_holds_for_what_states_none(tmp_path: Path, draft: str) -> None:
    write(tmp_path, "shop.json", SHOP)
    write(tmp_path, "other.json", {"$schema": DRAFTS["6"]})
    shape = named("shop.json", root=tmp_path, draft=draft).parts[0].shape
    assert shape.reader["$schema"] == DRAFTS[draft]
    assert named("other.json", root=tmp_path, draft=draft).parts[0].shape.reader == {
        "$schema": DRAFTS["6"]
    }


def test_a_draft_says_how_a_schema_is_read(tmp_path: Path) -> None:
    write(tmp_path, "old.json", {"maximum": 5, "exclusiveMaximum": True})
    assert not named("old.json", root=tmp_path, draft="4").parts[0].shape.accepts(5)
    with pytest.raises(PactfuzzError, match=r"old\.json: not a usable JSON Schema"):
        named("old.json", root=tmp_path)


@pytest.mark.parametrize(("content", "accepts"), [("true", True), ("false", False)])
def test_a_boolean_is_a_schema_too(tmp_path: Path, content: str, accepts: bool) -> None:  # noqa: FBT001 - a parameter of a test
    write(tmp_path, "any.json", content)
    assert named("any.json", root=tmp_path).parts[0].shape.accepts(5) is accepts


@pytest.mark.parametrize("schema", [{}, {"title": "anything"}, {"minimum": 1}, {"not": {}}])
def test_what_says_little_is_a_schema(tmp_path: Path, schema: dict[str, Any]) -> None:
    write(tmp_path, "some.json", schema)
    assert named("some.json", root=tmp_path).parts[0].shape.reader == schema


def test_each_interaction_of_a_pact_is_a_shape(tmp_path: Path) -> None:
    carried = {"properties": {"id": {"type": "string"}}}
    states = [{"name": "it is paid"}]
    write(
        tmp_path,
        "pacts/web-shop.json",
        pact(
            message("an order", {"id": "1"}, comments={"pactfuzz": {"schema": carried}}),
            message(
                "an order",
                {"id": "2"},
                comments={"pactfuzz": {"schema": carried}},
                providerStates=states,
            ),
            message("a note", {"text": ""}),
            message("a note", {"text": 5}, providerStates=states),
            {
                "type": "Synchronous/HTTP",
                "description": "a stop",
                "request": {"method": "DELETE", "path": "/"},
                "response": {"status": 204},
            },
            message("a page", None, contents={"content": "<p>", "contentType": "text/html"}),
        ),
    )
    source = named("pacts/web-shop.json", root=tmp_path)
    assert source.kind is Kind.INTERACTIONS
    assert names(source) == ["an order", "a note", "a note, given it is paid"]
    order, note, paid = (each.shape for each in source.parts)
    assert order.reader == carried
    assert (note.accepts({"text": "any"}), note.accepts({"text": 1})) == (True, False)
    assert paid.accepts({"text": 1})
    assert [(each.title, each.reason) for each in source.left_out] == [
        ("pacts/web-shop.json: a stop", "it has no body"),
        ("pacts/web-shop.json: a page", "it is text/html, not JSON"),
    ]


@pytest.mark.parametrize("version", ["2.0.0", "3.0.0", "4.0"])
def test_what_a_consumer_sends_is_its_requests(tmp_path: Path, version: str) -> None:
    like = {"match": "type"}
    rules = {
        "2.0.0": {"$.body": like, "$.headers.X": {"match": "regex", "regex": ".*"}},
        "3.0.0": {"body": {"$": {"matchers": [like]}}, "header": {}},
        "4.0": {"body": {"$": {"matchers": [like]}}, "header": {}},
    }[version]
    body: Any = {"quantity": 1}
    if version == "4.0":
        body = {"content": body, "contentType": "application/json", "encoded": False}
    post = {
        "type": "Synchronous/HTTP",
        "description": "a new order",
        "request": {"method": "POST", "path": "/orders", "body": body, "matchingRules": rules},
        "response": {"status": 201},
    }
    write(tmp_path, "web-shop.json", pact(post, version=version))
    shape = named("web-shop.json", root=tmp_path, requests=True).parts[0].shape
    assert shape.accepts({"quantity": 7})
    assert not shape.accepts({"quantity": "7"})
    assert named("web-shop.json", root=tmp_path).parts == ()


def test_what_a_derived_schema_cannot_say_is_kept(tmp_path: Path) -> None:
    rules = {"$.a": {"matchers": [{"match": "contentType", "value": "image/png"}]}}
    write(tmp_path, "p.json", pact(message("an image", {"a": "x"}, matchingRules={"body": rules})))
    ((pointer, words),) = named("p.json", root=tmp_path).parts[0].unsaid
    assert pointer == "/properties/a"
    assert words.startswith("not said")


def test_a_folder_is_its_files_by_name(tmp_path: Path) -> None:
    write(tmp_path, "all/b/order.json", {"type": "object"})
    write(tmp_path, "all/a.json", "true")
    write(tmp_path, "all/.hidden/c.json", "{")
    write(tmp_path, "all/readme.txt", "no schema")
    source = named("all/", root=tmp_path)
    assert source.kind is Kind.FOLDER
    assert [(each.name, each.title) for each in source.parts] == [
        ("a.json", "all/a.json"),
        ("b/order.json", "all/b/order.json"),
    ]


def test_a_folder_of_pacts_is_all_their_interactions(tmp_path: Path) -> None:
    write(tmp_path, "pacts/one.json", pact(message("an order", {}), message("a note", {})))
    write(tmp_path, "pacts/two.json", pact(message("an order", {})))
    source = named("pacts", root=tmp_path)
    assert source.kind is Kind.INTERACTIONS
    assert names(source) == ["one.json: an order", "one.json: a note", "two.json: an order"]
    assert [each.description for each in source.parts] == ["an order", "a note", "an order"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shp.json", 'no such file or folder; did you mean "shop.json"?'),
        ("empti/", 'no such file or folder; did you mean "empty"?'),
        ("order", "names no shape; expected package.module:Model, "),
        ("shop.json#/$defs/Ordr", 'no definition #/$defs/Ordr; did you mean "/$defs/Order"?'),
        ("shop.json#/properties/a", "expected one such as #/$defs/Order, known: /$defs/Order"),
        ("shop.json#Order", "#Order is no definition"),
        ("tree.json#/$defs/Leaf", 'refers to the whole file ("$ref": "#")'),
        ("openapi.json", "holds no JSON Schema: of its members, openapi, paths, none is"),
        ("list.json", "expected a JSON Schema or a pact, found a list"),
        ("half.json", "not JSON: "),
        ("pact.json", "not a pact: interactions[0]: description: expected a text, found nothing"),
        ("empty", "the folder has no JSON file"),
    ],
)
def test_what_cannot_be_had_is_told(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, "shop.json", SHOP)
    write(tmp_path, "tree.json", {"$defs": {"Leaf": {"items": [{"$ref": "#"}]}}})
    write(tmp_path, "openapi.json", {"openapi": "3.1.0", "paths": {}})
    write(tmp_path, "list.json", [])
    write(tmp_path, "half.json", "{")
    write(tmp_path, "pact.json", pact({"type": "Asynchronous/Messages"}))
    (tmp_path / "empty").mkdir()
    with pytest.raises(PactfuzzError) as caught:
        named(text, root=tmp_path)
    assert str(caught.value).startswith(f"{text.partition('#')[0]}")
    assert told in str(caught.value)
