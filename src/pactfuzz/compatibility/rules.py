"""The rules by which a reader can be narrower than its writer, and what to do about each.

A rule is always read from the writer to the reader, whoever of the two changed: that a reader
came to require a field and that a writer ceased to send it are the same break.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of break: what it says, whose documents it hits, how to do without it.

    ``name`` stays from version to version. ``meaning`` opens with a sentence that stands alone.
    """

    name: str
    meaning: str
    who_is_hit: str
    without_a_break: str


_OBJECTS: Final = (
    Rule(
        "required-field-added",
        "The reader requires a field that the writer does not declare. "
        "Either the reader came to require it, or the writer ceased to send it.",
        "Every document of this writer: none of them has the field.",
        "Let the reader fill in a default where the field is missing, and release that first. Then "
        "let the writer send it. Require it once no older writer runs, and no older document waits "
        "in a queue or a store. To take a field away, make it optional in the readers first.",
    ),
    Rule(
        "field-made-required",
        "The reader requires a field that the writer may leave out. "
        "The writer declares it, but as optional.",
        "The documents without the field. They may be rare, so tests on full examples stay green.",
        'Make the writer send the field always, with a value that says "not known" if need be, '
        "and count the documents that still come without it. Require it when there are none left.",
    ),
    Rule(
        "field-removed",
        "The writer sends a field that the reader does not know, and the reader forbids such. "
        "Either the reader dropped it, or the writer added it.",
        "Every document that carries the field. It is refused as a whole, although the reader "
        "needs nothing of the field.",
        'Let the reader ignore what it does not know (Pydantic: extra="ignore"). Where it must '
        "stay closed, a new field goes into the reader first, as optional, and into the writer "
        "second; an old one leaves the writer first, and the reader second.",
    ),
    Rule(
        "additional-fields-forbidden",
        "The writer may send fields of any name, and the reader forbids those it does not declare.",
        'Writers that pass on fields which they do not declare: models with extra="allow", and '
        "schemas without additionalProperties: false where schemas are compared as sets.",
        "Close the writer first, if it never meant to send more. Otherwise let the reader log "
        "unknown fields for a while, declare those that turn up, and forbid the rest last.",
    ),
    Rule(
        "extra-field-narrowed",
        "The reader says what a field is like that the writer does not declare and may still send. "
        "The writer allows fields of any name, with any value.",
        'The documents in which such a writer fills in this name: models with extra="allow", which '
        "pass on what they were given, and open schemas where schemas are compared as sets.",
        'Compare by the policy "closed" if the writer sends what it declares and nothing else. '
        "Where it passes on what others give it, let it declare the field as the reader does, "
        "release that, and let the reader take any value until then.",
    ),
    Rule(
        "field-forbidden",
        "The reader says that a field must not be there, and the writer may send it.",
        "The documents in which the writer fills the field.",
        "Mark the field as deprecated and let the reader skip it. Take it out of all writers, and "
        "forbid it only then. Skipping it for ever costs little.",
    ),
    Rule(
        "field-names-narrowed",
        "The reader allows fewer names of fields than the writer. "
        "The keywords are propertyNames, patternProperties and additionalProperties.",
        "Maps whose keys are data: symbols, labels, identifiers. A new key is enough to break the "
        "reader, with no release of anything.",
        "Accept the old and the new form of the keys, rewrite them in the writer, then drop the "
        'old form. Where keys are free text, send a list of {"name": ..., "value": ...} instead.',
    ),
    Rule(
        "minimum-fields-raised",
        "The reader wants more fields in an object than the writer must send (minProperties).",
        "Small and empty maps, such as those of a writer that was just started.",
        'Let the reader take a sparse map as "nothing known yet". If certain fields are meant, '
        "require these by name instead, after the writer sends them always.",
    ),
    Rule(
        "maximum-fields-lowered",
        "The reader allows fewer fields in an object than the writer may send (maxProperties).",
        "Large maps: those of the busiest day, which no test has.",
        "Bound the map in the writer, or let it spread the entries over several documents that "
        "the reader joins. Lower the reader's limit when the largest map seen stays below it.",
    ),
    Rule(
        "dependent-field-required",
        "The reader requires a field wherever another is present (dependentRequired).",
        "The documents with the one field and without the other.",
        "Put the two into one object, whose fields are both required, and send this object, as a "
        "new optional field, beside the old pair. Move the readers to it, then drop the pair.",
    ),
)

