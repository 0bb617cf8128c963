"""Weighted DBSCAN over places: clusters of calls without touching each call.

Ester, Kriegel, Sander and Xu (1996). Calls at one address all lie on one point, so that DBSCAN on raw calls compares
each with each there; a place with its number of calls as weight gives the same core points at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from commonbeat.errors import InputError

#: Pairs of neighbors handled at a time, so that a dense city fits in memory.
_PAIRS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Clusters:
    """What DBSCAN found.

    Attributes:
        label: cluster of each place, 0 = the one with most weight; -1 for noise; shape (n,).
        core: places with at least `min_weight` within `eps`, shape (n,).
        weight: sum of weights of each cluster, shape (k,), largest first.
        middle: weighted mean of each cluster's places, shape (k, 2), in the unit of `xy`.
    """

    label: NDArray[np.int64]
    core: NDArray[np.bool_]
    weight: NDArray[np.float64]
    middle: NDArray[np.float64]


def weighted_dbscan(xy: ArrayLike, weights: ArrayLike, eps: float, min_weight: float) -> Clusters:
    """Cluster weighted points.

    A point is core when the weights within `eps` of it (itself included, the border included) reach `min_weight`. Core
    points within `eps` of each other share a cluster; a point that is not core joins the cluster of its nearest core
    point within `eps`, else it is noise. The core points and their clusters are those of scikit-learn's
    `DBSCAN(eps, min_samples=min_weight).fit(xy, sample_weight=weights)`.

    Args:
        xy: meters, shape (n, 2); see `geometry.to_meters`.
        weights: calls at each point, shape (n,).
        eps: reach in meters.
        min_weight: calls that make a core.

    Raises:
        InputError: shapes that do not fit, coordinates or weights that are not numbers.
    """
    points, mass = np.asarray(xy, dtype=float), np.asarray(weights, dtype=float)
    if points.ndim != 2 or points.shape != (len(mass), 2) or mass.ndim != 1:
        raise InputError(f"Points have shape {points.shape} and weights {mass.shape}; they must be (n, 2) and (n,).")
    if not np.isfinite(points).all() or not np.isfinite(mass).all() or not eps > 0:
        raise InputError("Points, weights and reach must be numbers, the reach more than zero.")
    n = len(points)
    if n == 0:
        return Clusters(np.empty(0, dtype=np.int64), np.empty(0, dtype=bool), np.empty(0), np.empty((0, 2)))
    tree = cKDTree(points)
    core = _weight_near(tree, points, mass, eps) >= min_weight
    label = np.full(n, -1, dtype=np.int64)
    at = np.flatnonzero(core)
    if len(at):
        core_tree = cKDTree(points[at])
        pairs = core_tree.query_pairs(eps, output_type="ndarray")
        links = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(at), len(at)))
        label[at] = connected_components(links, directed=False)[1]
        rest = np.flatnonzero(~core)
        if len(rest):
            distance, nearest = core_tree.query(points[rest], distance_upper_bound=np.nextafter(eps, np.inf))
            near = distance <= eps
            label[rest[near]] = label[at[np.asarray(nearest)[near]]]
    return _by_weight(points, mass, label, core)


def _weight_near(
    tree: cKDTree, points: NDArray[np.float64], mass: NDArray[np.float64], eps: float
) -> NDArray[np.float64]:
    """Sum of weights within eps of each point, in slices of bounded memory."""
    counts = np.array(tree.query_ball_point(points, eps, return_length=True), dtype=np.int64, ndmin=1)
    ends: NDArray[np.int64] = np.asarray(np.cumsum(counts), dtype=np.int64)
    near = np.empty(len(points))
    start = 0
    while start < len(points):
        base = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, base + _PAIRS_AT_ONCE, side="right")))
        neighbors = tree.query_ball_point(points[start:stop], eps)
        flat = np.concatenate([np.asarray(part, dtype=np.int64) for part in neighbors])
        offsets = np.concatenate([[0], np.cumsum(counts[start : stop - 1])])
        near[start:stop] = np.add.reduceat(mass[flat], offsets)
        start = stop
    return near


def _by_weight(
    points: NDArray[np.float64], mass: NDArray[np.float64], label: NDArray[np.int64], core: NDArray[np.bool_]
) -> Clusters:
    inside = label >= 0
    count = int(label.max()) + 1
    weight = np.bincount(label[inside], weights=mass[inside], minlength=count).astype(np.float64)
    order = np.argsort(-weight, kind="stable")
    new = np.empty(count, dtype=np.int64)
    new[order] = np.arange(count)
    label = np.where(inside, new[label], -1) if count else label
    weight = weight[order]
    even = np.where(inside, mass if (weight > 0).all() else 1.0, 0.0)
    total = np.bincount(label[inside], weights=even[inside], minlength=count)
    middle = np.column_stack(
        [np.bincount(label[inside], weights=(even * points[:, axis])[inside], minlength=count) for axis in (0, 1)]
    )
    return Clusters(label, core, weight, np.asarray(middle / np.maximum(total, 1e-300)[:, None], dtype=np.float64))
