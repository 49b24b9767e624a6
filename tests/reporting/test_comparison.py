"""Verdicts of comparisons in words, as JSON, and as a GitHub Actions job shows them."""

import json
from dataclasses import replace
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.compatibility import (
    Answer,
    Comparison,
    Difference,
    Policy,
    Undecided,
    Verdict,
    Witness,
)
from pactfuzz.reporting.comparison import (
    comparisons_text,
    left_out_line,
    total_line,
    verdict_text,
)
from pactfuzz.reporting.comparison_document import comparisons_document
from pactfuzz.reporting.comparison_page import comparison_annotation, comparisons_page
from pactfuzz.reporting.foreign_text import LONGEST, one_line
from pactfuzz.reporting.github import LARGEST
from pactfuzz.shapes import ABSENT, Location, Omits, Problem
from pactfuzz.sources import LeftOut

WITNESS = Witness(
    {"id": ""},
    '{"id":""}',
    (Problem(Location(("quantity",)), "missing", "Field required", ABSENT),),
    by_parser=True,
)
OTHER = Witness({"id": None}, '{"id":null}', (Problem(Location(("id",)), "type", "text", None),))
ADDED = Difference(
    "required-field-added",
    Location(("quantity",)),
    "/properties",
    "/required",
    "does not declare it",
    "requires it",
    WITNESS,
)
NULL = Difference(
    "nullable-removed",
    Location(("id",)),
    "/properties/id/anyOf",
    "/properties/id/type",
    "text or null",
    "text",
    OTHER,
)
BREAKING = Comparison(
    "v1:Order",
    "v2:Order",
    Verdict(Answer.BREAKING, WITNESS, (ADDED, NULL)),
    direction="an old writer, a new reader",
)
COMPATIBLE = Comparison("v1:Order", "v2:Order", Verdict(Answer.COMPATIBLE))
UNDECIDED = Undecided(Location(("code",)), "/properties/code/pattern", "pattern", "too large")
UNKNOWN = Comparison(
    "a.json", "b.json", Verdict(Answer.UNKNOWN, undecided=(UNDECIDED,), searched=1200)
)

hostile = st.text(st.characters() | st.sampled_from("\x1b\x9b\n\r|`*_[]()<>&:%,\u202e"))


def test_a_break_is_told_with_the_document_and_both_rules() -> None:
    assert (
        verdict_text(BREAKING)
        == """\
breaking: v1:Order -> v2:Order (an old writer, a new reader)
  the writer may send:
    {"id":""}
  the reader's parser refuses it: $.quantity: Field required

  required-field-added at $.quantity
    the writer: does not declare it (#/properties)
    the reader: requires it (#/required)

  nullable-removed at $.id
    the writer: text or null (#/properties/id/anyOf)
    the reader: text (#/properties/id/type)
    such as:    {"id":null}

  What it means, and how to change a contract without a break:
    pactfuzz explain required-field-added
    pactfuzz explain nullable-removed"""
    )


def test_an_unknown_is_told_with_its_place_and_what_was_tried() -> None:
    assert (
        verdict_text(UNKNOWN)
        == """\
unknown: a.json -> b.json
  $.code: pattern: too large (#/properties/code/pattern)
  The writer sent 1,200 documents in the search, and the reader read all of them."""
    )


def test_what_is_compatible_is_a_line() -> None:
    strict = replace(COMPATIBLE, policy=Policy.STRICT)
    assert verdict_text(strict) == "compatible: v1:Order -> v2:Order (by the strict policy)"


def test_what_only_the_schemas_say_is_told_as_that() -> None:
    verdict = Verdict(Answer.COMPATIBLE, schemas_only=OTHER)
    assert (
        verdict_text(replace(COMPATIBLE, verdict=verdict))
        == """\
compatible: v1:Order -> v2:Order
  The models agree, their schemas do not. By its schema alone the reader refuses:
    {"id":null}
    $.id: text"""
    )


