from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.spreadsheet import neutral, write_rows


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|x"])
def test_a_cell_that_would_be_a_formula_becomes_text(cell: str) -> None:
    assert str(neutral(cell)).startswith("'")


@pytest.mark.parametrize("cell", ["-121.29", "+1e3", "-5", "5237 N 35TH ST", "", None, 7, -1.5, "a=b"])
def test_numbers_and_plain_text_are_left_alone(cell: object) -> None:
    assert neutral(cell) == cell


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_cell_that_goes_out_begins_like_a_formula(cells: list[str]) -> None:
    out = io.StringIO()
    assert write_rows(out, cells, [cells]) == 1
    for line in csv.reader(io.StringIO(out.getvalue(), newline="")):
        for cell in line:
            assert not cell.startswith(("=", "@", "\t")) or cell == ""
