"""Comparisons in pytest: an assertion, and the pairs of `pyproject.toml` as items."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pactfuzz import Shape, assert_compatible
from pactfuzz.errors import PactfuzzError

SHOP = """
from pydantic import BaseModel

class Order(BaseModel):
    id: str

class Later(BaseModel):
    id: str
    quantity: int
"""

PAIRS = """
[[tool.pactfuzz.compare]]
writer = "shop:Order"
reader = "shop:Later"
direction = "full"
"""

OLD_READS = "pyproject.toml::shop:Order reads what shop:Later writes"
NEW_READS = "pyproject.toml::shop:Later reads what shop:Order writes"

UNKNOWN = """
[tool.pactfuzz]
unknown = "{mode}"
[[tool.pactfuzz.compare]]
writer = "old"
reader = "new"
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project whose later version of a model needs what the earlier does not send."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    pytester.makepyfile(shop=SHOP)
    pytester.mkdir("tests")
    (pytester.path / "tests" / "test_other.py").write_text("def test_other(): pass\n")
    configure(pytester, PAIRS)
    yield pytester.path
    sys.modules.pop("shop", None)


def configure(pytester: pytest.Pytester, settings: str) -> None:
    pytester.makepyprojecttoml(f'{settings}\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n')


def half_unknown(pytester: pytest.Pytester, mode: str) -> None:
    """Compare two folders, of which the reader's lacks one shape."""
    for name in ("old/a.json", "old/b.json", "new/a.json", "new/c.json"):
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text("{}")
    configure(pytester, UNKNOWN.format(mode=mode))


def verdicts(result: pytest.RunResult) -> dict[str, str]:
    lines = (re.match(r"(.*) (PASSED|FAILED) +\[", line) for line in result.outlines)
    return {found[1]: found[2] for found in lines if found}


@pytest.mark.usefixtures("project")
def test_each_direction_of_a_pair_is_an_item(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("-v")
    assert verdicts(result) == {
        "tests/test_other.py::test_other": "PASSED",
        NEW_READS: "FAILED",
        OLD_READS: "PASSED",
    }
    result.stdout.fnmatch_lines(
        [
            "*_ compatibility: shop:Later reads what shop:Order writes _*",
            "breaking: shop:Order -> shop:Later (an old writer, a new reader)",
            '    {"id":*}',
            "*pactfuzz explain *",
            f"FAILED {NEW_READS} - breaking: *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "nodes"),
    [
        (["pyproject.toml"], {NEW_READS, OLD_READS}),
        (["."], {NEW_READS, OLD_READS, "tests/test_other.py::test_other"}),
        (["tests"], {"tests/test_other.py::test_other"}),
        (["-k", "other"], {"tests/test_other.py::test_other"}),
        (["-k", "Later and reads"], {NEW_READS, OLD_READS}),
        ([OLD_READS], {OLD_READS}),
        (["--deselect", "pyproject.toml"], {"tests/test_other.py::test_other"}),
        (["-x", "pyproject.toml"], {NEW_READS}),
        (["-n", "2"], {NEW_READS, OLD_READS, "tests/test_other.py::test_other"}),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_they_are_selected_as_any_items(
    pytester: pytest.Pytester, arguments: list[str], nodes: set[str]
) -> None:
    result = pytester.runpytest_inprocess("-rA", *arguments)
    shown = [line.partition(" - ")[0].split(" ", 1) for line in result.outlines]
    assert {rest[0] for word, *rest in shown if word in ("PASSED", "FAILED")} == nodes


@pytest.mark.usefixtures("project")
def test_what_failed_last_is_run_again(pytester: pytest.Pytester) -> None:
    pytester.runpytest_inprocess("-p", "cacheprovider")
    result = pytester.runpytest_inprocess("-v", "--lf")
    assert verdicts(result) == {NEW_READS: "FAILED"}


@pytest.mark.usefixtures("project")
def test_junit_has_the_sentence_and_the_answer(pytester: pytest.Pytester) -> None:
    pytester.runpytest_inprocess("--junitxml=found.xml", "pyproject.toml")
    cases = ET.parse(pytester.path / "found.xml").iter("testcase")  # noqa: S314 - pytest wrote it
    assert {
        case.get("name"): [each.get("value") for each in case.iter("property")] for case in cases
    } == {
        "shop:Later reads what shop:Order writes": ["breaking"],
        "shop:Order reads what shop:Later writes": ["compatible"],
    }


@pytest.mark.usefixtures("project")
def test_nothing_is_imported_to_collect(pytester: pytest.Pytester) -> None:
    configure(pytester, PAIRS.replace("shop:", "no_such_module:"))
    pytester.runpytest_inprocess("--collect-only").stdout.fnmatch_lines(["*3 tests collected*"])
    result = pytester.runpytest_inprocess("pyproject.toml")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(['no_such_module:*: no module "no_such_module"; *'])


@pytest.mark.usefixtures("project")
def test_a_run_without_pairs_is_as_before(pytester: pytest.Pytester) -> None:
    configure(pytester, "")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


@pytest.mark.usefixtures("project")
def test_a_verifying_run_leaves_them_out(pytester: pytest.Pytester) -> None:
    (pytester.path / "provider.py").write_text("import pactfuzz\ns = pactfuzz.Provider('s')\n")
    pytester.mkdir("pacts")
    configure(pytester, f'[tool.pactfuzz]\nproviders = ["provider.py"]\n{PAIRS}')
    result = pytester.runpytest_inprocess("--pact-verify")
    result.stdout.no_fnmatch_line("*reads what*")


@pytest.mark.usefixtures("project")
def test_an_unknown_fails_with_what_was_left_out(pytester: pytest.Pytester) -> None:
    half_unknown(pytester, "fail")
    result = pytester.runpytest_inprocess("pyproject.toml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["unknown: old/b.json -> new: b.json", "not compared: new/c.json: *"], consecutive=False
    )


@pytest.mark.usefixtures("project")
def test_an_unknown_may_warn(pytester: pytest.Pytester) -> None:
    half_unknown(pytester, "warn")
    # The filters of the test that runs it would hold there too.
    result = pytester.runpytest_inprocess("-Wdefault", "pyproject.toml")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*UserWarning: unknown: old/b.json -> new: b.json"])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('[tool.pactfuzz]\nunknown = "warm"', "*unknown = 'warm': expected*did you mean \"warn\"?"),
        ('[tool.pactfuzz]\ncompare = "x"', "*expected tables, written as [[][[]tool.pactfuzz.com*"),
        ("[tool.pactfuzz.compare]", "*expected tables, written as *"),
        (
            '[[tool.pactfuzz.compare]]\nwriter = "x"',
            "*reader is missing; expected what*",
        ),
        ('[[tool.pactfuzz.compare]]\nwritr = "x"', '*unknown key "writr"; did you mean "writer"?'),
        (
            '[[tool.pactfuzz.compare]]\nwriter = "x"\nreader = "y"\ndirection = "both"',
            "*compare: direction = 'both': expected one of backward, forward, full*",
        ),
    ],
)
def test_a_wrong_setting_is_a_usage_error(
    pytester: pytest.Pytester, settings: str, told: str
) -> None:
    configure(pytester, settings)
    result = pytester.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {told}"])


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def test_what_is_compatible_passes() -> None:
    assert_compatible(NUMBER, {"type": "number"})
    assert_compatible(bool, Shape.of({"type": "boolean"}))
    assert_compatible(NUMBER, NUMBER, policy="strict")


def test_what_breaks_fails_with_the_report() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_compatible(Shape.from_schema(TEXT, "a text"), Shape.from_schema(NUMBER, "a number"))
    lines = str(caught.value).splitlines()
    assert lines[:3] == ["breaking: a text -> a number", "  the writer may send:", '    ""']


def test_texts_name_shapes_from_the_folder_of_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "any.json").write_text(json.dumps({"type": "object"}))
    monkeypatch.chdir(project / "tests")
    assert_compatible("shop:Later", "any.json")
    with pytest.raises(AssertionError, match=r"breaking: any\.json -> shop:Later"):
        assert_compatible("any.json", "shop:Later")


