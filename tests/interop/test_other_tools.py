"""Pact tools that are not ours read our pact files, and find the real store satisfying them too.

The stand-alone ``pact verifier`` shares the official core with pactfuzz, but neither its recording
nor its verification. The Ruby verifier shares nothing: it is held to the files' HTTP half, written
as the specification's version 2, the last that it reads.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from inspect import isgeneratorfunction
from pathlib import Path
from runpy import run_path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
import uvicorn
from pydantic import validate_call
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from pactfuzz import Provider

ROOT: Final = Path(__file__).parents[2]

# Run, not imported: the projects that other tests make have a module named `store` too.
store: Final[Provider] = run_path(str(ROOT / "tests" / "contracts" / "store.py"))["store"]
PACTS: Final = [
    file
    for file in sorted((ROOT / "pacts").glob("*.json"))
    if json.loads(file.read_text("utf-8"))["provider"]["name"] == store.name
]
WITH_HTTP: Final = [
    file for file in PACTS if '"type": "Synchronous/HTTP"' in file.read_text("utf-8")
]

STATES: Final = "/interop/states"
MESSAGES: Final = "/interop/messages"

MISSING: Final = "never_sent"
"""A member that no document of the store has."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of the real store, with the two addresses that the tools ask beside it."""
    states = ExitStack()

    async def enter_state(request: Request) -> Response:
        told = await request.json()
        states.close()  # one state at a time: the Ruby tool never asks for a tear-down
        if told.get("action") != "teardown" and told.get("state"):
            handler = store.handler(told["state"])
            if isgeneratorfunction(handler):
                states.enter_context(contextmanager(handler)(**told.get("params", {})))
            else:
                handler(**told.get("params", {}))
        return Response("{}", media_type="application/json")

    async def send_message(request: Request) -> Response:
        told = await request.json()
        parameters = {
            name: value
            for state in told.get("providerStates", ())
            for name, value in state.get("params", {}).items()
        }
        emitted = await validate_call(store.emitter(told["description"]))(**parameters)
        return Response(emitted, media_type="application/json")

    application = Starlette(
        routes=[
            Route(STATES, enter_state, methods=["POST"]),
            Route(MESSAGES, send_message, methods=["POST"]),
            Mount("/", store.application()),
        ]
    )
    with states, _serving(application) as number:
        yield number


