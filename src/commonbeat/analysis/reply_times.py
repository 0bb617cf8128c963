"""How long people wait for an answer, those who still wait counted in.

A median over answered concerns alone flatters whoever leaves the hard ones lying. Here a concern without an answer
counts as one that waits longer than it has waited so far: the product-limit estimate (Kaplan and Meier 1958), with the
confidence limits of its quantiles by inverting those of the curve on the log-log scale (Brookmeyer and Crowley 1982).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.stats import CensoredData, ecdf

_LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class WaitingTime:
    """How long half of them wait.

    Attributes:
        raised: how many, answered or not.
        answered: how many have an answer.
        median: days within which half have an answer; None when fewer than half ever got one.
        low, high: 95 % limits of the median, days; None where the data set no limit.
        longest_open: days that the oldest without an answer waits; None when all have one.
    """

    raised: int
    answered: int
    median: float | None
    low: float | None
    high: float | None
    longest_open: float | None


def waiting_time(days: Sequence[float] | npt.NDArray[np.float64], answered: Sequence[bool]) -> WaitingTime:
    """The time to an answer.

    Args:
        days: of each concern, days to its answer, or days that it has waited so far; shape (n,), not negative.
        answered: whether it has an answer; shape (n,).

    Raises:
        ValueError: shapes differ, or a time is negative or not a number.
    """
    times, known = np.asarray(days, dtype=float), np.asarray(answered, dtype=bool)
    if times.shape != known.shape or times.ndim != 1:
        raise ValueError("days and answered have one entry a concern")
    if not np.isfinite(times).all() or (times < 0).any():
        raise ValueError("a time to an answer is a number of days, not negative")
    waiting = times[~known]
    longest = float(waiting.max()) if waiting.size else None
    if not known.any():
        return WaitingTime(times.size, 0, None, None, None, longest)
    left = ecdf(CensoredData.right_censored(times, ~known)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where the curve is 1 or 0 there are no limits, which is true
        limits = left.confidence_interval(_LEVEL, method="log-log")
    return WaitingTime(
        raised=times.size,
        answered=int(known.sum()),
        median=_half(left),
        low=_half(limits.low),
        high=_half(limits.high),
        longest_open=longest,
    )


def _half(curve: Any) -> float | None:
    """The first time after which half or fewer wait."""
    share = np.nan_to_num(curve.probabilities, nan=1.0)
    reached = np.flatnonzero(share <= 0.5 + 1e-12)
    return float(curve.quantiles[reached[0]]) if reached.size else None
