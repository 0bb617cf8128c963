"""Is a place getting better or worse? The yearly change of its monthly rate, as a ratio, with an interval."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

SHORTEST_MONTHS: Final = 12
FEWEST_CALLS: Final = 12


def yearly_change(
    monthly: NDArray[np.int64], days: NDArray[np.int64], *, level: float = 0.9
) -> list[tuple[float, float, float] | None]:
    """Ratio of the rate a year on, by a log-linear Poisson regression of monthly counts given their sum.

    The variance is that of the model times the Pearson dispersion (never below 1), so bursts widen the interval.

    Args:
        monthly: calls of each place in each month, shape (places, months).
        days: days of data in each month, shape (months,).
        level: probability of the interval.

    Returns:
        For each place the ratio and its interval (1.0 = no change), or None when a year of months or a dozen calls
        are not there.
    """
    months = monthly.shape[1]
    if months < SHORTEST_MONTHS:
        return [None] * len(monthly)
    time = (np.arange(months) - (months - 1) / 2) / 12
    total = monthly.sum(axis=1).astype(float)
    slope = np.zeros(len(monthly))
    for _ in range(30):
        share, mean, spread = _shares(slope, time, days)
        step = (monthly @ time - total * mean) / np.maximum(total * spread, 1e-9)
        slope = np.clip(slope + np.clip(step, -1, 1), -6, 6)
    share, _, spread = _shares(slope, time, days)
    expected = np.maximum(total[:, None] * share, 1e-9)
    pearson = ((monthly - expected) ** 2 / expected).sum(axis=1) / (months - 2)
    error = np.sqrt(np.maximum(pearson, 1.0) / np.maximum(total * spread, 1e-9)) * norm.ppf((1 + level) / 2)
    found = np.exp(np.clip(np.column_stack([slope, slope - error, slope + error]), -20, 20))
    return [
        (float(row[0]), float(row[1]), float(row[2])) if calls >= FEWEST_CALLS else None
        for row, calls in zip(found, total, strict=True)
    ]


def _shares(
    slope: NDArray[np.float64], time: NDArray[np.float64], days: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Expected share of each month, and the mean and variance of time under it, for each place's slope."""
    weight = days[None, :] * np.exp(slope[:, None] * time[None, :])
    share = weight / weight.sum(axis=1, keepdims=True)
    mean = share @ time
    return share, mean, share @ time**2 - mean**2
