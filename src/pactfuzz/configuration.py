"""The settings: one table, ``[tool.pactfuzz]`` in ``pyproject.toml``, read by every front."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from pathlib import Path
from typing import Any, Literal, Self, TypeVar, get_args

from pactfuzz.errors import ConfigurationError, nearest
from pactfuzz.settings_file import table_of

RecordMode = Literal["write", "check", "off"]
UnknownMode = Literal["fail", "warn"]
LONGEST_TIME = 86_400
"""Seconds of a day: no answer is waited for any longer."""
MOST_EXAMPLES = 1_000_000_000
CORPUS = "tests/contracts/corpus"
RECORD_MODES: tuple[RecordMode, ...] = get_args(RecordMode)
UNKNOWN_MODES: tuple[UnknownMode, ...] = get_args(UnknownMode)
DIRECTIONS = ("backward", "forward", "full")
POLICIES = ("declared", "closed", "strict")
OMITS = ("nothing", "unset", "defaults", "none")

_Choice = TypeVar("_Choice", bound=str)
_Default = TypeVar("_Default", bound=str | None)


@dataclass(frozen=True, slots=True)
class Pair:
    """A writer and a reader that are to be compatible, as ``[[tool.pactfuzz.compare]]`` has them.

    With a ``direction`` they are the earlier and the later version of one thing. ``omits`` is what
    the writer leaves out of its dumps; with ``None`` the setting for all pairs says it.
    """

    writer: str
    reader: str
    direction: str | None = None
    policy: str = "declared"
    interactions: tuple[str, ...] = ()
    omits: str | None = None

    @classmethod
    def from_table(cls, table: object, where: str) -> Self:
        """Check one table; ``where`` opens the message of an error."""
        if not isinstance(table, Mapping):
            msg = f"{where}: compare: expected tables, written as [[tool.pactfuzz.compare]]"
            raise ConfigurationError(msg)
        where = f"{where}.compare"
        known = [each.name for each in fields(cls)]
        for key in table:
            if key not in known:
                msg = f'{where}: unknown key "{key}"; {nearest(key, known)}'
                raise ConfigurationError(msg)
        return cls(
            writer=_text(table, "writer", "", where, "what names a shape"),
            reader=_text(table, "reader", "", where, "what names a shape"),
            direction=_choice(table, "direction", DIRECTIONS, None, where),
            policy=_choice(table, "policy", POLICIES, "declared", where),
            interactions=_texts(table, "interactions", where, "descriptions"),
            omits=_choice(table, "omits", OMITS, None, where),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked of each version of a package, as ``[tool.pactfuzz.matrix.NAME]`` has it.

    ``versions`` are listed, the earliest first, or one text that published ones meet (``>=1.2``).
    ``beside`` (the key ``with``) are requirements that each environment meets too. In the names of
    ``compare``, ``{version}`` stands for the package at that version. ``contracts`` are pytest's
    arguments for the consumers' tests; with ``None`` none are run.
    """

    name: str
    package: str
    versions: str | tuple[str, ...]
    beside: tuple[str, ...] = ()
    compare: tuple[Pair, ...] = ()
    contracts: tuple[str, ...] | None = None

    @classmethod
    def from_table(cls, name: str, table: object, where: str) -> Self:
        """Check one table; ``where`` opens the message of an error."""
        where = f"{where}.matrix.{name}"
        known = ("package", "versions", "with", "compare", "contracts")
        if not isinstance(table, Mapping):
            msg = f"{where}: expected a table, written as [tool.pactfuzz.matrix.{name}]"
            raise ConfigurationError(msg)
        for key in table:
            if key not in known:
                msg = f'{where}: unknown key "{key}"; {nearest(key, known)}'
                raise ConfigurationError(msg)
        if "compare" not in table and "contracts" not in table:
            msg = f"{where}: nothing is asked of the versions; expected compare or contracts"
            raise ConfigurationError(msg)
        is_one = isinstance(table.get("versions"), str)
        package = _text(table, "package", "", where, "the name of a package")
        if not table.get("versions"):
            msg = f'{where}: versions is missing; expected a list of them, or such as ">=1.2"'
            raise ConfigurationError(msg)
        return cls(
            name=name,
            package=package,
            versions=_text(table, "versions", "", where, "versions")
            if is_one
            else _texts(table, "versions", where, "versions"),
            beside=_texts(table, "with", where, "requirements"),
            compare=_pairs(table, where),
            contracts=_texts(table, "contracts", where, "arguments")
            if "contracts" in table
            else None,
        )


