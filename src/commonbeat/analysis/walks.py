"""How far apart places are on foot, and what cannot be crossed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from commonbeat.analysis.geometry import WALK_DETOUR, to_meters


def walking_distances(
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    barriers: Sequence[BaseGeometry] | None = None,
    within_meters: float = np.inf,
) -> NDArray[np.float64]:
    """Walk between every two places: the straight line times the usual detour of streets.

    A walk whose straight line crosses a barrier (a river, a railway, a freeway) is infinite; draw a bridge as a gap in
    the barrier. Two places inside one barrier polygon (a campus, a park) may walk to each other.

    Args:
        lon, lat: degrees, shape (n,); NaN where unknown: such a place is infinitely far from all others.
        barriers: shapely geometries in degrees, longitude first.
        within_meters: barriers are looked up only for walks up to this length; longer ones are infinite.

    Returns:
        Meters, shape (n, n), symmetric, zero on the diagonal.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    xy = to_meters(x, y) if known.any() else np.zeros((len(x), 2))
    apart = xy[:, None, :] - xy[None, :, :]
    walk = WALK_DETOUR * np.hypot(apart[..., 0], apart[..., 1])
    walk[~known, :] = np.inf
    walk[:, ~known] = np.inf
    walk[walk > within_meters] = np.inf
    walls = _walls(barriers)
    if len(walls):
        i, k = np.nonzero(np.triu(np.isfinite(walk), 1))
        if len(i):
            lines = shapely.linestrings(
                np.stack([np.column_stack([x[i], y[i]]), np.column_stack([x[k], y[k]])], axis=1)
            )
            crossed = np.unique(shapely.STRtree(walls).query(lines, predicate="crosses")[0])
            walk[i[crossed], k[crossed]] = walk[k[crossed], i[crossed]] = np.inf
    np.fill_diagonal(walk, 0.0)
    return walk


def _walls(barriers: Sequence[BaseGeometry] | None) -> NDArray[np.object_]:
    """Simple lines and polygons; pieces of one line are joined, so that nobody slips through a seam."""
    given = [barrier for barrier in barriers or () if barrier is not None and not barrier.is_empty]
    if not given:
        return np.array([], dtype=object)
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(np.array(given, dtype=object))))
    lines = parts[np.isin(shapely.get_type_id(parts), (1, 2))]
    polygons = parts[shapely.get_type_id(parts) == 3]
    if len(lines):
        lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    return np.concatenate([lines, polygons])