_TYPES: Final = (
    Rule(
        "type-changed",
        "The reader expects another JSON type than the writer sends.",
        'Every document with a value there. A parser that converts ("5" to 5) hides it until '
        "the first value that cannot be converted.",
        "Never change the type under a name. Add a field of the new type under a new name, write "
        "both, move the readers one by one, and drop the old field when none reads it.",
    ),
    Rule(
        "type-narrowed",
        "The reader accepts fewer JSON types than the writer sends. "
        "A union lost a type, or a number became an integer.",
        "The documents with a value of the type that is gone, such as 1.5 where only whole numbers "
        "are read.",
        "Let the reader go on taking the wide type, and convert where the value is used. When the "
        "writer is released with the narrow type and the older documents are consumed, narrow the "
        "reader as well.",
    ),
    Rule(
        "nullable-removed",
        "The writer may send null, and the reader does not take it.",
        "The documents with null there: Pydantic writes it for every field that is None, unless "
        "it dumps with exclude_none.",
        "Let the reader turn null into its default before it validates. Have the writer send a "
        "value, or leave the field out where the reader has it optional; refuse null at the end.",
    ),
    Rule(
        "enum-added",
        "The reader lists the values that it accepts, and the writer may send others as well.",
        "The documents with any other value, other spellings and upper case included.",
        "Give the writer the same enumeration first: whatever it cannot map shows up there, at its "
        'source. Until all writers have it, read other values as a member "unknown".',
    ),
    Rule(
        "enum-member-removed",
        "The writer may send a value that the reader's enumeration lacks. Either the reader "
        "dropped or renamed a member, or the writer has a new one.",
        "The documents with this value, from the first time that it is sent.",
        "A new member: release readers that map unknown values to a fallback (in Python "
        "Enum._missing_), then the writer. A renamed one: read both names, switch the writer, drop "
        "the old name. A member to be dropped leaves the writer first.",
    ),
    Rule(
        "constant-changed",
        "The reader wants one fixed value, and the writer may send another.",
        "All documents at once, where the writer's value is fixed too: a kind or a version is the "
        "same in each.",
        'Accept both values in the reader (Literal["1", "2"]), switch the writer, then drop the '
        "old one. If the value is a version, publish the new version as an event type of its own, "
        "beside the old, until the last reader has moved.",
    ),
)

_UNIONS: Final = (
    Rule(
        "union-member-removed",
        "The writer sends a variant that the reader's union does not have.",
        "The documents of this variant; the others are read as before.",
        "Release readers that know the variant, or that skip what they do not know by a catch-all "
        "at the end of the union. Or send it as a new event type, which old readers never "
        "subscribed to.",
    ),
    Rule(
        "union-ambiguous",
        "A document fits more than one branch of the reader's oneOf, which demands exactly one.",
        "The documents in the overlap, mostly small ones with the optional fields left out. "
        "Validators of JSON Schema refuse them, while Pydantic's parser takes a branch.",
        "Give each branch a field with a constant of its own, send this tag from all writers, and "
        "then require it. If any branch will do, say anyOf instead of oneOf.",
    ),
    Rule(
        "discriminator-changed",
        "The field, or its value, that tells the variants of a union apart differs on both sides.",
        "Every document of the variants concerned. All their other fields may fit, but the reader "
        "cannot tell which variant it has.",
        'A changed value: read both (Literal["cat", "feline"]) before the writer switches. A '
        "changed field: write the old and the new tag side by side until all readers use the new.",
    ),
)

