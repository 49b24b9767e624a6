"""Pact files: read in every version, named safely, replaced whole."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.contract import (
    Interaction,
    Kind,
    Pact,
    file_name,
    read_pact,
    read_whole_pact,
    write_pact,
)
from pactfuzz.errors import PactFileError

MESSAGE = {
    "type": "Asynchronous/Messages",
    "description": "an event",
    "key": "k",
    "providerStates": [{"name": "full", "params": {"level": "hard"}}],
    "contents": {"content": {"a": 1}, "contentType": "application/json", "encoded": False},
    "comments": {"pactfuzz": {"schema": {"type": "object"}, "pending": "ts is missing in 0.6"}},
    "pending": True,
}
V4 = {
    "consumer": {"name": "c"},
    "provider": {"name": "p"},
    "interactions": [MESSAGE],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}
V3 = {
    "consumer": {"name": "c"},
    "provider": {"name": "p"},
    "messages": [
        {"description": "an event", "contents": {"a": 1}, "providerStates": [{"name": "full"}]}
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}
V2 = {
    "consumer": {"name": "c"},
    "provider": {"name": "p"},
    "interactions": [
        {
            "description": "health",
            "providerState": "up",
            "request": {"method": "GET", "path": "/healthz"},
            "response": {"status": 200},
        }
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}},
}


def only(pact: Pact) -> Interaction:
    (interaction,) = pact.interactions
    return interaction


def test_a_v4_interaction_is_read_with_all_that_travels_beside_it() -> None:
    interaction = only(Pact.from_document(V4))
    assert interaction.kind is Kind.MESSAGE
    assert interaction.sentence == "an event, given full"
    assert interaction.states[0].parameters == {"level": "hard"}
    assert interaction.is_pending
    assert interaction.pending_reason == "ts is missing in 0.6"
    assert interaction.schema == {"type": "object"}


@pytest.mark.parametrize(
    ("document", "kind", "sentence"),
    [(V3, Kind.MESSAGE, "an event, given full"), (V2, Kind.HTTP, "health, given up")],
)
def test_older_versions_are_read_as_well(document: Any, kind: Kind, sentence: str) -> None:
    pact = Pact.from_document(document)
    assert only(pact).kind is kind
    assert only(pact).sentence == sentence
    assert only(pact).schema is None
    assert pact.alone(only(pact)) == document


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "expected a JSON object, found list"),
        ('{"name": "not-a-pact"}', '"consumer" names no party'),
        ('{"consumer": {"name": "c"}, "provider": {}}', '"provider" names no party'),
        (json.dumps({**V4, "metadata": {"pactSpecification": {"version": "9.1"}}}), "9.1"),
        (json.dumps({**V4, "interactions": {}}), "interactions: expected a list, found an object"),
        (json.dumps({**V4, "messages": "x"}), 'messages: expected a list, found the text "x"'),
        ('{"consumer": {"name": "c"}, "provider": {"name": "p"}}', 'neither "interactions" nor'),
        ('{"interactions": [], "interactions": []}', '"interactions" stands in it more than once'),
        ("[" * 100_000, "nested deeper"),
    ],
)
def test_what_is_no_pact_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(PactFileError) as caught:
        read_pact(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.symlink_to("nowhere"), "a link to nowhere, which does not exist"),
        (lambda path: path.mkdir(), "a folder, not a pact file"),
        (os.mkfifo, "a named pipe, not a pact file"),
        (lambda path: path.symlink_to("/dev/zero"), "a device, not a pact file"),
        (
            lambda path: os.truncate(path.touch() or path, 2**30),
            "1073741824 bytes; a pact file has",
        ),
    ],
    ids=["a dangling link", "a folder", "a pipe", "a device", "too large"],
)
def test_what_is_no_file_of_a_sound_size_is_not_read(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "x.json"
    make(path)
    with pytest.raises(PactFileError, match=words):
        read_pact(path)


def test_of_a_file_to_join_nothing_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "c-p.json"
    path.write_text(json.dumps({**V4, "interactions": [MESSAGE, {**MESSAGE, "description": None}]}))
    assert len(read_pact(path).interactions) == 1
    with pytest.raises(PactFileError, match=r"c-p\.json: interactions\[1\]: description: expected"):
        read_whole_pact(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PactFileError, match=r"gone\.json: cannot be read: No such file"):
        read_pact(tmp_path / "gone.json")


def test_a_written_file_reads_back_and_is_left_alone_when_nothing_changes(tmp_path: Path) -> None:
    pact = Pact.from_document(V4)
    path = tmp_path / "pacts" / "c-p.json"
    write_pact(path, pact)
    first = path.stat().st_mtime_ns
    assert read_pact(path) == pact
    write_pact(path, pact)
    assert path.stat().st_mtime_ns == first
    assert [each.name for each in path.parent.iterdir()] == ["c-p.json"]


def test_a_failed_write_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c-p.json"
    write_pact(path, Pact.from_document(V4))
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PactFileError, match="No space left on device"):
        write_pact(path, Pact("c", "p", (), {}))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@given(consumer=st.text(min_size=1), provider=st.text(min_size=1))
def test_every_name_is_safe_for_a_file_system(consumer: str, provider: str) -> None:
    name = file_name(consumer, provider)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert len(name.encode()) < 255
    assert name == name.encode("ascii").decode()


def test_names_that_need_changing_never_meet() -> None:
    names = {file_name(*pair) for pair in [("../x", "p"), ("x", "p"), ("./x", "p"), ("x/", "p")]}
    assert len(names) == 4


def test_joining_takes_the_new_and_keeps_the_rest() -> None:
    old = Pact.from_document(V4)
    other = {**MESSAGE, "description": "another"}
    new = Pact.from_document({**V4, "interactions": [{**MESSAGE, "key": "new"}]})
    both = Pact.from_document({**V4, "interactions": [other, MESSAGE]})
    joined = both.joined(new)
    assert [each.content.get("key") for each in joined.interactions] == ["k", "new"]
    assert len(old.joined(new).interactions) == 1
