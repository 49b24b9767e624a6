"""What verifying one interaction showed, as a value that travels between processes and jobs."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from pactfuzz.shapes import Location


class Verdict(StrEnum):
    """What became of one interaction."""

    VERIFIED = "verified"
    FAILED = "failed"
    PENDING = "pending"
    """Known to be broken and still broken: shown, but no reason to fail the run."""
    PENDING_BUT_PASSES = "pending, but passes"
    """Known to be broken, and mended: the mark has to go, so the run fails."""
    NOT_RUN = "not run"

    @property
    def fails_the_run(self) -> bool:
        """Whether a run that saw it is red."""
        return self in (Verdict.FAILED, Verdict.PENDING_BUT_PASSES)


class Judge(StrEnum):
    """Who found a mismatch."""

    CORE = "the official Pact core"
    SCHEMA = "the consumer's embedded schema"
    PACT = "the pact"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One place where what the provider sent is not what the consumer expects.

    ``where`` is a location in the body, or names another part (``the status``). ``expected`` and
    ``actual`` are JSON text or, like ``absent``, words; ``rule`` says in words what was judged.
    """

    where: Location | str
    expected: str
    actual: str
    rule: str
    judge: Judge

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read what ``to_document`` wrote."""
        where = document["where"]
        return cls(
            where=where if isinstance(where, str) else Location.of(where),
            expected=document["expected"],
            actual=document["actual"],
            rule=document["rule"],
            judge=Judge(document["judge"]),
        )

    def to_document(self) -> dict[str, Any]:
        """Write it as JSON; a location is the list of its names and indices."""
        return {
            "where": self.where if isinstance(self.where, str) else list(self.where.parts),
            "expected": self.expected,
            "actual": self.actual,
            "rule": self.rule,
            "judge": self.judge.value,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What verifying one interaction showed.

    ``interaction`` is its sentence. ``reason`` says what went wrong where that is no mismatch (an
    emitter that raised, a state without a handler); ``pending`` why it is known to be broken, empty
    where its mark gives no reason and None where it has no mark.
    ``sent`` is what left the provider: a message, or the body of a response whose start line and
    headers ``head`` tells; None if nothing did. ``official`` is the official core's own text.
    ``seconds`` is the whole duration, the provider's own time included.
    """

    consumer: str
    provider: str
    interaction: str
    states: tuple[str, ...]
    verdict: Verdict
    mismatches: tuple[Mismatch, ...] = ()
    reason: str = ""
    pending: str | None = None
    head: str = ""
    sent: bytes | None = None
    official: str = ""
    seconds: float = 0.0

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read what ``to_document`` wrote."""
        return cls(
            consumer=document["consumer"],
            provider=document["provider"],
            interaction=document["interaction"],
            states=tuple(document["states"]),
            verdict=Verdict(document["verdict"]),
            mismatches=tuple(map(Mismatch.from_document, document["mismatches"])),
            reason=document["reason"],
            pending=document["pending"],
            head=document["head"],
            sent=_bytes(document["sent"]),
            official=document["official"],
            seconds=document["seconds"],
        )

    def to_document(self) -> dict[str, Any]:
        """Write it as plain JSON types, so that it survives any transport; nothing is lost."""
        return {
            "consumer": self.consumer,
            "provider": self.provider,
            "interaction": self.interaction,
            "states": list(self.states),
            "verdict": self.verdict.value,
            "mismatches": [each.to_document() for each in self.mismatches],
            "reason": self.reason,
            "pending": self.pending,
            "head": self.head,
            "sent": _document(self.sent),
            "official": self.official,
            "seconds": self.seconds,
        }


def _document(data: bytes | None) -> dict[str, str] | None:
    """Write bytes as the text that they are or, where they are none, in base 64."""
    if data is None:
        return None
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": b64encode(data).decode("ascii")}


def _bytes(document: Mapping[str, str] | None) -> bytes | None:
    if document is None:
        return None
    if "text" in document:
        return document["text"].encode("utf-8")
    return b64decode(document["base64"])
