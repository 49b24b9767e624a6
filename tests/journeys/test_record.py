"""Bringing the pact files up to date: no run loses what another run or another pair recorded."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pactfuzz.configuration import Configuration
from pactfuzz.contract import Pact, read_pact, read_whole_pact
from pactfuzz.journeys import record as journey
from pactfuzz.journeys.record import record
from pactfuzz.recording import Recording


def recording(*pairs: tuple[str, str], description: str = "it", whole: bool = True) -> Recording:
    made = Recording(is_whole=whole)
    content = {
        "type": "Asynchronous/Messages",
        "description": description,
        "key": description,
        "contents": {"content": 1, "contentType": "application/json", "encoded": False},
    }
    for pair in pairs:
        made.take_declared([[*pair, description, "test"]])
        made.take({"pair": pair, "description": description, "recorded": content}, passed=True)
    return made


def configuration(folder: Path, **settings: Any) -> Configuration:
    return Configuration(folder, pacts=folder / "pacts", **settings)


def parties(folder: Path) -> set[tuple[str, str]]:
    pacts = map(read_pact, (folder / "pacts").iterdir())
    return {(pact.consumer, pact.provider) for pact in pacts}


@pytest.mark.parametrize(
    "pairs",
    [
        [("shop-ui", "orders"), ("shop", "ui-orders")],
        [("Shop", "orders"), ("shop", "orders")],
    ],
)
def test_two_pairs_have_two_files(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    for each in pairs:  # in a run of its own, and then both in one
        record(recording(each), configuration(tmp_path))
    first = {path.name: path.read_bytes() for path in (tmp_path / "pacts").iterdir()}
    assert parties(tmp_path) == set(pairs)
    both = record(recording(*pairs), configuration(tmp_path))
    assert [each.changes for each in both] == [(), ()]
    assert {path.name: path.read_bytes() for path in (tmp_path / "pacts").iterdir()} == first
    checked = record(recording(*pairs[::-1]), configuration(tmp_path, record="check"))
    assert [each.changes for each in checked] == [(), ()]


def test_runs_at_the_same_time_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(path: Path) -> Pact:
        pact = read_whole_pact(path)
        time.sleep(0.05)
        return pact

    monkeypatch.setattr(journey, "read_whole_pact", slow)
    runs = [recording(("c", "p"), description=f"it {n}", whole=False) for n in range(6)]
    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(lambda each: record(each, configuration(tmp_path)), runs))
    pact = json.loads((tmp_path / "pacts" / "c-p.json").read_text())
    assert len(pact["interactions"]) == len(runs)
    assert [path.name for path in (tmp_path / "pacts").iterdir()] == ["c-p.json"]


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_written(tmp_path: Path) -> None:
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "a-p.json").write_text("{")
    broken, written = record(recording(("a", "p"), ("b", "p")), configuration(tmp_path))
    assert "a-p.json: not JSON" in broken.error
    assert not broken.is_written
    assert written.is_written
    assert (tmp_path / "pacts" / "b-p.json").is_file()


def test_a_check_makes_no_folder(tmp_path: Path) -> None:
    (outcome,) = record(recording(("a", "p")), configuration(tmp_path, record="check"))
    assert outcome.changes == ("it: added",)
    assert not (tmp_path / "pacts").exists()
