"""The shape of what crosses between two parties: its schema, its parser, and both their answers."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Protocol, Self, TypeAlias

import jsonschema_rs
from pydantic import PydanticInvalidForJsonSchema, PydanticUserError, TypeAdapter, ValidationError

from pactfuzz.errors import PactfuzzError, ShapeError
from pactfuzz.shapes.aliases import aliased_schema_of
from pactfuzz.shapes.annotations import no_json, without_idle_annotations
from pactfuzz.shapes.document import parse_document
from pactfuzz.shapes.dumps import Dumps, Omits
from pactfuzz.shapes.formats import FORMATS
from pactfuzz.shapes.location import Location
from pactfuzz.shapes.matching_rules import schema_of_body
from pactfuzz.shapes.model_schemas import SchemaGenerator, dumps_of, schemas_of, validators_of
from pactfuzz.shapes.problem import Problem, problems_from_parser, problems_from_schema
from pactfuzz.shapes.work import AT_ONE_PLACE, Work, may_multiply

DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"


class Refused(ValueError):
    """A parser refuses a document; ``problems`` say where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class Crashed(Refused):
    """A parser fails on a document otherwise than by refusing it: a validator raises ``KeyError``.

    Whoever reads the document is without a value as after a refusal, and the parser has a fault.
    """

    @classmethod
    def of(cls, reason: str) -> Self:
        """Name the exception that the parser ended with, as ``KeyError: 'x'``."""
        kind = reason.partition(":")[0]
        return cls((Problem(Location(), kind, f"the parser crashes with {reason}", None),))


class RemoteModel(Protocol):
    """A model in another process, which is asked there."""

    def validate_json(self, data: bytes | str, /) -> Any:
        """Read a document.

        Raises:
            Refused: the model refuses it, or crashes on it.
        """

    def written(self, instance: Any, omits: Omits, /) -> bytes:
        """Write what ``validate_json`` gave.

        Raises:
            Refused: the model cannot write it.
        """

    def dumps(self, omits: Omits, /) -> Dumps:
        """Describe what the model dumps."""

    @property
    def validators(self) -> tuple[str, ...]:
        """Names of functions of its own by which the model reads."""


