"""The real store, spoiled on purpose: every spoiling turns the verification red and is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytest.importorskip("market_data_store", reason="the extra market-data is not installed")

DUMP = """
from market_data_store.coordinator.feedback import FeedbackEvent

dump = FeedbackEvent.model_dump_json

def spoiled(self, **keywords):
    return {spoil}

FeedbackEvent.model_dump_json = spoiled
"""

HEALTHZ = """
from datastore.service.app import app
from fastapi.routing import APIRoute

app.router.routes.insert(0, APIRoute("/healthz", lambda: {"ok": True}))
"""


def verified(folder: Path, patch: str, chosen: str) -> tuple[int, str]:
    """Verify the chosen interactions in a process of their own, after patching the package."""
    (folder / "spoiling.py").write_text(patch)
    command = [sys.executable, "-m", "pytest", "--pact-verify", "-p", "spoiling", "-k", chosen]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("spoil", "lines"),
    [
        ('dump(self, exclude={"ts"}, **keywords)', ["$.ts", "absent"]),
        ("""dump(self, **keywords).replace('"level"', '"severity"')""", ["$.level", "absent"]),
        ("""dump(self, **keywords).replace('"hard"', '"HARD"')""", ["$.level", '"HARD"', '"hard"']),
    ],
    ids=["ts deleted", "level renamed", "level in upper case"],
)
def test_a_spoiled_event_is_named(tmp_path: Path, spoil: str, lines: list[str]) -> None:
    chosen = "event and high and not Pulse and not POST"
    status, printed = verified(tmp_path, DUMP.format(spoil=spoil), chosen)
    assert status == 1, printed
    for party in ("market-data-pipeline", "market-data-orchestrator"):
        assert f"{party}: a feedback event, given the bars queue is past its high" in printed
    for line in lines:
        assert line in printed


def test_a_spoiled_health_is_named(tmp_path: Path) -> None:
    status, printed = verified(tmp_path, HEALTHZ, "other")
    assert status == 1, printed
    for field in ("service", "state", "version", "ts"):
        assert f"$.{field}" in printed
    assert '{"ok":true}' in printed


def test_the_store_as_published_keeps_these_contracts(tmp_path: Path) -> None:
    chosen = "(event and high and not Pulse and not POST) or other"
    status, printed = verified(tmp_path, "", chosen)
    assert status == 0, printed
    assert "4 passed" in printed
