"""From a document that fails to the smallest one that fails alike, within a number of attempts."""

import re
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pactfuzz.contract import Property
from pactfuzz.errors import DocumentError
from pactfuzz.fuzzing.differences import missing
from pactfuzz.fuzzing.properties import Broken, NothingToCompare
from pactfuzz.fuzzing.target import Failure, Sent
from pactfuzz.shapes import Shape, parse_document
from pactfuzz.values.minimise import MOST_CALLS, minimise
from pactfuzz.values.places import is_refused

_VARIABLE: Final = re.compile(r"\d[\d.e+-]*|'[^']*'|\"[^\"]*\"|\{.*\}|\[.*\]", re.DOTALL)


def smallest(
    shape: Shape,
    of: Property,
    failing: Callable[[Sent], BaseException | None],
    failure: Failure,
    attempts: int = MOST_CALLS,
) -> Failure:
    """Return the smallest failure of the same kind that so many attempts lead to.

    ``failing`` gives the error by which a document fails; what it says nothing of by raising
    ``NothingToCompare`` is passed over. A failure that is not as small as can be says so.
    """
    kind, last, left = kind_of(failure.error), failure, attempts

    def fails_alike(text: bytes) -> bool:
        nonlocal last, left
        left -= 1
        sent = Sent(text, failure.sent.plain, failure.sent.words)
        if not _is_wanted(shape, of, sent):
            return False
        try:
            error = failing(sent)
        except NothingToCompare:
            return False
        if error is None or kind_of(error) != kind:
            return False
        last = Failure(sent, error)
        return True

    # The minimiser ends with the last document of which this was so, or with the first one.
    minimise(failure.sent.text, fails_alike, limit=attempts)
    if left > 0:
        return last
    note = f"{attempts:,} attempts to make it smaller were made; a smaller one may fail as well"
    return replace(last, note=note)


def kind_of(error: BaseException) -> str:
    """Tell one way of failing from another: by the exception and the line that raised it.

    What pactfuzz itself says is told apart by its words, without the values in them.
    """
    if isinstance(error, Broken):
        return _VARIABLE.sub("", str(error))
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__qualname__} {where}"


def _is_wanted(shape: Shape, of: Property, sent: Sent) -> bool:
    """Return whether a smaller document is of the shape, and still extends the plain one."""
    try:
        document = parse_document(sent.text)
    except DocumentError:
        return False
    if not shape.accepts(document):
        return False
    if of is not Property.AGREEMENT and is_refused(shape, sent.text):
        return False
    if of is not Property.EXTENDED or sent.plain is None:
        return True
    return next(missing(parse_document(sent.plain), document, lambda _: True), None) is None
