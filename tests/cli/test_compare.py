"""`pactfuzz compare`, as CI runs it: what it prints, what it writes, how it ends."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.cli import _parser, main

SHOP = """
from pydantic import BaseModel

class Order(BaseModel):
    id: str

class OrderOut(BaseModel):
    id: str
    note: str = ""

class Later(BaseModel):
    id: str
    quantity: int
"""

ORDER: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}},
    "required": ["id"],
    "additionalProperties": False,
}
LATER: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "quantity": {"type": "integer"}},
    "required": ["id", "quantity"],
}
SLOW = """
import time
from pathlib import Path
from pydantic import BaseModel, model_validator

class Slow(BaseModel):
    quantity: int

    @model_validator(mode="before")
    @classmethod
    def wait(cls, value):
        Path("started").touch()
        time.sleep(600)
        return value
"""


def message(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Asynchronous/Messages",
        "description": description,
        "contents": {"content": {}, "contentType": "application/json", "encoded": False},
        "comments": {"pactfuzz": {"schema": schema}},
    }


PACT = {
    "consumer": {"name": "web"},
    "provider": {"name": "shop"},
    "interactions": [
        message("an order", ORDER | {"additionalProperties": True}),
        message("an order with its quantity", LATER),
        {
            "type": "Synchronous/HTTP",
            "description": "a stop",
            "request": {"method": "DELETE", "path": "/"},
            "response": {"status": 204},
        },
    ],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "slow.py").write_text(SLOW)
    for name, content in {
        "order.json": ORDER,
        "later.json": LATER,
        "web-shop.json": PACT,
        "text.json": {"type": "string"},
    }.items():
        (tmp_path / name).write_text(json.dumps(content))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    # What the command imports into this process is for one test.
    sys.modules.pop("shop", None)


def compare(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pactfuzz", "compare", *arguments],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def told(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_what_is_compatible_is_a_line(folder: Path) -> None:
    done = compare(folder, "shop:Later", "shop:Order")
    assert (done.returncode, done.stdout) == (0, "compatible: shop:Later -> shop:Order\n")
    assert done.stderr == ""


def test_a_break_is_shown_with_its_document(folder: Path) -> None:
    done = compare(folder, "shop:Order", "shop:Later")
    assert done.returncode == 1, done.stderr
    assert (
        done.stdout
        == """\
