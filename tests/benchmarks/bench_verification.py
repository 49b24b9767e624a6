"""What verifying costs, beside a plain Verifier of pact-python on the same pacts.

    python tests/benchmarks/bench_verification.py [NUMBER ...]

For each number of interactions (1, 100 and 1,000 unless others are given) the same pact is verified
by both, in turns, and the best of the rounds is told: the whole duration in milliseconds and per
interaction, with what is started and stopped, without imports. The provider's own share is nothing:
it answers with bytes that are ready. "through pytest" is a whole `pytest --pact-verify` in this
process, from collection to its closing summary.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pact import Verifier

from pactfuzz.contract import Pact
from pactfuzz.contract.outcome import Verdict
from pactfuzz.verification import Provider
from pactfuzz.verification.asgi import AsgiApplication
from pactfuzz.verification.session import Verification
from pactfuzz.verification.traffic import HOST, Exchange

BODY = {"level": "hard", "size": 7, "ts": 1.5, "source": "bars"}
BYTES = json.dumps(BODY).encode()
SCHEMA = {
    "type": "object",
    "properties": {
        "level": {"enum": ["ok", "soft", "hard"]},
        "size": {"type": "integer", "minimum": 0},
        "ts": {"type": "number"},
        "source": {"type": "string"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["level", "size", "ts"],
}
RULES = {f"$.{name}": {"matchers": [{"match": "type"}]} for name in BODY}
CONTENT = {"content": BODY, "contentType": "application/json", "encoded": False}
ROUNDS = 3

provider = Provider("store")


async def application(scope: Any, _receive: Any, send: Any) -> None:
    """Answer every request with the same bytes."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BYTES})


@provider.app
def app() -> Any:
    return application


def document(kind: str, number: int) -> dict[str, Any]:
    """A pact of so many interactions, as recording writes it: with the shape in the comments."""
    halves: dict[str, Any] = {"contents": CONTENT, "matchingRules": {"body": RULES}}
    if kind == "Synchronous/HTTP":
        response = {"status": 200, "body": CONTENT, "matchingRules": {"body": RULES}}
        halves = {"request": {"method": "GET", "path": "/"}, "response": response}
    interactions = [
        {
            "type": kind,
            "description": f"an event {each}",
            "key": f"{each:08x}",
            "comments": {"pactfuzz": {"schema": SCHEMA}},
            **halves,
        }
        for each in range(number)
    ]
    return {
        "consumer": {"name": "pipeline"},
        "provider": {"name": "store"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


def by_pactfuzz(_kind: str, pact: dict[str, Any]) -> None:
    """Verify each interaction by itself, as an item of pytest does."""
    read = Pact.from_document(pact)
    verification = Verification(10.0)
    for interaction in read.interactions:
        outcome = verification.verify(provider, read, interaction).outcome
        assert outcome.verdict is Verdict.VERIFIED, outcome
    verification.close()


def by_plain_verifier(kind: str, pact: dict[str, Any]) -> None:
    """Verify as pact-python's own guide shows it: one Verifier, a Python message handler."""
    with tempfile.TemporaryDirectory() as folder, quiet():
        (Path(folder) / "pact.json").write_text(json.dumps(pact), encoding="utf-8")
        verifier = Verifier("store", host=HOST).add_source(folder)
        if kind == "Synchronous/HTTP":
            served = AsgiApplication(application, 10.0)
            with served.recording(Exchange(lambda: None)):
                verifier.add_transport(url=f"http://{HOST}:{served.port}").verify()
            served.close()
        else:
            message = {"contents": BYTES, "content_type": "application/json"}
            verifier.message_handler(lambda **_: message).verify()
        assert verifier.results["result"]


def through_pytest(_kind: str, pact: dict[str, Any]) -> None:
    """Run pytest, plugin and all, on a project of this provider and this pact."""
    with tempfile.TemporaryDirectory() as name, quiet(), contextlib.redirect_stdout(io.StringIO()):
        folder = Path(name)
        (folder / "pacts").mkdir()
        (folder / "pacts" / "pact.json").write_text(json.dumps(pact), encoding="utf-8")
        (folder / "store.py").write_text(
            "import sys\nstore = sys.modules['__main__'].provider\n", encoding="utf-8"
        )
        (folder / "pyproject.toml").write_text('[tool.pactfuzz]\nproviders = ["store.py"]\n')
        arguments = ["--pact-verify", "-p", "no:cacheprovider", "--import-mode=importlib"]
        status = pytest.main([*arguments, f"--rootdir={folder}", str(folder / "store.py")])
        assert status == pytest.ExitCode.OK, status


@contextlib.contextmanager
def quiet() -> Any:
    """Keep what the core prints to file descriptor 1, and the handler's log, from the screen."""
    sys.stdout.flush()
    saved = [os.dup(each) for each in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for each in (1, 2):
        os.dup2(nowhere, each)
    os.close(nowhere)
    try:
        yield
    finally:
        for each, before in zip((1, 2), saved, strict=True):
            os.dup2(before, each)
            os.close(before)


def milliseconds(run: Callable[[str, dict[str, Any]], None], kind: str, number: int) -> float:
    pact = document(kind, number)
    begin = time.perf_counter()
    run(kind, pact)
    return (time.perf_counter() - begin) * 1000


def main(numbers: list[int]) -> None:
    for each in range(max(numbers)):
        provider.sends(f"an event {each}")(lambda: BYTES)
    show = sys.stdout.write
    heads = ("interactions", "pactfuzz", "plain Verifier", "through pytest")
    show(" " * 22 + "".join(f"{each:>17}" for each in heads) + "\n")
    for kind in ("Asynchronous/Messages", "Synchronous/HTTP"):
        runs = (by_pactfuzz, by_plain_verifier, through_pytest)
        for run in runs:
            milliseconds(run, kind, 1)
        for number in numbers:
            rounds = ROUNDS if number < 1000 else 1
            best = [min(milliseconds(run, kind, number) for _ in range(rounds)) for run in runs]
            columns = "".join(f"{each:9.0f} {each / number:7.2f}" for each in best)
            show(f"{kind:<22}{number:17}{columns}   ratio {best[1] / best[0]:.1f}\n")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1, 100, 1000])
