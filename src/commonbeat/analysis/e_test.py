"""Did a place change from one period to the next? The exact E-test of two Poisson means, for many places at once.

Krishnamoorthy & Thomson (2004), "A more powerful test for comparing two Poisson means". It describes change; it takes
no account of what makes real counts vary beyond Poisson, so a small p-value is a reason to look, not a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import poisson

from commonbeat.analysis.false_discovery import false_discovery


def e_test(
    first: int,
    second: int,
    *,
    time_first: float = 1.0,
    time_second: float = 1.0,
    d: float = 0.0,
    pooled: bool = False,
) -> float:
    """Two-sided p-value that the rates of two counts differ by something else than `d`.

    For each value of the first count, the values of the second whose statistic is no more extreme than the observed
    one are an interval, whose ends solve a quadratic; so the work is linear in the counts, not their product.

    Args:
        first, second: calls in the two periods.
        time_first, time_second: lengths of the periods.
        d: difference of the rates under the hypothesis.
        pooled: take one variance for both rates in the statistic, as the packages ptools and crimepy do; the paper
            (and SciPy's `poisson_means_test`) adds the two. They are the same for equal lengths and d = 0.

    Raises:
        ValueError: a negative count, or a length that is not positive.
    """
    if first < 0 or second < 0 or time_first <= 0 or time_second <= 0:
        raise ValueError("counts must not be negative, and lengths must be positive")
    both = time_first + time_second
    rate = max((first + second - d * time_first) / both, 0.0)
    each = (1 / both, 1 / both) if pooled else (1 / time_first**2, 1 / time_second**2)
    spread = rate if pooled else first * each[0] + second * each[1]
    gap = first / time_first - second / time_second - d
    if spread <= 0 or gap == 0:
        return 1.0
    mean_first, mean_second = time_first * (rate + d), time_second * rate
    x = np.arange(_last(mean_first) + 1, dtype=float)
    # (x/t1 - d - y/t2)^2 < bound * (each_1 x + each_2 y), a quadratic in v = y/t2.
    bound = gap**2 / spread
    a = x / time_first - d
    middle = a + bound * each[1] * time_second / 2
    inside = middle**2 - a**2 + bound * each[0] * x
    root = np.sqrt(np.maximum(inside, 0.0))
    low, high = (middle - root) * time_second, (middle + root) * time_second
    # Ties with the observed statistic count as extreme: the ends themselves lie outside.
    nearness = 1e-9 * (1 + np.abs(high))
    first_inside = np.maximum(np.floor(low + nearness) + 1, 0)
    if d == 0:
        first_inside[0] = 0  # two zeros have no statistic; they are never more extreme than what was seen
    last_inside = np.ceil(high - nearness) - 1
    held = poisson.cdf(last_inside, mean_second) - poisson.cdf(first_inside - 1, mean_second)
    held = np.where((inside <= 0) | (last_inside < first_inside), 0.0, held)
    p = float(np.dot(poisson.pmf(x, mean_first), 1 - held))
    return min(max(p, 0.0), 1.0)


def _last(mean: float) -> int:
    """A count beyond which a Poisson variable of that mean never goes, to 1e-15."""
    return int(mean + 12 * np.sqrt(mean + 1) + 40)


@dataclass(frozen=True)
class Changes:
    """Year-on-year changes of many places, arrays of shape (n,).

    Attributes:
        p_values: of the E-test.
        adjusted: after Benjamini & Hochberg (1995): the false-discovery rate at which the place would be named.
        changed: adjusted at most `rate`.
    """

    p_values: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    changed: NDArray[np.bool_]


def changes(
    before: ArrayLike, after: ArrayLike, *, days_before: float = 1.0, days_after: float = 1.0, rate: float = 0.05
) -> Changes:
    """Test every place and control the part of false alarms among those named.

    Args:
        before, after: calls of each place, shape (n,).
        days_before, days_after: lengths of the two periods.
        rate: false-discovery rate.
    """
    pairs = np.column_stack([np.asarray(before, dtype=np.int64), np.asarray(after, dtype=np.int64)])
    distinct, where = np.unique(pairs, axis=0, return_inverse=True)
    each = np.array([e_test(int(b), int(a), time_first=days_before, time_second=days_after) for b, a in distinct])
    p_values = each[where.ravel()] if len(each) else np.zeros(0)
    adjusted = false_discovery(p_values)
    return Changes(p_values, adjusted, adjusted <= rate)
