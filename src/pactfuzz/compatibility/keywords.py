"""What it takes to prove, keyword by keyword, that the writer keeps what the reader says."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from pactfuzz.compatibility.bounds import beyond, is_kept
from pactfuzz.compatibility.conjunction import Conjunction, required, types_of
from pactfuzz.compatibility.items import broken_items, is_contained
from pactfuzz.compatibility.meeting import Meeting
from pactfuzz.compatibility.members import broken_members, broken_names
from pactfuzz.compatibility.place import Suspicion, merged, without_member
from pactfuzz.compatibility.splitting import are_disjoint
from pactfuzz.compatibility.texts import STRING, UNTOLD, is_text_kept, texts, word_between
from pactfuzz.compatibility.unions import broken_union

Check: TypeAlias = Callable[[Meeting], Iterator[Suspicion]]

_NUMBER: Final = frozenset({"integer", "fraction"})
_ARRAY: Final = frozenset({"array"})
_OBJECT: Final = frozenset({"object"})
_EVERYTHING: Final = frozenset({"null", "boolean", *_NUMBER, *STRING, *_ARRAY, *_OBJECT})

_TOGETHER: Final = ("properties", "patternProperties", "additionalProperties")
FRACTIONS: Final = (0.5, 1.5, -0.5, 99.5)


def broken(meeting: Meeting) -> Iterator[Suspicion]:
    """Say what could not be proved of one keyword; nothing where it refuses no value here."""
    known = _KEYWORDS.get(meeting.keyword)
    if known is not None and known[0] & types_of(meeting.writer):
        yield from known[1](meeting)


def _bound(meeting: Meeting) -> Iterator[Suspicion]:
    keyword, writer, bound = meeting.keyword, meeting.writer, meeting.demand
    if not is_kept(keyword, meeting.walk.writer, writer, bound) and not meeting.is_covered():
        yield meeting.suspicion(*beyond(keyword, writer, bound))


def _length(meeting: Meeting) -> Iterator[Suspicion]:
    keyword, writer = meeting.keyword, meeting.writer
    if not is_kept(keyword, meeting.walk.writer, writer, meeting.demand):
        yield from _text(meeting)


def _asked(meeting: Meeting) -> Iterator[Suspicion]:
    """Ask the engine, where nothing here can tell."""
    if not is_text_kept(meeting.writer, meeting.alone) and not meeting.is_covered():
        yield meeting.suspicion()


def _type(meeting: Meeting) -> Iterator[Suspicion]:
    more = types_of(meeting.writer) - types_of((meeting.part,))
    if more:
        leaves = (leaf for kind in sorted(more) for leaf in _of_type(meeting.writer, kind))
        yield meeting.suspicion(*leaves)


def _of_type(writer: Conjunction, kind: str) -> list[dict[str, Any]]:
    if kind == "fraction":
        return [{"const": number} for number in FRACTIONS]
    return [merged((*writer, {"type": kind}))]


def _text(meeting: Meeting) -> Iterator[Suspicion]:
    if meeting.demand in [each.get(meeting.keyword) for each in meeting.writer]:
        return
    try:
        word = word_between(texts(meeting.writer), meeting.alone)
    except UNTOLD:
        word = ""
    if word is not None and not meeting.is_covered():
        yield meeting.suspicion({"const": word})


def _required(meeting: Meeting) -> Iterator[Suspicion]:
    sent = required(meeting.writer)
    for name in meeting.demand:
        if name not in sent:
            yield meeting.suspicion(without_member(meeting.writer, name), member=name)


def _members(meeting: Meeting) -> Iterator[Suspicion]:
    if meeting.keyword == next(each for each in _TOGETHER if each in meeting.part):
        yield from broken_members(meeting)


def _items(meeting: Meeting) -> Iterator[Suspicion]:
    if meeting.keyword != "items" or "prefixItems" not in meeting.part:
        yield from broken_items(meeting)


def _contains(meeting: Meeting) -> Iterator[Suspicion]:
    if is_contained(meeting) or meeting.is_covered():
        return
    most = meeting.part.get("maxContains")
    more = {"contains": meeting.demand, "minContains": (most or 0) + 1}
    is_known = most is not None and not meeting.walk.reader.referred(more)
    leaves = [{"allOf": [merged(meeting.writer), more]}] if is_known else []
    yield meeting.suspicion(*leaves)


def _not(meeting: Meeting) -> Iterator[Suspicion]:
    if not are_disjoint(meeting.walk, meeting.writer, meeting.demand):
        yield from _asked(meeting)


_KEYWORDS: Final[Mapping[str, tuple[frozenset[str], Check]]] = {
    "type": (_EVERYTHING, _type),
    "not": (_EVERYTHING, _not),
    **dict.fromkeys(("anyOf", "oneOf"), (_EVERYTHING, broken_union)),
    **dict.fromkeys(("const", "enum", "$ref"), (_EVERYTHING, _asked)),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "multipleOf"), (_NUMBER, _bound)),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), (_NUMBER, _bound)),
    **dict.fromkeys(("minLength", "maxLength"), (STRING, _length)),
    **dict.fromkeys(("pattern", "format"), (STRING, _text)),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), (_ARRAY, _bound)),
    **dict.fromkeys(("items", "prefixItems"), (_ARRAY, _items)),
    "contains": (_ARRAY, _contains),
    "unevaluatedItems": (_ARRAY, _asked),
    **dict.fromkeys(("minProperties", "maxProperties"), (_OBJECT, _bound)),
    **dict.fromkeys(
        ("properties", "patternProperties", "additionalProperties"), (_OBJECT, _members)
    ),
    "propertyNames": (_OBJECT, broken_names),
    "required": (_OBJECT, _required),
    "unevaluatedProperties": (_OBJECT, _asked),
}
"""The keywords that may refuse something, of which types, and how it is proved that they do not."""
