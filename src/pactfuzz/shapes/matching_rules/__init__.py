r"""Matching rules: from what another Pact tool wrote of a body to its JSON Schema (2020-12).

Accepted is what the official core accepts in a response or a message. What JSON Schema cannot say
is let through; where that depends on the rule, a ``$comment`` beginning with "not said" stands at
the place:

- JSON Schema has one kind of number: 1.0 passes for 1, also for ``integer``, and 1 for ``decimal``;
- beyond 64 bits, ``integer`` takes every whole number, and every number passes for equal;
- ``regex`` and ``include`` hold for the JSON text of what is no string: all numbers, all objects
  or all arrays pass if one of them could;
- ``regex``: text beyond ASCII passes where there is a ``\w`` or its like, and text on several lines
  where there is an anchor in the middle; an expression with anything that Oniguruma alone reads so
  (flags, back references, possessive quantifiers, POSIX brackets, properties), or that it refuses,
  lets all through;
- ``date``, ``time`` and ``datetime`` written otherwise than JSON Schema's formats: every string,
  and every number if it could be written so;
- ``contentType`` lets every value through, ``semver`` numbers of any size, ``eachKey`` every name
  where it asks for a number;
- where two path expressions weigh the same, the core takes either: everything of the example's
  type passes.

In one respect the schema is stricter than the core: where there is a format, it has to be kept,
while the core takes ``26-1-5`` for ``yyyy-MM-dd``, and a sixtieth second.
"""

from pactfuzz.shapes.matching_rules.schema import schema_of_body

__all__ = ["schema_of_body"]