@dataclass(frozen=True, slots=True)
class Configuration:
    """What may be set, each also by a command-line option.

    Paths are taken from ``root``, the folder of ``pyproject.toml``; ``timeout`` is in seconds.
    ``consumers`` are the files and folders that hold all consumers' tests: a run that collects
    them whole may remove from a pact what no test declares. By default all that pytest collects.
    ``fuzz`` is the number of examples that each item with generated values tries: 0 leaves these
    items out, ``None`` has Hypothesis's active profile say it. ``corpus`` is the folder of the
    documents on which they failed. ``unknown`` says what an answer that is neither yes nor no
    does to a run that compares, and ``omits`` what services leave out when they dump their models.
    ``compare`` lists the pairs that pytest compares, ``matrix`` the rows of published versions.
    """

    root: Path
    pacts: Path = Path("pacts")
    consumers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    record: RecordMode = "write"
    timeout: float = 10.0
    fuzz: int | None = None
    corpus: Path = Path(CORPUS)
    unknown: UnknownMode = "fail"
    omits: str = "nothing"
    compare: tuple[Pair, ...] = ()
    matrix: tuple[Row, ...] = ()

    @classmethod
    def read(cls, root: Path) -> Self:
        """Read the table from ``pyproject.toml`` in ``root``; without one the defaults hold.

        Raises:
            ConfigurationError: the file is no TOML, or a key or value of the table is wrong.
        """
        file = root / "pyproject.toml"
        table = table_of(file)
        if table is None:
            return cls(root, pacts=root / "pacts", corpus=root / CORPUS)
        return cls.from_table(root, table, where=f"{file}: [tool.pactfuzz]")

    @classmethod
    def from_table(cls, root: Path, table: Mapping[str, Any], *, where: str) -> Self:
        """Check a table of settings; ``where`` opens the message of an error."""
        known = {each.name for each in fields(cls)} - {"root"}
        for key in table:
            if key not in known:
                msg = f'{where}: unknown key "{key}"; {nearest(key, known)}'
                raise ConfigurationError(msg)
        for key in ("consumers", "providers"):
            for each in _texts(table, key, where):
                _check_path(each, f"{where}: {key}")
        return cls(
            root=root,
            pacts=root / _path(table, "pacts", "pacts", where),
            consumers=_texts(table, "consumers", where),
            providers=_texts(table, "providers", where),
            record=_choice(table, "record", RECORD_MODES, "write", where),
            timeout=_seconds(table.get("timeout", 10.0), where),
            fuzz=_number(table.get("fuzz"), where),
            corpus=root / _path(table, "corpus", CORPUS, where),
            unknown=_choice(table, "unknown", UNKNOWN_MODES, "fail", where),
            omits=_choice(table, "omits", OMITS, "nothing", where),
            compare=_pairs(table, where),
            matrix=_rows(table, where),
        )

    def changed(
        self,
        *,
        pacts: str | None = None,
        consumers: list[str] | None = None,
        providers: list[str] | None = None,
        record: str | None = None,
        timeout: float | None = None,
        fuzz: int | None = None,
        corpus: str | None = None,
        unknown: str | None = None,
        omits: str | None = None,
    ) -> Self:
        """Override settings, as the command line does; ``None`` leaves one as it is.

        Raises:
            ConfigurationError: a value is wrong.
        """
        where = "command line"
        return replace(
            self,
            pacts=self.pacts if pacts is None else Path(pacts),
            consumers=self.consumers if consumers is None else tuple(consumers),
            providers=self.providers if providers is None else tuple(providers),
            record=_choice({"record": record}, "record", RECORD_MODES, self.record, where),
            timeout=self.timeout if timeout is None else _seconds(timeout, where),
            fuzz=self.fuzz if fuzz is None else _number(fuzz, where),
            corpus=self.corpus if corpus is None else Path(corpus),
            unknown=_choice({"unknown": unknown}, "unknown", UNKNOWN_MODES, self.unknown, where),
            omits=_choice({"omits": omits}, "omits", OMITS, self.omits, where),
        )


