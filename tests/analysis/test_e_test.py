"""The E-test gives the published numbers, and agrees with its definition and with SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson, poisson_means_test

from commonbeat.analysis.e_test import changes, e_test


@pytest.mark.parametrize(
    ("first", "second", "p_value"),
    [(3, 0, 0.0883790095), (6, 2, 0.1748748209), (10, 5, 0.2061644141), (15, 5, 0.0250351144)],
)
def test_the_published_numbers_come_out(first: int, second: int, p_value: float) -> None:
    assert e_test(first, second) == pytest.approx(p_value, abs=1e-8)
    assert e_test(second, first) == pytest.approx(p_value, abs=1e-8)


def test_with_one_variance_for_both_the_numbers_of_the_packages_come_out() -> None:
    rates = e_test(100, 25, time_first=10, time_second=5, pooled=True)
    assert rates == pytest.approx(0.0015380663, abs=1e-8)
    assert e_test(15, 5, d=5, pooled=True) == pytest.approx(0.2018456684, abs=1e-8)


def every_pair(first: int, second: int, length: float, d: float) -> float:
    """The definition, over every pair of counts; a tie with the observed statistic counts as extreme."""
    rate = (first + second - d * length) / (length + 1)
    x, y = np.arange(320.0)[:, None], np.arange(320.0)[None, :]
    spread = np.where(x + y > 0, x / length**2 + y, np.nan)
    observed = (first / length - second - d) ** 2 / (first / length**2 + second)
    extreme = (x / length - y - d) ** 2 / spread >= observed - 1e-7
    extreme[0, 0] = d != 0  # a gap without any variance is the most extreme of all; no gap is none
    return float((poisson.pmf(x, length * (rate + d)) * poisson.pmf(y, rate) * extreme).sum())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([1.0, 2.0, 0.5]), st.sampled_from([0.0, 0.0, 3.0]))
def test_it_is_the_sum_over_every_pair_of_counts(first: int, second: int, length: float, d: float) -> None:
    if (first + second - d * length) / (length + 1) <= 0 or first / length - second == d:
        return
    assert e_test(first, second, time_first=length, d=d) == pytest.approx(
        every_pair(first, second, length, d), abs=1e-6
    )


def test_it_agrees_with_scipy() -> None:
    for first, second, length, d in ((12, 3, 1.0, 0.0), (40, 11, 2.0, 0.0), (15, 5, 1.0, 5.0), (100, 25, 2.0, 0.0)):
        theirs = poisson_means_test(first, length, second, 1.0, diff=d).pvalue
        assert e_test(first, second, time_first=length, d=d) == pytest.approx(theirs, abs=1e-6)


def test_large_counts_cost_little() -> None:
    assert 0 < e_test(90_000, 91_000) < 0.05


def test_places_that_changed_are_found_and_the_others_are_not() -> None:
    random = np.random.default_rng(1)
    before, after = random.poisson(20, 2000), random.poisson(20, 2000)
    after[:50] = random.poisson(60, 50)
    found = changes(before, after)
    assert found.changed[:50].mean() > 0.85
    assert found.changed[50:].sum() < 15


def test_no_calls_at_all_is_no_change() -> None:
    assert e_test(0, 0) == 1.0
    with pytest.raises(ValueError, match="negative"):
        e_test(-1, 2)
