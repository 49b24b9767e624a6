"""Outcomes in words and pictures: the only place with sentences about verdicts."""

from pactfuzz.reporting.driving import driven_text
from pactfuzz.reporting.failure import failure_text, headline, pending_texts
from pactfuzz.reporting.job_summary import annotation, error_annotation, job_summary
from pactfuzz.reporting.tally import Tally, tallies

__all__ = [
    "Tally",
    "annotation",
    "driven_text",
    "error_annotation",
    "failure_text",
    "headline",
    "job_summary",
    "pending_texts",
    "tallies",
]
