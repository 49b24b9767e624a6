"""A table of published versions: each is compared, and the contract tests are run with each."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pactfuzz.compatibility import (
    NO_SHAPE,
    Cell,
    Comparison,
    Contracts,
    Judge,
    Policy,
    Turn,
    Verdict,
)
from pactfuzz.configuration import Configuration, Pair, Row
from pactfuzz.errors import ConfigurationError, PactfuzzError, SourceError, nearest
from pactfuzz.journeys.compare import TIME_LIMIT, compared, order_of
from pactfuzz.journeys.contracts import run_contracts
from pactfuzz.journeys.places import VERSION, Place
from pactfuzz.journeys.remembering import RememberingJudge
from pactfuzz.sources import Environments, Kind, LeftOut, Source, models_of, named


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is known of a place before it is judged: sources, or why there is none, by their names.

    ``seconds`` is what it took.
    """

    sources: Mapping[str, Source | PactfuzzError]
    contracts: Contracts | None
    seconds: float


@dataclass(eq=False)
class Matrix:
    """A run over the table; ``jobs`` environments are made, and asked, at once."""

    configuration: Configuration
    environments: Environments = field(default_factory=Environments)
    jobs: int = 2
    seconds: float = TIME_LIMIT
    _fixed: dict[str, Source] = field(default_factory=dict, init=False)

    def places(self, rows: Sequence[str], versions: Sequence[str] = ()) -> tuple[Place, ...]:
        """List the places of the rows, of all if none is named; ``versions`` replace the rows' own.

        Raises:
            ConfigurationError: there is no such row, or no table.
            InstallError: the index does not list the versions that a row wants.
        """
        known = {each.name: each for each in self.configuration.matrix}
        if not known:
            msg = "there are no rows; write [tool.pactfuzz.matrix.NAME] into pyproject.toml"
            raise ConfigurationError(msg)
        for name in rows:
            if name not in known:
                msg = f'there is no row "{name}"; {nearest(name, known)}'
                raise ConfigurationError(msg)
        chosen = [known[each] for each in rows] or list(known.values())
        return tuple(Place(row, each) for row in chosen for each in versions or self._versions(row))

    def cells(self, places: Sequence[Place], done: Callable[[], None]) -> Iterator[Cell]:
        """Judge all places, in their order; ``done`` is called as each is ready to be judged.

        Raises:
            PactfuzzError: a name that holds for all versions names no shape.
        """
        self._check(places)
        with self._pool() as pool, RememberingJudge(self.seconds) as judge:
            prepared = deque(pool.submit(self._prepared, each) for each in places)
            for each in prepared:
                each.add_done_callback(lambda _: done())
            for place in places:
                # Taken out: with a place's sources its processes end.
                yield self._cell(place, prepared.popleft(), judge)

    def turns(self, places: Sequence[Place]) -> Iterator[Cell | Turn]:
        """Find where the answer changes in each row, by halving; each cell is told, then the turn.

        If it changes more than once, one of the changes is found; where both ends answer the same,
        none.
        """
        self._check(places)
        with self._pool() as pool, RememberingJudge(self.seconds) as judge:
            for row in dict.fromkeys(each.row for each in places):
                yield from self._turn([each for each in places if each.row == row], pool, judge)

    def _turn(
        self, places: list[Place], pool: ThreadPoolExecutor, judge: Judge
    ) -> Iterator[Cell | Turn]:
        low, high = 0, len(places) - 1
        ends = [pool.submit(self._prepared, places[each]) for each in (low, high)]
        before = self._cell(places[low], ends[0], judge)
        yield before
        if low == high:
            return
        after = self._cell(places[high], ends[1], judge)
        yield after
        while high - low > 1 and before.answer is not after.answer:
            middle = (low + high) // 2
            cell = self._cell(places[middle], pool.submit(self._prepared, places[middle]), judge)
            yield cell
            if cell.answer is before.answer:
                low, before = middle, cell
            else:
                high, after = middle, cell
        yield Turn(before, after)

    @contextmanager
    def _pool(self) -> Iterator[ThreadPoolExecutor]:
        """Work in threads; who leaves them early stops what is under way, and waits for its end."""
        pool = ThreadPoolExecutor(self.jobs)
        try:
            yield pool
        except BaseException:
            self.environments.processes.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _versions(self, row: Row) -> tuple[str, ...]:
        if isinstance(row.versions, tuple):
            return row.versions
        return self.environments.versions(row.package, row.versions)

    def _check(self, places: Sequence[Place]) -> None:
        """Look up the names that hold for all versions, before anything is installed."""
        for row in dict.fromkeys(each.row for each in places):
            for pair in row.compare:
                names = (pair.writer, pair.reader)
                fixed = [each for each in names if not each.startswith(f"{VERSION}:")]
                if len(fixed) == len(names) or any(VERSION in each for each in fixed):
                    msg = (
                        f'the row "{row.name}": {" and ".join(names)}: expected one that begins '
                        f"with {VERSION}, in whose place each version is put, as in "
                        f"{VERSION}:shop.events:Order"
                    )
                    raise ConfigurationError(msg)
                for each in fixed:
                    self._fixed[each] = named(each, root=self.configuration.root)

    def _known(self, text: str) -> Source | str:
        """Give what a name stands for that holds for all versions.

        A pact stands for one thing or another, as its other side has it: it is looked up again.
        """
        source = self._fixed.get(text)
        return text if source is None or source.kind is Kind.INTERACTIONS else source

    def _prepared(self, place: Place) -> _Prepared:
        """Install and ask: what takes long, and is done in several threads."""
        started = time.perf_counter()
        names = {each for pair in place.row.compare for each in (pair.writer, pair.reader)}
        sources = {each: self._source(place, each) for each in sorted(names) if VERSION in each}
        contracts = self._contracts(place)
        return _Prepared(sources, contracts, time.perf_counter() - started)

    def _source(self, place: Place, name: str) -> Source | PactfuzzError:
        try:
            return models_of(place.published(name), place.text(name), self.environments)
        except PactfuzzError as error:
            return error

    def _contracts(self, place: Place) -> Contracts | None:
        if place.row.contracts is None:
            return None
        try:
            folders = self.environments.over_this_one(place.requirement, place.row.beside)
        except SourceError as error:
            return Contracts(unknown=str(error))
        processes = self.environments.processes
        return run_contracts(self.configuration, place.row.contracts, folders, processes)

    def _cell(self, place: Place, future: Future[_Prepared], judge: Judge) -> Cell:
        prepared = future.result()
        started = time.perf_counter()
        found = [
            each
            for pair in place.row.compare
            for each in self._compared(pair, place, prepared.sources, judge)
        ]
        return Cell(
            place.row.name,
            place.requirement,
            tuple(each for each in found if isinstance(each, Comparison)),
            tuple(f"{it.title}: {it.reason}" for it in found if isinstance(it, LeftOut)),
            prepared.contracts,
            prepared.seconds + time.perf_counter() - started,
        )

    def _compared(
        self,
        pair: Pair,
        place: Place,
        sources: Mapping[str, Source | PactfuzzError],
        judge: Judge,
    ) -> Iterator[Comparison | LeftOut]:
        names = (pair.writer, pair.reader)
        writer, reader = (sources.get(each, self._known(each)) for each in names)
        try:
            for each in (writer, reader):
                if isinstance(each, PactfuzzError):
                    raise each
            order = replace(order_of(pair, self.configuration), writer=writer, reader=reader)
            yield from compared(judge, order)
        except SourceError as error:
            verdict = Verdict.unknown(NO_SHAPE, str(error))
            titles = (place.text(pair.writer), place.text(pair.reader))
            yield Comparison(*titles, verdict, Policy(pair.policy))
