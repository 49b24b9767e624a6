"""No output holds what foreign texts bring along: each text passes through the gate."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from hostile_text import HOSTILE, SURROGATE, faults, spoiled
from markdown_it import MarkdownIt
from rich.console import Console

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401
from pactfuzz.cli import campaign, main
from pactfuzz.compatibility import Cell, Contracts, Turn
from pactfuzz.compatibility.table import Failed
from pactfuzz.contract import Finding, Property
from pactfuzz.errors import CampaignError, ShapeError
from pactfuzz.journeys.campaign import Progress, Reached
from pactfuzz.reporting.matrix import (
    cell_annotation,
    cell_line,
    cell_reasons,
    matrix_page,
    turn_line,
)
from pactfuzz.shapes import Shape

PACT: Final = {
    "consumer": {"name": "web"},
    "provider": {"name": "shop"},
    "interactions": [
        {
            "type": "Synchronous/HTTP",
            "key": "1",
            "description": "an order",
            "pending": False,
            "providerStates": [{"name": "there is one", "params": {"id": "7"}}],
            "request": {
                "method": "GET",
                "path": "/orders/7",
                "query": {"view": ["full"]},
                "headers": {"x-tenant": ["a"]},
            },
            "response": {
                "status": 200,
                "headers": {"x-rate": ["9"]},
                "body": {
                    "content": {"name": "b"},
                    "contentType": "application/json",
                    "encoded": False,
                },
                "matchingRules": {
                    "body": {
                        "$.name": {
                            "combine": "AND",
                            "matchers": [{"match": "regex", "regex": "c+"}],
                        }
                    }
                },
            },
            "comments": {
                "text": ["said"],
                "pactfuzz": {"schema": {"type": "object", "title": "t"}},
            },
        },
        {
            "type": "Asynchronous/Messages",
            "key": "2",
            "description": "an event",
            "pending": True,
            "contents": {
                "content": {"a": "b"},
                "contentType": "application/json",
                "encoded": False,
            },
            "metadata": {"topic": "t"},
            "comments": {"pactfuzz": {"pending": "known since 1.2"}},
        },
    ],
    "metadata": {"pactSpecification": {"version": "4.0"}, "tool": {"version": "1"}},
}

PROVIDER: Final = """
import json
from pactfuzz import Provider
HOSTILE = json.loads({hostile!r})
shop = Provider("shop")

async def asgi(scope, receive, send):
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/json"), (b"x-rate", b"\\x9b31m\\xe2\\x80\\xae")]
        await send({{"type": "http.response.start", "status": 200, "headers": headers}})
        body = json.dumps({{"name": HOSTILE}}).encode()
        await send({{"type": "http.response.body", "body": body}})

@shop.app
def app():
    return asgi

@shop.state("there is one")
def there_is_one():
    print(HOSTILE)

@shop.sends("an event")
def event():
    raise ValueError(HOSTILE)
