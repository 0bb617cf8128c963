"""Knox's near-repeat ratio: do calls follow each other close by and soon, more than place and time alone explain?

Knox (1964); the permutation of times after Besag and Diggle (1977), as Johnson et al. (2007) use it for burglary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from commonbeat.errors import InputError
from commonbeat.progress import Progress, silent


@dataclass(frozen=True)
class NearRepeat:
    """Knox's table.

    Attributes:
        observed: pairs of calls in each distance band and time band, shape (distances, times).
        expected: median of the same over the permutations.
        ratio: observed / expected; NaN where nothing is expected.
        p_value: chance of as many pairs if times had nothing to do with places, (1 + exceeding) / (1 + permutations).
    """

    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    p_value: NDArray[np.float64]


def near_repeat(
    xy: ArrayLike,
    days: ArrayLike,
    *,
    distances: tuple[float, ...] = (100.0, 200.0, 400.0),
    spans: tuple[float, ...] = (7.0, 14.0, 28.0),
    permutations: int = 999,
    seed: int = 0,
    progress: Progress = silent,
) -> NearRepeat:
    """Count pairs of calls that are near in place and time, and compare with shuffled times.

    Args:
        xy: meters, shape (n, 2).
        days: time of each call in days, shape (n,).
        distances: upper ends of the distance bands, ascending, in meters; the first starts at 0 and holds it.
        spans: upper ends of the time bands, ascending, in days, held by the band.
        permutations: shuffles of the times over the calls.
        seed: of the shuffles.
        progress: told "near repeats" in permutations.

    Raises:
        InputError: shapes that do not fit, bands that do not ascend.
    """
    points, when = np.asarray(xy, dtype=float), np.asarray(days, dtype=float)
    if points.shape != (len(when), 2) or not np.isfinite(points).all() or not np.isfinite(when).all():
        raise InputError("Near repeats need meters of shape (n, 2) and days of shape (n,), all of them numbers.")
    reach, last = np.asarray(distances, dtype=float), np.asarray(spans, dtype=float)
    if not len(reach) or not len(last) or (np.diff(reach) <= 0).any() or (np.diff(last) <= 0).any():
        raise InputError("Distances and spans must each be one or more ascending numbers.")
    shape = (len(reach), len(last))
    if len(when) < 2:
        return NearRepeat(np.zeros(shape, np.int64), np.zeros(shape), np.full(shape, np.nan), np.ones(shape))
    pairs = cKDTree(points).query_pairs(float(reach[-1]), output_type="ndarray")
    apart = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    band = np.minimum(np.searchsorted(reach, apart, side="left"), shape[0] - 1) * (shape[1] + 1)
    first, second = np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])

    def count(times: NDArray[np.float64]) -> NDArray[np.int64]:
        soon = np.searchsorted(last, np.abs(times[first] - times[second]), side="left")
        table = np.bincount(band + soon, minlength=shape[0] * (shape[1] + 1))
        return table.reshape(shape[0], shape[1] + 1)[:, : shape[1]].astype(np.int64)

    observed = count(when)
    random = np.random.default_rng(seed)
    shuffled = np.empty((permutations, *shape), dtype=np.int64)
    for run in range(permutations):
        if run % 50 == 0:
            progress("near repeats", run, permutations)
        shuffled[run] = count(random.permutation(when))
    progress("near repeats", permutations, permutations)
    expected = np.median(shuffled, axis=0) if permutations else np.zeros(shape)
    ratio = np.divide(observed, expected, out=np.full(shape, np.nan), where=expected > 0)
    p_value = (1 + (shuffled >= observed).sum(axis=0)) / (1 + permutations)
    return NearRepeat(observed, expected, ratio, p_value)
