"""How much a place's calls vary in time beyond chance, learned from its own past without knowing its rate.

Calls at a place are not Poisson: one incident brings several calls, and places have good and bad seasons. The
variance of a count with mean mu is

    mu * (1 + burst) + drift * mu**2

`burst` (calls that bring calls) does not depend on how long a period is; `drift` (good and bad spells) does: with
spells of a mean length, neighboring periods are alike while they are shorter than a spell, and average spells out when
they are longer (an Ornstein-Uhlenbeck process).
Split a place's history in two: given the sum n, the first part is beta-binomial whatever the rate (for a gamma
factor the ratio of two parts is independent of their sum: Lukacs 1955). So the likelihood given n needs no model of
the rates, is not biased by looking at busy places only, and is what is maximized here, over quarters and halves of
the history at once; how `drift` changes from quarters to halves says how long spells are, and so what it is for the
length of the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

#: The likelihood is dominated by busy places; more of them change nothing but the time.
BUSIEST: Final = 2_500
#: Places with fewer calls would bias `burst` upward: two calls of one incident always fall into one half.
FEWEST_CALLS: Final = 6
SMALLEST_DRIFT: Final = 1e-3
#: Without enough history: what the first half of Montgomery County's calls and the made cities have in common.
USUAL_BURST, USUAL_DRIFT, USUAL_SPELL = 0.5, 0.02, 0.2


def spell_variance(length: float) -> float:
    """Half the variance of the difference of the means of two neighboring periods, for spells of unit variance.

    `length` is that of one period, in mean spells; the answer is small for short periods (both in one spell) and for
    very long ones (spells average out), and largest in between.
    """
    if length < 1e-3:
        return length / 3
    alone = 2 * (length - 1 + np.exp(-length)) / length**2
    shared = ((1 - np.exp(-length)) / length) ** 2
    return float(alone - shared)


@dataclass(frozen=True)
class Dispersion:
    """Variance of a count with mean mu over one period: mu * (1 + burst) + drift * mu**2.

    Attributes:
        burst: variance beyond Poisson, as a multiple of the mean; the same for every length of period.
        drift: squared coefficient of variation of the rate from one period to the next.
        spell: mean length of a place's good and bad spells, in periods.
        estimated: False when the history was too short and the usual values stand in.
    """

    burst: float
    drift: float
    spell: float = USUAL_SPELL
    estimated: bool = True

    def over(self, ratio: float) -> Dispersion:
        """The dispersion of a period `ratio` times as long."""
        change = spell_variance(ratio / self.spell) / spell_variance(1 / self.spell)
        return Dispersion(self.burst, max(self.drift * change, SMALLEST_DRIFT), self.spell / ratio, self.estimated)

    def size(self, mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Size of the negative binomial with that mean, same shape."""
        return np.asarray(mean / np.maximum(self.burst + self.drift * mean, 1e-9))


@dataclass(frozen=True)
class _Pairs:
    """Distinct (first part, sum) pairs with how often each occurs, and the share expected in the first part."""

    first: NDArray[np.float64]
    total: NDArray[np.float64]
    times: NDArray[np.float64]
    share: float
    scale: float  # length of a part, in halves of the history

    def loss(self, burst: float, drift: float) -> float:
        """Minus the beta-binomial log likelihood given the sums, without constants."""
        mean = self.total / 2
        size = mean / np.maximum(burst + drift * mean, 1e-9)
        a, b = 2 * size * self.share, 2 * size * (1 - self.share)
        first, second = self.first, self.total - self.first
        each = gammaln(first + a) - gammaln(a) + gammaln(second + b) - gammaln(b)
        each += gammaln(2 * size) - gammaln(self.total + 2 * size)
        return -float(np.dot(self.times, each))