_NUMBERS: Final = (
    Rule(
        "minimum-added",
        "The reader has a lower bound, and the writer has none.",
        'Zero, negative values, and stand-ins such as -1 for "unknown".',
        "Log in the reader what is below the bound, and learn whether it means something. Give "
        "stand-ins a form of their own (null, no field). Then bound the writer, the reader last.",
    ),
    Rule(
        "minimum-raised",
        "The reader's lower bound is above the writer's, or leaves out the bound itself.",
        'The values between the two bounds, the writer\'s own bound first: 0, where "at least 0" '
        'became "above 0".',
        "Raise the bound in the writer, wait until what it wrote before is consumed, and raise it "
        "in the reader. If low values go on being meant, clamp them in the reader.",
    ),
    Rule(
        "maximum-added",
        "The reader has an upper bound, and the writer has none.",
        "Large values. Counters, sizes and timestamps grow into the bound long after the release.",
        "Measure the largest value in production before you choose the bound. Have the writer cap "
        "or split what exceeds it, and only then let the reader refuse it.",
    ),
    Rule(
        "maximum-lowered",
        "The reader's upper bound is below the writer's, or leaves out the bound itself.",
        "The values between the two bounds: peaks, full queues, 100 per cent.",
        "Lower it in the writer first. If the scale changed (per cent to a fraction), that is no "
        "new bound but a new quantity: a new field beside the old, until the readers have moved.",
    ),
    Rule(
        "multiple-added",
        "The reader takes multiples of a step only, and the writer sends any number (multipleOf).",
        "The values between the steps, also those that only binary rounding puts there.",
        "Round in the reader at first, and release writers that round themselves. Better: send "
        "whole numbers of the smallest unit (cents, milliseconds) in a new field.",
    ),
    Rule(
        "multiple-changed",
        "The writer's step is no multiple of the reader's (multipleOf).",
        "The values on the writer's steps that the reader's miss: 5, where 5 became 10.",
        "Let the reader take a step that divides both, move the writer to its new step, and let "
        "the reader follow. A finer step in the reader breaks nobody.",
    ),
)

_TEXTS: Final = (
    Rule(
        "minimum-length-added",
        "The reader demands a least length of a text, and the writer does not.",
        'The empty text, above all: forms and defaults send "" where they have nothing.',
        'Read "" as if the field were missing. Let the writer leave the field out instead of '
        "sending it empty, and demand the length when no empty text comes any more.",
    ),
    Rule(
        "minimum-length-raised",
        "The reader demands longer texts than the writer.",
        "The texts between the two lengths: short codes and names from years ago, which are "
        "still sent.",
        "Issue longer ones in the writer, keep a table from the short to the long ones in the "
        "reader, and raise its bound when the table is no longer asked.",
    ),
    Rule(
        "maximum-length-added",
        "The reader limits the length of a text, and the writer does not.",
        "Long texts: error messages, names that users typed, joined lists.",
        "Cut the text where the reader stores it instead of refusing the document. If the limit "
        "belongs to the contract, put it into the writer's model first.",
    ),
    Rule(
        "maximum-length-lowered",
        "The reader's limit on the length of a text is below the writer's.",
        "The texts between the two limits.",
        "Shorten in the writer, and let the reader keep its old limit until the longer texts are "
        "consumed. A narrower database column is a reason to cut there, not to refuse here.",
    ),
    Rule(
        "pattern-added",
        "The reader wants a text to match a pattern, and the writer has none.",
        "The texts that do not match: other case, blanks around, letters beyond ASCII, nothing.",
        "Normalise before you match: strip, fold the case. Then add the pattern to the writer's "
        "model, see what it refuses there, and add it to the reader when that is nothing.",
    ),
    Rule(
        "pattern-changed",
        "The writer's pattern lets texts through that the reader's does not.",
        "The texts of the older form: identifiers that nobody issues now, but everybody sends.",
        "Accept either pattern in the reader (^(old|new)$) and issue only the new form. Drop the "
        "old one when its last identifier has expired. Without ^ and $ a pattern matches anywhere.",
    ),
    Rule(
        "format-added",
        "The reader demands a format, such as date-time or uuid, and the writer sends any text.",
        "The texts that are not of the format: a time without its zone, a name for an identifier.",
        "Give the field its type in the writer's model (datetime, UUID), so that nothing else can "
        "leave it. Until then keep the plain text in the reader, and parse where it is used.",
    ),
    Rule(
        "format-changed",
        "The reader demands another format than the writer sends.",
        "Nearly every document: a date is no date-time, and a host name is no URI.",
        "Few texts have both formats, so no order of releases will do alone. Send the new format "
        "in a second field, or let the reader try both formats, until no writer sends the old.",
    ),
)

