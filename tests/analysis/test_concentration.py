"""The law of crime concentration, with the numbers of the Seattle blocks."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from commonbeat.analysis.concentration import concentration


@pytest.mark.parametrize(
    ("column", "gini", "generalized"),
    [("any_crime", 0.6779, 0.6779), ("i_drugs", 0.9243, 0.4062), ("i_robbery", 0.9205, 0.3770)],
)
def test_the_seattle_blocks_are_as_concentrated_as_published(
    shared_data: Path, column: str, gini: float, generalized: float
) -> None:
    path = shared_data / "effects" / "seattle-dmi.parquet"
    sums = duckdb.sql(f"SELECT sum({column}) AS calls FROM '{path}' WHERE time <= 4 GROUP BY ID").fetchnumpy()["calls"]
    found = concentration(sums)
    assert found.gini == pytest.approx(gini, abs=5e-5)
    assert found.generalized_gini == pytest.approx(generalized, abs=5e-5)
    if column == "any_crime":
        assert found.share_for_half == pytest.approx(0.0806, abs=5e-5)
        assert found.share_for_quarter == pytest.approx(0.0187, abs=5e-5)


def test_fewer_calls_than_places_is_not_concentration_by_itself() -> None:
    assert concentration([1] * 30 + [0] * 970).generalized_gini == pytest.approx(0, abs=1e-12)


def test_equal_places_are_not_concentrated() -> None:
    found = concentration(np.full(200, 7))
    assert found.gini == pytest.approx(0, abs=1e-12)
    assert found.share_for_half == 0.5
    assert found.curve[0] == (0, 0)
    assert found.curve[-1] == (1, 1)


def test_no_calls_have_no_concentration() -> None:
    assert concentration([]).calls == 0
