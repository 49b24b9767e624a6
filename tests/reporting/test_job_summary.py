"""What a GitHub Actions job shows: whatever the texts hold, commands and page stay well-formed."""

from dataclasses import replace
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.contract.outcome import Outcome, Verdict
from pactfuzz.errors import without_passwords
from pactfuzz.reporting import Tally, annotation, job_summary, tallies
from pactfuzz.reporting.foreign_text import message, one_line
from pactfuzz.reporting.github import LARGEST

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("%:,\r\n<>&|"))
FAILED = Outcome("c", "p", "an event", (), Verdict.FAILED, reason="no bus")


@given(texts, texts, texts)
def test_an_annotation_is_one_line_that_says_what_was_told(
    consumer: str, reason: str, file: str
) -> None:
    outcome = replace(FAILED, consumer=consumer, reason=f"! {reason}")
    line = annotation(outcome, file)
    assert line is not None
    assert "\n" not in line
    assert "\r" not in line
    properties, _, words = line.removeprefix("::error ").partition("::")
    written_file, written_title = properties.split(",")
    assert unescaped(written_file) == f"file={one_line(file)}"
    assert unescaped(written_title) == one_line(f"title=failed: {consumer}: an event")
    assert unescaped(words) == one_line(without_passwords(f"! {reason}".partition("\n")[0]))


def unescaped(text: str) -> str:
    for code, plain in [("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")]:
        text = text.replace(code, plain)
    return text


def test_what_is_verified_or_not_run_is_not_annotated() -> None:
    assert annotation(replace(FAILED, verdict=Verdict.VERIFIED), "store.py") is None
    assert annotation(replace(FAILED, verdict=Verdict.NOT_RUN), "store.py") is None


@given(texts, texts)
def test_the_page_holds_the_words_as_they_are(consumer: str, reason: str) -> None:
    outcome = replace(FAILED, consumer=consumer, reason=f"! {reason}")
    page = job_summary([outcome], [Tally(consumer, "p", {Verdict.FAILED: 1})])
    rows = [line for line in page.split("\n") if line.startswith("| ")]
    # A cell ends at a bar, and a row at the end of its line.
    assert [row.count(" | ") for row in rows] == [6, 6]
    assert f"\n{message(f'! {reason}')}</pre>" in unescape(page)
    assert page.count("<details>") == page.count("</details>") == 1


def test_the_page_stays_below_what_is_shown_and_says_that_there_is_more() -> None:
    outcomes = [
        replace(FAILED, interaction=f"event {each}", reason="x" * 4_000) for each in range(400)
    ]
    page = job_summary(outcomes, [])
    assert len(page.encode()) < LARGEST + 100
    assert page.endswith("</details>\n\nThere are more; the page holds no more than these.\n")


def test_pairs_are_counted_and_what_has_no_outcome_was_not_run() -> None:
    outcomes = [FAILED, replace(FAILED, verdict=Verdict.VERIFIED), replace(FAILED, provider="q")]
    expected = {("c", "p"): 5, ("a", "z"): 2, ("c", "empty"): 0}
    assert [str(each) for each in tallies(outcomes, expected)] == [
        "a -> z: 2 not run",
        "c -> empty: no interactions",
        "c -> p: 1 verified, 1 failed, 3 not run",
        "c -> q: 1 failed",
    ]
