"""The changelog and the version agree: the newest release told of is `pactfuzz.__version__`."""

import re
from pathlib import Path

import pytest

import pactfuzz

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"

UNRELEASED = "unreleased"
HEADING = re.compile(rf"## (?P<version>\d+\.\d+\.\d+) - (?P<date>\d{{4}}-\d\d-\d\d|{UNRELEASED})")


def faults(changelog: str, version: str) -> list[str]:
    """Everything in the changelog that does not fit the version, each in words."""
    told = []
    releases = []
    for section in re.split(r"^(?=## )", changelog, flags=re.MULTILINE)[1:]:
        heading, _, text = section.partition("\n")
        release = HEADING.fullmatch(heading)
        if release is None:
            told.append(f'"{heading}" is not of the form "## 1.2.3 - 2026-01-31"')
        elif not text.strip():
            told.append(f'"{heading}" says nothing')
        else:
            releases.append(release)
    return told or _faults_of_order(releases, version)


def _faults_of_order(releases: list[re.Match[str]], version: str) -> list[str]:
    if not releases:
        return ["it tells of no release"]
    numbers = [tuple(map(int, each["version"].split("."))) for each in releases]
    dates = [each["date"] for each in releases]  # "unreleased" sorts after every date
    told = []
    if releases[0]["version"] != version:
        told.append(f"the newest release is {releases[0]['version']}, the package is {version}")
    if numbers != sorted(set(numbers), reverse=True) or dates != sorted(dates, reverse=True):
        told.append("the releases are not in order, the newest first")
    if dates.count(UNRELEASED) > 1:
        told.append("more than one release is unreleased")
    return told


def test_the_newest_release_in_the_changelog_is_the_version() -> None:
    assert faults(CHANGELOG.read_text(encoding="utf-8"), pactfuzz.__version__) == []


GOOD = """\
# Changelog

## 1.1.0 - 2026-02-01

- new

## 1.0.0 - 2026-01-01

- first
"""


@pytest.mark.parametrize("changelog", [GOOD, GOOD.replace("2026-02-01", UNRELEASED)])
def test_a_good_changelog_has_no_faults(changelog: str) -> None:
    assert faults(changelog, "1.1.0") == []


@pytest.mark.parametrize(
    ("changelog", "told"),
    [
        ("# Changelog\n", "it tells of no release"),
        (GOOD.replace("1.1.0", "1.2.0"), "the newest release is 1.2.0, the package is 1.1.0"),
        (GOOD.replace("1.0.0", "1.1.0"), "the releases are not in order, the newest first"),
        (GOOD.replace("2026-02", "2025-02"), "the releases are not in order, the newest first"),
        (GOOD.replace("2026-01-01", UNRELEASED), "the releases are not in order"),
        (re.sub(r"2026-.*", UNRELEASED, GOOD), "more than one release is unreleased"),
        (GOOD.replace("- new\n", ""), '"## 1.1.0 - 2026-02-01" says nothing'),
        (GOOD.replace("## 1.0.0 - ", "## 1.0.0 "), '"## 1.0.0 2026-01-01" is not of the form'),
        (GOOD + "\n## Unreleased\n", '"## Unreleased" is not of the form'),
    ],
)
def test_a_planted_fault_is_told(changelog: str, told: str) -> None:
    (fault,) = faults(changelog, "1.1.0")
    assert fault.startswith(told)
