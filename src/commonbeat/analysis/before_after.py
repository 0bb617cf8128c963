"""Before and after at a few places, beside comparison places: a first look with an interval, not a study.

Each place has a log ratio of its calls after to its calls before, y_i, with sampling variance v_i = 1/before + 1/after
(Woolf 1955, a half added to each count). Places drift apart by more than chance: tau^2, the variance of the true log
ratios among the comparison places, by the method of moments (DerSimonian and Laird 1986). The change is the treated
places' log ratio less that of the comparison places,

    change = log(after_T / before_T) - log(after_C / before_C)
    variance = 1/before_T + 1/after_T + 1/before_C + 1/after_C + tau^2 (sum w_i^2 over T + sum w_j^2 over C)

with w the share of each place in its group's calls, and limits from t with (comparison places - 1) degrees of freedom.

Do not use it when the before-span is the one in which the places were found: they were chosen for being high, and a
part of any fall comes by itself. Take the span before that one, and comparison places that were next on the same list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

#: Comparison places below which there is no interval.
FEWEST: Final = 8
#: Calls before, in all of the treated places, below which nothing can be said.
FEWEST_CALLS: Final = 10
Verdict = Literal["fell", "rose", "same", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Change:
    """What came of it.

    Attributes:
        before, after: calls at the treated places.
        comparison_before, comparison_after: at the comparison places.
        estimate, low, high: change at the treated places against the comparison, as a share (-0.2: a fifth fewer);
            None where there is too little to say.
        places, comparison_places: how many of each.
        verdict: fell or rose when the limits leave zero out; same when they leave out every change that matters;
            else cannot tell.
    """

    before: int
    after: int
    comparison_before: int
    comparison_after: int
    estimate: float | None
    low: float | None
    high: float | None
    places: int
    comparison_places: int
    verdict: Verdict


def before_after(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    comparison_before: npt.ArrayLike,
    comparison_after: npt.ArrayLike,
    *,
    matters: float = 0.2,
    level: float = 0.95,
) -> Change:
    """Compare spans of the same length before and after.

    Args:
        before, after: calls of each treated place; shape (k,).
        comparison_before, comparison_after: calls of each comparison place; shape (m,).
        matters: the smallest change that matters, as a share.
        level: of the interval.

    Raises:
        ValueError: shapes differ, a count is negative, or a share is not between 0 and 1.
    """
    b, a = _counts(before), _counts(after)
    cb, ca = _counts(comparison_before), _counts(comparison_after)
    if b.shape != a.shape or cb.shape != ca.shape:
        raise ValueError("each place has one count before and one after")
    if not 0 < matters < 1 or not 0 < level < 1:
        raise ValueError("the change that matters and the level are shares between 0 and 1")
    seen = (cb + ca) > 0
    cb, ca = cb[seen], ca[seen]
    totals = (int(b.sum()), int(a.sum()), int(cb.sum()), int(ca.sum()))
    if cb.size < FEWEST or totals[0] < FEWEST_CALLS or b.size == 0:
        return Change(*totals, None, None, None, b.size, cb.size, "cannot tell")
    drift = _drift(cb, ca)
    sizes = [float(total) + 0.5 for total in totals]
    change = np.log(sizes[1] / sizes[0]) - np.log(sizes[3] / sizes[2])
    variance = sum(1 / size for size in sizes) + drift * (_herfindahl(b + a) + _herfindahl(cb + ca))
    reach = float(student.ppf(0.5 + level / 2, cb.size - 1)) * float(np.sqrt(variance))
    low, high = float(np.expm1(change - reach)), float(np.expm1(change + reach))
    return Change(*totals, float(np.expm1(change)), low, high, b.size, cb.size, _verdict(low, high, matters))


def _counts(given: npt.ArrayLike) -> npt.NDArray[np.float64]:
    counts = np.atleast_1d(np.asarray(given, dtype=float))
    if counts.ndim != 1 or not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("counts of calls are whole numbers, not negative, one a place")
    return counts


def _drift(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64]) -> float:
    """tau^2 among the comparison places; 0 when they differ by no more than chance."""
    ratio = np.log((after + 0.5) / (before + 0.5))
    weight = 1 / (1 / (after + 0.5) + 1 / (before + 0.5))
    mean = float(np.average(ratio, weights=weight))
    spread = float((weight * (ratio - mean) ** 2).sum())
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(0.0, (spread - (ratio.size - 1)) / scale)


def _herfindahl(counts: npt.NDArray[np.float64]) -> float:
    """Sum of squared shares: one place with everything is 1, k equal places are 1/k."""
    share = counts / counts.sum()
    return float((share**2).sum())


def _verdict(low: float, high: float, matters: float) -> Verdict:
    if high < 0:
        return "fell"
    if low > 0:
        return "rose"
    return "same" if low > -matters and high < matters else "cannot tell"
