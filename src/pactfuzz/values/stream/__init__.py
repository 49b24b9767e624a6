"""A stream of documents that is fast enough to run for a night, and what of a shape it reached."""

from pactfuzz.values.stream.coverage import Coverage
from pactfuzz.values.stream.stream import Made, Stream

__all__ = ["Coverage", "Made", "Stream"]
