"""Which file holds the pact of which pair: no two share one, and none changes its file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactfuzz.contract import Pact, paths_of, write_pact
from pactfuzz.errors import PactFileError

JOINED = [("shop-ui", "orders"), ("shop", "ui-orders")]
CASE = [("Shop", "orders"), ("shop", "Orders"), ("shop", "orders")]


def write(folder: Path, name: str, pair: tuple[str, str]) -> None:
    write_pact(folder / name, Pact(*pair, (), {"pactSpecification": {"version": "4.0"}}))


def names(folder: Path, pairs: list[tuple[str, str]]) -> list[str]:
    paths = paths_of(folder, pairs)
    return [paths[pair].name for pair in pairs]


@pytest.mark.parametrize("pairs", [JOINED, CASE])
def test_no_two_pairs_share_a_file_in_any_order(
    tmp_path: Path, pairs: list[tuple[str, str]]
) -> None:
    once = names(tmp_path, pairs)
    assert len({name.casefold() for name in once}) == len(pairs)
    assert names(tmp_path, pairs[::-1]) == once[::-1]


def test_unicode_that_looks_the_same_has_files_that_differ(tmp_path: Path) -> None:
    composed, decomposed = names(tmp_path, [("caf\u00e9", "p"), ("cafe\u0301", "p")])
    assert composed.casefold() != decomposed.casefold()


def test_a_pair_alone_has_the_customary_name(tmp_path: Path) -> None:
    assert names(tmp_path, [("shop", "ui-orders")]) == ["shop-ui-orders.json"]


@pytest.mark.parametrize("first", JOINED)
def test_a_file_that_is_there_stays_the_file_of_its_pair(
    tmp_path: Path, first: tuple[str, str]
) -> None:
    write(tmp_path, "shop-ui-orders.json", first)
    (second,) = set(JOINED) - {first}
    assert names(tmp_path, [first]) == ["shop-ui-orders.json"]
    (other,) = names(tmp_path, [second])
    assert names(tmp_path, [first, second]) == ["shop-ui-orders.json", other]
    assert other.startswith("shop-ui-orders-")
    # The name stays when the other pair is gone.
    write(tmp_path, other, second)
    (tmp_path / "shop-ui-orders.json").unlink()
    assert names(tmp_path, [second]) == [other]


def test_a_name_that_differs_by_case_alone_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "Shop-orders.json", ("Shop", "orders"))
    (name,) = names(tmp_path, [("shop", "orders")])
    assert name.startswith("shop-orders-")


def test_files_that_differ_by_case_alone_and_are_there_are_kept(tmp_path: Path) -> None:
    for pair in (CASE[0], CASE[2]):
        write(tmp_path, f"{pair[0]}-{pair[1]}.json", pair)
    assert names(tmp_path, [CASE[0], CASE[2]]) == ["Shop-orders.json", "shop-orders.json"]


def test_a_file_that_cannot_be_read_is_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "a-b.json").write_text("{")
    assert names(tmp_path, [("a", "b")]) == ["a-b.json"]


def test_a_pair_for_which_no_name_is_left_is_told(tmp_path: Path) -> None:
    write(tmp_path, "shop-ui-orders.json", JOINED[0])
    (name,) = names(tmp_path, [JOINED[1]])
    write(tmp_path, name, ("shop", name.removeprefix("shop-").removesuffix(".json")))
    with pytest.raises(PactFileError, match='"shop" and "ui-orders"; rename one'):
        paths_of(tmp_path, [JOINED[1]])


PARTY = st.text(alphabet="aA-_./e\u00e9\u0301", min_size=1, max_size=4)


@given(pairs=st.lists(st.tuples(PARTY, PARTY), unique=True, max_size=5))
def test_names_never_meet(pairs: list[tuple[str, str]]) -> None:
    found = names(Path("nowhere"), pairs)
    assert len({name.casefold() for name in found}) == len(pairs)