Adapter: TypeAlias = TypeAdapter[Any] | RemoteModel
"""A model's parser and writer."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What documents look like, from a Pydantic model, a JSON Schema or a pact interaction.

    A shape holds two truths that may differ, and either can be asked: its JSON Schema
    (``accepts``, ``problems``) and, where there is a model, the parser (``parse``). Pydantic's
    parser takes ``"5"`` for an integer, its schema does not.

    ``reader`` is the schema of what may be read, ``writer`` of what is written: for a model
    those of Pydantic's validation and serialization modes, for a plain schema both the same.
    ``aliased`` is the schema of what may be read under all names that the fields have, where some
    have several; documents are made by ``reader``, which has one name for each.
    """

    name: str
    reader: Mapping[str, Any]
    writer: Mapping[str, Any]
    adapter: Adapter | None = field(default=None, compare=False, repr=False)
    aliased: Mapping[str, Any] | None = field(default=None, repr=False)
    _validators: list[jsonschema_rs.Validator] = field(
        default_factory=list, init=False, compare=False, repr=False
    )

    @classmethod
    def from_model(cls, model: Any) -> Self:
        """Take the shape of any type that ``pydantic.TypeAdapter`` takes.

        Raises:
            ShapeError: Pydantic makes no parser or no JSON Schema of the type.
        """
        name = getattr(model, "__name__", str(model))
        try:
            adapter: TypeAdapter[Any] = TypeAdapter(model)
            reader, writer = map(without_idle_annotations, schemas_of(adapter))
            aliased = without_idle_annotations(aliased_schema_of(adapter, SchemaGenerator))
        except (PydanticUserError, PydanticInvalidForJsonSchema) as error:
            reason, _, _ = error.message.partition("\n")
            msg = f"{name}: Pydantic gives no JSON Schema of this type: {reason}"
            raise ShapeError(msg) from None
        except Exception as error:  # a hook of the model's own fails
            msg = f"{name}: Pydantic gives no JSON Schema of this type: {_named(error)}"
            raise ShapeError(msg) from error
        schemas = _checked(name, reader), _checked(name, writer)
        return cls(name, *schemas, adapter, aliased and _checked(name, aliased))

    @classmethod
    def from_schema(cls, schema: Mapping[str, Any], name: str | None = None) -> Self:
        """Take a JSON Schema: draft 2020-12, or another that ``$schema`` states.

        Raises:
            ShapeError: the schema is none, or it refers to another document. Nothing is fetched.
        """
        title = name or str(schema.get("title", "a JSON Schema"))
        checked = _checked(title, schema)
        return cls(title, checked, checked)

    @classmethod
    def from_interaction(
        cls, example: Any, rules: Mapping[str, Any], name: str = "an interaction"
    ) -> Self:
        """Take the shape that another Pact tool described by an example and matching rules.

        ``rules`` are the ``body`` of the interaction's ``matchingRules``, or, where the pact is of
        version 2, all of them. What JSON Schema cannot say of them is let through;
        ``pactfuzz.shapes.matching_rules`` lists it.

        Raises:
            ShapeError: a path expression or a matching rule cannot be read.
        """
        try:
            return cls.from_schema(schema_of_body(example, rules), name)
        except ShapeError as error:
            msg = f"{name}: {error}"
            raise ShapeError(msg) from None
        except RecursionError:
            msg = f"{name}: the example is nested too deep"
            raise ShapeError(msg) from None

    @classmethod
    def of(cls, source: Any) -> Self:
        """Take whatever a user names a shape by: a shape, a JSON Schema, or a model."""
        if isinstance(source, cls):
            return source
        if isinstance(source, Mapping):
            return cls.from_schema(source)
        return cls.from_model(source)

    def is_alike(self, other: Self) -> bool:
        """Return whether the schemas of both are equal."""
        # As text: to Python, 1 and true are equal.
        mine, its = ([_text(it.read), _text(it.reader), _text(it.writer)] for it in (self, other))
        return mine == its

    def is_same(self, other: Self) -> bool:
        """Say whether both are the very same: equal schemas, and one model or none."""
        if self is other or not self.is_alike(other):
            return self is other
        own, its = self.type_adapter, other.type_adapter
        if own is not None and its is not None:
            return bool(own.core_schema == its.core_schema)
        return self.adapter == other.adapter

    @property
    def read(self) -> Mapping[str, Any]:
        """The schema of all that may be read."""
        return self.reader if self.aliased is None else self.aliased

    @property
    def type_adapter(self) -> TypeAdapter[Any] | None:
        """The model itself, where it is in this process."""
        return self.adapter if isinstance(self.adapter, TypeAdapter) else None

    @property
    def canonical(self) -> Mapping[str, Any]:
        """The reader's schema in canonical form: schemas that say the same the same way are equal.

        Source: the symbolic engine of jsonschema-rs, ``canonicalize``. It would take values that
        are no dates by the standard out of an enumeration; so the formats that readers here are
        more generous about are hidden from it, and beside an enumeration they are not kept.
        """
        hidden = _FORMAT.sub(rf'"format": "{_HIDDEN}\1"', json.dumps(self.reader))
        engine = jsonschema_rs.canonicalize(json.loads(hidden), offline=True, validate_formats=True)
        canonical = json.loads(json.dumps(engine.to_json_schema()).replace(f'"{_HIDDEN}', '"'))
        return canonical if isinstance(canonical, dict) else {}

    def accepts(self, document: Any) -> bool:
        """Say whether the reader's schema accepts a document."""
        return self._validator.is_valid(document)

    def problems(self, document: Any) -> tuple[Problem, ...]:
        """Say where and why the reader's schema does not accept a document; empty if it does."""
        return problems_from_schema(self._validator.iter_errors(document))

    def first_problem(self, document: Any) -> tuple[Problem, ...]:
        """Say it of the first rule alone that a document breaks: a large one may break millions."""
        try:
            self._validator.validate(document)
        except jsonschema_rs.ValidationError as error:
            return problems_from_schema([error])
        return ()

    @property
    def _validator(self) -> jsonschema_rs.Validator:
        """The reader's schema, compiled when it is first asked."""
        if not self._validators:
            self._validators.append(_validator(_text(self.reader)))
        return self._validators[0]

    def is_judged_in_time(self, document: Any) -> bool:
        """Whether the schema judges a document in a time that is in proportion to its size."""
        return Work(self.reader).is_bounded(document)

    def parse(self, text: bytes | str) -> Any:
        """Read a document as the consumer's code gets it: the model's value, or plain JSON.

        Raises:
            Refused: the model's parser, or the schema where there is no model, refuses it.
            Crashed: a validator of the model's own raises an exception that refuses nothing.
            DocumentError: the bytes are not JSON.
        """
        document = parse_document(text)
        if self.adapter is None:
            problems = self.problems(document)
            if problems:
                raise Refused(problems)
            return document
        try:
            return self.adapter.validate_json(text)
        except ValidationError as error:
            raise Refused(problems_from_parser(error)) from error
        except (Refused, PactfuzzError):  # of a model in another process
            raise
        except (Exception, SystemExit) as error:
            raise Crashed.of(_named(error)) from error

    def dump(self, value: Any, omits: Omits = Omits.NOTHING) -> bytes:
        """Write a value as the model's owner would; by ``omits`` some fields are left out.

        A field counts as set if the document had it from which the value was read.

        Raises:
            Refused: the model cannot write it: a serializer of its own fails.
        """
        if self.adapter is None:
            return json.dumps(value, ensure_ascii=False).encode()
        if not isinstance(self.adapter, TypeAdapter):
            return self.adapter.written(value, omits)
        try:
            return self.adapter.dump_json(
                value,
                by_alias=True,
                warnings=False,
                exclude_unset=omits is Omits.UNSET,
                exclude_defaults=omits is Omits.DEFAULTS,
                exclude_none=omits is Omits.NONE,
            )
        except Exception as error:
            problem = Problem(Location(), "unwritten", f"cannot be written: {error}", None)
            raise Refused((problem,)) from error

    def dumps(self, omits: Omits = Omits.NOTHING) -> Dumps:
        """Describe the documents that are dumped; those of a plain schema are its own."""
        match self.adapter:
            case None:
                return Dumps(self.writer)
            case TypeAdapter():
                return Dumps.of(dumps_of(self.adapter, omits.value))
            case remote:
                return remote.dumps(omits)

    @property
    def validators(self) -> tuple[str, ...]:
        """Names of the model's own functions that take part in reading: no schema shows them."""
        match self.adapter:
            case None:
                return ()
            case TypeAdapter():
                return tuple(validators_of(self.adapter))
            case remote:
                return remote.validators


