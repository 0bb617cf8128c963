from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from commonbeat.analysis.familiarity_logit import fit_conditional_logit
from commonbeat.synthetic.visits import MadeVisits


def by_enumeration(group, x, y):
    """The maximum of the conditional likelihood with every subset written out."""

    def minus_log(b):
        total = 0.0
        for one in np.unique(group):
            rows, ones = x[group == one] @ b, y[group == one]
            k = int(ones.sum())
            total -= rows @ ones - np.log(sum(np.exp(rows[list(s)].sum()) for s in combinations(range(len(rows)), k)))
        return total

    return minimize(minus_log, np.zeros(x.shape[1]), tol=1e-12).x


def test_the_estimate_is_the_one_of_the_likelihood_written_out():
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(12), 7)
    x = rng.standard_normal((84, 2))
    y = (rng.random(84) < 1 / (1 + np.exp(-x[:, 0]))).astype(int)
    fitted = fit_conditional_logit(group, x, y, np.ones_like(y))
    assert fitted is not None
    assert fitted.estimate == pytest.approx(by_enumeration(group, x, y), abs=1e-4)


def test_with_many_talks_a_place_it_agrees_with_a_dummy_for_each_place():
    made = MadeVisits(0.5, places=8, visits=50, talks=5).make(3)
    x = np.log(made.officer_visit)[:, None]
    fitted = fit_conditional_logit(made.place, x, made.started, made.talks)
    dummies = np.eye(8)[made.place]
    both = np.repeat(np.hstack([x, dummies]), 2, axis=0)
    outcome = np.tile([1, 0], len(made.place))
    weight = np.stack([made.started, made.talks - made.started], axis=1).ravel()
    plain = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=5000)
    plain.fit(both, outcome, sample_weight=weight)
    assert fitted is not None
    assert fitted.estimate[0] == pytest.approx(plain.coef_[0][0], rel=0.02)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(-3, 3))
def test_what_is_common_to_a_place_changes_nothing(seed, shift):
    made = MadeVisits(0.3, places=10, visits=6).make(seed)
    x = np.log(made.officer_visit)[:, None]
    plain = fit_conditional_logit(made.place, x, made.started, made.talks)
    moved = fit_conditional_logit(made.place, x + shift * made.place[:, None], made.started, made.talks)
    assert (plain is None) == (moved is None)
    if plain is not None and moved is not None:
        assert moved.estimate == pytest.approx(plain.estimate, abs=1e-6)
        assert moved.standard_error == pytest.approx(plain.standard_error, rel=1e-5)


def test_counts_are_the_same_as_talks_one_by_one():
    made = MadeVisits(0.3, places=12).make(2)
    x = np.log(made.officer_visit)[:, None]
    counted = fit_conditional_logit(made.place, x, made.started, made.talks)
    each = np.repeat(np.arange(len(made.place)), made.talks)
    nth = np.arange(len(each)) - np.repeat(np.cumsum(made.talks) - made.talks, made.talks)
    ones = (nth < made.started[each]).astype(int)
    single = fit_conditional_logit(made.place[each], x[each], ones, np.ones_like(ones))
    assert counted is not None and single is not None
    assert counted.estimate == pytest.approx(single.estimate, abs=1e-8)
    assert counted.standard_error == pytest.approx(single.standard_error, rel=1e-8)


@pytest.mark.parametrize(
    ("group", "x", "ones", "trials"),
    [
        ([], [], [], []),
        ([1, 1], [0.0, 1.0], [0, 1], [1, 1]),
        ([1, 1, 2, 2], [0.0, 0.0, 1.0, 1.0], [0, 1, 0, 1], [1, 1, 1, 1]),
        ([1, 1, 2, 2], [0.0, 1.0, 0.0, 1.0], [0, 1, 0, 1], [1, 1, 1, 1]),
        ([1, 1, 2, 2], [0.0, 1.0, 0.0, 1.0], [2, 3, 0, 0], [2, 3, 1, 1]),
    ],
    ids=["nothing", "one place", "nothing varies within", "separated", "no variation in outcomes"],
)
def test_where_there_is_no_finite_estimate_there_is_none(group, x, ones, trials):
    columns = np.array(x, dtype=float).reshape(-1, 1)
    whole = [np.array(one, dtype=np.int64) for one in (group, ones, trials)]
    assert fit_conditional_logit(whole[0], columns, whole[1], whole[2]) is None
