"""Covering arrays: every pair that can occur does, in about as few rows as anybody needs."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.values.choices import Choice, Constant, Members, Node, Option, choices_in
from pactfuzz.values.pairwise import covering_picks, least_rows


def _leaf(name: str) -> Option:
    return Option(name, Constant(name))


def _independent(sizes: list[int]) -> Node:
    return _record([Choice(tuple(_leaf(str(each)) for each in range(size))) for size in sizes])


def _record(choices: list[Node]) -> Node:
    return Members(tuple((str(index), choice) for index, choice in enumerate(choices)))


def _anything(_picks) -> bool:
    return True


def _choices(inner):
    options = st.builds(lambda nodes: Option("", _record(nodes)), st.lists(inner, max_size=2))
    return st.builds(lambda each: Choice(tuple(each)), st.lists(options, min_size=2, max_size=3))


trees = st.builds(
    _record,
    st.lists(
        st.recursive(
            st.integers(2, 3).map(lambda size: Choice(tuple(map(_leaf, "abc"[:size])))),
            _choices,
            max_leaves=4,
        ),
        max_size=3,
    ),
)


def _all_rows(node: Node) -> list[frozenset]:
    """Take all choices in all ways: the plain cartesian product, and no cleverness."""
    rows = [frozenset()]
    for choice in choices_in(node):
        taken = [
            inner | {(choice, index)}
            for index, option in enumerate(choice.options)
            for inner in _all_rows(option.node)
        ]
        rows = [row | more for row in rows for more in taken]
    return rows


def _pairs(rows) -> set[frozenset]:
    return {frozenset(pair) for row in rows for pair in combinations(row, 2)}


@given(trees)
def test_every_pair_that_can_occur_does(root):
    expected = _pairs(_all_rows(root))
    rows = [set(picks.items()) for picks in covering_picks(root, _anything)]
    assert _pairs(rows) == expected


@given(trees)
def test_rows_are_some_of_all_rows(root):
    every = set(_all_rows(root))
    assert all(frozenset(picks.items()) in every for picks in covering_picks(root, _anything))


@given(trees)
def test_the_first_row_is_the_simplest(root):
    assert set(covering_picks(root, _anything)[0].values()) <= {0}


@given(trees)
def test_the_same_tree_gives_the_same_rows(root):
    assert covering_picks(root, _anything) == covering_picks(root, _anything)


@given(trees)
def test_no_set_of_rows_is_smaller_than_the_least(root):
    assert len(covering_picks(root, _anything)) >= least_rows(root)


@given(trees)
def test_every_option_occurs_where_none_are_paired(root):
    taken = {pick for picks in covering_picks(root, _anything, paired=0) for pick in picks.items()}
    assert taken == {pick for row in _all_rows(root) for pick in row}


@given(st.lists(st.integers(2, 3), min_size=2, max_size=5), st.data())
def test_pairs_of_allowed_rows_are_covered_by_allowed_rows(sizes, data):
    root = _independent(sizes)
    choices = list(choices_in(root))
    taken = st.tuples(*(st.integers(1, len(choice.options) - 1) for choice in choices[:2]))
    forbidden = set(zip(choices[:2], data.draw(taken), strict=True))

    def is_allowed(picks) -> bool:
        return not forbidden <= set(picks.items())

    rows = [frozenset(picks.items()) for picks in covering_picks(root, is_allowed)]
    allowed = [row for row in _all_rows(root) if not forbidden <= row]
    assert _pairs(rows) == _pairs(allowed)


# By the options of each choice: the rows measured, which the module states, and the best and the
# worst of the sixteen tools that https://www.pairwise.org/efficiency.html compares.
PUBLISHED = {
    "3^4": ([3] * 4, 9, 9, 11),
    "3^13": ([3] * 13, 19, 15, 23),
    "4^15 3^17 2^29": ([4] * 15 + [3] * 17 + [2] * 29, 34, 28, 49),
    "4 3^39 2^35": ([4] + [3] * 39 + [2] * 35, 27, 20, 33),
    "2^100": ([2] * 100, 12, 10, 18),
    "10^20": ([10] * 20, 219, 180, 288),
}


@pytest.mark.parametrize(("sizes", "measured", "best", "worst"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_benchmarks_need_about_as_many_rows_as_elsewhere(sizes, measured, best, worst):
    root = _independent(sizes)
    assert least_rows(root) <= best <= len(covering_picks(root, _anything)) <= measured < worst


@pytest.mark.parametrize("sizes", [[2, 2], [3, 2], [2, 2, 2], [4, 3, 2], [3, 3, 3, 3], [5, 5]])
def test_few_choices_need_the_least_rows_there_can_be(sizes):
    first, second, *_ = sorted(sizes, reverse=True)
    assert len(covering_picks(_independent(sizes), _anything)) == first * second


def test_a_hundred_choices_need_hardly_more_rows_than_ten():
    few = covering_picks(_independent([3] * 10), _anything)
    many = covering_picks(_independent([3] * 100), _anything)
    assert len(few) < len(many) < 3 * len(few)
