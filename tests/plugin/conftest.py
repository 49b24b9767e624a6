"""A project with a provider and pacts, to run pytest on."""

import json
from pathlib import Path
from typing import Any

import pytest

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401


class Project:
    """A folder with ``store.py``, the declaration of one provider, and its pacts."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.folder: Path = pytester.path
        self.configured('providers = ["store.py"]')
        (self.folder / "pacts").mkdir()

    def configured(self, settings: str) -> None:
        self.pytester.makepyprojecttoml(f"[tool.pactfuzz]\n{settings}\n")

    def provider(self, source: str, name: str = "store.py") -> None:
        head = "from pactfuzz import Provider\nstore = Provider('store')\n"
        (self.folder / name).write_text(head + source, encoding="utf-8")

    def pact(
        self,
        *interactions: dict[str, Any],
        consumer: str = "pipeline",
        provider: str = "store",
        version: str = "4.0",
    ) -> Path:
        document = {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": interactions,
            "metadata": {"pactSpecification": {"version": version}},
        }
        file = self.folder / "pacts" / f"{consumer}-{provider}.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return file

    def verify(self, *arguments: str) -> pytest.RunResult:
        """Replay what is recorded, and nothing else."""
        return self.drive("--pact-fuzz=0", *arguments)

    def drive(self, *arguments: str) -> pytest.RunResult:
        """Replay what is recorded, and drive the emitters."""
        return self.pytester.runpytest_inprocess("--pact-verify", *arguments)

    @staticmethod
    def message(description: str, content: Any = None, **more: Any) -> dict[str, Any]:
        """An interaction; ``states`` are names, or pairs of a name and parameters."""
        states = [
            {"name": each} if isinstance(each, str) else {"name": each[0], "params": each[1]}
            for each in more.pop("states", [])
        ]
        rules = {path: {"matchers": [rule]} for path, rule in more.pop("rules", {}).items()}
        if "schema" in more or "reason" in more:
            notes = {"schema": more.pop("schema", None), "pending": more.pop("reason", None)}
            more["comments"] = {"pactfuzz": {k: v for k, v in notes.items() if v is not None}}
        return {
            "type": "Asynchronous/Messages",
            "description": description,
            "contents": {
                "content": {"level": "ok"} if content is None else content,
                "contentType": "application/json",
                "encoded": False,
            },
            "matchingRules": {"body": rules},
            "providerStates": states,
            **more,
        }

    @classmethod
    def http(cls, description: str, path: str, content: Any, **more: Any) -> dict[str, Any]:
        """An interaction by GET; ``status`` is what is expected, 200 unless given."""
        status = more.pop("status", 200)
        message = cls.message(description, content, **more)
        body, rules = message.pop("contents"), message.pop("matchingRules")
        response = {"status": status, "body": body, "matchingRules": rules}
        request = {"method": "GET", "path": path}
        return {**message, "type": "Synchronous/HTTP", "request": request, "response": response}


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    return Project(pytester)
