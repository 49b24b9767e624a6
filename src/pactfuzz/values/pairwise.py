"""The fewest rows in which every two options that can occur together do so.

Rows are built choice by choice, as in IPO (Lei and Tai, "In-Parameter-Order: A Test Generation
Strategy for Pairwise Testing", HASE 1998), here on a tree: a choice is added after the one that
opens it, and only to the rows in which it is open. They are then made fewer by taking them apart
and fitting their pairs into one another (after Nayeri, Colbourn and Konjevod, "Randomized
post-optimization of covering arrays", European Journal of Combinatorics 34, 2013), with a fixed
sequence in the place of chance, so that the same tree gives the same rows on every machine.

Measured, as options^choices: rows, beside the best and worst of the nine tools that pairwise.org
compares. 3^4: 9 (9-11). 3^13: 19 (15-20). 4^15 3^17 2^29: 34 (29-41). 4 3^39 2^35: 28 (21-30).
2^100: 15 (10-16). 10^20: 219 (181-231).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from pactfuzz.values.choices import Choice, Node, Picks
from pactfuzz.values.options import Options, numbers, options_of

ROUNDS: Final = 60
WORK: Final = 20_000
"""Rounds of making fewer rows: at most ROUNDS, and fewer for large trees, such that rows times
options of all rounds stay about WORK and the whole takes a fraction of a second."""


def covering_picks(root: Node, is_allowed: Callable[[Picks], bool]) -> tuple[Picks, ...]:
    """Choose rows that cover all pairs, the simplest row first.

    ``is_allowed`` knows of what the tree cannot say, such as two members that exclude each other.
    The simplest row must be allowed. Pairs for which no allowed row is found are left out.
    """
    options = options_of(root)
    rows = _fewer(options, _grown(options))
    allowed = [row for row in rows if is_allowed(options.picks(row))]
    if len(allowed) < len(rows):
        allowed = _mended(options, allowed, lambda row: is_allowed(options.picks(row)))
    return tuple(options.picks(row) for row in allowed)


@dataclass(slots=True)
class _Missing:
    """The pairs that no row has yet: ``of[n]`` are the options missing beside option ``n``."""

    of: list[int]

    def cover(self, row: int) -> None:
        for number in numbers(row):
            self.of[number] &= ~row

    def gain(self, option: int, row: int) -> int:
        return (self.of[option] & row).bit_count()


def _grown(options: Options) -> list[int]:
    """Add choice after choice: first to the rows there are, then in new rows for what is left."""
    rows: list[int] = []
    missing = _Missing([0] * len(options.owner))
    known = 0
    for choice in _in_parameter_order(options):
        for new in options.of(choice):
            missing.of[new] = options.wanted[new] & (known | 1 << new)
            for old in numbers(missing.of[new]):
                missing.of[old] |= 1 << new
        known |= sum(1 << new for new in options.of(choice))
        _widen(options, rows, choice, missing)
        for new in options.of(choice):
            _place(options, rows, new, missing)
    return rows


def _in_parameter_order(options: Options) -> list[Choice]:
    """Order the choices: those with most options first, but after what opens them."""
    return sorted(
        options.first,
        key=lambda choice: (
            options.above[options.first[choice]].bit_count(),
            -len(choice.options),
        ),
    )


def _widen(options: Options, rows: list[int], choice: Choice, missing: _Missing) -> None:
    """Take the choice where it is open and where that covers anything."""
    first = options.first[choice]
    opening = options.above[first] & ~(1 << first)
    for index, row in enumerate(rows):
        if row & opening == opening:
            best = max(options.of(choice), key=lambda option: missing.gain(option, row))
            if missing.gain(best, row):
                rows[index] |= 1 << best
                missing.cover(rows[index])


def _place(options: Options, rows: list[int], option: int, missing: _Missing) -> None:
    """Put each pair that an option still misses into a row that can take it, else a new one."""
    while missing.of[option]:
        other = next(numbers(missing.of[option]))
        missing.cover(_put(options, rows, option, other))


def _put(options: Options, rows: list[int], option: int, other: int) -> int:
    fitting = options.together[option] & options.together[other]
    pair = options.above[option] | options.above[other]
    for index, row in enumerate(rows):
        if not row & ~fitting:
            rows[index] |= pair
            return rows[index]
    rows.append(pair)
    return pair


def _fewer(options: Options, rows: list[int]) -> list[int]:
    """Take the rows apart and fit their pairs into one another, round after round."""
    rounds = min(ROUNDS, WORK // (1 + len(rows) * len(options.owner)))
    sequence = _Sequence()
    for _ in range(rounds):
        full = [options.filled(row, lambda choice: sequence(len(choice.options))) for row in rows]
        full.sort(key=lambda _: sequence(1 << 30))
        rows = _refitted(options, full)
    rows = _refitted(options, [options.filled(row) for row in rows])
    return [options.filled(row) for row in rows]


def _refitted(options: Options, full: Iterable[int]) -> list[int]:
    """Keep of each row what the rows before it lack, in their open places if it fits there."""
    rows = [options.filled(0)]
    missing = _Missing(list(options.wanted))
    missing.cover(rows[0])
    for row in full:
        rest = 0
        for option in numbers(row):
            for other in numbers(missing.of[option] & row):
                rest |= _fitted(options, rows, option, other)
        if rest:
            rows.append(rest)
        for each in rows:
            missing.cover(each)
    return rows


def _fitted(options: Options, rows: list[int], option: int, other: int) -> int:
    """Put a pair into the first row that can take it; returns the pair if there is none."""
    fitting = options.together[option] & options.together[other]
    pair = options.above[option] | options.above[other]
    for index, row in enumerate(rows):
        if not row & ~fitting:
            rows[index] |= pair
            return 0
    return pair


class _Sequence:
    """Numbers in the place of chance (Knuth's MMIX linear congruential generator)."""

    def __init__(self) -> None:
        self._state = 1

    def __call__(self, below: int) -> int:
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self._state >> 33) % below