"""


@pytest.fixture
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(pytester.path / "summary.md"))
    (pytester.path / "pacts").mkdir()
    pytester.makepyprojecttoml('[tool.pactfuzz]\nproviders = ["shop.py"]\n')
    source = PROVIDER.format(hostile=json.dumps(HOSTILE))
    (pytester.path / "shop.py").write_text(source, encoding="utf-8")
    return pytester.path


@pytest.mark.parametrize("text", [HOSTILE, SURROGATE], ids=["hostile", "surrogate"])
def test_no_member_of_a_pact_steers_an_output(
    pytester: pytest.Pytester, folder: Path, text: str
) -> None:
    for number, document in enumerate(spoiled(PACT, text)):
        (folder / "pacts" / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    arguments = ["--pact-verify", "--junit-xml=junit.xml", "--pact-outcomes=outcomes.json", "-rA"]
    result = pytester.runpytest_inprocess(*arguments, "--color=no")
    assert result.ret in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    assert faults("\n".join((*result.outlines, *result.errlines))) == []
    for name in ("junit.xml", "summary.md", "outcomes.json"):
        assert faults((folder / name).read_text("utf-8")) == [], name
    assert forged((folder / "summary.md").read_text("utf-8")) == []


@pytest.mark.parametrize(
    "name", ["a\n::error::b.json", "\x1b[2J\u202e.json", "##[error]a.json"], ids=repr
)
def test_no_name_of_a_file_steers_an_output(
    pytester: pytest.Pytester, folder: Path, name: str
) -> None:
    (folder / "pacts" / name).write_text("{")
    (folder / "pacts" / "b.json").write_text("{")
    arguments = ["--pact-verify", "--junit-xml=junit.xml", "-v", "-rA", "--color=no"]
    result = pytester.runpytest_inprocess(*arguments)
    result.assert_outcomes(failed=2)
    assert faults("\n".join((*result.outlines, *result.errlines))) == []
    assert faults((folder / "junit.xml").read_text("utf-8")) == []
    result.stdout.fnmatch_lines(["FAILED pacts/b.json::can be verified - *"])


@pytest.mark.parametrize(
    "app",
    [
        "'http://me:secret@127.0.0.1:1'",
        "Command(['no-such-program', 'http://me:secret@127.0.0.1/{port}'])",
        "Command(['false', 'http://me:secret@127.0.0.1/{port}'])",
    ],
    ids=["a URL", "no program", "a program that ends"],
)
def test_no_password_of_an_address_is_shown(
    pytester: pytest.Pytester, folder: Path, app: str
) -> None:
    head = "from pactfuzz import Command, Provider\nshop = Provider('shop')\n"
    source = f"{head}@shop.app\ndef app(): return {app}\n"
    (folder / "shop.py").write_text(source, encoding="utf-8")
    order = {**PACT["interactions"][0], "providerStates": []}
    (folder / "pacts" / "web-shop.json").write_text(json.dumps({**PACT, "interactions": [order]}))
    arguments = ["--pact-verify", "--junit-xml=junit.xml", "--pact-outcomes=outcomes.json"]
    result = pytester.runpytest_inprocess(*arguments, "--color=no", "--pact-fuzz=0")
    result.assert_outcomes(failed=1)
    printed = "\n".join((*result.outlines, *result.errlines))
    # The user's own source is shown with the place of a failure.
    shown = printed.replace(f"return {app}", "")
    for name in ("junit.xml", "summary.md", "outcomes.json"):
        shown += (folder / name).read_text("utf-8")
    assert "secret" not in shown


def test_no_error_quotes_a_password() -> None:
    said = "no Dask cluster at tcp://me:secret@scheduler:8786: refused"
    assert str(CampaignError(said)) == "no Dask cluster at tcp://***@scheduler:8786: refused"


SCHEMA: Final = {
    "$id": "urn:order",
    "title": "Order",
    "description": "an order",
    "type": "object",
    "properties": {
        "size": {"title": "Size", "description": "how large", "type": "integer"},
        "kind": {"enum": ["a", "b"]},
        "name": {"pattern": "^n+$"},
        "parts": {"$ref": "#/$defs/Part"},
    },
    "required": ["size", "kind"],
    "$defs": {"Part": {"const": "part"}},
}


def test_no_member_of_a_schema_steers_an_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
    other = {"type": "object", "properties": {"size": {"type": "string"}}, "required": ["size"]}
    for number, schema in enumerate(spoiled(SCHEMA, HOSTILE)):
        file = tmp_path / "old" / f"{number}.json"
        file.write_text(json.dumps(schema), encoding="utf-8")
        (tmp_path / "new" / file.name).write_text(json.dumps(other), encoding="utf-8")
        if not is_schema(schema):
            assert main(["compare", f"old/{file.name}", "new/0.json"]) == 2
            assert faults(capsys.readouterr().err) == []
            file.unlink()
    for more in ([], ["--markdown=page.md"], ["--json"]):
        main(["compare", "old/", "new/", "--direction=full", *more])
        printed = capsys.readouterr()
        assert faults(printed.out) == []
        assert faults(printed.err) == []
    for page in ("summary.md", "page.md"):
        text = (tmp_path / page).read_text("utf-8")
        assert faults(text) == []
        assert forged(text) == []


def is_schema(schema: dict[str, object]) -> bool:
    try:
        Shape.from_schema(schema)
    except ShapeError:
        return False
    return True


MODELS: Final = """
import json
from pydantic import BaseModel, Field, field_validator
HOSTILE = json.loads({hostile!r})

class Writer(BaseModel):
    size: int = Field(alias=HOSTILE)
    name: str

class Reader(BaseModel):
    size: int = Field(alias=HOSTILE, title=HOSTILE, description=HOSTILE)
    name: str
    @field_validator("name")
    @classmethod
    def no_name(cls, name):
        raise ValueError(HOSTILE)
"""


def test_no_exception_of_a_model_steers_an_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    source = MODELS.format(hostile=json.dumps(HOSTILE))
    (tmp_path / "hostile_models.py").write_text(source, encoding="utf-8")
    (tmp_path / "hostile_import.py").write_text(f"{source}\nraise OSError(HOSTILE)\n", "utf-8")
    names = ["hostile_models:Writer", "hostile_import:Writer", f"hostile_models:{HOSTILE}", HOSTILE]
    for name in names:
        main(["compare", name, "hostile_models:Reader"])
        printed = capsys.readouterr()
        assert printed.out + printed.err
        assert faults(printed.out) == []
        assert faults(printed.err) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", HOSTILE],
        ["compare", HOSTILE],
        ["compare", "a", "b", f"--{HOSTILE}"],
        ["compare", "a", "b", f"--policy={HOSTILE}"],
        ["compare", "a", "b", f"--markdown={HOSTILE}/page.md"],
        ["matrix", HOSTILE],
        ["matrix", f"--jobs={HOSTILE}"],
        ["fuzz", f"--time={HOSTILE}"],
        ["fuzz", f"--report={HOSTILE}/reached.json"],
        [HOSTILE],
    ],
    ids=lambda each: " ".join(each).partition("a\x1b")[0],
)
def test_no_command_line_steers_an_output(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert faults(printed.err) == []


def settings() -> Iterator[str]:
    """The configuration with one text of it replaced, a key or a value."""
    text = json.dumps(HOSTILE)
    for key in ("pacts", "consumers", "providers", "record", "timeout", "fuzz", "unknown", text):
        yield f"{key} = {text}"
        yield f"{key} = [{text}, {{ {text} = {text} }}]"
    yield from (f"[[tool.pactfuzz.compare]]\n{key} = {text}" for key in ("writer", "policy", text))
    yield from (
        f"[tool.pactfuzz.matrix.{text}]\n{key} = {text}" for key in ("package", "with", text)
    )
    yield f"pacts = {HOSTILE}"


def test_no_configuration_steers_an_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for each in settings():
        (tmp_path / "pyproject.toml").write_text(f"[tool.pactfuzz]\n{each}\n", encoding="utf-8")
        assert main(["compare"]) == 2, each
        assert faults(capsys.readouterr().err) == [], each


CONSUMER: Final = """
import json
from pydantic import BaseModel
from pactfuzz import Consumer, state
HOSTILE = json.loads({hostile!r})