def _pairs(first: NDArray[np.int64], second: NDArray[np.int64], scale: float) -> _Pairs | None:
    everything = float(first.sum() + second.sum())
    total = first + second
    keep = total >= FEWEST_CALLS
    if keep.sum() < 30 or not 0 < first.sum() < everything:
        return None
    share = float(first.sum()) / everything
    first, total = first[keep], total[keep]
    if len(total) > BUSIEST:
        busy = np.argpartition(-total, BUSIEST)[:BUSIEST]
        first, total = first[busy], total[busy]
    distinct, times = np.unique(np.column_stack([first, total]), axis=0, return_counts=True)
    part = distinct.astype(float)
    return _Pairs(part[:, 0], part[:, 1], times.astype(float), share, scale)


def estimate_dispersion(quarters: NDArray[np.int64]) -> Dispersion:
    """Estimate from four equal consecutive periods of history.

    Args:
        quarters: calls of each place in each of the four, oldest first, shape (places, 4). Common shocks and seasons
            are taken out by the totals of the periods.

    Returns:
        Dispersion of a count over the whole history (all four periods together).
    """
    if quarters.shape[1] != 4:
        return Dispersion(USUAL_BURST, USUAL_DRIFT, estimated=False)
    q = quarters
    found = [
        _pairs(q[:, 0], q[:, 1], 0.5),
        _pairs(q[:, 2], q[:, 3], 0.5),
        _pairs(q[:, 0] + q[:, 1], q[:, 2] + q[:, 3], 1.0),
    ]
    pairs = [pair for pair in found if pair is not None]
    if len(pairs) < 3:
        return Dispersion(USUAL_BURST, USUAL_DRIFT, estimated=False)

    start = [-0.7, -3.5, float(np.log(2 * USUAL_SPELL))]

    def loss(point: NDArray[np.float64]) -> float:
        half = _unpack(point)
        fit = sum(pair.loss(half.burst, half.over(pair.scale).drift) for pair in pairs)
        # Weak pulls keep a parameter of which the data say nothing (no drift: no spells) where it is harmless.
        spell, burst = float(point[2]) - start[2], float(point[0]) - start[0]
        return fit + 0.5 * spell**2 + 0.15 * burst**2 + 0.005 * float(point[1] ** 2)

    return _unpack(_minimum(loss, start)).over(2.0)


def _unpack(point: NDArray[np.float64]) -> Dispersion:
    """The three logarithms that are searched, as the dispersion of one half of the history."""
    burst, drift = np.exp(np.clip(point[:2], -12, 3))
    return Dispersion(float(burst), float(drift), float(np.exp(np.clip(point[2], -4, 3))))


def _minimum(loss: Callable[[NDArray[np.float64]], float], start: list[float]) -> NDArray[np.float64]:
    """Nelder-Mead from a simplex with edges of a half, to a hundredth: finer than the data can tell."""
    simplex = np.vstack([start, np.array(start) + 0.5 * np.eye(len(start))])
    found = minimize(
        loss,
        np.array(start),
        method="Nelder-Mead",
        options={"initial_simplex": simplex, "xatol": 0.01, "fatol": 0.01, "maxiter": 400},
    )
    return np.asarray(found.x)


def estimate_between_periods(lags: NDArray[np.int64]) -> Dispersion:
    """Estimate from consecutive periods that are as long as the one to forecast.

    Args:
        lags: calls of each place, newest first, shape (places, periods); at least two periods.
    """
    pairs = [_pairs(lags[:, k + 1], lags[:, k], 1.0) for k in range(lags.shape[1] - 1)]
    kept = [pair for pair in pairs if pair is not None]
    if not kept:
        return Dispersion(USUAL_BURST, USUAL_DRIFT, estimated=False)

    def loss(point: NDArray[np.float64]) -> float:
        burst, drift = np.exp(np.clip(point, -12, 3))
        return sum(pair.loss(burst, drift) for pair in kept) + 0.005 * float(point @ point)

    burst, drift = np.exp(np.clip(_minimum(loss, [-0.7, -3.5]), -12, 3))
    return Dispersion(float(burst), max(float(drift), SMALLEST_DRIFT))
