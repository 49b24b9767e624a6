"""The pairs of ``[[tool.pactfuzz.compare]]`` as items of an ordinary run, below ``pyproject.toml``.

They are collected where the whole project is, and by ``pytest pyproject.toml``; what they compare
is not looked at until they run.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from pactfuzz.configuration import Configuration, Pair
from pactfuzz.errors import PactfuzzError

_CONFIGURATION: Final = pytest.StashKey[Configuration]()


class ComparingRun:
    """The hooks of a run with pairs to compare."""

    def __init__(self, config: pytest.Config, configuration: Configuration) -> None:
        config.stash[_CONFIGURATION] = configuration
        self._file = configuration.root / "pyproject.toml"
        if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
            # The folders that pytest looks into by itself; the file is beside them.
            config.args.append(str(self._file))

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> "PairsFile | None":
        """Take the file for what it is."""
        return PairsFile.from_parent(parent, path=file_path) if file_path == self._file else None


class PairsFile(pytest.File):
    """The project's ``pyproject.toml``."""

    def collect(self) -> Iterator[pytest.Item]:
        """Collect an item for each pair and direction."""
        for pair in self.config.stash[_CONFIGURATION].compare:
            for each in _directed(pair):
                yield PairItem.from_parent(self, name=_sentence(each), pair=each)


class PairItem(pytest.Item):
    """One writer and one reader, of which each may be several by name."""

    def __init__(self, *, pair: Pair, **keywords: Any) -> None:
        super().__init__(**keywords)
        self._pair = pair

    def runtest(self) -> None:
        """Compare; fail in words."""
        from pactfuzz.compatibility import Comparison
        from pactfuzz.journeys.assertion import require_compatible
        from pactfuzz.journeys.compare import answer_of, compare, order_of
        from pactfuzz.pytest_plugin.items import Broken
        from pactfuzz.reporting.comparison import left_out_line

        configuration = self.config.stash[_CONFIGURATION]
        try:
            found = list(compare([order_of(self._pair, configuration)]))
            comparisons = [each for each in found if isinstance(each, Comparison)]
            left_out = [left_out_line(each) for each in found if not isinstance(each, Comparison)]
            if left_out:
                self.add_report_section("call", "not compared", "\n".join(left_out))
            self.user_properties.append(("verdict", answer_of(comparisons).value))
            require_compatible(comparisons, unknown_warns=configuration.unknown == "warn")
        except (AssertionError, PactfuzzError) as error:
            raise Broken(str(error), str(error).partition("\n")[0]) from None

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ARG002 (the signature is pytest's)
    ) -> Any:
        """Show the report, and no traceback."""
        from pactfuzz.pytest_plugin.items import in_words

        return in_words(excinfo) or super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Locate it in the file."""
        # Not the name itself, of which pytest would show the dots as separators.
        return self.path, None, f"compatibility: {self.name}"


def _directed(pair: Pair) -> Iterator[Pair]:
    if pair.direction == "full":
        yield replace(pair, direction="backward")
        yield replace(pair, direction="forward")
    else:
        yield pair


def _sentence(pair: Pair) -> str:
    """Name an item, without pytest's own separator."""
    from pactfuzz.reporting.foreign_text import one_line

    writer, reader = pair.writer, pair.reader
    if pair.direction == "forward":
        writer, reader = reader, writer
    of = f" of {', '.join(pair.interactions)}" if pair.interactions else ""
    policy = f" ({pair.policy})" if pair.policy != "declared" else ""
    omitting = f" (omits {pair.omits})" if pair.omits else ""
    sentence = f"{reader} reads what {writer} writes{of}{policy}{omitting}"
    return one_line(sentence, None).replace("::", ": :")
