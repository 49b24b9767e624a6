"""Which earlier versions are meant, and in which order."""

from pathlib import Path

import pytest

from pactfuzz.errors import SourceError
from pactfuzz.journeys.history import earlier_versions


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("v1.json", "v2.json", "v10.json", "notes.txt", "[old]/v3.json"):
        (tmp_path / "history" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "history" / name).write_text("{}")
    return tmp_path


@pytest.mark.parametrize(
    ("against", "new", "versions"),
    [
        (["git:v1:a:B", "git:v2:a:B"], "a:B", ["git:v1:a:B", "git:v2:a:B"]),
        (["shop:*"], "shop:*", ["shop:*"]),
        (["history"], "a:B", ["history/v1.json", "history/v2.json", "history/v10.json"]),
        (["history/"], "history/v10.json", ["history/v1.json", "history/v2.json"]),
        (["history/v?.json"], "a:B", ["history/v1.json", "history/v2.json"]),
        (["history/v*.json"], "history/v2.json#/$defs/A", ["history/v1.json", "history/v10.json"]),
        (["history/[[]old]"], "a:B", ["history/[old]"]),
        (["history/[old]"], "a:B", ["history/[old]/v3.json"]),
        (["history/v2.json", "history/v1.json"], "a:B", ["history/v2.json", "history/v1.json"]),
        (["history"], "history", ["history"]),
    ],
    ids=str,
)
def test_versions_are_listed_with_the_earliest_first(
    root: Path, against: list[str], new: str, versions: list[str]
) -> None:
    assert list(earlier_versions(against, new, root)) == versions


def test_a_pattern_may_lead_from_the_root_of_all_folders(root: Path) -> None:
    pattern = str(root / "history" / "v?.json")
    found = earlier_versions([pattern], "a:B", Path.cwd())
    assert found == (str(root / "history" / "v1.json"), str(root / "history" / "v2.json"))


@pytest.mark.parametrize("text", ["history/w*.json", "empty", "history/[!v]*.json"])
def test_where_there_is_none_it_is_told(root: Path, text: str) -> None:
    (root / "empty").mkdir()
    with pytest.raises(SourceError, match="no earlier version there"):
        earlier_versions([text], "a:B", root)
