"""How sure a rank is: the interval of a place's rank and its chance to belong to the top, from posterior rates.

Given that a place has the rate x, the number of places above it is a sum of independent yes-or-no draws, one a place:
its mean and variance follow from the posteriors, so the rank is close to normal about them. The rank's distribution is
the average of that over the place's own posterior. No simulation, and no matrix of places x draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from commonbeat.analysis.rates import Posterior


@dataclass(frozen=True)
class RankIntervals:
    """Rank intervals of some places, arrays of shape (len(places),).

    Attributes:
        low, high: 90 % interval of the rank by true rate (1 = highest).
        top: probability to be among the `top` highest rates.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    top: NDArray[np.float64]


def rank_intervals(posterior: Posterior, places: NDArray[np.int64], top: int, level: float = 0.9) -> RankIntervals:
    """Intervals of the ranks of some places among all.

    Args:
        posterior: of all places.
        places: rows of the places asked for.
        top: length of the list.
        level: probability of the interval.
    """
    weights, times = posterior.weights, posterior.times.astype(float)
    above = 1 - np.cumsum(weights, axis=1) + weights / 2  # chance that a place of this history exceeds each rate
    mean = times @ above
    variance = times @ (above * (1 - above))
    kinds, where = np.unique(posterior.index[places], return_inverse=True)
    total = len(posterior.index)
    low, high = np.ones(len(kinds), dtype=np.int64), np.ones(len(kinds), dtype=np.int64)
    chance = np.zeros(len(kinds))
    for number, kind in enumerate(kinds):
        own = weights[kind] > 1e-7
        mass = weights[kind][own] / weights[kind][own].sum()
        others = mean[own] - above[kind][own]
        spread = np.sqrt(np.maximum(variance[own] - above[kind][own] * (1 - above[kind][own]), 1e-12))

        def at_most(
            rank: NDArray[np.float64],
            others: NDArray[np.float64] = others,
            spread: NDArray[np.float64] = spread,
            mass: NDArray[np.float64] = mass,
        ) -> NDArray[np.float64]:
            return np.asarray(ndtr((rank[:, None] - 0.5 - others[None, :]) / spread[None, :]) @ mass)

        chance[number] = 1.0 if top >= total else at_most(np.array([float(top)]))[0]
        low[number] = _smallest(at_most, (1 - level) / 2, total)
        high[number] = _smallest(at_most, (1 + level) / 2, total)
    return RankIntervals(low[where], high[where], chance[where])


def _smallest(at_most: object, level: float, total: int) -> int:
    """Smallest rank whose cumulative probability reaches `level`."""
    assert callable(at_most)  # noqa: S101
    low, high = 0.0, float(total)
    while high - low > 1:
        points = np.unique(np.floor(np.linspace(low, high, 33))[1:])
        reached = at_most(points) >= level
        first = int(np.argmax(reached)) if reached.any() else len(points) - 1
        low, high = (points[first - 1] if first else low), points[first]
    return int(high)
