"""The table of published versions: what is told of each, and with which status it ends."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from package_index import PACKAGES, Index, publish_shop

from pactfuzz.cli import _parser, main

COMPARE = """\
[tool.pactfuzz.matrix.events]
package = "shop"
versions = {versions}

[[tool.pactfuzz.matrix.events.compare]]
writer = "{writer}"
reader = "{reader}"
direction = "{direction}"
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The shop in three versions, and a counter in sixteen, which sends another name from 11 on."""
    index = Index(tmp_path_factory.mktemp("index"))
    publish_shop(index)
    for version in range(1, 17):
        name = "count" if version < 11 else "number"
        code = f"from pydantic import BaseModel\n\nclass Counted(BaseModel):\n    {name}: int\n"
        index.add("counter", str(version), {"counter.py": code}, ["pydantic>=2"])
    return index


@pytest.fixture
def project(published: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that reads what the shop of version 1.0 sends."""
    published.use(monkeypatch)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    reader = "from pydantic import BaseModel\n\nclass Counted(BaseModel):\n    count: int\n"
    (tmp_path / "shop_reader.py").write_text(PACKAGES["shop 1.0"]["shop/__init__.py"], "utf-8")
    (tmp_path / "count_reader.py").write_text(reader, "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


@pytest.fixture
def table(project: Path) -> Callable[..., None]:
    """Write a row that compares."""

    def write(
        versions: str = '["1.0", "2.0"]',
        writer: str = "{version}:shop:Order",
        reader: str = "shop_reader:Order",
        direction: str = "backward",
    ) -> None:
        text = COMPARE.format(versions=versions, writer=writer, reader=reader, direction=direction)
        (project / "pyproject.toml").write_text(text, encoding="utf-8")

    return write


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    told = capsys.readouterr().out.splitlines()
    return [re.sub(r", [\d.]+ s\)", ")", line) for line in told]


def test_each_version_has_a_line_and_a_break_its_document(
    table: Callable[..., None], capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    table(versions='">=1,<3"', writer="{version}:shop:*", reader="shop_reader:*", direction="full")
    assert main(["matrix", "--json", "matrix.json"]) == 1
    told = lines_of(capsys)
    assert told[:3] == [
        "compatible: events: shop==1.0 (4 comparisons)",
        "compatible: events: shop==1.1 (4 comparisons)",
        "breaking: events: shop==2.0 (4 comparisons)",
    ]
    assert told[3].startswith("  shop==2.0:shop:Order -> shop_reader:Order (an old writer, a new")
    assert '"status":"delivered"' in told[3]
    assert told[-1] == "2 compatible, 1 breaking"
    document = json.loads((project / "matrix.json").read_text("utf-8"))
    assert document["answer"] == "breaking"
    assert [each["answer"] for each in document["cells"]] == [
        "compatible",
        "compatible",
        "breaking",
    ]
    broken = [each for each in document["cells"][2]["comparisons"] if each["witness"]]
    assert [each["witness"]["by"] for each in broken] == ["parser", "parser"]


def test_what_cannot_be_had_is_unknown_with_the_reason(
    table: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    table(versions='["1.0", "3.0", "9.9"]')
    assert main(["matrix"]) == 3
    told = lines_of(capsys)
    assert told[1] == "unknown: events: shop==3.0 (1 comparison)"
    assert "importing shop fails: ModuleNotFoundError: No module named 'shop.nowhere'" in told[2]
    assert told[3] == "unknown: events: shop==9.9 (1 comparison)"
    assert told[4] == (
        "  shop==9.9: cannot be installed: ERROR: No matching distribution found for shop==9.9"
    )
    assert main(["matrix", "--unknown", "warn"]) == 0


def test_versions_may_be_given_in_place_of_the_rows_own(
    table: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    table()
    assert main(["matrix", "events", "--versions", "1.1"]) == 0
    assert lines_of(capsys) == ["compatible: events: shop==1.1 (1 comparison)"]


def test_the_first_version_that_breaks_is_found_by_halving(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = COMPARE.format(
        versions='">=1"',
        writer="{version}:counter:Counted",
        reader="count_reader:Counted",
        direction="backward",
    )
    (project / "pyproject.toml").write_text(row.replace('"shop"', '"counter"'), encoding="utf-8")
    assert main(["matrix", "--bisect"]) == 1
    told = lines_of(capsys)
    judged = [line.split()[2] for line in told if line.endswith("(1 comparison)")]
    assert judged == [f"counter=={each}" for each in (1, 16, 8, 12, 10, 11)]
    assert "events: compatible up to counter==10, breaking from counter==11 on" in told
    assert main(["matrix", "--bisect", "--versions", "1", "2", "3"]) == 0
    told = lines_of(capsys)
    assert told[2] == (
        "events: compatible at both ends, counter==1 and counter==3; "
        "what lies between was not looked at"
    )


def test_a_job_on_github_is_annotated_and_has_a_page(
    table: Callable[..., None],
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    assert main(["matrix"]) == 1
    assert "::error title=breaking%3A events%3A shop==2.0::" in capsys.readouterr().out
    page = (project / "summary.md").read_text("utf-8")
    assert "| breaking | events | shop==2.0 | 1 comparison | shop==2.0:shop" in unescape(page)


@pytest.mark.parametrize(
    ("change", "arguments", "told"),
    [
        ({}, ["evens"], 'there is no row "evens"; did you mean "events"?'),
        ({}, ["--json", "nowhere/x.json"], "nowhere/x.json: there is no such folder"),
        ({"versions": '">=7"'}, [], "shop: none of its 4 versions is >=7"),
        ({"versions": "1"}, [], "events: versions = 1: expected a list of versions as text"),
        (
            {"writer": "shop_reader:Order"},
            [],
            "expected one that begins with {version}, in whose place",
        ),
        ({"reader": "git:{version}:shop:Order"}, [], "expected one that begins with {version}"),
        ({"reader": "shop_reader:Oder"}, [], 'did you mean "Order"?'),
        ({"direction": "both"}, [], "expected one of backward, forward, full"),
    ],
)
def test_a_table_that_is_wrong_is_told(
    table: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    change: dict[str, str],
    arguments: list[str],
    told: str,
) -> None:
    table(**change)
    assert main(["matrix", *arguments]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there are no rows; write [tool.pactfuzz.matrix.NAME] into pyproject.toml"),
        ("matrix = 1", "matrix = 1: expected tables"),
        ("matrix.events = 1", "matrix.events: expected a table"),
        ('matrix.events = {packge = "x"}', 'unknown key "packge"; did you mean "package"?'),
        ('matrix.events = {package = "x"}', "nothing is asked of the versions"),
        ("matrix.events = {contracts = []}", "package is missing; expected the name of a package"),
    ],
)
def test_settings_that_are_wrong_are_told(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    (project / "pyproject.toml").write_text(f"[tool.pactfuzz]\n{text}\n", encoding="utf-8")
    assert main(["matrix"]) == 2
    assert told in capsys.readouterr().err


CONSUMER = """\
from importlib.metadata import version
from pactfuzz import Consumer
from shop import Order, Status

web = Consumer("web", provider="shop")

@web.receives("an order", Order)
def test_an_order_is_read(order: Order) -> None:
    assert "sent" in set(Status), f"shop {version('shop')} sends nothing"
"""

PROVIDER = """\
from pactfuzz import Provider
from shop import Order

shop = Provider("shop")

@shop.sends("an order")
def an_order() -> bytes:
    return Order(id=1).model_dump_json(by_alias=True).encode()
"""


def test_the_contract_tests_are_run_with_each_version(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = 'consumers = ["test_web.py"]\nproviders = ["shop_provider.py"]\n'
    row = 'package = "shop"\nversions = ["1.0", "2.0"]\ncontracts = ["--pact-fuzz=0"]\n'
    text = f"[tool.pactfuzz]\n{settings}[tool.pactfuzz.matrix.web]\n{row}"
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    (project / "test_web.py").write_text(CONSUMER, encoding="utf-8")
    (project / "shop_provider.py").write_text(PROVIDER, encoding="utf-8")
    assert main(["matrix"]) == 1
    told = lines_of(capsys)
    assert re.fullmatch(
        r"compatible: web: shop==1\.0 \(\d+ contract tests, 1 pact file changed\)", told[0]
    )
    assert re.fullmatch(r"breaking: web: shop==2\.0 \(\d+ contract tests\)", told[1])
    assert "test_an_order_is_read" in told[2]
    assert "AssertionError: shop 2.0 sends nothing" in told[2]
    assert not (project / "pacts").exists()


def test_a_version_may_be_a_folder(
    table: Callable[..., None],
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A checkout; it is installed anew each time, since it may have changed."""
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "0")  # the backend is the one that is here
    settings = '[build-system]\nbuild-backend = "hatchling.build"\nrequires = ["hatchling"]\n'
    metadata = '[project]\nname = "shop"\nversion = "8"\ndependencies = ["pydantic>=2"]\n'
    source = project / "checkout" / "shop" / "__init__.py"
    source.parent.mkdir(parents=True)
    (project / "checkout" / "pyproject.toml").write_text(settings + metadata, encoding="utf-8")
    table()
    for package, status in (("shop 1.0", 0), ("shop 2.0", 1)):
        source.write_text(PACKAGES[package]["shop/__init__.py"], encoding="utf-8")
        assert main(["matrix", "--versions", "checkout"]) == status
    assert "shop @ file:///" in capsys.readouterr().out


def test_contract_tests_that_cannot_be_run_are_unknown(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = 'package = "shop"\nversions = ["1.0"]\ncontracts = ["nowhere.py"]\n'
    (project / "pyproject.toml").write_text(f"[tool.pactfuzz.matrix.web]\n{row}", encoding="utf-8")
    assert main(["matrix"]) == 3
    assert (
        "pytest ended with status 4: ERROR: file or directory not found" in capsys.readouterr().out
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_an_interruption_leaves_nothing(table: Callable[..., None], published: Index) -> None:
    code = "import time\ntime.sleep(600)\n"
    published.add("sleeper", "1", {"sleeper.py": code}, ["pydantic>=2"])
    table(versions='["1"]', writer="{version}:sleeper:X")
    file = Path("pyproject.toml")
    file.write_text(file.read_text("utf-8").replace('"shop"', '"sleeper"'), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "pactfuzz", "matrix"], start_new_session=True)
    while not list(published.cache.glob("packages/sleeper-1-*")):
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert not list(published.cache.rglob("*.part"))


def test_the_examples_of_the_help_are_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["matrix", "--help"])
    told = capsys.readouterr().out.partition("examples:\n")[2].partition("\n\n")[0].splitlines()
    assert len(told) == 3
    for line in told:
        program, *arguments = shlex.split(line)
        assert (program, _parser().parse_args(arguments).command) == ("pactfuzz", "matrix")


@pytest.mark.slow
def test_the_core_of_the_market_data_packages_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the real index: the first version, and the newest that is pinned here."""
    row = COMPARE.format(
        versions='["1.2.0", "1.4.60"]',
        writer="{version}:market_data_core.telemetry:*",
        reader="market_data_core.telemetry:*",
        direction="full",
    )
    (tmp_path / "pyproject.toml").write_text(row.replace('"shop"', '"market-data-core"'), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PACTFUZZ_CACHE", str(tmp_path / "cache"))
    assert main(["matrix"]) == 0
    assert lines_of(capsys) == [
        "compatible: events: market-data-core==1.2.0 (20 comparisons)",
        "compatible: events: market-data-core==1.4.60 (20 comparisons)",
        "2 compatible",
    ]


def test_a_cache_that_cannot_be_used_ends_the_run_with_one_line(
    table: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o777)
    monkeypatch.setenv("PACTFUZZ_CACHE", str(tmp_path / "cache"))
    assert main(["matrix"]) == 2
    *_, line = capsys.readouterr().err.strip().splitlines()
    assert f"pactfuzz: {tmp_path / 'cache'}: others may write to it (mode 777)" in line
    (tmp_path / "file").touch()
    monkeypatch.setenv("PACTFUZZ_CACHE", str(tmp_path / "file"))
    assert main(["matrix"]) == 2
    *_, line = capsys.readouterr().err.strip().splitlines()
    assert "cannot be written to: a file stands there; PACTFUZZ_CACHE names another" in line
