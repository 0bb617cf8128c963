"""PAI, PEI and RRI, with the numbers of the packages that practitioners use."""

from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.forecast_accuracy import accuracy_curve, coverage


def test_the_published_example_comes_out() -> None:
    found = accuracy_curve([6, 3, 0], [3, 2, 1])
    assert found.pai == pytest.approx([2, 1.5, 1])
    assert found.pei == pytest.approx([1, 1, 1])
    assert found.rri == pytest.approx([3 / 6, 5 / 9, 6 / 9])
    assert found.hits == pytest.approx([1, 1, 1])


def test_a_list_in_the_wrong_order_is_less_efficient() -> None:
    found = accuracy_curve([1, 2, 9], [3, 2, 1])
    assert found.pai[0] == pytest.approx(1 / 12 * 3)
    assert found.pei[0] == pytest.approx(1 / 9)
    assert found.hits == pytest.approx([0, 0.5, 1])


def test_equal_predictions_are_taken_in_their_worst_order() -> None:
    assert accuracy_curve([0, 5], [1, 1]).pai[0] == 0


def test_area_counts_where_it_is_given() -> None:
    assert accuracy_curve([6, 6], [1, 1.5], [1, 3]).pai[0] == pytest.approx(0.5 / 0.25)


def test_coverage_counts_both_ends_as_inside() -> None:
    assert coverage(np.array([1, 2, 3, 4]), [1, 0, 4, 0], [1, 2, 5, 3]) == 0.5
