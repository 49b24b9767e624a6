"""Moments with and without an offset, past and future: types of their own, with one JSON Schema."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import (
    AwareDatetime,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
    create_model,
)

from pactfuzz.compatibility import Answer, Verdict, compare
from pactfuzz.shapes import Refused, Shape

DATE_TIME = {
    "type": "object",
    "properties": {"at": {"type": "string", "format": "date-time"}},
    "required": ["at"],
}


def model(kind: Any) -> Shape:
    return Shape.of(create_model("Event", at=(kind, ...)))


def verdict_on(writer: Any, reader: Any) -> Verdict:
    return compare(model(writer), model(reader))


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (datetime, AwareDatetime),
        (datetime, NaiveDatetime),
        (datetime, PastDatetime),
        (datetime, FutureDatetime),
        (AwareDatetime, NaiveDatetime),
        (NaiveDatetime, AwareDatetime),
        (PastDatetime, AwareDatetime),
        (FutureDatetime, PastDatetime),
        (date, PastDate),
        (date, FutureDate),
        (list[datetime], list[AwareDatetime]),
        (dict[str, datetime], dict[str, AwareDatetime]),
        (dict[datetime, int], dict[AwareDatetime, int]),
        (datetime | None, AwareDatetime | None),
        (tuple[int, datetime], tuple[int, AwareDatetime]),
    ],
)
def test_a_moment_of_another_kind_breaks(writer: Any, reader: Any) -> None:
    verdict = verdict_on(writer, reader)
    assert verdict.answer is Answer.BREAKING
    assert verdict.witness is not None
    with pytest.raises(Refused):
        model(reader).parse(verdict.witness.text)


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        *((kind, kind) for kind in (datetime, AwareDatetime, NaiveDatetime, PastDatetime)),
        *((kind, kind) for kind in (FutureDatetime, PastDate, FutureDate)),
        *((kind, datetime) for kind in (AwareDatetime, NaiveDatetime, FutureDatetime)),
        (FutureDate, date),
    ],
)
def test_a_moment_of_the_same_or_a_narrower_kind_is_compatible(writer: Any, reader: Any) -> None:
    assert verdict_on(writer, reader).answer is Answer.COMPATIBLE


def test_of_a_schema_the_standard_tells_that_a_moment_has_an_offset() -> None:
    verdict = compare(Shape.from_schema(DATE_TIME), model(AwareDatetime))
    assert verdict.answer is Answer.COMPATIBLE
