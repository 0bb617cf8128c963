"""The rate behind a count: empirical Bayes with a nonparametric mixing distribution.

The busiest places of a list were partly lucky (or unlucky) to be there; their next count is smaller on average. How
much smaller depends on how rates are spread over the city. The textbook gamma does not fit real places (its tail is
too light, so it shrinks the busiest far too much); here the spread itself is estimated, as the maximum likelihood
mixing distribution (Kiefer & Wolfowitz 1956; Laird 1978) on a grid of rates, by EM from a flat start, then smoothed a
little so that a lone place at the top keeps its uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betainc, gammaln

from commonbeat.analysis.dispersion import Dispersion

#: Relative width of the smoothing: about a sixth up or down in the rate.
SMOOTHING: Final = 0.15
EM_STEPS: Final = 400
#: EM stops when no single rate added to the mixture could raise the mean log likelihood by more than this.
EM_GAP: Final = 1e-3
LOWEST_RATE: Final = 0.02
#: Up to here the halves of a history say something that its total does not.
FEW_CALLS: Final = 20


@dataclass(frozen=True)
class Posterior:
    """What is known of the rates of places, for each distinct history.

    Attributes:
        rates: grid of rates, calls per next period, rising, shape (g,).
        weights: posterior of each distinct history over the grid, rows sum to 1, shape (d, g).
        index: the distinct history of each place, shape (places,).
        times: how many places share each distinct history, shape (d,).
        ahead: dispersion of the next period's count about its rate.
    """

    rates: NDArray[np.float64]
    weights: NDArray[np.float64]
    index: NDArray[np.int64]
    times: NDArray[np.int64]
    ahead: Dispersion

    def mean(self) -> NDArray[np.float64]:
        """Expected calls of each place in the next period, shape (places,)."""
        return np.asarray((self.weights @ self.rates)[self.index])

    def variance(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Variance of the next period's count at some places, shape (len(places),)."""
        kinds, where = np.unique(self.index[places], return_inverse=True)
        mean = self.weights[kinds] @ self.rates
        square = self.weights[kinds] @ self.rates**2
        each = mean * (1 + self.ahead.burst) + square * (1 + self.ahead.drift) - mean**2
        return np.asarray(each[where])

    def interval(self, places: NDArray[np.int64], level: float = 0.9) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Predictive interval of the next period's count at some places: two integer arrays, shape (len(places),).

        It runs between the quantiles at (1 - level) / 2 and (1 + level) / 2 of the mixture of negative binomials. A
        count is not continuous; half of its own probability is taken as below it (mid-quantiles), so that over many
        places the intervals hold neither more nor fewer counts than they say.
        """
        kinds, where = np.unique(self.index[places], return_inverse=True)
        low, high = np.zeros(len(kinds), dtype=np.int64), np.zeros(len(kinds), dtype=np.int64)
        size = self.ahead.size(self.rates)
        for number, kind in enumerate(kinds):
            heavy = self.weights[kind] > 1e-7
            weights = self.weights[kind][heavy] / self.weights[kind][heavy].sum()
            low[number] = _first_at((1 - level) / 2, weights, self.rates[heavy], size[heavy])
            high[number] = _first_at((1 + level) / 2, weights, self.rates[heavy], size[heavy]) - 1
        return low[where], np.maximum(high, low)[where]

    def over(self, ratio: float) -> Posterior:
        """The same places over a next period `ratio` times as long."""
        return Posterior(self.rates * ratio, self.weights, self.index, self.times, self.ahead.over(ratio))

    def scaled(self, factor: float) -> Posterior:
        """The same posterior for a next period whose level is `factor` times as high."""
        return Posterior(self.rates * factor, self.weights, self.index, self.times, self.ahead)


def _first_at(level: float, weights: NDArray[np.float64], rates: NDArray[np.float64], size: NDArray[np.float64]) -> int:
    """Smallest count whose mid-probability (all below it and half its own) under the mixture reaches `level`."""
    chance = size / (size + rates)

    def middle(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        upto = betainc(size[None, :], counts[:, None] + 1.0, chance[None, :])
        before = betainc(size[None, :], np.maximum(counts[:, None], 1.0), chance[None, :]) * (counts[:, None] > 0)
        return np.asarray((upto + before) @ weights / 2)

    low, high = -1.0, float(np.ceil(rates[-1] + 12 * np.sqrt(rates[-1] + rates[-1] ** 2 / size[-1]) + 20))
    while high - low > 1:
        # Cut the bracket into 16 at once: fewer, larger calls than halving it.
        points = np.unique(np.floor(np.linspace(low, high, 17))[1:])
        reached = middle(points) >= level
        first = int(np.argmax(reached)) if reached.any() else len(points) - 1
        low, high = (points[first - 1] if first else low), points[first]
    return int(high)


def rate_grid(largest: float, dispersion: Dispersion) -> NDArray[np.float64]:
    """Rates from almost none to half above the largest count, each half a standard error from the next, at most 8 %.

    With 300 even steps the busiest places of a large city would fall between two rates.
    """
    rates = [LOWEST_RATE]
    drift = max(dispersion.drift, 1e-3)
    while rates[-1] < 1.5 * largest + 5:
        step = 0.5 * np.sqrt((1 + dispersion.burst) / rates[-1] + drift)
        rates.append(rates[-1] * (1 + min(step, 0.08)))
    return np.array(rates)


def log_negative_binomial(
    counts: NDArray[np.float64], mean: NDArray[np.float64], dispersion: Dispersion
) -> NDArray[np.float64]:
    """Log probability of counts (column) under means (row), shape (len(counts), len(mean))."""
    size = dispersion.size(mean)[None, :]
    n, mu = counts[:, None], mean[None, :]
    return np.asarray(
        gammaln(n + size) - gammaln(size) - gammaln(n + 1) - size * np.log1p(mu / size) - n * np.log1p(size / mu)
    )


def estimate_rates(
    counts: NDArray[np.float64] | NDArray[np.int64],
    exposure: float | NDArray[np.float64],
    *,
    behind: Dispersion,
    ahead: Dispersion,
    truncated: bool = True,
) -> Posterior:
    """Estimate the mixing distribution of place rates and the posterior of each place.

    Args:
        counts: calls of each place in its history, shape (places,); need not be whole numbers.
        exposure: length of the history in next periods; an array, shape (places,), when places were not all observed
            for the same time.
        behind: dispersion of `counts` about rate x exposure.
        ahead: dispersion of the next period's count.
        truncated: places without a call are not in the list at all (a place is known by its calls), so likelihoods
            are conditional on at least one call. The rates of the listed places do not depend on how many unseen
            addresses there may be.

    Returns:
        The posterior over rates, in calls per next period.
    """
    if np.ndim(exposure) == 0:
        distinct, index, times = np.unique(np.asarray(counts, dtype=float), return_inverse=True, return_counts=True)
        seen = np.full(len(distinct), float(exposure))
    else:
        both = np.column_stack([counts, np.asarray(exposure, dtype=float).round(3)])
        rows, index, times = np.unique(both, axis=0, return_inverse=True, return_counts=True)
        distinct, seen = rows[:, 0], rows[:, 1]
    rates = rate_grid(float((distinct / seen).max()), behind)
    likelihood = _likelihood(distinct, seen, rates, behind, truncated)
    return _posterior(rates, likelihood, distinct, index, times, ahead)


def estimate_rates_of_halves(
    halves: NDArray[np.int64], exposure: float, *, behind: Dispersion, ahead: Dispersion
) -> Posterior:
    """The same from two halves of the history, for places that are known by their calls only.

    Totals alone cannot tell a quiet place with one bursty incident from a place that calls steadily: two calls in one
    half, or one in each. Where history is short most places have two or three calls, and the totals then promise them
    next to nothing. So a place with few calls enters with both halves, a busy one with its total.

    Args:
        halves: calls of each place in the first and second half of its history, shape (places, 2), at least one call
            a place. Common shocks and seasons are taken out by the totals of the halves.
        exposure: length of the whole history in next periods.
        behind: dispersion of a count over the whole history.
        ahead: dispersion of the next period's count.
    """
    total = halves.sum(axis=1)
    few = total <= FEW_CALLS
    history = np.where(few[:, None], halves, np.column_stack([np.full(len(total), -1), total]))
    distinct, index, times = np.unique(history, axis=0, return_inverse=True, return_counts=True)
    rates = rate_grid(float(total.max()) / exposure, behind)
    whole = distinct[:, 0] < 0
    likelihood = np.empty((len(distinct), len(rates)))
    likelihood[~whole] = _likelihood_of_halves(
        distinct[~whole].astype(float), rates * exposure, halves.sum(axis=0) / halves.sum(), behind.over(0.5)
    )
    busy = distinct[whole, 1].astype(float)
    likelihood[whole] = _likelihood(busy, np.full(len(busy), exposure), rates, behind, truncated=True)
    counts = np.where(whole, distinct[:, 1], -1.0 - np.arange(len(distinct)))  # no two pairs share a bucket
    return _posterior(rates, likelihood, counts, index, times, ahead)


def _posterior(
    rates: NDArray[np.float64],
    likelihood: NDArray[np.float64],
    counts: NDArray[np.float64],
    index: NDArray[np.int64],
    times: NDArray[np.int64],
    ahead: Dispersion,
) -> Posterior:
    """Mix the rates as the likelihoods ask, and weigh them for each distinct history."""
    prior = _smooth(_mixing(likelihood, times.astype(float), counts), rates)
    joint = likelihood * prior
    weights = joint / joint.sum(axis=1, keepdims=True)
    return Posterior(rates, weights, index.ravel().astype(np.int64), times.astype(np.int64), ahead)


def _likelihood_of_halves(
    halves: NDArray[np.float64], mean: NDArray[np.float64], share: NDArray[np.float64], half: Dispersion
) -> NDArray[np.float64]:
    """Likelihood of each pair of halves given at least one call, rows scaled to a largest value of 1."""
    logs = np.zeros((len(halves), len(mean)))
    none = np.zeros(len(mean))
    for part in (0, 1):
        expected = mean * share[part]
        size = half.size(expected)
        logs += log_negative_binomial(halves[:, part], expected, half)
        none -= size * np.log1p(expected / size)
    logs -= np.log(-np.expm1(none))[None, :]
    if not len(halves):
        return logs
    return np.asarray(np.maximum(np.exp(logs - logs.max(axis=1, keepdims=True)), 1e-300))


def _likelihood(
    counts: NDArray[np.float64],
    exposure: NDArray[np.float64],
    rates: NDArray[np.float64],
    behind: Dispersion,
    truncated: bool,
) -> NDArray[np.float64]:
    """Likelihood of each distinct history at each rate, rows scaled to a largest value of 1."""
    out = np.empty((len(counts), len(rates)))
    for length in np.unique(exposure):
        rows = exposure == length
        mean = rates * length
        logs = log_negative_binomial(counts[rows], mean, behind)
        if truncated:
            size = behind.size(mean)
            logs = logs - np.log(-np.expm1(-size * np.log1p(mean / size)))[None, :]
        out[rows] = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.maximum(out, 1e-300)


def _mixing(
    likelihood: NDArray[np.float64], times: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Maximum likelihood mixing weights on the grid, by EM from a flat start, shape (g,)."""
    # Neighbors among the large counts are alike: EM needs one of each half percent.
    bucket = np.where(counts > 300, np.round(np.log(np.maximum(counts, 1)) * 200), counts - 1e6)
    _, first, which = np.unique(bucket, return_index=True, return_inverse=True)
    rows = likelihood[first]
    mass = np.bincount(which.ravel(), weights=times) / times.sum()
    prior = np.full(likelihood.shape[1], 1.0 / likelihood.shape[1])
    for _ in range(EM_STEPS):
        gradient = rows.T @ (mass / (rows @ prior))
        prior = prior * gradient
        if gradient.max() - 1 < EM_GAP:
            break
    return np.asarray(prior / prior.sum())


