"""The rate behind a count: where the truth is known, it is found, and intervals hold what they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom

from commonbeat.analysis.dispersion import (
    Dispersion,
    estimate_between_periods,
    estimate_dispersion,
    spell_variance,
)
from commonbeat.analysis.lagged_rates import estimate_lag_weights
from commonbeat.analysis.ranking import rank_intervals
from commonbeat.analysis.rates import estimate_rates, estimate_rates_of_halves, gamma_poisson

POISSON = Dispersion(0.0, 0.0)


def heavy_rates(places: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.minimum(np.exp(random.normal(0, 1.6, places)), 400)


def test_the_promise_for_the_busiest_is_right_where_the_naive_list_and_the_gamma_are_not() -> None:
    ours, naive, textbook = [], [], []
    for seed in range(5):
        random, rates = np.random.default_rng(seed), heavy_rates(8000, seed)
        before, after = random.poisson(rates), random.poisson(rates)
        seen = before > 0
        before, after = before[seen], after[seen]
        busiest = np.argsort(-before, kind="stable")[:200]
        came = after[busiest].sum()
        expected = estimate_rates(before, 1.0, behind=POISSON, ahead=POISSON).mean()
        ours.append(expected[busiest].sum() / came - 1)
        naive.append(before[busiest].sum() / came - 1)
        textbook.append(gamma_poisson(before, 1.0)[busiest].sum() / came - 1)
    assert abs(np.mean(ours)) < 0.01
    assert np.mean(naive) > 0.02
    assert np.mean(textbook) < -0.02


def test_intervals_hold_what_they_say() -> None:
    random, rates = np.random.default_rng(4), heavy_rates(8000, 4)
    before, after = random.poisson(rates), random.poisson(rates)
    seen = before > 0
    posterior = estimate_rates(before[seen], 1.0, behind=POISSON, ahead=POISSON)
    busiest = np.argsort(-before[seen], kind="stable")[:2000]
    low, high = posterior.interval(busiest)
    inside = (after[seen][busiest] >= low) & (after[seen][busiest] <= high)
    assert 0.88 < inside.mean() < 0.93
    wider_low, wider_high = posterior.interval(busiest, level=0.99)
    assert (wider_low <= low).all()
    assert (wider_high >= high).all()


def test_a_place_seen_for_half_the_time_is_promised_more_for_the_same_count() -> None:
    random, rates = np.random.default_rng(5), heavy_rates(4000, 5)
    time = np.where(np.arange(4000) % 2, 0.5, 1.0)
    counts = random.poisson(rates * time)
    seen = counts > 0
    mean = estimate_rates(counts[seen], time[seen], behind=POISSON, ahead=POISSON).mean()
    same = counts[seen] == 8
    assert mean[same & (time[seen] == 0.5)].mean() > 1.5 * mean[same & (time[seen] == 1.0)].mean()


def test_variance_in_time_is_found_without_knowing_the_rates() -> None:
    random, rates = np.random.default_rng(6), heavy_rates(6000, 6) * 8
    size = 1 / 0.09
    quarters = np.column_stack([random.poisson(rates * random.gamma(size, 1 / size, 6000)) for _ in range(4)])
    found = estimate_dispersion(quarters)
    assert found.burst < 0.08
    assert found.drift == pytest.approx(0.09 / 4, rel=0.25)
    between = estimate_between_periods(quarters)
    assert between.drift == pytest.approx(0.09, rel=0.15)


def test_calls_that_bring_calls_are_told_from_drift() -> None:
    random, rates = np.random.default_rng(7), heavy_rates(6000, 7) * 8
    quarters = np.column_stack([nbinom.rvs(rates / 0.6, 1 / 1.6, random_state=random) for _ in range(4)])
    found = estimate_dispersion(quarters)
    assert found.burst == pytest.approx(0.6, abs=0.12)
    assert found.drift < 0.01


def test_spells_average_out_over_long_periods_and_are_shared_by_short_ones() -> None:
    assert spell_variance(0.01) < spell_variance(1.0) > spell_variance(50.0)
    same = Dispersion(0.5, 0.04, 0.2)
    assert same.over(2.0).over(0.5).drift == pytest.approx(same.drift)


def test_a_history_too_short_to_split_gives_the_usual_values() -> None:
    assert not estimate_dispersion(np.zeros((3, 4), dtype=np.int64)).estimated
    assert not estimate_dispersion(np.zeros((3, 0), dtype=np.int64)).estimated


def test_the_newest_period_weighs_most_where_rates_wander() -> None:
    random = np.random.default_rng(8)
    level = np.log(heavy_rates(4000, 8) * 5)[:, None] + np.cumsum(random.normal(0, 0.35, (4000, 5)), axis=1)
    lags = random.poisson(np.exp(level))[:, ::-1]
    found = estimate_lag_weights(lags)
    share = found.weights / found.weights.sum()
    assert share[0] > 0.5
    counts, exposure = found.effective(lags)
    assert 1 <= exposure <= 4
    assert counts.shape == (4000,)


def test_equal_periods_weigh_alike_where_rates_stay() -> None:
    random, rates = np.random.default_rng(9), heavy_rates(5000, 9) * 3
    found = estimate_lag_weights(random.poisson(rates[:, None] * np.ones(4)))
    assert found.concentration < 0.45
    with pytest.raises(ValueError, match="three"):
        estimate_lag_weights(np.ones((3, 2), dtype=np.int64))


def test_rank_intervals_hold_the_true_rank() -> None:
    random, rates = np.random.default_rng(10), heavy_rates(3000, 10) * 3
    counts = random.poisson(rates)
    seen = np.flatnonzero(counts > 0)
    posterior = estimate_rates(counts[seen], 1.0, behind=POISSON, ahead=POISSON)
    busiest = np.argsort(-counts[seen], kind="stable")[:300]
    found = rank_intervals(posterior, busiest, top=100)
    true_rank = np.empty(len(seen), dtype=np.int64)
    true_rank[np.argsort(-rates[seen])] = np.arange(1, len(seen) + 1)
    inside = (true_rank[busiest] >= found.low) & (true_rank[busiest] <= found.high)
    assert 0.84 < inside.mean() < 0.96
    assert found.top[:20].mean() > 0.99
    really = (true_rank[busiest] <= 100).mean()
    assert found.top.mean() == pytest.approx(really, abs=0.03)


def test_a_short_history_still_promises_quiet_places_what_they_bring():
    """Ten days of a city: most places have one to three calls, and an incident often brings two at once."""
    draw = np.random.default_rng(11)
    rate = draw.lognormal(-1.6, 1.2, 12_000)
    incidents = draw.poisson(rate[:, None] / 4, (12_000, 8))
    calls_of = incidents + draw.binomial(incidents, 0.25)
    quarters, after = calls_of[:, :4], calls_of[:, 4:].sum(axis=1)
    seen = quarters.sum(axis=1) > 0
    quarters, after = quarters[seen], after[seen]
    whole = estimate_dispersion(quarters)
    halves = np.column_stack([quarters[:, :2].sum(axis=1), quarters[:, 2:].sum(axis=1)])
    posterior = estimate_rates_of_halves(halves, 1.0, behind=whole, ahead=whole)
    expected, total = posterior.mean(), halves.sum(axis=1)
    for calls in (1, 2, 3):
        same = total == calls
        assert expected[same].mean() == pytest.approx(after[same].mean(), rel=0.25)
    busiest = np.argsort(-expected)[:1000]
    low, high = posterior.interval(busiest)
    assert 0.85 <= np.mean((after[busiest] >= low) & (after[busiest] <= high)) <= 0.97


def test_calls_in_both_halves_promise_more_than_as_many_in_one():
    draw = np.random.default_rng(5)
    rate = draw.lognormal(-1.0, 1.0, 4_000)
    halves = draw.poisson(rate[:, None] / 2, (4_000, 2))
    halves = halves[halves.sum(axis=1) > 0]
    bursty = Dispersion(0.6, 0.02)
    expected = estimate_rates_of_halves(halves, 1.0, behind=bursty, ahead=bursty).mean()
    apart = expected[(halves == [1, 1]).all(axis=1)]
    together = expected[(halves == [2, 0]).all(axis=1)]
    assert apart[0] > together[0]