def _mended(options: Options, rows: list[int], is_allowed: Callable[[int], bool]) -> list[int]:
    """Cover with allowed rows, one pair at a time, what the rows that are not allowed covered."""
    missing = _Missing(list(options.wanted))
    for row in rows:
        missing.cover(row)
    for option in range(len(options.owner)):
        while missing.of[option]:
            other = next(numbers(missing.of[option]))
            pair = options.above[option] | options.above[other]
            found = _allowed_row(options, pair, is_allowed)
            if found is None:
                missing.of[option] &= ~(1 << other)
                missing.of[other] &= ~(1 << option)
            else:
                rows.append(_enriched(options, found, missing, is_allowed))
                missing.cover(rows[-1])
    return rows


def _allowed_row(options: Options, pair: int, is_allowed: Callable[[int], bool]) -> int | None:
    """Find an allowed row with the pair: the simplest, or one that differs in one choice."""
    simplest = options.filled(pair)
    if is_allowed(simplest):
        return simplest
    for option in numbers(simplest & ~pair):
        for changed in _alternatives(options, simplest, option):
            if is_allowed(changed):
                return changed
    return None


def _alternatives(options: Options, row: int, option: int) -> Iterable[int]:
    rest = options.without(row, option)
    for other in options.of(options.owner[option]):
        if other != option:
            yield options.filled(rest | 1 << other)


def _enriched(
    options: Options, row: int, missing: _Missing, is_allowed: Callable[[int], bool]
) -> int:
    """Change what can be changed in a row for it to cover more, as long as it stays allowed."""

    def worth(row: int) -> int:
        return sum(missing.gain(option, row) for option in numbers(row))

    for option in numbers(row):
        if row >> option & 1:
            for changed in _alternatives(options, row, option):
                if worth(changed) > worth(row) and is_allowed(changed):
                    row = changed
                    break
    return row