class Event(BaseModel):
    size: int

@Consumer("reader", provider="writer").receives(
    HOSTILE, Event, states=[state(HOSTILE, level=HOSTILE)]
)
def test_event(event: Event) -> None:
    print(HOSTILE)
    assert event.size < 10, HOSTILE
"""


def test_no_consumer_and_no_corpus_steers_an_output(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyprojecttoml("[tool.pactfuzz]\ncorpus = 'corpus'\n")
    hostile = HOSTILE.replace("\0", "")  # which no declaration takes
    source = CONSUMER.format(hostile=json.dumps(hostile))
    (pytester.path / "test_reader.py").write_text(source, encoding="utf-8")
    finding = Finding(
        "reader", "writer", hostile, Property.VALID, b'{"size": 11}', HOSTILE, b'{"size": 1}'
    )
    finding.write(pytester.path / "corpus")
    arguments = ("-v", "-rA", "--color=no", "--pact-fuzz=5", "--junit-xml=junit.xml")
    for more in ((), ("-n1",)):
        result = pytester.runpytest_inprocess(*arguments, *more)
        assert result.parseoutcomes()["failed"] == 3
        assert faults("\n".join((*result.outlines, *result.errlines))) == []
        assert faults((pytester.path / "junit.xml").read_text("utf-8")) == []


def test_no_declaration_that_is_wrong_steers_an_output(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml("[tool.pactfuzz]\n")
    head = f"from pactfuzz import Consumer\nHOSTILE = {HOSTILE!a}\n"
    (pytester.path / "test_a.py").write_text(f"{head}Consumer(HOSTILE, provider=HOSTILE)\n")
    (pytester.path / "test_b.py").write_text(
        f"{head}from pactfuzz.errors import DeclarationError\nraise DeclarationError(HOSTILE)\n"
    )
    result = pytester.runpytest_inprocess("--color=no")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert faults("\n".join((*result.outlines, *result.errlines))) == []


def test_no_campaign_steers_an_output(capsys: pytest.CaptureFixture[str]) -> None:
    failure = {
        "title": HOSTILE,
        "words": HOSTILE,
        "document": HOSTILE,
        "file": HOSTILE,
        "again": HOSTILE,
    }
    progress = Progress(
        tried=Counter({HOSTILE: 3, SURROGATE: 1}),
        reached={HOSTILE: (1, 2)},
        failures={HOSTILE: failure},
        known={HOSTILE},
        coverage={HOSTILE: Reached(Counter({HOSTILE: 0}))},
        lost=[HOSTILE],
    )
    console = Console(highlight=False, width=200)
    campaign._summarise(console, progress)
    console.print(campaign._table(progress))
    for line in (campaign._Lines(console),):
        line(progress)
    printed = capsys.readouterr().out
    assert faults(printed) == []
    assert "[bold]c[/bold] :bomb:" in printed


def test_no_version_of_a_matrix_steers_an_output() -> None:
    failed = Contracts(failed=(Failed(HOSTILE, HOSTILE),), unknown=HOSTILE)
    cell = Cell(HOSTILE, HOSTILE, (), (HOSTILE,), failed)
    turn = Turn(cell, replace(cell, contracts=None))
    lines = (cell_line(cell), *cell_reasons(cell), turn_line(turn), cell_annotation(cell) or "")
    page = matrix_page([cell], [turn])
    assert faults("\n".join((*lines, page))) == []
    assert forged(page) == []


class _Seen(HTMLParser):
    """The elements of a page, and how deep in them it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.names.add(tag)


OURS: Final = {
    "h3",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "pre",
    "br",
}


def forged(page: str) -> list[str]:
    """List the elements that a page in Markdown has and none of our reports writes."""
    seen = _Seen()
    seen.feed(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(page))
    return sorted(seen.names - OURS)
