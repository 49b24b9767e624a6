"""The properties of a consumer's contract, each a check of one document.

Hypothesis, a replay of the corpus and a campaign run the very same checks.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pactfuzz.contract import Property
from pactfuzz.errors import DocumentError
from pactfuzz.fuzzing.differences import Difference, missing
from pactfuzz.fuzzing.known import Known
from pactfuzz.fuzzing.sets import with_sorted_sets
from pactfuzz.fuzzing.target import Sent, Target
from pactfuzz.shapes import (
    ABSENT,
    Crashed,
    Refused,
    Shape,
    format_document,
    parse_document,
)

LONGEST_SHOWN: Final = 300
"""Characters of a document that a message shows."""


class Broken(AssertionError):
    """A property does not hold for a document; the text says where and why."""


class NothingToCompare(Exception):
    """A property says nothing of a document, as of an extension of one that fails already."""


def valid(target: Target, sent: Sent) -> None:
    """The test holds for the document."""
    target.run(sent.text)


def extended(target: Target, sent: Sent) -> None:
    """The test holds for the extended document, and what is understood is what it was before.

    Raises:
        NothingToCompare: the plain document fails by itself.
    """
    plain = sent.plain if sent.plain is not None else sent.text
    try:
        before = target.run(plain)
    except Exception as error:
        raise NothingToCompare from error
    after = target.run(sent.text)
    if before != after:
        msg = f"with {sent.words} it does {after!r}, without it {before!r}"
        raise Broken(msg)
    if target.shape.adapter is not None:
        today, tomorrow = (_understood(target.shape, each) for each in (plain, sent.text))
        if any(missing(today, tomorrow, lambda _: True)):
            today, tomorrow = (with_sorted_sets(target.shape, each) for each in (today, tomorrow))
            _hold_to(missing(today, tomorrow, lambda _: True), f"with {sent.words}")


def round_trip(target: Target, sent: Sent) -> None:
    """Parsed, dumped and parsed again, a document is the same value and nothing of it is lost."""
    shape = target.shape
    value = _parsed(shape, sent.text)
    dumped = shape.dump(value)
    written = _document(dumped, "is dumped as what is")
    if not shape.accepts(written):
        problem = shape.problems(written)[0]
        msg = f"is dumped as {_shown(dumped)}, which its own schema refuses: {problem}"
        raise Broken(msg)
    try:
        again = _parsed(shape, dumped)
    except ValueError:
        refusal = _refusal(shape, dumped)
        msg = f"is dumped as {_shown(dumped)}, which its own parser refuses: {refusal}"
        raise Broken(msg) from None
    if again != value and repr(again) != repr(value):
        msg = f"was {value!r}, and is {again!r} after it was dumped as {_shown(dumped)}"
        raise Broken(msg)
    after = shape.dump(again)
    if after != dumped and not _is_same_but_for_sets(shape, dumped, after):
        msg = f"is dumped as {_shown(dumped)}, and after a round trip as {_shown(after)}"
        raise Broken(msg)
    _hold_to(_lost(target, sent.text, value, written), "on its way through the model")


def agreement(target: Target, sent: Sent) -> None:
    """What the schema allows the parser reads: by the schema a provider is held."""
    problems = target.shape.problems(parse_document(sent.text))
    try:
        target.shape.parse(sent.text)
    except Crashed as error:
        msg = f"parser-crashes: {error}"
        raise Broken(msg) from error
    except Refused as error:
        if not problems:
            msg = f"the schema allows it, the parser refuses it: {error}"
            raise Broken(msg) from None


def rejects(target: Target, sent: Sent) -> None:
    """What the contract forbids is refused as invalid input, and by no other exception.

    Invalid input is a ``ValueError``, as those of Pydantic, ``json`` and the decoding of UTF-8 are.
    """
    try:
        target.read(sent.text)
    except Crashed as error:
        msg = f"({sent.words}) is not refused as invalid: parser-crashes: {error}"
        raise Broken(msg) from error
    except (ValueError, DocumentError):
        return
    except Exception as error:
        msg = f"({sent.words}) is not refused as invalid, it raises {type(error).__name__}: {error}"
        raise Broken(msg) from error
    msg = f"({sent.words}) is read, though neither the schema nor the parser takes it"
    raise Broken(msg)


CHECKS: Final[Mapping[Property, Callable[[Target, Sent], None]]] = {
    Property.VALID: valid,
    Property.EXTENDED: extended,
    Property.ROUND_TRIP: round_trip,
    Property.LENIENT_ROUND_TRIP: round_trip,
    Property.AGREEMENT: agreement,
    Property.REJECTS: rejects,
    Property.GROWTH: valid,
}


def _parsed(shape: Shape, text: bytes) -> Any:
    """Parse as the model does, which may take what is no JSON, such as NaN.

    Raises:
        Broken: the parser crashes.
    """
    if shape.adapter is None:
        return parse_document(text)
    try:
        return shape.adapter.validate_json(text)
    except ValueError:
        raise
    except Exception as error:
        crash = Crashed.of(f"{type(error).__name__}: {error}")
        msg = f"parser-crashes: {crash}"
        raise Broken(msg) from error


def _understood(shape: Shape, text: bytes) -> Any:
    return _document(shape.dump(_parsed(shape, text)), "is dumped as what is")


def _document(text: bytes, words: str) -> Any:
    try:
        return parse_document(text)
    except DocumentError as error:
        msg = f"{words} {error}"
        raise Broken(msg) from None


def _refusal(shape: Shape, text: bytes) -> str:
    try:
        shape.parse(text)
    except Refused as error:
        return str(error)
    return ""


def _lost(target: Target, text: bytes, value: Any, written: Any) -> Iterator[Difference]:
    """Hold a document of the schema against what the model's value holds.

    What only the parser takes (a number written as a text) it may take as what it likes.
    """
    try:
        document = parse_document(text)
    except DocumentError:
        return
    if _is_within(document, written):
        return
    shape = target.shape
    if shape.type_adapter is not None and shape.accepts(document):
        held = shape.type_adapter.dump_python(value, by_alias=True)
        yield from missing(document, held, Known(target.reading, document, held))


def _is_same_but_for_sets(shape: Shape, first: bytes, second: bytes) -> bool:
    """Return whether two dumps differ in nothing but the order of sets."""
    ordered = (with_sorted_sets(shape, parse_document(each)) for each in (first, second))
    return len({format_document(each) for each in ordered}) == 1


def _is_within(document: Any, written: Any) -> bool:
    """Say at a glance that all members were written as they were: most documents' case."""
    if not isinstance(document, dict) or not isinstance(written, dict):
        return False
    # By their spelling, in which 1, 1.0 and True differ.
    return repr(document) == repr({name: written.get(name, ABSENT) for name in document})


def _hold_to(differences: Iterator[Difference], words: str) -> None:
    for difference in differences:
        msg = f"{words} {difference}"
        raise Broken(msg)


def _shown(text: bytes) -> str:
    shown = text.decode("utf-8", "backslashreplace")
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
