"""The second judge: the shape that the consumer parses, as its pact carries it."""

from pactfuzz.contract import Interaction
from pactfuzz.contract.outcome import Judge, Mismatch
from pactfuzz.errors import DocumentError, ShapeError
from pactfuzz.shapes import ABSENT, Location, Shape, format_document, parse_document
from pactfuzz.shapes.problem import Problem
from pactfuzz.verification.excerpt import MISMATCH, excerpt


def mismatches_from_schema(interaction: Interaction, body: bytes) -> tuple[Mismatch, ...]:
    """Judge the bytes that left the provider; a pact without a schema is content with any.

    What Pact has no words for is found here, above all optional members: *if present, then so*.

    Raises:
        ShapeError: what the pact carries is no JSON Schema.
    """
    if interaction.schema is None:
        return ()
    return mismatches_with(shape_of(interaction), body)


def shape_of(interaction: Interaction) -> Shape:
    """Take the shape that the consumer parses; that of an interaction without one is any.

    Raises:
        ShapeError: what the pact carries is no JSON Schema.
    """
    name = f'the consumer\'s schema of "{interaction.description}"'
    return Shape.from_schema(interaction.schema or {}, name)


def mismatches_with(shape: Shape, body: bytes) -> tuple[Mismatch, ...]:
    """Say where bytes are not of a shape.

    Raises:
        ShapeError: the schema applies to the document so often that it would not be judged today.
    """
    try:
        document = parse_document(body)
        if not shape.is_judged_in_time(document):
            msg = (
                f"{shape.name} refers to its parts so often that this document of {len(body)} "
                "bytes is not judged in a reasonable time; refer to each part once"
            )
            raise ShapeError(msg)
        problems = shape.problems(document)
    except DocumentError as error:
        said = excerpt(str(error), MISMATCH)
        return (Mismatch(Location(), "one JSON document", said, "JSON", Judge.SCHEMA),)
    return tuple(map(_of_problem, problems))


def _of_problem(problem: Problem) -> Mismatch:
    actual = repr(ABSENT) if problem.actual is ABSENT else format_document(problem.actual)
    return Mismatch(
        problem.location,
        excerpt(problem.expected, MISMATCH),
        excerpt(actual, MISMATCH),
        excerpt(problem.rule, MISMATCH),
        Judge.SCHEMA,
    )