def _named(error: BaseException) -> str:
    """Name an exception with the first line of what it says, if it says anything."""
    try:
        words = str(error).strip().partition("\n")[0]
    except Exception:  # noqa: BLE001 - it is somebody's own, and its text fails
        words = ""
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


_HIDDEN: Final = "pactfuzz: "
_FORMAT: Final = re.compile(rf'"format": "({"|".join(FORMATS)})"')
"""A keyword in JSON text; within a string its quotes would be escaped."""


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, sort_keys=True)


def _checked(name: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse a schema that no validator can be made of, or that points out of itself."""
    place = no_json(schema)
    if place is not None:
        msg = f"{name}: not a usable JSON Schema: #{place}: this value is no JSON"
        raise ShapeError(msg)
    try:
        _validator(_text(schema))
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        message = str(getattr(error, "message", error)).partition("\n")[0]
        if "Retrieval is disabled" in message:
            address = message.rpartition(" ")[2]
            msg = (
                f"{name}: the schema refers to {address}, which is never fetched; "
                "put the referred schema under $defs"
            )
        else:
            msg = f"{name}: not a usable JSON Schema: {_place(error)}{message}"
        raise ShapeError(msg) from None
    return schema


def _place(error: Exception) -> str:
    """Say where in a schema something is wrong, where it is known."""
    parts = error.instance_path if isinstance(error, jsonschema_rs.ValidationError) else ()
    pointer = "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in parts)
    return f"#{pointer}: " if pointer else ""


@lru_cache(maxsize=256)
def _validator(text: str) -> jsonschema_rs.Validator:
    """Compile a schema; patterns run under a backtracking limit, so none of them can hang."""
    schema = json.loads(text)
    if may_multiply(text) and Work(schema).at_one_place() > AT_ONE_PLACE:
        msg = (
            f"its references to references apply to one value more than {AT_ONE_PLACE} times, "
            "which no validator does in a reasonable time"
        )
        raise ValueError(msg)
    schema.setdefault("$schema", DRAFT_2020_12)
    return jsonschema_rs.validator_for(
        schema,
        offline=True,
        validate_formats=True,
        formats=dict(FORMATS),
        pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
    )