def test_what_is_unknown_fails_or_warns(project: Path) -> None:
    for name in ("old/a.json", "old/b.json", "new/a.json"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text("{}")
    with pytest.raises(AssertionError, match=r"unknown: old/b\.json -> new: b\.json"):
        assert_compatible("old", "new")
    with pytest.warns(UserWarning, match="unknown: old/b") as warned:
        assert_compatible("old", "new", unknown="warn")
    assert warned[0].filename == __file__


TAGGED = """
from pydantic import BaseModel

class Tag(BaseModel):
    kind: str = "x"

class Tagged(BaseModel):
    kind: str
"""


def test_what_services_leave_out_is_a_setting(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(tags=TAGGED)
    pair = '[[tool.pactfuzz.compare]]\nwriter = "tags:Tag"\nreader = "tags:Tagged"\n'
    settings = '[tool.pactfuzz]\nomits = "unset"\n'
    configure(pytester, f'{settings}{pair}{pair}omits = "nothing"\n')
    result = pytester.runpytest("pyproject.toml", "-rA")
    result.assert_outcomes(passed=1, failed=1)
    sentence = "pyproject.toml::tags:Tagged reads what tags:Tag writes"
    result.stdout.fnmatch_lines(
        [
            "breaking: tags:Tag -> tags:Tagged (dumps without unset fields)",
            f"PASSED {sentence} (omits nothing)",
            f"FAILED {sentence} - *",
        ]
    )
    sys.path.insert(0, str(pytester.path))
    try:
        with pytest.raises(AssertionError, match=r"dumps without unset fields"):
            assert_compatible("tags:Tag", "tags:Tagged")
        assert_compatible("tags:Tag", "tags:Tagged", omits="nothing")
    finally:
        sys.path.remove(str(pytester.path))
        sys.modules.pop("tags", None)


@pytest.mark.parametrize("wrong", [{"policy": "lax"}, {"unknown": "wrn"}, {"omits": "null"}])
def test_a_wrong_argument_is_told(wrong: dict[str, str]) -> None:
    with pytest.raises(PactfuzzError, match="assert_compatible: "):
        assert_compatible(NUMBER, NUMBER, **wrong)


def test_a_failing_assertion_shows_the_test_and_none_of_the_insides(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        "from pactfuzz import assert_compatible\n"
        "def test_it():\n"
        "    assert_compatible({'type': 'string'}, {'type': 'integer'})\n"
    )
    result = pytester.runpytest_inprocess()
    result.stdout.fnmatch_lines([">   *assert_compatible(*", "E   *breaking: *"])
    result.stdout.no_fnmatch_line("*assertion.py*")
