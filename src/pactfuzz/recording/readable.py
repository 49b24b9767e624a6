"""Examples that a model's own parser reads, where its validators forbid what its schema allows.

What the schema allows and the parser refuses is for the search for disagreements to show; as an
example it would only fail wherever it is shown.
"""

from collections.abc import Mapping
from typing import Any

from pactfuzz.errors import DeclarationError, UnsatisfiableShape
from pactfuzz.recording.matching import Body
from pactfuzz.shapes import Refused, Shape
from pactfuzz.values import Example, covering_examples
from pactfuzz.values.places import is_parsed, is_refused
from pactfuzz.values.spelling import written


def readable_examples(shape: Shape) -> tuple[Example, ...]:
    """Choose the covering examples of a shape among the documents that its parser does not refuse.

    A document on which the parser crashes is among them, for the consumer's test to fail on it.

    Raises:
        UnsatisfiableShape: no document has the shape, or its parser reads none that is built.
    """
    examples = covering_examples(shape.reader, is_read=lambda it: not _is_refused(shape, it))
    readable = tuple(each for each in examples if not _is_refused(shape, each.document))
    if not readable:
        msg = (
            f"the parser of {shape.name} reads none of the {len(examples)} examples that its JSON "
            f"Schema gives, for {_refusal(shape, examples[0].document)}; state values that it "
            "takes, as in Field(examples=[...])"
        )
        raise UnsatisfiableShape(msg)
    return readable


def readable_example(shape: Shape, body: Body, promises: Mapping[str, Any]) -> Any:
    """Find an example that the parser reads, for the rules of a body and what a state promises.

    That is the body's own, or else it with values from a covering example.

    Raises:
        DeclarationError: none is found.
    """
    if _is_readable(shape, body.example):
        return body.example
    for each in readable_examples(shape):
        example = _with_values(body.example, each.document, promises)
        if shape.accepts(example) and _is_readable(shape, example):
            return example
    msg = (
        f"no example to record is found that the parser of {shape.name} reads: "
        f"{_refusal(shape, body.example)}; promise what it demands, as in "
        'state("...", promises={...}), or state values that it takes, as in Field(examples=[...])'
    )
    raise DeclarationError(msg)


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