def _text(
    table: Mapping[str, Any], key: str, default: str, where: str, expected: str = "a path"
) -> str:
    value = table.get(key, default)
    if key not in table and not default:
        msg = f"{where}: {key} is missing; expected {expected} as text"
        raise ConfigurationError(msg)
    if not isinstance(value, str) or not value:
        msg = f"{where}: {key} = {_shown(value)}: expected {expected} as text"
        raise ConfigurationError(msg)
    return value


def _texts(
    table: Mapping[str, Any], key: str, where: str, expected: str = "paths"
) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        msg = f"{where}: {key} = {_shown(value)}: expected a list of {expected} as text"
        raise ConfigurationError(msg)
    return tuple(value)


def _choice(
    table: Mapping[str, Any], key: str, known: tuple[_Choice, ...], default: _Default, where: str
) -> _Choice | _Default:
    value = table.get(key)
    if value is None:
        return default
    for each in known:
        if value == each:
            return each
    hint = nearest(str(value), known)
    hint = f"; {hint}" if hint.startswith("did you mean") else ""  # the known ones are told already
    msg = f"{where}: {key} = {_shown(value)}: expected one of {', '.join(known)}{hint}"
    raise ConfigurationError(msg)


def _pairs(table: Mapping[str, Any], where: str) -> tuple[Pair, ...]:
    value = table.get("compare", [])
    listed = value if isinstance(value, list) else [None]
    return tuple(Pair.from_table(each, where) for each in listed)


def _rows(table: Mapping[str, Any], where: str) -> tuple[Row, ...]:
    value = table.get("matrix", {})
    if not isinstance(value, Mapping):
        msg = f"{where}: matrix = {_shown(value)}: expected tables, as [tool.pactfuzz.matrix.NAME]"
        raise ConfigurationError(msg)
    return tuple(Row.from_table(name, each, where) for name, each in value.items())


def _seconds(value: object, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST_TIME:
        return float(value)
    msg = (
        f"{where}: timeout = {_shown(value)}: expected a number of seconds above zero, "
        f"and {LONGEST_TIME} at most"
    )
    raise ConfigurationError(msg)


def _number(value: object, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_EXAMPLES:
        return value
    msg = (
        f"{where}: fuzz = {_shown(value)}: expected a number of examples, {MOST_EXAMPLES} at most, "
        "or 0 for none"
    )
    raise ConfigurationError(msg)


def _path(table: Mapping[str, Any], key: str, default: str, where: str) -> str:
    value = _text(table, key, default, where)
    _check_path(value, f"{where}: {key}")
    return value


def _check_path(value: str, where: str) -> None:
    """Refuse what no system takes as a path.

    Raises:
        ConfigurationError: it holds a NUL character, or a name in it is too long.
    """
    if "\0" in value or any(len(os.fsencode(each)) > _LONGEST_NAME for each in value.split("/")):
        msg = f"{where} = {_shown(value)}: no system takes this as a path"
        raise ConfigurationError(msg)


def _shown(value: object) -> str:
    """Write a value as TOML does, as far as it is a single one."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    try:
        return repr(value)
    except ValueError:  # Python writes no numbers of more than 4,300 digits
        return "a number of thousands of digits"


_LONGEST_NAME = 255