@contextmanager
def _serving(application: Starlette) -> Iterator[int]:
    server = uvicorn.Server(
        uvicorn.Config(application, port=0, lifespan="off", loop="asyncio", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def _tool(name: str, folder: Path) -> str:
    found = shutil.which(name, path=str(folder))
    if found is None:
        pytest.skip(f"{name} is not in {folder}; `./run interop` installs it")
    return found


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PACT_DO_NOT_TRACK": "true"}
    done = subprocess.run(
        command,
        cwd=folder,  # the Ruby tool writes a log where it stands
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout)  # shown by pytest if the test fails
    return done


def verify_with_rust(file: Path, port: int, report: Path) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone verifier; its report in JSON is written to the file named."""
    return _run(
        report.parent,
        _tool("pact", Path(sys.executable).parent),
        "verifier",
        *("--file", str(file), "--json", str(report), "--no-colour"),
        *("--hostname", "127.0.0.1", "--port", str(port), "--provider-name", store.name),
        *("--transports", f"message:{port}{MESSAGES}"),
        *("--state-change-url", f"http://127.0.0.1:{port}{STATES}"),
        "--state-change-teardown",
        *("--request-timeout", "20000"),  # the first message starts a Redis server
    )


def verify_with_ruby(file: Path, port: int) -> subprocess.CompletedProcess[str]:
    """Run the Ruby verifier, which reads the specification up to version 2."""
    return _run(
        file.parent,
        _tool("pact-provider-verifier", ROOT / ".interop" / "ruby" / "bin"),
        str(file),
        f"--provider-base-url=http://127.0.0.1:{port}",
        f"--provider-states-setup-url=http://127.0.0.1:{port}{STATES}",
    )


def test_there_are_pacts_with_messages_and_with_http() -> None:
    assert PACTS
    assert WITH_HTTP


@pytest.mark.parametrize("file", PACTS, ids=lambda file: file.stem)
def test_the_stand_alone_verifier_agrees(file: Path, port: int, tmp_path: Path) -> None:
    done = verify_with_rust(file, port, tmp_path / "report.json")
    assert done.returncode == 0
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    interactions = json.loads(file.read_text("utf-8"))["interactions"]
    assert len(report["interactionResults"]) == len(interactions)
    assert report["errors"] == []


@pytest.mark.parametrize("file", PACTS, ids=lambda file: file.stem)
def test_the_stand_alone_verifier_sees_a_break(file: Path, port: int, tmp_path: Path) -> None:
    pact = json.loads(file.read_text("utf-8"))
    for each in pact["interactions"]:
        each["pending"] = False
        _content(each)[MISSING] = 1
    broken = _write(tmp_path / file.name, pact)
    done = verify_with_rust(broken, port, tmp_path / "report.json")
    assert done.returncode == 1
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {each["result"] for each in report["interactionResults"]} == {"Error"}
    assert MISSING in done.stdout


@pytest.mark.parametrize("file", WITH_HTTP, ids=lambda file: file.stem)
def test_the_ruby_verifier_agrees(file: Path, port: int, tmp_path: Path) -> None:
    pact = as_version_2(json.loads(file.read_text("utf-8")))
    done = verify_with_ruby(_write(tmp_path / file.name, pact), port)
    assert done.returncode == 0
    assert f"{len(pact['interactions'])} interactions, 0 failures" in done.stdout


@pytest.mark.parametrize("file", WITH_HTTP, ids=lambda file: file.stem)
def test_the_ruby_verifier_sees_a_break(file: Path, port: int, tmp_path: Path) -> None:
    pact = as_version_2(json.loads(file.read_text("utf-8")))
    for each in pact["interactions"]:
        each["response"]["body"][MISSING] = 1
    done = verify_with_ruby(_write(tmp_path / file.name, pact), port)
    assert done.returncode == 1
    assert f'Could not find key "{MISSING}"' in done.stdout


def _content(interaction: Mapping[str, Any]) -> dict[str, Any]:
    part = interaction.get("response", interaction)
    content: dict[str, Any] = part.get("body", part.get("contents"))["content"]
    return content


def _write(file: Path, pact: Mapping[str, Any]) -> Path:
    file.write_text(json.dumps(pact), encoding="utf-8")
    return file


def as_version_2(pact: Mapping[str, Any]) -> dict[str, Any]:
    """Write the HTTP half of a V4 pact as the specification's version 2 has it.

    What is pending is left out: version 2 has no word for it.
    """
    return {
        "consumer": pact["consumer"],
        "provider": pact["provider"],
        "interactions": [
            _interaction_as_version_2(each)
            for each in pact["interactions"]
            if each["type"] == "Synchronous/HTTP" and not each["pending"]
        ],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    }


def _interaction_as_version_2(interaction: Mapping[str, Any]) -> dict[str, Any]:
    request, response = interaction["request"], interaction["response"]
    rules = response.get("matchingRules", {}).get("body", {})
    return {
        "description": interaction["description"],
        "providerState": " and ".join(each["name"] for each in interaction["providerStates"]),
        "request": {
            "method": request["method"],
            "path": request["path"],
            "query": urlencode(request.get("query", {}), doseq=True),
        },
        "response": {
            "status": response["status"],
            "headers": {name: ", ".join(values) for name, values in response["headers"].items()},
            "body": response["body"]["content"],
            "matchingRules": {
                f"$.body{path[1:]}": _rule_as_version_2(
                    rule, is_list=any(each.startswith(f"{path}[*]") for each in rules)
                )
                for path, rule in rules.items()
            },
        },
    }


def _rule_as_version_2(rule: Mapping[str, Any], *, is_list: bool) -> dict[str, Any]:
    """Version 2 knows `type`, `regex` and, for lists, `min`; a number's kind, for one, is lost."""
    if is_list:
        return {"match": "type", "min": 1}
    patterns = [matcher["regex"] for matcher in rule["matchers"] if "regex" in matcher]
    return {"match": "regex", "regex": patterns[0]} if patterns else {"match": "type"}