breaking: shop:Order -> shop:Later
  the writer may send:
    {"id":""}
  the reader's parser refuses it: $.quantity: Field required

  required-field-added at $.quantity
    the writer: "quantity" is not declared (#)
    the reader: "quantity" is required (#)

  What it means, and how to change a contract without a break:
    pactfuzz explain required-field-added
"""
    )


def hopeless(width: int) -> str:
    """Make a schema of unions of unions, which takes far longer than any of the limits here."""
    definitions: dict[str, object] = {"d12": {"type": "string", "pattern": f"^(a|aa)+{width}$"}}
    for depth in range(12):
        inner = {"$ref": f"#/$defs/d{depth + 1}"}
        branches = [
            {"type": "object", "properties": {f"m{at}": inner, "n": inner}, "minProperties": at}
            for at in range(width)
        ]
        definitions[f"d{depth}"] = {"oneOf": branches}
    return json.dumps({"$ref": "#/$defs/d0", "$defs": definitions})


def test_an_unknown_is_no_yes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "order.json").write_text(hopeless(5))
    (folder / "later.json").write_text(hopeless(6))
    arguments = ["compare", "order.json", "later.json", "--time-limit", "0.001"]
    assert main(arguments) == 3
    failed, _ = told(capsys)
    hint = "An unknown is no yes, and fails; with --unknown=warn it is a warning.\n"
    assert failed == (
        "unknown: order.json -> later.json\n"
        f"  $: the whole: no verdict within 0.001 seconds\n{hint}"
    )
    assert main([*arguments, "--unknown", "warn"]) == 0
    assert told(capsys)[0] == failed.removesuffix(hint)
    (folder / "pyproject.toml").write_text('[tool.pactfuzz]\nunknown = "warn"\n')
    assert main(arguments) == 0
    assert main([*arguments, "--unknown=fail"]) == 3


def test_an_interrupt_leaves_no_process_behind(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pactfuzz", "compare", "order.json", "slow:Slow"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    started = folder / "started"
    while not started.exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    while is_there(process.pid):  # what was told to end may take a moment
        time.sleep(0.02)


def test_a_break_wins_over_an_unknown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    for each in ("one/a.json", "one/only.json"):
        (folder / each).write_text(json.dumps(ORDER))
    for each in ("two/a.json", "two/new.json"):
        (folder / each).write_text(json.dumps(LATER))
    assert main(["compare", "one", "two"]) == 1
    lines = told(capsys)[0].splitlines()
    assert "breaking: one/a.json -> two/a.json" in lines
    assert "unknown: one/only.json -> two: only.json" in lines
    assert "  $: name: the reader's side has no shape of this name" in lines
    assert "not compared: two/new.json: one has none of this name" in lines
    assert lines[-1] == "1 breaking, 1 unknown"


@pytest.mark.parametrize(
    ("arguments", "pairs"),
    [
        (["order.json", "later.json"], ["order.json -> later.json"]),
        (
            ["order.json", "later.json", "--direction", "full"],
            [
                "order.json -> later.json (an old writer, a new reader)",
                "later.json -> order.json (a new writer, an old reader)",
            ],
        ),
        (
            ["order.json", "--direction", "forward", "later.json", "--policy", "strict"],
            ["later.json -> order.json (a new writer, an old reader; by the strict policy)"],
        ),
        (
            ["order.json", "--against", "text.json", "--against", "later.json"],
            [
                "text.json -> order.json (an old writer, a new reader)",
                "later.json -> order.json (an old writer, a new reader)",
            ],
        ),
        (
            ["order.json", "--against", "text.json", "--against", "later.json", "--last"],
            ["later.json -> order.json (an old writer, a new reader)"],
        ),
        (
            ["order.json", "--against", "history/v*.json"],
            [
                "history/v2.json -> order.json (an old writer, a new reader)",
                "history/v10.json -> order.json (an old writer, a new reader)",
            ],
        ),
        (
            ["history/v10.json", "--against", "history", "--direction", "forward"],
            ["history/v10.json -> history/v2.json (a new writer, an old reader)"],
        ),
        (
            ["shop:OrderOut", "web-shop.json"],
            [
                "shop:OrderOut -> web-shop.json: an order (full dumps)",
                "shop:OrderOut -> web-shop.json: an order with its quantity (full dumps)",
            ],
        ),
        (
            ["shop:OrderOut", "web-shop.json", "--interaction", "an order"],
            ["shop:OrderOut -> web-shop.json: an order (full dumps)"],
        ),
        (
            ["shop:*", "shop:*"],
            [
                "shop:Later -> shop:Later",
                "shop:Order -> shop:Order",
                "shop:OrderOut -> shop:OrderOut (full dumps)",
            ],
        ),
        (
            ["shop:OrderOut", "order.json", "--omits", "unset"],
            ["shop:OrderOut -> order.json (dumps without unset fields)"],
        ),
    ],
    ids=" ".join,
)
def test_each_pair_is_named_in_its_direction(
    folder: Path, arguments: list[str], pairs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "history").mkdir()
    for each in ("v2.json", "v10.json"):
        (folder / "history" / each).write_text(json.dumps(ORDER))
    main(["compare", *arguments])
    lines = told(capsys)[0].splitlines()
    answers = ("compatible: ", "breaking: ", "unknown: ")
    assert [each.partition(": ")[2] for each in lines if each.startswith(answers)] == pairs


def test_of_a_pact_what_cannot_be_compared_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (folder / "web-shop.json").is_file()
    assert main(["compare", "shop:OrderOut", "web-shop.json"]) == 1
    out, _ = told(capsys)
    assert out.startswith("not compared: web-shop.json: a stop: it has no body\n")
    assert out.endswith("1 compatible, 1 breaking\n")
    assert main(["compare", "shop:OrderOut", "web-shop.json", "--interaction", "an order"]) == 0


def test_without_names_the_configured_pairs_are_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "pyproject.toml").write_text(
        "[[tool.pactfuzz.compare]]\n"
        'writer = "order.json"\nreader = "order.json"\ndirection = "full"\npolicy = "strict"\n'
        "[[tool.pactfuzz.compare]]\n"
        'writer = "shop:OrderOut"\nreader = "web-shop.json"\ninteractions = ["an order"]\n'
    )
    assert main(["compare"]) == 0
    out, _ = told(capsys)
    how = ("(an old writer, a new reader; by", "(a new writer, an old reader; by")
    assert out.splitlines() == [
        *(f"compatible: order.json -> order.json {each} the strict policy)" for each in how),
        "compatible: shop:OrderOut -> web-shop.json: an order (full dumps)",
        "3 compatible",
    ]


@pytest.mark.parametrize("place", ["before", "behind", "with --against"])
def test_json_takes_the_place_of_the_report(
    folder: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = {
        "before": ["--json", "order.json", "later.json"],
        "behind": ["order.json", "later.json", "--json"],
        "with --against": ["--json", "later.json", "--against", "order.json"],
    }[place]
    assert main(["compare", *arguments]) == 1
    document = json.loads(told(capsys)[0])
    assert document["answer"] == "breaking"
    (comparison,) = document["comparisons"]
    assert (comparison["writer"], comparison["reader"]) == ("order.json", "later.json")
    assert json.loads(comparison["witness"]["text"]).keys() == {"id"}
    assert json.loads((folder / "order.json").read_text()) == ORDER


def test_reports_go_to_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--json", "found.json", "--markdown", "found.md"]
    assert main(["compare", "order.json", "later.json", *files]) == 1
    assert told(capsys)[0].startswith("breaking: ")
    assert json.loads((folder / "found.json").read_text())["answer"] == "breaking"
    assert "| breaking | order.json | later.json |" in (folder / "found.md").read_text()
    assert sorted(each.name for each in folder.iterdir() if each.name.startswith(".")) == []


def test_quiet_says_nothing_of_what_is_compatible(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (folder / "order.json").is_file()
    assert main(["compare", "--quiet", "order.json", "order.json", "--direction", "full"]) == 0
    assert told(capsys) == ("", "")
    assert main(["compare", "--quiet", "order.json", "later.json"]) == 1
    assert told(capsys)[0].startswith("breaking: order.json -> later.json\n")


def test_a_github_job_gets_annotations_and_a_summary(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = folder / "summary.md"
    page.write_text("what a step before wrote\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert main(["compare", "order.json", "later.json"]) == 1
    commands = [each for each in told(capsys)[0].splitlines() if each.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::error title=breaking%3A order.json -> later.json::")
    assert page.read_text().startswith("what a step before wrote\n### Compatibility\n")
    assert main(["compare", "order.json", "later.json", "--json"]) == 1
    out, err = told(capsys)
    assert json.loads(out)["answer"] == "breaking"
    assert err.startswith("::error ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "compare: expected WRITER and READER, or READER and --against EARLIER"),
        (["order.json"], "compare: expected WRITER and READER"),
        (["order.json", "order.json", "order.json"], "compare: expected WRITER and READER"),
        (["order.json", "order.json", "--against", "order.json"], "compare: expected"),
        (["order.json", "ordr.json"], 'ordr.json: no such file or folder; did you mean "order'),
        (["order.json", "."], "order.json is one shape, . are"),
        (["shop:OrderOut", "web-shop.json", "--interaction", "an ordr"], 'mean "an order"?'),
        (["web-shop.json", "order.json"], "no interaction has a request with a JSON body"),
        (["shop:Order", "web-shop.json", "--direction", "full"], "a direction is between two"),
        (["order.json", "--against", "v*.json"], "v*.json: no earlier version there"),
        (["order.json", "order.json", "--json", "no/such.json"], "no such folder to write"),
    ],
    ids=" ".join,
)
def test_wrong_input_is_told_and_ends_with_status_2(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (folder / "order.json").is_file()
    assert main(["compare", *arguments]) == 2
    out, err = told(capsys)
    assert (out, err.count("\n")) == ("", 1)
    assert words in err


def test_nothing_in_common_is_no_comparison(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one/a.json", "two/b.json"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("{}")
    assert main(["compare", "one", "two"]) == 2
    assert "nothing has the same name on both sides: a.json; b.json" in told(capsys)[1]


@pytest.mark.parametrize("option", ["--time-limit=0", "--policy=lax", "--draft=5", "--jsn"])
def test_a_wrong_option_is_refused(
    folder: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    with pytest.raises(SystemExit, match="2"):
        main(["compare", "order.json", "order.json", option])
    assert option.partition("=")[0] in told(capsys)[1]


def test_a_draft_holds_for_schemas_without_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "below.json").write_text('{"maximum": 5, "exclusiveMaximum": true}')
    (folder / "up.json").write_text('{"maximum": 5}')
    assert main(["compare", "below.json", "up.json", "--draft", "4"]) == 0
    assert main(["compare", "up.json", "below.json", "--draft", "4"]) == 1
    assert main(["compare", "up.json", "below.json"]) == 2
    assert "below.json: not a usable JSON Schema" in told(capsys)[1]


def test_what_a_pact_cannot_say_in_a_schema_is_unknown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = message("an image", {})
    del image["comments"]
    image["contents"]["content"] = {"id": "x"}
    image["matchingRules"] = {
        "body": {"$.id": {"matchers": [{"match": "contentType", "value": "image/png"}]}}
    }
    (folder / "web-shop.json").write_text(json.dumps(PACT | {"interactions": [image]}))
    assert main(["compare", "shop:Order", "web-shop.json"]) == 3
    out, _ = told(capsys)
    assert "  $: matchingRules: not said" in out
    assert "(#/properties/id)" in out


def test_the_examples_of_the_help_are_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["compare", "--help"])
    lines = told(capsys)[0].partition("examples:\n")[2].partition("\n\n")[0].splitlines()
    assert len(lines) > 3
    for line in lines:
        program, *arguments = shlex.split(line)
        parsed, others = _parser().parse_known_args(arguments)
        assert (program, parsed.command, others) == ("pactfuzz", "compare", [])


def test_what_a_model_prints_does_not_get_into_the_report(folder: Path) -> None:
    (folder / "loud.py").write_text("print('loading')\n" + SHOP)
    done = compare(folder, "loud:Order", "loud:Order", "--json")
    assert json.loads(done.stdout)["answer"] == "compatible"
    assert done.stderr == "loading\n"


def test_without_a_terminal_there_is_no_colour(folder: Path) -> None:
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-m", "pactfuzz", "compare", "order.json", "later.json"],
        check=False,
        cwd=folder,
        capture_output=True,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout


def test_a_branch_is_compared_with_where_it_left_main(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTFUZZ_CACHE", str(folder / "cache"))
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "shop.py"],
        ["commit", "--quiet", "--message=x"],
        ["checkout", "--quiet", "-b", "work"],
    ):
        git = ["git", *who, *arguments]
        subprocess.run(git, cwd=folder, check=True, capture_output=True)
    changed = SHOP.replace("    id: str\n", "    id: str\n    total: float\n", 1)
    (folder / "shop.py").write_text(changed)
    done = compare(folder, "git::shop:Order", "shop:Order", "--direction", "full")
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "breaking: git::shop:Order -> shop:Order (an old writer, a new reader)"
    assert lines[-2:] == [
        "compatible: shop:Order -> git::shop:Order (a new writer, an old reader)",
        "1 compatible, 1 breaking",
    ]


def test_what_a_pact_says_steers_no_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "an [red]order[/red]\x1b[2J\r\n::error::x \u202e"
    interactions = [message(name, LATER), message(f"{name} too", LATER)]
    (folder / "web-shop.json").write_text(json.dumps(PACT | {"interactions": interactions}))
    assert main(["compare", "shop:Order", "web-shop.json"]) == 1
    out, _ = told(capsys)
    assert "web-shop.json: an [red]order[/red]\\u001b[2J  ::error::x \\u202e\n" in out
    assert main(["compare", "shop:Order", "web-shop.json", "--interaction", "an"]) == 2
    out, err = told(capsys)
    assert (out + err).replace("\n", "").isprintable()
