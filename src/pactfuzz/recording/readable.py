"""Examples that a model's own parser reads, where its validators forbid what its schema allows.

What the schema allows and the parser refuses is for the search for disagreements to show; as an
example it would only fail wherever it is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pactfuzz.errors import DeclarationError, UnsatisfiableShape
from pactfuzz.recording.matching import Body, body_of
from pactfuzz.recording.stated import model_examples, stated_examples
from pactfuzz.shapes import ABSENT, Refused, Shape, format_document
from pactfuzz.values import Example, covering_examples
from pactfuzz.values.places import is_parsed, is_refused
from pactfuzz.values.spelling import written

NEXT_STEP: Final = (
    "state values that it takes: Field(examples=[...]) for a field, "
    'json_schema_extra={"examples": [...]} for a model, fuzz=Fuzz(values=[...]); where the JSON '
    "Schema is not what crosses, give the right one by WithJsonSchema"
)


def readable_examples(shape: Shape, values: Sequence[Any] = ()) -> tuple[Example, ...]:
    """Choose the covering examples of a shape among the documents that its parser does not refuse.

    A document on which the parser crashes is among them, for the consumer's test to fail on it.
    Where the parser refuses all covering examples, those with the values that the schema states
    as examples are tried, then the documents in ``values``, which the user gave, and then those
    with one optional member each.

    Raises:
        UnsatisfiableShape: no document has the shape, or its parser reads none that is built.
    """
    covering = covering_examples(shape.reader, is_read=lambda it: not _is_refused(shape, it))
    for examples in (
        covering,
        stated_examples(shape),
        _given(shape, values),
        _with_one_member(shape, covering),
    ):
        readable = tuple(each for each in examples if not _is_refused(shape, each.document))
        if readable:
            return readable
    msg = (
        f"the parser of {shape.name} reads none of the {len(covering)} examples that its JSON "
        f"Schema gives, for {_refusal(shape, covering[0].document)}; {NEXT_STEP}"
    )
    raise UnsatisfiableShape(msg)


def readable_body(
    shape: Shape, body: Body, promises: Mapping[str, Any], values: Sequence[Any] = ()
) -> Body:
    """Give a body the example of ``readable_example``.

    Where none is found, the entries of maps are named by a number, as the parser of ``dict[int,
    str]`` demands; or members are added that one of the model's own examples, or of the ``values``
    that the user gave, has and that the parser demands.

    Raises:
        DeclarationError: none is found.
    """
    try:
        return replace(body, example=readable_example(shape, body, promises, values))
    except DeclarationError:
        numbered = body_of(shape.reader, promises, entry="1")
        if shape.accepts(numbered.example) and _is_readable(shape, numbered.example):
            return numbered
        given = [each.document for each in _given(shape, values) if isinstance(each.document, dict)]
        for stated in (*model_examples(shape), *given):
            found = _body_like(shape, body, promises, stated)
            if found is not None:
                return found
        raise


def readable_example(
    shape: Shape, body: Body, promises: Mapping[str, Any], values: Sequence[Any] = ()
) -> Any:
    """Find an example that the parser reads, for the rules of a body and what a state promises.

    That is the body's own, or else it with values from a covering example or from one that the
    schema states.

    Raises:
        DeclarationError: none is found.
    """
    if shape.accepts(body.example) and _is_readable(shape, body.example):
        return body.example
    for each in (
        *readable_examples(shape, values),
        *stated_examples(shape),
        *_given(shape, values),
    ):
        example = _with_values(body.example, each.document, promises)
        if shape.accepts(example) and _is_readable(shape, example):
            return example
    msg = (
        f"no example to record is found that the parser of {shape.name} reads: "
        f"{_refusal(shape, body.example)}; promise what it demands, as in "
        f'state("...", promises={{...}}), or {NEXT_STEP}'
    )
    raise DeclarationError(msg)


def _given(shape: Shape, values: Sequence[Any]) -> Iterator[Example]:
    for number, document in enumerate(values, 1):
        if shape.accepts(document):
            yield Example(f"value {number}", document)


def _with_one_member(shape: Shape, covering: Sequence[Example]) -> Iterator[Example]:
    """Build objects that have one optional member, as a model with exactly one of them demands."""
    simplest = covering[0].document
    if not isinstance(simplest, dict):
        return
    seen: set[str] = set()
    members = (
        (name, value)
        for each in covering
        if isinstance(each.document, dict)
        for name, value in each.document.items()
        if name not in simplest
    )
    for name, value in members:
        document = simplest | {name: value}
        text = format_document(document)
        if text not in seen and shape.accepts(document):
            seen.add(text)
            yield Example(f"{name}={format_document(value)}", document)


def _body_like(
    shape: Shape, body: Body, promises: Mapping[str, Any], stated: Mapping[str, Any]
) -> Body | None:
    """Add to a body the members of a stated example without which the parser reads nothing."""
    if not isinstance(body.example, dict):
        return None

    def with_members(names: Sequence[str]) -> Body | None:
        added = dict.fromkeys(names, ABSENT)
        wider = body_of(shape.reader, {**added, **promises})
        example = _with_values(wider.example, stated, promises)
        is_right = shape.accepts(example) and _is_readable(shape, example)
        return Body(example, wider.rules) if is_right else None

    names = [name for name in stated if name not in body.example]
    for name in tuple(names):
        others = [each for each in names if each != name]
        if with_members(others) is not None:
            names = others
    return with_members(names)


def _with_values(example: Any, other: Any, promises: Any) -> Any:
    """Take over values of the same type where nothing is promised; no member comes or goes."""
    promised = promises if isinstance(promises, Mapping) else {}
    match example, other:
        case dict(), dict():
            return {
                name: value
                if name in promised and not isinstance(promised[name], Mapping)
                else _with_values(value, other.get(name, value), promised.get(name))
                for name, value in example.items()
            }
        case list(), list() if len(example) == len(other):
            return [_with_values(*pair, None) for pair in zip(example, other, strict=True)]
        case _:
            return other if type(example) is type(other) else example


def _is_refused(shape: Shape, document: Any) -> bool:
    return is_refused(shape, written(document))


def _is_readable(shape: Shape, document: Any) -> bool:
    return is_parsed(shape, written(document))


def _refusal(shape: Shape, document: Any) -> str:
    """Say what the parser has against a document, and show it."""
    text = written(document)
    try:
        shape.parse(text)
    except Refused as error:
        said = str(error)
    return f"{text.decode()} fails with: {said}"
