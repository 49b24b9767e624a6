"""Values: from a schema to documents that have its shape."""

from pactfuzz.values.covering import Example, covering_examples
from pactfuzz.values.simplest import simplest_document

__all__ = ["Example", "covering_examples", "simplest_document"]
