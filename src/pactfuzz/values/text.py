"""Texts that show what a schema allows: a plain one, and the shortest and longest there are."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final

from pactfuzz.errors import UnsatisfiableShape
from pactfuzz.values.formats import PLAIN_TEXTS
from pactfuzz.values.patterns import LONGEST, texts_matching

PLAIN: Final = "text"
ENOUGH_TRIES: Final = 400
_KEYWORDS: Final = ("format", "pattern", "minLength", "maxLength")


def texts_of(schema: Mapping[str, Any], is_valid: Callable[[str], bool]) -> list[str]:
    """Choose texts, the plainest first; one only where there is a format.

    Raises:
        UnsatisfiableShape: no text is accepted, or none is found that matches the pattern.
    """
    stated = [each for each in schema.get("examples", ()) if isinstance(each, str)]
    plain = next(filter(is_valid, stated), None)
    if "pattern" in schema:
        chosen = _matching(schema, is_valid, plain)
    elif schema.get("format") in PLAIN_TEXTS:
        chosen = [plain or PLAIN_TEXTS[schema["format"]]]
    else:
        chosen = _by_length(schema, plain)
    valid = list(filter(is_valid, dict.fromkeys(chosen)))
    if not valid:
        said = ", ".join(f"{key} {schema[key]!r}" for key in _KEYWORDS if key in schema)
        msg = f"no text is found with {said}; give one under `examples` of this string"
        raise UnsatisfiableShape(msg)
    return valid


def plain_text(length: int) -> str:
    """Write a text of a given length."""
    return (PLAIN * (length // len(PLAIN) + 1))[:length]


def _by_length(schema: Mapping[str, Any], plain: str | None) -> list[str]:
    least = int(schema.get("minLength", 0))
    most = schema.get("maxLength")
    if least > LONGEST:
        msg = f"minLength {least} is beyond the {LONGEST} characters that are built"
        raise UnsatisfiableShape(msg)
    if most is None:
        return [plain or plain_text(max(least, len(PLAIN))), plain_text(least)]
    longest = min(int(most), LONGEST)
    bounds = [plain_text(least), plain_text(longest)]
    if plain is not None:
        return [plain, *bounds]
    if least:
        return bounds
    return [plain_text(min(longest, len(PLAIN))), *bounds]


def _matching(
    schema: Mapping[str, Any], is_valid: Callable[[str], bool], plain: str | None
) -> list[str]:
    """Find the shortest and the longest text that match among those that are tried."""
    least = min(int(schema.get("minLength", 0)), LONGEST)
    lengths = {least, min(int(schema.get("maxLength", 0)), LONGEST)}
    tried = islice(texts_matching(schema["pattern"], lengths), ENOUGH_TRIES)
    padded = (
        each for text in tried for each in (text, text.ljust(least, "a"), text.rjust(least, "a"))
    )
    valid = sorted(filter(is_valid, dict.fromkeys(padded)), key=len)
    ends = [valid[0], valid[-1]] if valid else []
    return ends if plain is None else [plain, *ends]
