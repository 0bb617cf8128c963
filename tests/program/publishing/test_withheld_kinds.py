"""Beside the quarters of its year, a row of kinds gives nothing small away; and withholds no more than it must."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commonbeat.program.publishing.calls import Cell, withheld_kinds

COUNTS = st.one_of(st.integers(0, 15), st.integers(0, 300))
ROWS = st.dictionaries(st.sampled_from([f"2025 {name}" for name in "abcdefghij"]), COUNTS, min_size=1)


def quarters_of(counts: list[int]) -> list[Cell]:
    return [Cell(2025, f"2025-Q{n}", count, count >= 10) for n, count in enumerate(counts, 1)]


@given(ROWS, st.lists(COUNTS, min_size=4, max_size=4))
def test_nothing_under_ten_follows_from_the_total_of_the_year(row: dict[str, int], counts: list[int]) -> None:
    quarters = quarters_of(counts)
    withheld = withheld_kinds(row, quarters)
    assert all(count >= 10 or name in withheld for name, count in row.items())
    if withheld == set(row):
        return
    shown_kinds = sum(count for name, count in row.items() if name not in withheld)
    shown_quarters = sum(cell.count for cell in quarters if cell.shown)
    follows = shown_quarters - shown_kinds  # what one side must have beyond the other
    if all(cell.shown for cell in quarters) and withheld:
        assert follows >= 10 and sum(row[name] for name in withheld) >= 10
    elif all(cell.shown for cell in quarters):
        assert follows == 0 or abs(follows) >= 10
    elif not withheld:
        assert -follows >= 10


@given(st.dictionaries(st.sampled_from("abcdefghij"), st.integers(10, 300), min_size=4))
def test_where_every_count_is_large_and_nothing_came_late_all_is_shown(row: dict[str, int]) -> None:
    assert withheld_kinds(row, quarters_of([10, 10, 10, sum(row.values()) - 30])) == set()


def test_a_small_kind_takes_the_smallest_large_one_with_it() -> None:
    row = {"2025 a": 100, "2025 b": 40, "2025 c": 4}
    assert withheld_kinds(row, quarters_of([36, 36, 36, 36])) == {"2025 b", "2025 c"}


def test_a_withheld_quarter_is_hidden_by_the_kinds() -> None:
    row = {"2025 a": 100, "2025 b": 40}
    assert withheld_kinds(row, quarters_of([4, 60, 40, 36])) == {"2025 b"}
