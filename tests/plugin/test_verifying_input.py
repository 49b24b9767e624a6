"""Wrong input to a verifying run: each is one clear failure or usage error, and hides nothing."""

import json
import os
from typing import Any

import pytest

EMITTER = """
@store.sends("an event")
def event():
    return b'{"level": "ok"}'
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{oops", "*pacts/a.json: not JSON: *"),
        ("\udcff", "*pacts/a.json: not UTF-8: byte 0xff*"),
        ('{"a": 1}', '*pacts/a.json: not a pact: "consumer" names no party*'),
        ("[]", "*pacts/a.json: not a pact: expected a JSON object, found list"),
        (
            '{"metadata": {"pactSpecification": {"version": "5.0"}}}',
            "*pacts/a.json: written in Pact specification 5.0; readable are*",
        ),
        (
            json.dumps(
                {
                    "consumer": {"name": "c"},
                    "provider": {"name": "stor"},
                    "interactions": [],
                    "metadata": {"pactSpecification": {"version": "4.0"}},
                }
            ),
            '*declares the provider "stor" of this pact; did you mean "store"?',
        ),
    ],
    ids=["no JSON", "no UTF-8", "no pact", "a list", "version 5", "an unknown provider"],
)
def test_a_pact_that_cannot_be_verified_fails_beside_those_that_can(
    project: Any, text: str, told: str
) -> None:
    project.provider(EMITTER)
    project.pact(project.message("an event"))
    (project.folder / "pacts" / "a.json").write_bytes(text.encode(errors="surrogateescape"))
    result = project.verify()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*_ can be verified _*", told])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*pactfuzz/*.py*")


@pytest.mark.parametrize(
    ("name", "path"), [("it's", r"$['it\'s']"), ("", "$['']")], ids=["a quote", "empty"]
)
def test_a_key_that_the_core_cannot_load_is_told_by_its_name(
    project: Any, name: str, path: str
) -> None:
    project.provider(EMITTER)
    rules = {path: {"match": "integer"}}
    project.pact(project.message("an event"), project.message("an event", {name: 1}, rules=rules))
    result = project.verify()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines([f"the official Pact core cannot judge *{path.split('[')[1]}*"])


def test_an_embedded_schema_that_is_none_is_told(project: Any) -> None:
    project.provider(EMITTER)
    project.pact(
        project.message("an event", schema={"type": "nonsense"}),
        project.message("an event", {"level": "ok"}, schema={"$ref": "https://example.com/s"}),
    )
    result = project.verify()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["*not a usable JSON Schema*", "*refers to https://example.com/s, which is never fetched*"]
    )


@pytest.mark.parametrize(
    ("settings", "arguments", "told"),
    [
        ("", [], "*no provider is known; name the files*"),
        ('providers = ["stor.py"]', [], '*file stor.py does not exist; did you mean "store.py"?'),
        ('providers = ["store.py"]', ["--pact-dir", "pact"], '*/pact, does not*"pacts"?*'),
        ('providers = ["store.py"]', ["--pact-dir", "store.py"], "*/store.py, is no folder*"),
        ('providers = ["store.py"]\npacts = "x/y"', [], "*/x/y, does not exist*"),
        (
            'providers = ["store.py"]',
            ["test_other.py"],
            '*test_other.py is no file that declares a provider; *"store.py"*',
        ),
        (
            'providers = ["store.py"]',
            ["storre.py::x"],
            '*storre.py::x is no file that declares a provider; did you mean "store.py"?',
        ),
        ('providers = ["store.py"]', ["--pact-timeout", "0"], "*timeout = 0*"),
        ('providers = ["store.py"]', ["--pact-outcomes", "pacts"], "*=pacts: is a folder; *"),
        ('providers = ["store.py"]', ["--pact-outcomes", "store.py/x"], "*cannot be made: *"),
        ('provider = ["store.py"]', [], '*unknown key "provider"; did you mean "providers"?'),
    ],
)
def test_a_run_that_cannot_start_says_why_in_one_line(
    project: Any, settings: str, arguments: list[str], told: str
) -> None:
    project.configured(settings)
    project.provider(EMITTER)
    (project.folder / "test_other.py").touch()
    result = project.verify(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = [each for each in (*result.outlines, *result.errlines) if each]
    assert len(lines) == 1
    result.stderr.fnmatch_lines([f"ERROR: {told}"])


@pytest.mark.parametrize("arguments", [[], ["-n", "2"], ["--co"]], ids=" ".join)
def test_nothing_to_verify_is_a_failure(project: Any, arguments: list[str]) -> None:
    project.provider(EMITTER)
    result = project.verify(*arguments)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["nothing to verify: no pact in */pacts has an interaction"])


def test_a_pact_without_interactions_is_nothing_to_verify(project: Any) -> None:
    project.provider(EMITTER)
    project.pact()
    result = project.verify()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["nothing to verify: no pact in */pacts has an interaction"])


def test_a_provider_file_that_cannot_be_imported_is_an_error_of_collection(project: Any) -> None:
    project.provider("import not_installed_anywhere")
    project.pact(project.message("an event"))
    result = project.verify()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*ModuleNotFoundError: No module named 'not_installed_anywhere'"])


def test_a_file_without_a_provider_and_a_provider_in_two_files_are_errors(project: Any) -> None:
    project.configured('providers = ["store.py", "again.py", "none.py"]')
    project.provider(EMITTER)
    project.provider(EMITTER, "again.py")
    (project.folder / "none.py").touch()
    project.pact(project.message("an event"))
    result = project.verify()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(
        [
            '*again.py: provider "store" is declared in */store.py already',
            "*none.py: declares no provider; expected one, as in*",
        ]
    )


@pytest.mark.parametrize(
    ("declaration", "told"),
    [
        ("store.sends('an event')(print)", '*.sends("an event"): declared twice'),
        ("store.state('x')(print); store.state('x')(print)", '*.state("x"): declared twice'),
        ("store.app(print); store.app(print)", "*.app: declared twice*"),
        ("store.app('http://localhost')", "*.app: expected a function that returns*"),
        ("store.state(print)", "*.state(<built-in function print>): expected a sentence*"),
        ("Provider('')", "*Provider(''): expected the provider's name*"),
        ("from pactfuzz import Command; Command(['x'])", "*{port} stands in no argument*"),
        ("from pactfuzz import Command; Command('x {port}')", "*expected a list of arguments*"),
    ],
)
def test_a_wrong_declaration_is_told_when_the_file_is_imported(
    project: Any, declaration: str, told: str
) -> None:
    project.provider(EMITTER + declaration)
    project.pact(project.message("an event"))
    result = project.verify()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines([f"E   pactfuzz.errors.DeclarationError: {told}"])


MALFORMED = {
    "a schema that is none": {"comments": {"pactfuzz": {"schema": {"type": "nonsense"}}}},
    "a state without a name": {"providerStates": [{"name": None}]},
    "no text as description": {"description": 5},
    "an unknown type": {"type": "Messages"},
}


@pytest.mark.parametrize("members", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("arguments", [[], ["store.py"], ["--pact-fuzz=5"]], ids=" ".join)
def test_a_malformed_interaction_fails_alone(
    project: Any, members: dict[str, Any], arguments: list[str]
) -> None:
    project.provider(f"{EMITTER}\n@store.state('full')\ndef full(level: int = 1): pass")
    project.pact(project.message("an event"), {**project.message("an event"), **members})
    project.pact(project.message("an event"), consumer="other")
    result = project.drive("--pact-fuzz=0", *arguments)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*/pacts/pipeline-store.json: interactions[[]1[]]*", "pipeline -> store: 1 *, 1 failed"]
    )
    result.stdout.no_fnmatch_line("*will be ignored*")
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_is_named_like_a_pact_and_is_none_fails(project: Any) -> None:
    project.provider(EMITTER)
    project.pact(project.message("an event"))
    folder = project.folder / "pacts"
    (folder / "dangling.json").symlink_to("nowhere")
    (folder / "folder.json").mkdir()
    (folder / "folder.json" / "inside.json").write_text("{")
    (folder / "SHOUTED.JSON").write_text("{")
    (folder / "deeper").mkdir()
    os.mkfifo(folder / "deeper" / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    (project.folder / "linked").mkdir()
    (project.folder / "linked" / "half.json").write_text("{")
    (folder / "link").symlink_to(project.folder / "linked")
    (folder / "link" / "circle").symlink_to(folder)
    result = project.verify()
    result.assert_outcomes(passed=1, failed=6)
    result.stdout.fnmatch_lines_random(
        [
            "*/pacts/SHOUTED.JSON: not JSON: *",
            "*/pacts/dangling.json: a link to nowhere, which does not exist",
            "*/pacts/folder.json: a folder, not a pact file",
            "*/pacts/deeper/pipe.json: a named pipe, not a pact file",
            "*/pacts/zero.json: a device, not a pact file",
            "*/pacts/link/half.json: not JSON: *",
        ]
    )


def test_a_linked_folder_of_pacts_loses_none(project: Any) -> None:
    project.provider(EMITTER)
    project.pact(project.message("an event"))
    (project.folder / "pacts" / "half.json").write_text("{")
    (project.folder / "pacts").rename(project.folder / "elsewhere")
    (project.folder / "pacts").symlink_to("elsewhere")
    project.verify().assert_outcomes(passed=1, failed=1)


def test_a_schema_that_takes_for_ever_is_one_failure(project: Any) -> None:
    definitions = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 10} for n in range(12)}
    bomb = {"$defs": {**definitions, "d12": {}}, "$ref": "#/$defs/d0"}
    growing = {"allOf": [{"additionalProperties": {"$ref": "#"}}] * 10, "not": {"type": "string"}}
    deep = '{"a":' * 10 + "1" + "}" * 10
    project.provider(f"{EMITTER}\n@store.sends('deep')\ndef deep(n: int = 0): return b'{deep}'")
    project.pact(
        project.message("an event"),
        project.message("an event", schema=bomb),
        project.message("deep", {"a": {}}, schema=growing),
    )
    result = project.drive("--pact-fuzz=1")
    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        [
            "*c*refers to its parts so often that this document of 61 bytes is not judged*",
            '*interactions[[]1[]] ("an event"): the consumer\'s schema: not a usable *',
            "pipeline -> store: 1 verified, 2 failed",
        ]
    )


def test_what_needs_a_plugin_is_refused_by_its_name(project: Any) -> None:
    project.provider(EMITTER)
    needy = {**project.message("an event", states=["x"]), "pluginConfiguration": {"protobuf": {}}}
    file = project.pact(project.message("an event"), needy)
    document = json.loads(file.read_text())
    document["metadata"]["plugins"] = [{"name": "../../evil", "version": "1"}]
    file.write_text(json.dumps(document))
    result = project.verify()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ['*-store.json: ("an event"): needs the Pact plugin "protobuf"; pactfuzz neither *']
    )
