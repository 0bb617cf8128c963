"""Several years of history: how much each earlier period says about the next, by a Poisson regression.

The expected count is a weighted sum of the counts of earlier periods, each scaled to the newest period's city-wide
total:  E[y_t] = floor + w_1 y_(t-1) + ... + w_m y_(t-m),  w >= 0.  The identity link keeps it a sum, so a place with
twice the past has twice the expectation (a log link bends it at the busiest places). It is fitted on the newest period
from those before it, on the one before from those before that, and so on (rolled forward), never on what it forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls


@dataclass(frozen=True)
class LagWeights:
    """What the regression found.

    Attributes:
        weights: weight of each earlier period, newest first, shape (m,).
        floor: expected calls of a place with no call in any of them.
        scales: factor that brings each period's city-wide total to the newest period's, shape (m,).
    """

    weights: NDArray[np.float64]
    floor: float
    scales: NDArray[np.float64]

    def effective(self, lags: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        """The periods as one count and its exposure in periods, with the variance a Poisson count of that size has.

        Args:
            lags: calls of each place, newest first, shape (places, >= m).
        """
        weights = self.weights * self.scales
        factor = float(self.weights.sum() / np.dot(self.weights, weights))
        counts = factor * (lags[:, : len(weights)] @ weights)
        return np.asarray(counts.round(1)), factor * float(self.weights.sum())

    @property
    def concentration(self) -> float:
        """Sum of squared shares of the weights: 1 for one period, 1/m for m equal ones."""
        share = self.weights / self.weights.sum()
        return float(np.dot(share, share))


def estimate_lag_weights(lags: NDArray[np.int64], *, most: int = 4) -> LagWeights:
    """Fit the rolled-forward Poisson regression on earlier periods.

    Args:
        lags: calls of each place, newest first, shape (places, periods), at least three periods.
        most: at most so many earlier periods.

    Raises:
        ValueError: fewer than three periods.
    """
    periods = lags.shape[1]
    if periods < 3:
        raise ValueError("a regression on earlier periods needs at least three")
    m = min(most, periods - 1)
    totals = np.maximum(lags.sum(axis=0).astype(float), 1.0)
    level = lags * (totals[0] / totals)[None, :]
    targets = range(periods - m)
    x = np.concatenate([level[:, t + 1 : t + 1 + m] for t in targets])
    y = np.concatenate([level[:, t] for t in targets])
    design = np.column_stack([np.ones(len(x)), x])
    fitted = np.maximum(x.mean(axis=1), 0.1)
    answer = np.zeros(m + 1)
    for _ in range(8):
        # Iterated weighted least squares; the variance of counts with drift grows faster than their mean.
        root = 1.0 / np.sqrt(fitted + 0.03 * fitted**2)
        weighted = design * root[:, None]
        answer, _ = nnls(weighted.T @ weighted, weighted.T @ (y * root))
        fitted = np.maximum(design @ answer, 0.05)
    weights = answer[1:]
    if weights.sum() <= 0:
        weights = np.full(m, 1.0 / m)
    return LagWeights(weights, float(answer[0]), (totals[0] / totals)[:m])
