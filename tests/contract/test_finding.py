"""Findings: written whole, read as they were, and no other file taken for one."""

from pathlib import Path

import pytest

from pactfuzz.contract import Finding, Property, read_findings
from pactfuzz.errors import FindingError

FOUND = Finding("reader", "writer", "an event", Property.VALID, b'{"a":1}', "AssertionError: no")


@pytest.mark.parametrize(
    "text", [b'{"a":NaN}', '{"é":"\u2028"}'.encode(), b"\xff\x00", b"", b'"\\ud800"']
)
def test_a_finding_is_read_as_it_was_written(tmp_path: Path, text: bytes) -> None:
    found = Finding("reader", "writer", "an event", Property.EXTENDED, text, "words", b"plain")
    path = found.write(tmp_path / "corpus")
    assert list(read_findings(tmp_path / "corpus")) == [(path, found)]


def test_the_same_document_has_one_file(tmp_path: Path) -> None:
    assert FOUND.write(tmp_path) == FOUND.write(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_stays_in_its_folder(tmp_path: Path) -> None:
    sly = Finding("../../x", "/etc", "a/b\\c:\0", Property.VALID, b"1", "")
    assert sly.write(tmp_path).parent == tmp_path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not json", "not a finding of pactfuzz"),
        (b"[]", "not a finding of pactfuzz"),
        (b'{"consumer":"a"}', '"provider" is missing'),
        (
            b'{"consumer":"a","provider":"b","description":"c","property":"vald","document":""}',
            'unknown property "vald"; did you mean "valid"?',
        ),
        (
            b'{"consumer":"","provider":"","description":"","property":"valid","document":{"hex":"z"}}',
            "document: expected a text",
        ),
    ],
)
def test_another_file_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(FindingError, match=told.replace("?", r"\?")) as caught:
        list(read_findings(tmp_path))
    assert "x.json" in str(caught.value)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("a file")
    with pytest.raises(FindingError, match="cannot be written"):
        FOUND.write(tmp_path / "corpus")


def test_a_finding_that_another_worker_removes_meanwhile_is_passed_over(tmp_path: Path) -> None:
    other = Finding("reader", "writer", "an event", Property.VALID, b'{"a":2}', "AssertionError")
    kept, removed = sorted([FOUND.write(tmp_path), other.write(tmp_path)])
    found = read_findings(tmp_path)
    assert next(found)[0] == kept
    removed.unlink()
    assert list(found) == []


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").symlink_to("gone.json")
    with pytest.raises(FindingError, match="cannot be read"):
        list(read_findings(tmp_path))
