"""The settings: one table, ``[tool.pactfuzz]`` in ``pyproject.toml``, read by every front."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pactfuzz.errors import ConfigurationError, nearest

RecordMode = Literal["write", "check", "off"]
CORPUS = "tests/contracts/corpus"
RECORD_MODES: tuple[RecordMode, ...] = get_args(RecordMode)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What may be set, each also by a command-line option.

    Paths are taken from ``root``, the folder of ``pyproject.toml``; ``timeout`` is in seconds.
    ``consumers`` are the files and folders that hold all consumers' tests: a run that collects
    them whole may remove from a pact what no test declares. By default all that pytest collects.
    ``fuzz`` is the number of examples that each item with generated values tries: 0 leaves these
    items out, ``None`` has Hypothesis's active profile say it. ``corpus`` is the folder of the
    documents on which they failed.
    """

    root: Path
    pacts: Path = Path("pacts")
    consumers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    record: RecordMode = "write"
    timeout: float = 10.0
    fuzz: int | None = None
    corpus: Path = Path(CORPUS)

    @classmethod
    def read(cls, root: Path) -> Self:
        """Read the table from ``pyproject.toml`` in ``root``; without one the defaults hold.

        Raises:
            ConfigurationError: the file is no TOML, or a key or value of the table is wrong.
        """
        file = root / "pyproject.toml"
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls(root, pacts=root / "pacts", corpus=root / CORPUS)
        try:
            table = tomllib.loads(text).get("tool", {}).get("pactfuzz", {})
        except tomllib.TOMLDecodeError as error:
            msg = f"{file}: not TOML: {error}"
            raise ConfigurationError(msg) from None
        return cls.from_table(root, table, where=f"{file}: [tool.pactfuzz]")

    @classmethod
    def from_table(cls, root: Path, table: Mapping[str, Any], *, where: str) -> Self:
        """Check a table of settings; ``where`` opens the message of an error."""
        known = {each.name for each in fields(cls)} - {"root"}
        for key in table:
            if key not in known:
                msg = f'{where}: unknown key "{key}"; {nearest(key, known)}'
                raise ConfigurationError(msg)
        return cls(
            root=root,
            pacts=root / _text(table, "pacts", "pacts", where),
            consumers=_texts(table, "consumers", where),
            providers=_texts(table, "providers", where),
            record=_record_mode(table.get("record", "write"), where),
            timeout=_seconds(table.get("timeout", 10.0), where),
            fuzz=_number(table.get("fuzz"), where),
            corpus=root / _text(table, "corpus", CORPUS, where),
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
            record=self.record if record is None else _record_mode(record, where),
            timeout=self.timeout if timeout is None else _seconds(timeout, where),
            fuzz=self.fuzz if fuzz is None else _number(fuzz, where),
            corpus=self.corpus if corpus is None else Path(corpus),
        )


def _text(table: Mapping[str, Any], key: str, default: str, where: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or not value:
        msg = f"{where}: {key} = {value!r}: expected a path as text"
        raise ConfigurationError(msg)
    return value


def _texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        msg = f"{where}: {key} = {value!r}: expected a list of paths as text"
        raise ConfigurationError(msg)
    return tuple(value)


def _record_mode(value: object, where: str) -> RecordMode:
    for mode in RECORD_MODES:
        if value == mode:
            return mode
    hint = nearest(str(value), RECORD_MODES)
    msg = f"{where}: record = {value!r}: expected one of {', '.join(RECORD_MODES)}; {hint}"
    raise ConfigurationError(msg)


def _seconds(value: object, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    msg = f"{where}: timeout = {value!r}: expected a number of seconds above zero"
    raise ConfigurationError(msg)


def _number(value: object, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    msg = f"{where}: fuzz = {value!r}: expected a number of examples, or 0 for none"
    raise ConfigurationError(msg)
