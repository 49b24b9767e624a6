"""The judge of messages whose contents are null or an empty text: the official core takes any."""

from pactfuzz.contract import Interaction
from pactfuzz.contract.body import contents_of
from pactfuzz.contract.outcome import Judge, Mismatch
from pactfuzz.errors import DocumentError
from pactfuzz.shapes import ABSENT, Location, format_document, parse_document
from pactfuzz.verification.expectation import may_be_empty


def mismatches_with_no_contents(message: Interaction, body: bytes) -> tuple[Mismatch, ...]:
    """Refuse contents where null or an empty text is recorded; the JSON of these is no contents."""
    example = contents_of(message)
    if not body or example is ABSENT or not may_be_empty(message):
        return ()
    is_json, document = _json(body)
    if is_json and document == example:
        return ()
    expected = f"no contents, or {format_document(example)}"
    actual = format_document(document) if is_json else repr(body)
    rule = "the pact records a message without contents"
    return (Mismatch(Location(), expected, actual, rule, Judge.PACT),)


def _json(body: bytes) -> tuple[bool, object]:
    try:
        return True, parse_document(body)
    except DocumentError:
        return False, None