def _smooth(prior: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread each rate's weight over its neighbors, normally in the log, so that each keeps its mass."""
    logs = np.log(rates)
    width = np.gradient(logs)
    kernel = np.exp(-0.5 * ((logs[None, :] - logs[:, None]) / SMOOTHING) ** 2) * width[None, :]
    kernel /= kernel.sum(axis=1, keepdims=True)
    return np.asarray(prior @ kernel)


def gamma_poisson(counts: NDArray[np.int64] | NDArray[np.float64], exposure: float) -> NDArray[np.float64]:
    """The textbook peer: expected calls in the next period under a gamma mixing distribution, shape (places,).

    Shape and scale by maximum likelihood on the counts (a negative binomial). It is here to be compared with: on real
    calls it promises far too little for the busiest places.
    """
    values, index, times = np.unique(counts, return_inverse=True, return_counts=True)
    distinct = values.astype(np.float64)
    mean = float(np.average(distinct, weights=times))

    def loss(point: NDArray[np.float64]) -> float:
        size = float(np.exp(point[0]))
        each = gammaln(distinct + size) - gammaln(size) - size * np.log1p(mean / size)
        each = each - distinct * np.log1p(size / mean)
        return -float(np.dot(times, each))

    size = float(np.exp(minimize(loss, np.zeros(1), method="Nelder-Mead").x[0]))
    shrunk = (distinct + size) / (mean + size) * mean
    return np.asarray((shrunk / exposure)[index.ravel()])
