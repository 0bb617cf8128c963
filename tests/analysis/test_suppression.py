"""An attacker with every release and a pencil recovers nothing under ten."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.suppression import LEAST, Counted, publishable, rounded, safe_beside

rows = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 60), min_size=1, max_size=8)


def test_a_small_cell_takes_a_second_one_with_it() -> None:
    assert publishable({"noise": 40, "drugs": 3, "theft": 12}) == {"noise": 40, "drugs": None, "theft": None}
    assert publishable({"noise": 40, "drugs": 12}) == {"noise": 40, "drugs": 12}
    assert publishable({"noise": 4, "drugs": 3}) == {"noise": None, "drugs": None}


def test_a_negative_count_is_none() -> None:
    with pytest.raises(ValueError, match="not negative"):
        publishable({"noise": -1})


@given(rows)
def test_no_subtraction_within_a_row_gives_a_small_count(row: dict[str, int]) -> None:
    shown = publishable(row)
    known = [count for count in shown.values() if count is not None]
    assert all(count >= LEAST for count in known)
    if len(known) == len(row):
        return
    rest = sum(row.values()) - sum(known)
    assert rest >= LEAST or not known


@given(rows)
def test_no_more_is_withheld_than_needed(row: dict[str, int]) -> None:
    shown = publishable(row)
    if sum(row.values()) >= LEAST and all(count >= LEAST for count in row.values()):
        assert shown == row


def test_a_place_that_was_added_is_not_found_by_subtraction() -> None:
    before = Counted("2025-Q3", frozenset({"a", "b"}), 40)
    after = Counted("2025-Q3", frozenset({"a", "b", "c"}), 43)
    assert not safe_beside(after, [before])
    assert not safe_beside(before, [after])
    assert safe_beside(Counted("2025-Q3", frozenset({"a", "b", "c"}), 55), [before])
    assert safe_beside(Counted("2025-Q4", frozenset({"a", "b", "c"}), 43), [before])
    assert safe_beside(before, [before])


places = st.frozensets(st.sampled_from("abcdef"), min_size=1)


@given(st.lists(places, min_size=1, max_size=12), st.fixed_dictionaries({one: st.integers(0, 25) for one in "abcdef"}))
def test_subtracting_every_pair_of_releases_recovers_no_small_count(
    asked: list[frozenset[str]], calls: dict[str, int]
) -> None:
    public: list[Counted] = []
    for of in asked:
        cell = Counted("2025", of, sum(calls[place] for place in of))
        if cell.count >= LEAST and safe_beside(cell, public):
            public.append(cell)
    for one, other in combinations(public, 2):
        if one.places < other.places or other.places < one.places:
            assert abs(one.count - other.count) >= LEAST


@pytest.mark.parametrize(("count", "said"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_published_counts_are_multiples_of_five(count: int, said: int) -> None:
    assert rounded(count) == said
