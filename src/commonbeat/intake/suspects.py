"""Places whose calls are not about what happens there: default locations, police premises, the city's edge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from commonbeat.analysis.geometry import to_meters

#: A spot or district stands out when it has this many times the calls of the next ...
OUTSTANDING: Final = 3.0
#: ... and at least this share of all calls, among enough others to compare with.
LEAST_SHARE: Final = 0.02
_LEAST_CALLS: Final = 50
_LEAST_OTHERS: Final = 5
#: A default location takes calls of every kind: its mix of categories differs from the city's by at most this much
#: (total variation distance, 0 to 1). A big store or a jail has a mix of its own.
SAME_MIX: Final = 0.3

_STATION_WORK: Final = re.compile(
    r"\b(?:(?:RETURN(?:ED)?|ENROUTE|EN ROUTE|REPORT|TO|AT|IN|AROUND) (?:TO )?(?:THE )?(?:STATION|STN|HQ)"
    r"|RETURN STATION|STATION (?:DUTY|DETAIL|ASSIGNMENT)|OUT OF SERVICE|POLICE ADMIN\w*"
    r"|ADMIN(?:ISTRATIVE)? (?:DUTY|DUTIES|WORK|DETAIL)"
    r"|PRISONER (?:TRANS\w*|BOOKING|IN CUSTODY)|BOOKING|VEH(?:ICLE)? (?:MAINT\w*|SERVICE)"
    r"|CAR CHANGE|MAIL RUN|ROLL ?CALL|REPORT WRITING|WRITING REPORTS?|BRIEFING|DESK DUTY|COURT DUTY|POLICE ACADEMY"
    r"|MEAL BREAK|LUNCH|TRAINING|END OF (?:SHIFT|WATCH)|START OF (?:SHIFT|WATCH))\b"
)
#: Police premises: this share of the calls there is station work (elsewhere it is a few in a hundred) ...
STATION_SHARE: Final = 0.3
#: ... and there are enough to tell.
STATION_CALLS: Final = 20


def is_station_work(call_type: str | None) -> bool:
    """Is this what officers do at a station ("RETURN STATION", "PRISONER TRANS"), as far as the call type says?"""
    return bool(call_type) and _STATION_WORK.search((call_type or "").upper()) is not None


def outstanding(counts: Sequence[int], total: int) -> int:
    """How many of the first counts (at most three) stand out so far that nothing else comes near.

    Args:
        counts: calls by spot or district, in descending order.
        total: all calls.
    """
    for leading in range(1, min(4, len(counts))):
        last, following = counts[leading - 1], counts[leading]
        if len(counts) < leading + _LEAST_OTHERS or last < _LEAST_CALLS:
            return 0
        if last >= OUTSTANDING * following and last >= LEAST_SHARE * total:
            return leading
    return 0


def same_mix(there: NDArray[np.float64], everywhere: NDArray[np.float64]) -> bool:
    """Is the mix of categories at a spot about that of the whole city? Both are counts by category, shape (n,)."""
    if not there.sum() or not everywhere.sum():
        return False
    return float(np.abs(there / there.sum() - everywhere / everywhere.sum()).sum()) / 2 <= SAME_MIX


def at_the_edge(lon: NDArray[np.float64], lat: NDArray[np.float64], *, cell: float = 500.0) -> NDArray[np.bool_]:
    """Which points lie at the edge of the ground that all points cover.

    The ground is the cells (of `cell` meters) with a point, closed over gaps of two cells and filled; its edge is
    what one erosion takes away. Few points (less than 200) have no ground to speak of: none is at the edge.

    Args:
        lon: degrees, shape (n,), all known.
        lat: degrees, shape (n,).
        cell: size of a cell in meters.

    Returns:
        shape (n,).
    """
    if lon.size < 200:
        return np.zeros(lon.size, dtype=bool)
    index = np.floor(to_meters(lon, lat) / cell).astype(np.int64)
    index -= index.min(axis=0)
    height, width = (int(size) + 7 for size in index.max(axis=0))
    if height * width > 4_000_000:
        return np.zeros(lon.size, dtype=bool)
    ground = np.zeros((height, width), dtype=bool)
    ground[index[:, 0] + 3, index[:, 1] + 3] = True
    around = np.ones((3, 3), dtype=bool)
    ground = ndimage.binary_fill_holes(ndimage.binary_closing(ground, around, iterations=2))
    edge = ground & ~ndimage.binary_erosion(ground, around)
    return np.asarray(edge[index[:, 0] + 3, index[:, 1] + 3], dtype=bool)


def moved_to_corners(
    corner: NDArray[np.bool_], lon: NDArray[np.float64], lat: NDArray[np.float64], calls: NDArray[np.float64]
) -> bool:
    """Does an agency publish corners only: four calls in five at an intersection, or at a point of three places?

    Args:
        corner: which places are intersections, shape (n,).
        lon: degrees, shape (n,); NaN where unknown.
        lat: degrees, shape (n,).
        calls: calls at each place, shape (n,).
    """
    total = float(calls.sum())
    if not total:
        return False
    located = np.isfinite(lon) & np.isfinite(lat) & ~corner
    shared = np.zeros(corner.size, dtype=bool)
    if located.any():
        points = np.column_stack([lon[located], lat[located]])
        _, which, there = np.unique(points, axis=0, return_inverse=True, return_counts=True)
        shared[np.flatnonzero(located)] = there[which.ravel()] >= 3
    enough = int((calls > 0).sum()) >= 20 or bool(corner[calls > 0].all())
    return enough and float(calls[corner | shared].sum()) >= 0.8 * total
