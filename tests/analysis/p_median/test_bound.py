from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.p_median.bound import Lagrangian, _exact_knapsacks, _linear_knapsacks
from commonbeat.analysis.p_median.program import build_program
from commonbeat.analysis.p_median.search import Search


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.booleans())
def test_knapsacks_are_solved_exactly_and_the_linear_ones_bound_them(seed: int, banded: bool) -> None:
    random = np.random.default_rng(seed)
    n, m = 6, 3
    reduced = np.round(random.uniform(-5, 5, (n, m)), 2)
    reduced[random.random((n, m)) < 0.1] = np.inf
    demand = random.integers(0, 6, n)
    upper = random.integers(3, 12, m)
    lower = np.minimum(upper, random.integers(1, 8, m)) if banded else np.zeros(m, dtype=np.int64)
    exact = _exact_knapsacks(reduced, demand, upper, lower, force=True)
    linear = _linear_knapsacks(reduced, demand.astype(float), upper.astype(float), lower.astype(float), force=True)
    assert exact.forced is not None
    assert linear.forced is not None
    for j in range(m):
        best, forced = np.inf, np.full(n, np.inf)
        for taken in itertools.product((0, 1), repeat=n):
            x = np.array(taken, dtype=bool)
            if lower[j] <= demand[x].sum() <= upper[j] and np.isfinite(reduced[x, j]).all():
                value = reduced[x, j].sum()
                best = min(best, value)
                forced[x] = np.minimum(forced[x], value)
        assert exact.value[j] == pytest.approx(best)
        assert exact.forced[:, j] == pytest.approx(forced)
        assert linear.value[j] <= best + 1e-9
        assert (linear.forced[:, j] <= forced + 1e-9).all()
        if np.isfinite(best):
            x = exact.served(np.array([j])) > 0
            assert reduced[x, j].sum() == pytest.approx(best)
            assert lower[j] <= demand[x].sum() <= upper[j]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100_000), st.booleans())
def test_the_best_plan_is_never_struck_out(seed: int, whole: bool) -> None:
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 10, (14, 2))
    demand = random.integers(1, 9, 14).astype(float) if whole else random.uniform(0.5, 4, 14)
    distance = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    program = build_program(distance, demand, 1.4 * float(demand.sum()) / 3, 3)
    search = Search(program, 0)
    search.improve(150, time.monotonic() + 20)
    best = search.best
    if best is None:
        return
    dual = Lagrangian(program)
    worse = best.cost * 1.05 + 1.0  # with a worse goal, the best plan must stay possible
    dual.climb(150, lambda: worse, time.monotonic() + 20)
    assert not dual.proven
    assert dual.remainder.bound <= best.cost + 1e-9
    assert dual.remainder.open[best.medians].all()
    assert dual.remainder.may[np.arange(14), best.assignment].all()
    assert not (dual.remainder.must & ~np.isin(np.arange(14), best.medians)).any()