def test_many_differences_stay_within_a_screen() -> None:
    verdict = Verdict(Answer.BREAKING, WITNESS, (ADDED,) * 40)
    lines = verdict_text(replace(BREAKING, verdict=verdict)).splitlines()
    assert len(lines) < 40
    assert "  and 35 more (--json lists all)" in lines
    undecided = Verdict(Answer.UNKNOWN, undecided=(UNDECIDED,) * 40)
    lines = verdict_text(replace(UNKNOWN, verdict=undecided)).splitlines()
    assert lines[-1] == "  and 35 more (--json lists all)"


def test_of_many_comparisons_the_first_are_told_in_full() -> None:
    texts = comparisons_text([BREAKING] * 7).split("\n\nbreaking: ")
    assert len(texts) == 7
    assert texts[4].endswith("pactfuzz explain nullable-removed")
    assert texts[5].splitlines()[1:] == [
        '  required-field-added at $.quantity and 1 more: {"id":""}'
    ]


def test_answers_are_counted() -> None:
    assert total_line([BREAKING, COMPATIBLE, UNKNOWN, COMPATIBLE]) == (
        "2 compatible, 1 breaking, 1 unknown"
    )


@given(hostile)
def test_a_hostile_text_stays_a_line_that_steers_nothing(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= LONGEST + 40


@given(hostile)
def test_a_document_in_a_line_is_the_same_document(text: str) -> None:
    written = json.dumps({"a": text}, ensure_ascii=False)
    shown = one_line(written)
    if len(written) < LONGEST / 6:
        assert json.loads(shown) == {"a": text}


@given(hostile, hostile)
def test_every_report_of_hostile_texts_stays_well_formed(one: str, two: str) -> None:
    problem = Problem(Location((one,)), "type", two, one)
    witness = Witness(one, two, (problem,))
    difference = Difference("type-narrowed", Location((two,)), one, two, one, two, witness)
    verdict = Verdict(Answer.BREAKING, witness, (difference,))
    comparison = Comparison(one, two, verdict, direction=one)
    left_out = LeftOut(one, two)
    assert all(each.isprintable() for each in verdict_text(comparison).split("\n"))
    assert left_out_line(left_out).isprintable()
    command = comparison_annotation(comparison)
    assert command is not None
    assert command.isprintable()
    head, _, _ = command.removeprefix("::error title=").partition("::")
    assert ":" not in head
    assert "," not in head
    page = comparisons_page([comparison], [left_out])
    rows = [line for line in page.split("\n") if line.startswith("| ")]
    assert [row.count("|") for row in rows] == [5, 5]
    assert page.count("<") == page.count("<details>") * 6
    assert json.loads(json.dumps(comparisons_document(Answer.BREAKING, [comparison], [left_out])))


@given(st.text(st.characters(codec="utf-8")))
def test_a_cell_is_no_markup(text: str) -> None:
    name = f"v{text}"
    row = comparisons_page([replace(COMPATIBLE, writer=name)], []).split("\n")[4]
    cell = row.split(" | ")[1]
    assert not set(cell) & set("|`*_[]()<>\\!~^$")
    assert unescape(cell).split() == one_line(name).split()


def test_what_is_compatible_is_not_annotated() -> None:
    assert comparison_annotation(COMPATIBLE) is None


def test_an_unknown_is_an_error_unless_it_only_warns() -> None:
    title = "title=unknown%3A a.json -> b.json::$.code: pattern: too large"
    assert comparison_annotation(UNKNOWN) == f"::error {title}"
    assert comparison_annotation(UNKNOWN, unknown_warns=True) == f"::warning {title}"


def test_the_page_has_a_row_for_each_and_the_breaks_in_full() -> None:
    page = comparisons_page([COMPATIBLE, BREAKING], [LeftOut("new.json", "is new")])
    assert page.startswith("""\
### Compatibility

| answer | writer | reader | direction |
|---|---|---|---|
| compatible | v1&#58;Order | v2&#58;Order |  |
| breaking | v1&#58;Order | v2&#58;Order | an old writer, a new reader |

not compared&#58; new.json&#58; is new

<details><summary>breaking: v1:Order -&gt; v2:Order (an old writer, a new reader)</summary>
""")
    assert page.count("<details>") == 1
    assert verdict_text(BREAKING) in unescape(page)


def test_a_page_that_is_too_large_says_so() -> None:
    page = comparisons_page([replace(BREAKING, writer="x" * 500)] * 900, [])
    assert len(page.encode()) < LARGEST + 100
    assert page.endswith("</details>\n\nThere are more; the page holds no more than these.\n")


def test_the_document_holds_all_that_is_known() -> None:
    document = comparisons_document(Answer.BREAKING, [BREAKING, UNKNOWN], [LeftOut("x", "y")])
    breaking, unknown = document["comparisons"]
    assert document["answer"] == "breaking"
    assert document["left out"] == [{"title": "x", "reason": "y"}]
    assert breaking["witness"] == {
        "text": '{"id":""}',
        "by": "parser",
        "problems": [{"location": ["quantity"], "rule": "missing", "expected": "Field required"}],
    }
    assert [each["rule"] for each in breaking["differences"]] == [
        "required-field-added",
        "nullable-removed",
    ]
    assert breaking["differences"][1]["reader"] == {"at": "#/properties/id/type", "says": "text"}
    assert (unknown["witness"], unknown["searched"]) == (None, 1200)
    assert unknown["undecided"] == [
        {
            "location": ["code"],
            "at": "#/properties/code/pattern",
            "keyword": "pattern",
            "reason": "too large",
        }
    ]


def test_what_the_writer_leaves_out_is_told_with_the_names() -> None:
    how = {
        Omits.NOTHING: "full dumps",
        Omits.UNSET: "dumps without unset fields",
        Omits.DEFAULTS: "dumps without defaults",
        Omits.NONE: "dumps without None",
    }
    for omits, words in how.items():
        verdict = Verdict(Answer.COMPATIBLE, omits=omits)
        assert verdict_text(Comparison("a", "b", verdict)) == f"compatible: a -> b ({words})"
        (told,) = comparisons_document(Answer.COMPATIBLE, [Comparison("a", "b", verdict)], [])[
            "comparisons"
        ]
        assert told["omits"] == omits.value


def test_a_float_that_is_written_as_null_is_a_line() -> None:
    verdict = Verdict(Answer.COMPATIBLE, not_finite=WITNESS)
    assert verdict_text(Comparison("a", "b", verdict)) == (
        "compatible: a -> b\n"
        "  not counted: the writer's model takes inf and nan at $.quantity, and writes no number, "
        "which the reader refuses; Field(allow_inf_nan=False) rules them out"
    )


def test_what_is_not_proved_of_validators_is_a_line() -> None:
    names = tuple(f"Order.v{number}" for number in range(7))
    verdict = Verdict(Answer.COMPATIBLE, validators=names[:1], searched=1)
    assert verdict_text(Comparison("a", "b", verdict)) == (
        "compatible: a -> b\n"
        "  not proved: what Order.v0 of the reader refuses, which no schema shows; "
        "it read all of 1 document"
    )
    verdict = replace(verdict, validators=names, searched=1200)
    assert "Order.v4 and 2 more of the reader refuses" in verdict_text(
        Comparison("a", "b", verdict)
    )


def test_a_model_that_breaks_itself_is_told_so() -> None:
    verdict = replace(BREAKING.verdict, is_same=True)
    text = verdict_text(replace(BREAKING, verdict=verdict))
    assert "  Both sides are one model: it does not read all that it writes.\n" in text


def test_a_crash_is_told_as_one() -> None:
    problem = Problem(Location(), "KeyError", "the parser crashes with KeyError: 'x'", None)
    witness = replace(WITNESS, problems=(problem,), crashes=True)
    text = verdict_text(Comparison("a", "b", Verdict(Answer.BREAKING, witness)))
    assert text.splitlines()[3] == "  on it the reader's parser crashes with KeyError: 'x'"