_ARRAYS: Final = (
    Rule(
        "minimum-items-added",
        "The reader demands a number of items in a list, and the writer does not.",
        "Empty lists.",
        "Read an empty list as nothing to do, or let the writer send no document for it. Then "
        "demand the items.",
    ),
    Rule(
        "minimum-items-raised",
        "The reader demands more items in a list than the writer.",
        "The lists between the two lengths.",
        "If the items have meanings by their position, give them fields of their own. Otherwise "
        "let the writer collect until it has enough, and raise the reader's bound after that.",
    ),
    Rule(
        "maximum-items-added",
        "The reader limits the number of items in a list, and the writer does not.",
        "Long lists, such as the backlog that is sent at once after an outage.",
        "Give the writer a batch size below the limit, and page over what is more. Let the reader "
        "work through longer lists in portions until every writer has it.",
    ),
    Rule(
        "maximum-items-lowered",
        "The reader's limit on the number of items in a list is below the writer's.",
        "The lists between the two limits, at the times of the highest load.",
        "Lower the writer's batch size, wait until the queue has drained, and lower the reader's "
        "limit last.",
    ),
    Rule(
        "unique-items-added",
        "The reader wants the items of a list to be distinct, and the writer may repeat some.",
        "Lists with a repeated item, as retries and merges make them.",
        "Drop the repeats in the reader. Have the writer send each item once (a set in its model), "
        "and refuse repeats when none are counted any more.",
    ),
    Rule(
        "items-forbidden",
        "The reader takes no item at a place of a list where the writer may send one.",
        "The lists that go on past the last place which the reader knows.",
        "Let the reader ignore the places that it does not know. For what is to grow, send a "
        "record with named fields instead of a list by position.",
    ),
    Rule(
        "contains-added",
        "The reader wants certain items in a list, or so many of them (contains, minContains, "
        "maxContains).",
        "The lists without such items, or with too many.",
        "What every list must hold is better a field: add it, fill it in the writer, and let the "
        "reader look into the list only where the field is missing.",
    ),
)

_CONDITIONS: Final = (
    Rule(
        "value-forbidden",
        "The reader excludes values that the writer may send (not).",
        "The documents with exactly these values; all others are read as before.",
        "Find the senders of these values by a log in the reader. Exclude the values in the "
        "writer by the same rule, and in the reader when the log stays empty.",
    ),
    Rule(
        "condition-added",
        "The reader has a rule under a condition that the writer does not keep (if, then, else, "
        "dependentSchemas, unevaluatedProperties, unevaluatedItems).",
        "The documents that meet the condition and not its consequence. Examples that vary one "
        "field at a time miss them.",
        "Make the case a variant of a union, with a tag and required fields of its own, and let "
        "the writer choose it. Keep the condition as a warning until all writers do.",
    ),
    Rule(
        "rule-added",
        "The reader has a rule, of none of the other kinds, that the writer does not keep.",
        "The documents like the one that is shown.",
        "Put the document that is shown into the reader's tests, and loosen the reader until it "
        "is read. Release that reader before the writer, and tighten it when nothing sends such "
        "documents any more.",
    ),
    Rule(
        "parser-refuses",
        "The reader's parser refuses a document that its own schema accepts. "
        "A validator, or strict mode, demands more than the JSON Schema can show.",
        "Documents that no comparison of schemas finds, and no other team can foresee.",
        "Say the rule where the schema shows it: Field(ge=...), Literal, an annotated type; then "
        "writers can be held to it. Or let the validator mend the value instead of refusing it.",
    ),
    Rule(
        "dump-off-schema",
        "The writer's model writes a document that its own JSON Schema does not allow. "
        "A serializer of its own, a default of another type than the field's, or a value that "
        "JSON does not have comes out otherwise than the schema says.",
        "Every reader that was built by the schema, and perhaps the writer's own model.",
        "State the return type of each serializer, which Pydantic puts into the schema, and give "
        "each default the type of its field (list[str] | None = None). What the documents show "
        "then, compare shows as well.",
    ),
    Rule(
        "parser-crashes",
        "The reader's parser crashes on a document that the writer may send. "
        "A validator of the reader's own raises something else than ValueError or AssertionError, "
        "such as KeyError or TypeError, which Pydantic passes on.",
        "The documents with the value that the validator does not expect. Whoever handles "
        "ValidationError does not handle this one, so a consumer may stop where it should reject.",
        "Raise ValueError in the validator where it has no answer. State the values that it takes "
        "where the schema shows them: Literal, an Enum, Field(pattern=...).",
    ),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.name: rule
        for group in (_OBJECTS, _TYPES, _UNIONS, _NUMBERS, _TEXTS, _ARRAYS, _CONDITIONS)
        for rule in group
    }
)
"""All rules by their names, in the order in which they are listed."""
