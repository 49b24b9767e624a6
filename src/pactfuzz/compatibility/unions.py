"""Unions of the reader: whether everything that the writer may send is of one of the branches."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from pactfuzz.compatibility.conjunction import (
    Condition,
    Conjunction,
    conjunction,
    is_nothing,
    types_of,
)
from pactfuzz.compatibility.meeting import Meeting, Schemas
from pactfuzz.compatibility.place import Suspicion
from pactfuzz.compatibility.side import is_equal
from pactfuzz.compatibility.splitting import are_disjoint, cases
from pactfuzz.compatibility.texts import is_text_kept

MOST_SPLITS: Final = 3
MOST_OF_BRANCH: Final = 8
"""Suspicions by which a branch is judged to be the nearest."""


def broken_union(meeting: Meeting) -> Iterator[Suspicion]:
    """Say what could not be proved of a union: in the branch that comes nearest, and as a whole."""
    if meeting.keyword == "anyOf" and _is_everything(meeting.demand):
        return
    found = _broken(meeting, MOST_SPLITS)
    if isinstance(meeting.part, Condition):
        stated = _stated(meeting, meeting.part)
        yield from (replace(each, within=stated) for each in found)
    else:
        yield from found


def _stated(meeting: Meeting, condition: Condition) -> Suspicion:
    """Suspect the condition itself, which the reader states by another keyword than a union."""
    pointer = meeting.place.reader_at + condition.pointer
    return Suspicion(
        replace(meeting.place, reader_at=pointer),
        condition.keyword,
        meeting.writer,
        condition.stated,
        member=condition.member,
    )


def _broken(meeting: Meeting, splits: int) -> Iterator[Suspicion]:
    covering = _covering(meeting)
    if covering is not None and _is_only(meeting, covering):
        return
    narrower = cases(meeting.walk, meeting.writer, meeting.demand) if splits else []
    if narrower:
        for each in narrower:
            if not is_nothing(each):
                yield from _broken(_with(meeting, each), splits - 1)
        return
    if is_text_kept(meeting.writer, meeting.alone) or meeting.is_covered():
        return
    if covering is None:
        yield from _nearest(meeting)
    yield meeting.suspicion()


def _with(meeting: Meeting, writer: Conjunction) -> Meeting:
    return Meeting(meeting.walk, writer, meeting.part, meeting.keyword, meeting.place)


def _covering(meeting: Meeting) -> Any:
    """Find a branch that all of the writer is of, first of all one that says the same."""
    walk, writer, branches = meeting.walk, meeting.writer, meeting.demand
    for each in branches:
        parts = conjunction(walk.reader, each)
        if all(any(walk.is_same(one, part) for one in writer) for part in parts):
            return each
    return next((each for each in branches if walk.holds(writer, (each,), meeting.place)), None)


def _is_only(meeting: Meeting, covering: Any) -> bool:
    """Say whether it is proved that nothing is of another branch, where that matters."""
    others = (each for each in meeting.demand if each is not covering)
    return meeting.keyword == "anyOf" or all(
        are_disjoint(meeting.walk, meeting.writer, each) for each in others
    )


def _nearest(meeting: Meeting) -> list[Suspicion]:
    """Take the branch of which least could not be proved, if any is of the same type.

    None of another tag is taken: it is not meant for such values at all.
    """
    walk, writer, keyword = meeting.walk, meeting.writer, meeting.keyword
    kinds = types_of(writer)
    found = []
    for index, each in enumerate(meeting.demand):
        if kinds & types_of(conjunction(walk.reader, each)):
            place = meeting.place.branch(reader=f"/{keyword}/{index}")
            found.append(list(islice(walk.between(writer, (each,), place), MOST_OF_BRANCH)))
    meant = [some for some in found if not any(map(_is_tag, some))]
    return min(meant, key=len, default=[])


def _is_tag(suspicion: Suspicion) -> bool:
    """Say whether a branch is suspected of having another tag, or another member for its tag."""
    if suspicion.keyword == "required":
        member = suspicion.reader.get("properties", {}).get(suspicion.member)
        return isinstance(member, Mapping) and "const" in member
    return suspicion.keyword == "const"


def _is_everything(branches: Schemas) -> bool:
    """Say whether one branch is what another one is not."""
    opposites = [{"not": each} for each in branches]
    return any(is_equal(each, other) for each in branches for other in opposites)
